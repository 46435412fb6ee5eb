"""Errors of batches; as in ``analysis.exceptions``, the docstring is the message."""

from analysis.exceptions import AnalysisError, TemporaryError


class BatchNotCancellable(AnalysisError):
    """The batch has already ended."""

    code = "BATCH_NOT_CANCELLABLE"


class BatchNotRetryable(AnalysisError):
    """No member of this batch has failed, so there is nothing to retry."""

    code = "BATCH_NOT_RETRYABLE"


class ListingUnavailable(AnalysisError):
    """This server cannot read playlists and channels: none of its sources can. Send the URLs of the videos."""

    code = "LISTING_UNAVAILABLE"


class ListEmpty(AnalysisError):
    """The playlist or channel has no videos."""

    code = "LIST_EMPTY"


class AlreadyFollowed(AnalysisError):
    """You follow this channel or playlist already. Change that follow instead."""

    code = "ALREADY_FOLLOWED"


class FollowPaused(AnalysisError):
    """This channel or playlist is paused. Resume it first: it is then checked at once."""

    code = "FOLLOW_PAUSED"


class NoBatchFree(TemporaryError):
    """You have reached the limit of active batches. The new videos wait until one has ended."""

    code = "QUOTA_EXCEEDED"
