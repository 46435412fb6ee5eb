"""Why an upload is refused. The docstrings are default messages, as in ``analysis.exceptions``."""

from django.core.exceptions import RequestDataTooBig

from analysis.exceptions import AnalysisError


class UploadNotFound(AnalysisError):
    """There is no such upload, or it has expired. Upload the files again."""

    code = "UPLOAD_NOT_FOUND"


class InvalidUpload(AnalysisError):
    """The upload holds nothing that can be analysed."""

    code = "UPLOAD_UNRECOGNISED"


class EmptyUpload(InvalidUpload):
    """The upload holds no file, or only empty ones."""

    code = "UPLOAD_EMPTY"


class DamagedUpload(InvalidUpload):
    """A file of the upload is damaged."""

    code = "UPLOAD_DAMAGED"


class UnsafeArchive(InvalidUpload):
    """The zip holds a path out of its folder, or a link."""

    code = "UPLOAD_UNSAFE_ARCHIVE"


class EncryptedArchive(InvalidUpload):
    """The zip is encrypted. Send it without a password."""

    code = "UPLOAD_ENCRYPTED"


class NestedArchive(InvalidUpload):
    """The zip holds another archive. Send its files in one zip."""

    code = "UPLOAD_NESTED_ARCHIVE"


class TooManyFiles(InvalidUpload):
    """The upload holds too many files."""

    code = "UPLOAD_TOO_MANY_FILES"


class SeveralVideos(InvalidUpload):
    """The files are of several videos. Send those of each video on their own."""

    code = "UPLOAD_SEVERAL_VIDEOS"


class UploadTooLarge(InvalidUpload):
    """The upload is too large."""

    code = "UPLOAD_TOO_LARGE"


class RequestTooLarge(UploadTooLarge, RequestDataTooBig):
    """The same, found while the request is read: Django treats it as its own limit."""


class StorageFull(AnalysisError):
    """This server's disk is full, so the files could not be stored. Try again later."""

    code = "STORAGE_FULL"
