"""Playlists and channels: read by a worker, once, and again after whatever went wrong."""

from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError
from django.utils.timezone import now

from analysis import youtube
from analysis.batches import feeding, listing, services
from analysis.exceptions import RateLimited, SourcePaused, TemporaryError
from analysis.models import Batch, BatchEvent
from analysis.sources.ytdlp_errors import ListNotFound
from tests.support.batches import PATH
from tests.support.factories import BASIC_OPTIONS

pytestmark = pytest.mark.django_db
PLAYLIST = youtube.parse_list("https://www.youtube.com/playlist?list=PLabcdefghijkl")


@pytest.fixture
def batch(channel):
    return services.batch_create(owner=None, source=PLAYLIST, newest=2, options=BASIC_OPTIONS)


def listed():
    """Have what is due read, as a worker does; return the outcomes."""
    return [listing.run(key) for key in feeding.take_unlisted()]


def test_a_list_becomes_the_members_of_the_batch(client, batch, channel):
    assert client.get(f"{PATH}{batch.pk}").json()["status"] == "pending"
    assert listed() == ["listed"]
    assert channel.asked == [(PLAYLIST.address, 2)]
    batch.refresh_from_db()
    assert (batch.name, batch.counts["total"]) == ("Harbour Talks", 2)
    members = client.get(f"{PATH}{batch.pk}/members").json()["results"]
    assert (members[0]["video_id"], members[0]["title"]) == ("video000003", "Talk 3")


def test_a_list_is_read_by_one_worker_and_once(batch):
    assert len(feeding.take_unlisted()) == 1
    assert feeding.take_unlisted() == []
    assert listing.run(str(batch.pk)) == "listed"
    assert listing.run(str(batch.pk)) == "skipped"
    assert batch.members.count() == 2


def test_a_list_whose_worker_died_is_read_again(batch):
    feeding.take_unlisted()
    Batch.objects.update(list_lease_until=now() - timedelta(seconds=1))
    assert listed() == ["listed"]


def test_a_worker_that_was_overtaken_stores_nothing(batch, channel, monkeypatch):
    list_videos = channel.list_videos

    def overtaken(*args, **kwargs):
        Batch.objects.update(list_fence=99)
        return list_videos(*args, **kwargs)

    monkeypatch.setattr(channel, "list_videos", overtaken)
    assert listing.run(str(batch.pk)) == "stopped"
    assert not batch.members.exists()


def test_a_list_whose_workers_always_die_fails(batch, settings):
    Batch.objects.update(list_attempts=settings.MAX_ATTEMPTS, list_lease_until=now() - timedelta(seconds=1))
    feeding.advance()
    batch.refresh_from_db()
    assert (batch.status, batch.error_code) == ("failed", "INTERNAL_ERROR")


def test_more_than_is_taken_is_said(channel):
    batch = services.batch_create(owner=None, source=PLAYLIST, options=BASIC_OPTIONS)
    channel.is_cut = True
    listed()
    batch.refresh_from_db()
    assert [each["code"] for each in batch.warnings] == ["LIST_CUT"]


@pytest.mark.parametrize(
    ("error", "code"), [(ListNotFound(), "LIST_NOT_FOUND"), (None, "LIST_EMPTY")], ids=["absent", "empty"]
)
def test_a_list_that_is_absent_or_empty_fails_the_batch_and_can_be_read_again(client, batch, channel, error, code):
    channel.error = error
    channel.numbers = []
    listed()
    shown = client.get(f"{PATH}{batch.pk}").json()
    assert (shown["status"], shown["error"]["code"]) == ("failed", code)
    assert BatchEvent.objects.get(batch=batch, terminal=True).type == "batch_failed"
    channel.error = None
    assert client.post(f"{PATH}{batch.pk}/retry-failed").json()["status"] == "pending"
    assert len(feeding.take_unlisted()) == 1


def test_a_temporary_error_has_the_list_read_again_later_and_says_when(batch, channel):
    channel.error = TemporaryError("YouTube could not be reached.")
    assert listed() == ["waits: SERVICE_UNAVAILABLE"]
    assert feeding.take_unlisted() == []
    batch.refresh_from_db()
    assert "The list is read again at" in batch.message
    Batch.objects.update(not_before=now())
    assert len(feeding.take_unlisted()) == 1


@pytest.mark.parametrize(("sqlstate", "attempts"), [("53100", 0), ("57P01", 1)])
def test_an_outage_of_the_database_fails_no_batch(batch, channel, sqlstate, attempts):
    """Where the database was back at once, the batch had failed with INTERNAL_ERROR."""
    error = OperationalError()
    error.__cause__ = psycopg.OperationalError()
    error.__cause__.sqlstate = sqlstate
    channel.error = error
    assert listed() == ["abandoned until its lease expires"]
    batch.refresh_from_db()
    assert (batch.status, batch.list_attempts) == ("pending", attempts)
    channel.error = None
    Batch.objects.update(list_lease_until=now())
    assert listed() == ["listed"]


def test_a_pause_of_the_source_does_not_count_as_an_attempt(batch, channel):
    channel.error = SourcePaused(code=RateLimited.code, retry_after=600)
    listed()
    batch.refresh_from_db()
    assert batch.list_attempts == 0
    assert batch.not_before > now() + timedelta(seconds=500)


def test_after_many_temporary_errors_the_batch_fails(batch, channel, settings):
    channel.error = TemporaryError()
    for _ in range(settings.MAX_ATTEMPTS):
        Batch.objects.update(not_before=None)
        listed()
    batch.refresh_from_db()
    assert batch.status == "failed"


def test_a_cancelled_batch_is_not_read(batch):
    services.batch_cancel(batch=batch)
    assert listing.run(str(batch.pk)) == "skipped"
