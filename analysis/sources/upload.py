"""Videos from uploaded files, which ``analysis.uploads`` has stored in a folder per upload."""

from pathlib import Path
from uuid import UUID

from django.conf import settings

from analysis.exceptions import ExtractionError
from analysis.models import Upload
from analysis.sources.archive import ArchiveSource

#: Stem of the stored files: the dump, with every comment, is ``video.info.json``.
STEM = "video"


class UploadExpired(ExtractionError):
    """The uploaded files have expired or were deleted. Upload them again and start a new analysis."""

    code = "UPLOAD_EXPIRED"


def folder_of_uploads() -> Path:
    """Return the folder that holds one folder per upload."""
    folder: Path = settings.DATA_DIR / "uploads"
    return folder


def folder_of(upload_id: UUID) -> Path:
    """Return the folder with the files of an upload."""
    return folder_of_uploads() / str(upload_id)


class UploadSource(ArchiveSource):
    """Reads the files of one upload; needs no network."""

    name = "upload"
    place = "upload"

    def __init__(self, upload_id: UUID) -> None:
        self._upload_id = upload_id
        super().__init__([folder_of(upload_id)])

    def _files(self, video_id: str) -> list[Path]:
        """Return all files of the upload, whatever the id of the video.

        Raises:
            UploadExpired: it was deleted.
            ExtractionError: its files are not on this machine, or cannot be read.
        """
        try:
            found = sorted(folder_of(self._upload_id).iterdir())
        except OSError as error:
            if not Upload.objects.live().filter(pk=self._upload_id).exists():
                raise UploadExpired from error
            raise ExtractionError(
                "This worker cannot read the uploaded files: web processes and workers must share DATA_DIR."
            ) from error
        return found
