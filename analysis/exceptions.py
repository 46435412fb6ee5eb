"""Everything that can go wrong with an analysis, as one tree.

A class's docstring is its default message, so it is written for the person who reads it. ``code`` is the word on the
wire. A :class:`TemporaryError` means "try again"; every other error is final.
"""

import errno
import inspect


class AnalysisError(Exception):
    """The analysis failed."""

    code = "INTERNAL_ERROR"
    #: True where the same analysis may succeed when a person asks for it again later.
    retryable = False

    def __init__(self, message: str | None = None) -> None:
        self.message = message or inspect.cleandoc(self.__class__.__doc__ or self.code)
        super().__init__(self.message)


class TemporaryError(AnalysisError):
    """An outside service did not answer. It is tried again."""

    code = "SERVICE_UNAVAILABLE"
    retryable = True

    def __init__(self, message: str | None = None, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        #: Seconds the outside service asked us to wait; None where it did not say.
        self.retry_after = retry_after


class RateLimited(TemporaryError):
    """YouTube answers too many requests. Extraction is paused."""

    code = "RATE_LIMIT_EXCEEDED"


class ExtractionBlocked(TemporaryError):
    """YouTube asks this server to prove that it is not a robot."""

    code = "EXTRACTION_BLOCKED"


class SourcePaused(TemporaryError):
    """YouTube has refused this server lately and is left alone for a while."""

    def __init__(self, message: str | None = None, *, code: str, retry_after: float) -> None:
        super().__init__(message, retry_after=retry_after)
        self.code = code or self.code


class SourceRefuses(AnalysisError):
    """YouTube refuses this server."""

    code = "EXTRACTION_BLOCKED"
    retryable = True

    def __init__(self, message: str | None = None, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code or self.code


class InvalidUrl(AnalysisError):
    """This is not the address of a YouTube video."""

    code = "INVALID_URL"


class ExtractionError(AnalysisError):
    """The video could not be read."""

    code = "EXTRACTION_FAILED"


class VideoNotFound(ExtractionError):
    """There is no video at this address."""

    code = "VIDEO_NOT_FOUND"


class VideoPrivate(ExtractionError):
    """The video is private."""

    code = "VIDEO_PRIVATE"


class VideoUnavailable(ExtractionError):
    """The video is not available."""

    code = "VIDEO_UNAVAILABLE"


class VideoAgeRestricted(ExtractionError):
    """The video is age-restricted and cannot be read without a login."""

    code = "VIDEO_AGE_RESTRICTED"


class VideoGeoBlocked(ExtractionError):
    """The video is not available in the country of this server."""

    code = "VIDEO_GEO_BLOCKED"


class VideoMembersOnly(ExtractionError):
    """The video is only for members of the channel or for Premium subscribers."""

    code = "VIDEO_MEMBERS_ONLY"


class VideoNotStarted(ExtractionError):
    """The video has not started yet."""

    code = "VIDEO_NOT_STARTED"
    retryable = True


class VideoIsLive(ExtractionError):
    """The video is live now; it can be analysed once the stream has ended."""

    code = "VIDEO_IS_LIVE"
    retryable = True


class VideoTooLong(ExtractionError):
    """The video is longer than this service analyses."""

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
    """Nobody speaks in this video, or not clearly enough to be written down."""


class AudioExtractionFailed(AnalysisError):
    """The sound of the video could not be fetched or read."""

    code = "AUDIO_EXTRACTION_FAILED"
    retryable = True


class NoRoom(AudioExtractionFailed):
    """The sound could not be stored: this server's disk is full."""

    #: How the system says so.
    ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT})


class TranscriptionFailed(AnalysisError):
    """The speech in the video could not be written down."""

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
        #: Estimates of what tries that broke off took all the same.
        self.prompt_tokens = prompt_tokens
        self.completion_tokens = completion_tokens


class LanguageModelBudgetExceeded(LanguageModelError):
    """The tokens that one analysis may spend on the language model are used up."""

    code = "LLM_BUDGET_EXCEEDED"


class LanguageModelReplyRejected(LanguageModelError):
    """The language model gave no usable reply."""

    code = "LLM_REPLY_REJECTED"


class InternalError(AnalysisError):
    """Something went wrong on our side. The operators can find the cause in the log."""

    code = "INTERNAL_ERROR"
    retryable = True


class TaskTimeout(AnalysisError):
    """The analysis made no progress for too long and was ended."""

    code = "TASK_TIMEOUT"
    retryable = True


class CancellationRequested(Exception):
    """The analysis was cancelled or deleted while it ran; the runner stops quietly."""


class BelongsElsewhere(Exception):
    """The step is for the workers of another queue; the runner hands the analysis over."""

    def __init__(self, queue: str) -> None:
        super().__init__(queue)
        self.queue = queue


class LeaseLost(Exception):
    """Another worker has taken this analysis over; nothing more may be written."""


class TaskNotCancellable(AnalysisError):
    """The analysis has already ended."""

    code = "TASK_NOT_CANCELLABLE"


class TaskNotWaiting(AnalysisError):
    """The analysis does not wait: it is being run, or it has ended."""

    code = "TASK_NOT_WAITING"


class TaskNotActive(AnalysisError):
    """The analysis has ended: there is nothing to take from a worker."""

    code = "TASK_NOT_ACTIVE"


class TaskNotRetryable(AnalysisError):
    """Only a failed or cancelled analysis can be retried."""

    code = "TASK_NOT_RETRYABLE"


class IdempotencyKeyReused(AnalysisError):
    """This Idempotency-Key was used for another request; take a new one."""

    code = "IDEMPOTENCY_KEY_REUSED"


class TaskDeleted(AnalysisError):
    """The analysis that this Idempotency-Key made was deleted; take a new key to ask for it again."""

    code = "TASK_DELETED"


class LimitExceeded(AnalysisError):
    """This is more than one caller may ask for."""

    def __init__(self, *, limit: int, retry_after_seconds: float) -> None:
        super().__init__()
        #: How many are allowed.
        self.limit = limit
        #: When it makes sense to come back.
        self.retry_after_seconds = retry_after_seconds


class QuotaExceeded(LimitExceeded):
    """You have as many analyses under way as one caller may have. Wait until one has ended, or cancel one."""

    code = "QUOTA_EXCEEDED"


class TooManyRequests(LimitExceeded):
    """You have asked more often than one caller may. Wait a little."""

    code = "RATE_LIMIT_EXCEEDED"


class TooManyTokens(AnalysisError):
    """This account has as many access tokens as one account may. Revoke some first."""

    code = "TOO_MANY_TOKENS"


class WrongCredentials(AnalysisError):
    """The user name or the password is wrong."""

    code = "INVALID_CREDENTIALS"


class TooManyAttempts(LimitExceeded):
    """Too many attempts to log in. Try again later."""

    code = "RATE_LIMIT_EXCEEDED"
