"""What can be done about an analysis that failed."""

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as N_

from analysis import exceptions as problems
from analysis.sources.upload import UploadExpired

_COOKIES = N_("The operators of this service can give it cookies of an account that may watch the video.")
_BLOCKED = N_(
    "YouTube blocks many servers. The operators of this service can give it cookies of a YouTube account or another "
    "network address, or store a dump of yt-dlp in an archive."
)
#: Sentences by code. An error that is not listed says itself what to do, or needs the log.
ADVICE = {
    problems.VideoNotFound.code: (N_("Open the address on YouTube to check it. Deleted videos cannot be analysed."),),
    problems.VideoUnavailable.code: (N_("Open the address on YouTube to see why. Deleted videos cannot be analysed."),),
    problems.VideoPrivate.code: (N_("Ask its owner to make the video public or unlisted."), _COOKIES),
    problems.VideoAgeRestricted.code: (_COOKIES,),
    problems.VideoMembersOnly.code: (_COOKIES,),
    problems.VideoGeoBlocked.code: (N_("The operators of this service can fetch it through another country."),),
    problems.VideoTooLong.code: (N_("The operators of this service can raise the limit."),),
    problems.ExtractionBlocked.code: (_BLOCKED,),
    problems.TemporaryError.code: (
        N_("Try again in a few minutes. If it fails again, the operators of this service can check its network."),
    ),
    problems.RateLimited.code: (N_("Wait before the next try."), _BLOCKED),
    problems.ExtractionError.code: (
        N_("YouTube may have changed. The operators of this service can install a newer yt-dlp."),
    ),
}
_COOKIE_SETTINGS = ("YTDLP_COOKIE_FILE",)
_ACCESS_SETTINGS = ("YTDLP_COOKIE_FILE", "YTDLP_PROXY", "ARCHIVE_DIR")
#: The settings that the advice is about, by code: only operators can use them, so only staff see them.
SETTINGS = {
    problems.VideoPrivate.code: _COOKIE_SETTINGS,
    problems.VideoAgeRestricted.code: _COOKIE_SETTINGS,
    problems.VideoMembersOnly.code: _COOKIE_SETTINGS,
    problems.VideoGeoBlocked.code: ("YTDLP_PROXY",),
    problems.VideoTooLong.code: ("MAX_VIDEO_SECONDS",),
    problems.ExtractionBlocked.code: _ACCESS_SETTINGS,
    problems.RateLimited.code: _ACCESS_SETTINGS,
    problems.TemporaryError.code: ("YTDLP_PROXY",),
}


def advise(code: str) -> str:
    """Return what to do about an error with this code, in whole sentences; empty if there is nothing to add."""
    sentences = [gettext(sentence) for sentence in ADVICE.get(code, ())]
    if len(sentences) < 2:
        return "".join(sentences)
    return pgettext("two sentences", "%(first)s %(second)s") % {"first": sentences[0], "second": sentences[1]}


#: Errors of a video that may be read from somewhere else than this server.
_READABLE_ELSEWHERE = frozenset(
    error.code
    for error in (
        problems.VideoPrivate,
        problems.VideoAgeRestricted,
        problems.VideoMembersOnly,
        problems.VideoGeoBlocked,
        problems.ExtractionBlocked,
        problems.RateLimited,
        problems.ExtractionError,
        problems.TemporaryError,
    )
) | {UploadExpired.code}


def can_upload(code: str) -> bool:
    """Return whether uploading files of the video, fetched on another computer, would help."""
    return code in _READABLE_ELSEWHERE
