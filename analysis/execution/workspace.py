"""Temporary folders for the files of a running step; folders of dead processes are deleted."""

import fcntl
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from analysis.exceptions import AudioExtractionFailed, DiskFull

logger = logging.getLogger(__name__)

_PREFIX = "analysis-"


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Yield an empty folder below ``DATA_DIR/tmp`` and remove it when the block ends.

    The folder is locked until then. A killed process loses its lock, so :func:`delete_stale` can find its folder.

    Raises:
        AudioExtractionFailed: the folder cannot be created, most often because the disk is full.
    """
    try:
        with _locked(_root()):
            path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_root()))
            lock = _lock(path)
    except OSError as error:
        logger.error("cannot create a folder below %s: %s", settings.DATA_DIR, error)
        if error.errno in DiskFull.ERRNOS:
            raise DiskFull from error
        raise AudioExtractionFailed("This server cannot store audio: its temporary folder cannot be used.") from error
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def delete_stale() -> int:
    """Remove the folders of dead processes and return their number."""
    removed = 0
    with _locked(_root()):
        for path in _root().glob(f"{_PREFIX}*"):
            try:
                lock = _lock(path)
            except BlockingIOError:
                continue  # in use
            except OSError as error:
                logger.warning("cannot check %s: %s", path, error)
                continue
            shutil.rmtree(path, ignore_errors=True)
            os.close(lock)
            removed += 1
    if removed:
        logger.info("removed %s folders of dead processes", removed)
    return removed


def _root() -> Path:
    root: Path = settings.DATA_DIR / "tmp"
    root.mkdir(parents=True, exist_ok=True)
    return root


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    """Keep other processes from deleting folders while one exists that is not locked yet."""
    descriptor = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _lock(path: Path) -> int:
    """Lock a folder and return the descriptor that holds the lock; child processes do not inherit it."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
