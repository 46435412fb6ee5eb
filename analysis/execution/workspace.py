"""Folders for the files of a running step. None outlives its process for long, however that ended."""

import fcntl
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from analysis.exceptions import AudioExtractionFailed, NoRoom

logger = logging.getLogger(__name__)

_PREFIX = "analysis-"


@contextmanager
def folder() -> Iterator[Path]:
    """Give an empty folder below ``DATA_DIR/tmp`` that is removed when the block is left.

    It is locked until then. A process that is killed loses its locks, which is how :func:`sweep` knows.

    Raises:
        AudioExtractionFailed: it cannot be made, most often because the disk is full.
    """
    try:
        path, lock = _new()
    except OSError as error:
        logger.error("no folder can be made below %s: %s", settings.DATA_DIR, error)
        if error.errno in NoRoom.ERRNOS:
            raise NoRoom from error
        raise AudioExtractionFailed("This server cannot store sound: its folder for that cannot be used.") from error
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def _new() -> tuple[Path, int]:
    with _locked(_root()):
        path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_root()))
        return path, _lock(path)


def sweep() -> int:
    """Remove the folders whose processes are gone, and return how many there were."""
    removed = 0
    with _locked(_root()):
        for path in _root().glob(f"{_PREFIX}*"):
            try:
                lock = _lock(path)
            except BlockingIOError:
                continue  # somebody works there
            except OSError as error:
                logger.warning("%s cannot be looked at: %s", path, error)
                continue
            shutil.rmtree(path, ignore_errors=True)
            os.close(lock)
            removed += 1
    if removed:
        logger.info("removed %s folders of processes that were killed", removed)
    return removed


def _root() -> Path:
    root: Path = settings.DATA_DIR / "tmp"
    root.mkdir(parents=True, exist_ok=True)
    return root


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    """Keep others from sweeping while a folder exists that is not locked yet."""
    descriptor = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _lock(path: Path) -> int:
    """Return the descriptor that holds the lock of a folder; it is not handed on to programs that are started."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
