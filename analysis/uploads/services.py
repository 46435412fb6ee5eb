"""Use cases on uploads: create, delete, and delete those that are due."""

import logging
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from analysis import youtube
from analysis.access.limits import quotas
from analysis.access.permissions import Caller
from analysis.exceptions import DiskFull, InvalidUrl
from analysis.models import AnalysisTask, Upload
from analysis.models.upload import UploadQuerySet
from analysis.queries import wire
from analysis.sources.upload import folder_of, folder_of_uploads
from analysis.uploads import receiving, storing
from analysis.uploads.errors import EmptyUpload, StorageFull
from analysis.youtube import VideoRef

logger = logging.getLogger(__name__)

#: Seconds after which a folder without a row, and a file that is still received, are those of a dead process.
STALE_SECONDS = 24 * 3600


@dataclass
class StoredFiles:
    """Files in the folder of an upload that is to be created."""

    upload_id: UUID
    video_id: str
    files: list[wire.UploadedFile]
    #: Whether the upload was created.
    used: bool = False


@contextmanager
def store(files: "Sequence[UploadedFile[Any]]") -> Iterator[StoredFiles]:
    """Recognise and store ``files``, which ``receiving`` has written to the disk; the block creates their upload.

    This takes seconds, so it must not happen within a transaction. The transaction that creates the upload belongs into
    the block: if it fails, also at its COMMIT, no file is kept.

    Raises:
        InvalidUpload: a file cannot be read, or none can be analysed.
        StorageFull: the disk is full.
        TemporaryError: other uploads took too long.
    """
    if not files:
        raise EmptyUpload("The request holds no file. Send each as a part of multipart/form-data with a file name.")
    upload_id = uuid4()
    folder = folder_of(upload_id)
    sent = [(file.name or "file", Path(file.file.name)) for file in files]  # type: ignore[union-attr]  # DiskHandler's
    is_kept = False
    try:
        folder.mkdir(mode=0o700, parents=True)
        with receiving.one_at_a_time():
            stored = StoredFiles(upload_id, *storing.store(sent, folder))
        yield stored
        is_kept = stored.used
    except OSError as error:
        if error.errno not in DiskFull.ERRNOS:
            raise
        logger.error("the disk is full: an upload was refused")
        raise StorageFull from error
    finally:
        if not is_kept:
            shutil.rmtree(folder, ignore_errors=True)


@transaction.atomic
def upload_create(*, owner: Caller | None, stored: StoredFiles, caller: str = "") -> Upload:
    """Create the upload of ``stored``.

    Raises:
        TooManyUploads: the caller has as many live uploads as it may have.
    """
    if caller:
        quotas.acquire_upload_slot(caller)
    upload = Upload.objects.create(
        pk=stored.upload_id,
        owner_id=owner.pk if owner is not None and owner.is_authenticated else None,
        caller=caller,
        video_id=stored.video_id,
        files=[asdict(file) for file in stored.files],
        expires_at=now() + timedelta(hours=settings.UPLOAD_HOURS),
    )
    stored.used = True
    return upload


def video_of(upload: Upload, video: VideoRef | None) -> VideoRef:
    """Return the video that an analysis of ``upload`` is of; ``video`` is what the caller named beside it.

    Raises:
        InvalidUrl: the caller named another one, or none and the files do not state it.
    """
    if video is None and not upload.video_id:
        raise InvalidUrl("The uploaded files do not state their video. Send its URL with them.")
    if video is not None and upload.video_id not in ("", video.video_id):
        raise InvalidUrl(f"The uploaded files are of the video {upload.video_id}, not of this one.")
    return video or VideoRef(youtube.watch_url(upload.video_id), upload.video_id)


@transaction.atomic
def upload_delete(*, upload: Upload) -> None:
    """Delete an upload and its files; an analysis that still has to read them fails."""
    _delete([upload.pk])


def delete_due(uploads: UploadQuerySet | None = None) -> None:
    """Delete of ``uploads``, by default all, those that have expired and those whose analyses were all deleted.

    What an active analysis reads stays. The second query sees the analyses that were made until the rows were locked.
    """
    rows = (Upload.objects.all() if uploads is None else uploads).filter(Q(expires_at__lte=now()) | Q(used=True))
    with transaction.atomic():
        ids = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True))
        tasks = AnalysisTask.objects.filter(upload_id__in=ids)
        read, active = (set(found.values_list("upload_id", flat=True)) for found in (tasks, tasks.active()))
        live = set(Upload.objects.live().filter(pk__in=ids).values_list("pk", flat=True))
        _delete([each for each in ids if each not in active and not (each in live and each in read)])


def delete_stale_files() -> None:
    """Delete what killed processes have left, and folders whose row went with its owner."""
    latest = time.time() - STALE_SECONDS
    for path in folder_of_uploads().glob("*"):
        try:
            if path.stat().st_mtime > latest:
                continue
            if path.suffix == receiving.PART_SUFFIX:
                path.unlink(missing_ok=True)
            elif not Upload.objects.filter(pk=path.name).exists():
                shutil.rmtree(path)
        except OSError as error:
            logger.warning("a stale upload cannot be deleted: %s", error)


def _delete(ids: Sequence[UUID]) -> None:
    Upload.objects.filter(pk__in=ids).delete()
    for upload_id in ids:
        transaction.on_commit(partial(shutil.rmtree, folder_of(upload_id), ignore_errors=True))
