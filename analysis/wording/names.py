"""Words for the values that stand as codes in a result: sentiments, kinds of feedback, genres, parts."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

#: Every code that readers see, as English words.
CODES = (
    # Sentiment
    N_("positive"), N_("neutral"), N_("negative"), N_("mixed"), N_("not scored"),
    # Feedback, many and one
    N_("praise"), N_("complaints"), N_("requests"), N_("questions"), N_("corrections"),
    N_("complaint"), N_("request"), N_("question"), N_("correction"),
    # Genres
    N_("comedy"), N_("explainer"), N_("film"), N_("gaming"), N_("interview"), N_("lecture"), N_("livestream"),
    N_("music"), N_("news"), N_("podcast"), N_("review"), N_("sports"), N_("tutorial"), N_("vlog"), N_("video"),
    # Names that are mentioned
    N_("person"), N_("place"), N_("organisation"), N_("product"), N_("event"),
    # Transcripts
    N_("manual captions"), N_("automatic captions"), N_("speech recognition"),
    # How easily a talk can be followed
    N_("pace"), N_("fluency"), N_("vocabulary"), N_("sentence length"), N_("structure"), N_("audibility"),
    # Parts of a result, and what a language model may write
    N_("transcript"), N_("content"), N_("comments"), N_("insights"), N_("recommendations"), N_("summary"),
    N_("section titles"), N_("theme names"), N_("custom answers"),
    # Models
    N_("sentiment"), N_("language"), N_("meaning"), N_("sentiment in doubt"), N_("speech"), N_("language model"),
    # Availability
    N_("public"), N_("unlisted"), N_("private"), N_("needs auth"), N_("subscriber only"), N_("premium only"),
    # Steps, roles of processes, and what an analysis waits for, as staff see them
    N_("extraction"), N_("transcription"), N_("content analysis"), N_("comment analysis"), N_("synthesis"),
    N_("worker"), N_("dispatcher"), N_("paused"), N_("orphaned"), N_("unclaimed"), N_("waiting"),
    # Severity of a warning
    N_("info"), N_("warning"), N_("error"),
    # Where the value of a setting comes from.
    N_("environment"), N_("file"), N_("default"),
)  # fmt: skip
#: Categories of YouTube.
CATEGORIES = (
    N_("Autos & Vehicles"), N_("Comedy"), N_("Education"), N_("Entertainment"), N_("Film & Animation"), N_("Gaming"),
    N_("Howto & Style"), N_("Music"), N_("News & Politics"), N_("Nonprofits & Activism"), N_("People & Blogs"),
    N_("Pets & Animals"), N_("Science & Technology"), N_("Sports"), N_("Travel & Events"),
)  # fmt: skip


def untitled(video_id: str) -> str:
    """Return how a video is called whose title is not known."""
    return gettext("Video %(video_id)s") % {"video_id": video_id}


def word(code: str | None) -> str:
    """Return a code in words of the current language: ``manual_captions`` becomes ``manual captions``."""
    return gettext(plain) if (plain := (code or "").replace("_", " ")) else ""
