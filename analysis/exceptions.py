"""All errors of the domain, as one tree.

The docstring of an :class:`AnalysisError` is its default message and is shown to users: it says what happened, why, and
what to do. ``code`` is its name on the wire. A :class:`TemporaryError` means "try again"; every other error is final.
"""

import errno
import inspect


class AnalysisError(Exception):
    """The analysis failed."""

    code = "INTERNAL_ERROR"
    #: True where the same analysis may succeed when it is retried later.
    retryable = False

    def __init__(self, message: str | None = None) -> None:
        # A file name that is not UTF-8 holds lone surrogates, which can be neither stored nor sent.
        text = message and message.encode("utf-8", "replace").decode()
        self.message = text or inspect.cleandoc(self.__class__.__doc__ or self.code)
        super().__init__(self.message)


class TemporaryError(AnalysisError):
    """An external service did not respond."""

    code = "SERVICE_UNAVAILABLE"
    retryable = True

    def __init__(self, message: str | None = None, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        #: Seconds that the external service asked to wait; None where it did not say.
        self.retry_after = retry_after


class SearchTimeout(TemporaryError):
    """This search takes too long. Add a word, or limit it with a filter."""

    code = "SEARCH_TIMEOUT"


class RateLimited(TemporaryError):
    """YouTube is rate-limiting this server (HTTP 429). Extraction is paused."""

    code = "RATE_LIMIT_EXCEEDED"


class ExtractionBlocked(TemporaryError):
    """YouTube asks this server to confirm that it is not a bot. Extraction is blocked."""

    code = "EXTRACTION_BLOCKED"


class SourcePaused(TemporaryError):
    """Requests to YouTube are paused because it recently blocked this server."""

    def __init__(self, message: str | None = None, *, code: str, retry_after: float) -> None:
        super().__init__(message, retry_after=retry_after)
        self.code = code or self.code


class SourceBlocked(AnalysisError):
    """YouTube blocks requests from this server. Try again later."""

    code = "EXTRACTION_BLOCKED"
    retryable = True

    def __init__(self, message: str | None = None, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code or self.code


class InvalidUrl(AnalysisError):
    """This is not the URL of a YouTube video."""

    code = "INVALID_URL"


class ExtractionError(AnalysisError):
    """The video's data could not be extracted."""

    code = "EXTRACTION_FAILED"


class VideoNotFound(ExtractionError):
    """There is no video at this URL. Check the URL."""

    code = "VIDEO_NOT_FOUND"


class VideoPrivate(ExtractionError):
    """The video is private."""

    code = "VIDEO_PRIVATE"


class VideoUnavailable(ExtractionError):
    """The video is not available."""

    code = "VIDEO_UNAVAILABLE"


class VideoAgeRestricted(ExtractionError):
    """The video is age-restricted and cannot be accessed without a login to YouTube."""

    code = "VIDEO_AGE_RESTRICTED"


class VideoGeoBlocked(ExtractionError):
    """The video is not available in the country of this server."""

    code = "VIDEO_GEO_BLOCKED"


class VideoMembersOnly(ExtractionError):
    """The video is available only to members of the channel or to Premium subscribers."""

    code = "VIDEO_MEMBERS_ONLY"


class VideoNotStarted(ExtractionError):
    """The video has not started yet. Try again after it has ended."""

    code = "VIDEO_NOT_STARTED"
    retryable = True


class VideoIsLive(ExtractionError):
    """The video is live now. Try again after the stream has ended."""

    code = "VIDEO_IS_LIVE"
    retryable = True


class VideoProcessing(ExtractionError):
    """YouTube is still processing this video, which was uploaded or has ended just now. Try again later."""

    code = "VIDEO_PROCESSING"
    retryable = True


class VideoTooLong(ExtractionError):
    """The video is longer than this service accepts."""

    code = "VIDEO_TOO_LONG"


class CommentsDisabled(AnalysisError):
    """Comments are turned off for this video."""

    code = "COMMENTS_DISABLED"


class CommentExtractionFailed(AnalysisError):
    """The comments could not be fetched."""

    code = "COMMENT_EXTRACTION_FAILED"
    retryable = True


class NoTranscript(AnalysisError):
    """The video has no captions, and no speech recognition is available here."""

    code = "NO_TRANSCRIPT"


class NoSpeechFound(NoTranscript):
    """No speech was recognised in this video."""


class AudioExtractionFailed(AnalysisError):
    """The audio of the video could not be downloaded or decoded."""

    code = "AUDIO_EXTRACTION_FAILED"
    retryable = True


class DiskFull(AudioExtractionFailed):
    """The audio could not be stored because this server's disk is full."""

    #: Error numbers with which the operating system reports this.
    ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT})


class TranscriptionFailed(AnalysisError):
    """The speech in the video could not be transcribed."""

    code = "TRANSCRIPTION_FAILED"
    retryable = True


class AnalysisFailed(AnalysisError):
    """The text could not be analysed."""

    code = "ANALYSIS_FAILED"


class LanguageModelError(AnalysisError):
    """The language model could not be used."""

    code = "LLM_UNAVAILABLE"

    def __init__(self, message: str | None = None, *, prompt_tokens: int = 0, completion_tokens: int = 0) -> None:
        super().__init__(message)
        #: Estimated token use of the failed calls.
        self.prompt_tokens = prompt_tokens
        self.completion_tokens = completion_tokens


class LanguageModelBudgetExceeded(LanguageModelError):
    """The analysis has used all tokens that it may spend on the language model."""

    code = "LLM_BUDGET_EXCEEDED"


class LanguageModelReplyRejected(LanguageModelError):
    """The language model returned no usable reply."""

    code = "LLM_REPLY_REJECTED"


class InternalError(AnalysisError):
    """Something went wrong on our side. The operators can find the cause in the log."""

    code = "INTERNAL_ERROR"
    retryable = True


class TaskTimeout(AnalysisError):
    """The analysis was stopped because it made no progress for too long."""

    code = "TASK_TIMEOUT"
    retryable = True


class CancellationRequested(Exception):
    """The analysis was cancelled or deleted while it ran; the runner stops without an error."""


class WrongQueue(Exception):
    """The step belongs to the workers of another queue; the runner hands the analysis over."""

    def __init__(self, queue: str) -> None:
        super().__init__(queue)
        self.queue = queue


class LeaseLost(Exception):
    """Another worker has taken over this analysis; this one must not write any more."""


class TaskNotCancellable(AnalysisError):
    """The analysis has already ended."""

    code = "TASK_NOT_CANCELLABLE"


class TaskNotWaiting(AnalysisError):
    """The analysis is not waiting: a worker runs it, or it has ended."""

    code = "TASK_NOT_WAITING"


class TaskNotActive(AnalysisError):
    """The analysis has already ended, so it cannot be released from its worker."""

    code = "TASK_NOT_ACTIVE"


class TaskNotRetryable(AnalysisError):
    """Only a failed or cancelled analysis can be retried."""

    code = "TASK_NOT_RETRYABLE"


class IdempotencyKeyReused(AnalysisError):
    """This Idempotency-Key was already used for a different request. Use a new key."""

    code = "IDEMPOTENCY_KEY_REUSED"


class TaskDeleted(AnalysisError):
    """What was created with this Idempotency-Key was deleted. Use a new key to create it again."""

    code = "TASK_DELETED"


class LimitExceeded(AnalysisError):
    """A limit per caller is exceeded."""

    def __init__(self, *, limit: int, retry_after_seconds: float) -> None:
        super().__init__()
        #: How many are allowed.
        self.limit = limit
        #: Seconds after which a retry makes sense.
        self.retry_after_seconds = retry_after_seconds


class QuotaExceeded(LimitExceeded):
    """You have reached the limit of active analyses. Wait until one has ended, or cancel one."""

    code = "QUOTA_EXCEEDED"


class TooManyRequests(LimitExceeded):
    """You have sent too many requests. Try again later."""

    code = "RATE_LIMIT_EXCEEDED"


class TooManyConnections(LimitExceeded):
    """You have reached the limit of open sockets, streams and waiting requests. Close one, or try again later."""

    code = "QUOTA_EXCEEDED"


class TooManyTokens(AnalysisError):
    """This account has reached the limit of access tokens. Revoke some first."""

    code = "TOO_MANY_TOKENS"


class InvalidCredentials(AnalysisError):
    """The user name or the password is wrong."""

    code = "INVALID_CREDENTIALS"


class TooManyLoginAttempts(LimitExceeded):
    """Too many login attempts. Try again later."""

    code = "RATE_LIMIT_EXCEEDED"


class TooManyPasswordChecks(LimitExceeded):
    """This server is checking too many passwords at the moment. Try again in a few seconds."""

    code = "RATE_LIMIT_EXCEEDED"


class DownloadInterrupted(TemporaryError):
    """The comments of this analysis changed while the file was being written. Export it again."""


class PdfUnavailable(AnalysisError):
    """This server cannot make PDFs: the library Pango is not installed. Export HTML or Markdown instead."""

    code = "SERVICE_UNAVAILABLE"
