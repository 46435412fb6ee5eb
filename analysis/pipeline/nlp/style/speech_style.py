"""Features of the speaking style, and the genres that they indicate."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, islice

from analysis.pipeline import values
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.words import tokens, word_lists
from analysis.pipeline.progress import checked, no_check

#: With less speech the style is not measured.
_FEWEST_WORDS = 150
_LIVESTREAM_SECONDS = 2700.0

_INSTRUCTIONS = word_lists.word_set(
    """
    click press select add put take make cut mix stir pour drag open type install set turn remove place repeat fold
    start choose use hold attach connect download pull push feed keep wait heat bake wash check turn rotate scroll type
    """
)
_INSTRUCTING = frozenset({("make", "sure"), ("go", "ahead"), ("want", "to"), ("have", "to"), ("next", "step")})
#: Words that may precede the verb: "now we'll just add the flour".
_BEFORE_INSTRUCTIONS = (
    word_lists.HESITATIONS
    | word_lists.INTERJECTIONS
    | word_lists.word_set("then next now so and first finally just you you'll we we'll let's can should will here")
)
_WORDS_OF = {
    "stream_words": word_lists.word_set("stream streams streaming streamer chat superchat donation donations raid"),
    "game_words": word_lists.word_set(
        "boss bosses level levels spawn respawn loot quest gameplay controller enemy enemies checkpoint damage weapon"
    ),
    "lesson_words": word_lists.word_set(
        "lecture lectures students professor theorem proof equation chapter semester homework exam slide slides course"
    ),
    "verdict_words": word_lists.word_set(
        "review pros cons price battery recommend recommended performance specs upgrade verdict dollars cheaper worth"
    ),
    "report_words": word_lists.word_set(
        "reporter correspondent minister president parliament police officials government spokesman election court"
    ),
}  # fmt: skip


@dataclass(frozen=True)
class StyleFeatures:
    """Shares from 0 to 1, or counts per minute; None if there is too little speech."""

    #: Share of the video's duration with captions that mark music; like the next two None without captions.
    music: float | None = None
    #: Marks per minute.
    laughter: float | None = None
    speaker_changes: float | None = None
    #: Shares of the sentences.
    questions: float | None = None
    instructions: float | None = None
    #: Shares of the words.
    stream_words: float | None = None
    game_words: float | None = None
    lesson_words: float | None = None
    verdict_words: float | None = None
    report_words: float | None = None


@dataclass(frozen=True)
class GenreRule:
    """A feature that gives points to a genre from a threshold on."""

    feature: str
    at_least: float
    genre: str
    points: float


#: The thresholds are above the values of all recorded videos and texts of other genres. Only the first three rules are
#: independent of the language; the others apply to English.
GENRE_RULES = (
    GenreRule("music", 0.5, "music", 2.0),
    GenreRule("laughter", 1.0, "comedy", 1.5),
    GenreRule("speaker_changes", 2.0, "interview", 1.5),
    GenreRule("questions", 0.15, "interview", 0.5),
    GenreRule("instructions", 0.1, "tutorial", 2.0),
    GenreRule("stream_words", 0.0006, "livestream", 2.0),
    GenreRule("game_words", 0.008, "gaming", 2.0),
    GenreRule("lesson_words", 0.006, "lecture", 2.0),
    GenreRule("verdict_words", 0.008, "review", 2.0),
    GenreRule("report_words", 0.015, "news", 2.0),
)


def measure_style(
    transcript: values.Transcript,
    sentences: Sequence[Sentence],
    duration: float | None,
    *,
    check: Callable[[], None] = no_check,
) -> StyleFeatures:
    """Return the style features of a transcript; ``duration`` is that of the video in seconds, if known."""
    seconds = duration or transcript.duration_seconds or (transcript.segments[-1].end if transcript.segments else 0.0)
    marks = transcript.marks
    counts: Counter[str] = Counter()
    instructions = 0
    for sentence in checked(sentences, check):
        words = tokens.tokens(sentence.text)
        counts.update(words)
        instructions += _instructs(words)
    count = counts.total()
    music_share = min(1.0, marks.music_seconds / seconds) if seconds and marks else None
    if count < _FEWEST_WORDS or not seconds:
        return StyleFeatures(music=music_share)
    found = StyleFeatures(
        music=music_share,
        laughter=60 * marks.laughter / seconds if marks else None,
        speaker_changes=60 * marks.speaker_changes / seconds if marks else None,
        questions=sum(sentence.text.rstrip().endswith(("?", "？", "؟")) for sentence in sentences) / len(sentences),
        instructions=instructions / len(sentences),
        **{
            name: sum(number for word, number in counts.items() if word in listed) / count
            for name, listed in _WORDS_OF.items()
        },
    )
    # Short videos also mention streams and chats; only in a long video do these words indicate a livestream.
    return found if seconds >= _LIVESTREAM_SECONDS else replace(found, stream_words=None)


def _instructs(words: Sequence[str]) -> bool:
    """Return whether a sentence instructs the listener."""
    opening = tuple(islice(dropwhile(_BEFORE_INSTRUCTIONS.__contains__, words), 2))
    return bool(opening) and (opening[0] in _INSTRUCTIONS or opening in _INSTRUCTING)
