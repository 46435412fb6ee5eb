"""How a video is spoken, in figures, and what they say of its kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile

from analysis.pipeline import values
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.words import tokens, word_lists

#: Less speech than this has no manner that could be told.
_FEWEST_WORDS = 150
_LIVESTREAM_SECONDS = 2700.0
_MUSIC = re.compile(
    r"[♪♫🎵🎶]|[\[(](?:music|musik|musique|música|musica|музыка|موسيقى|音楽|음악|音乐)\b", re.IGNORECASE
)
_LAUGHTER = re.compile(r"[\[(](?:laugh|laughter|lachen|rires|risas|risos|смех|ضحك|笑|웃음)", re.IGNORECASE)
_SPEAKER = re.compile(r"^\s*(?:>>+|&gt;&gt;+)")

_INSTRUCTIONS = word_lists.word_set(
    """
    click press select add put take make cut mix stir pour drag open type install set turn remove place repeat fold
    start choose use hold attach connect download pull push feed keep wait heat bake wash check turn rotate scroll type
    """
)
_INSTRUCTING = frozenset({("make", "sure"), ("go", "ahead"), ("want", "to"), ("have", "to"), ("next", "step")})
#: What may stand before the verb: "now we'll just add the flour".
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
class Figures:
    """Shares from 0 to 1, or times a minute; None where there is too little speech."""

    #: Share of the video's time under captions that say music.
    music: float | None = None
    #: Times a minute.
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
class Rule:
    """A figure from which on a kind gets so many points."""

    figure: str
    at_least: float
    kind: str
    points: float


#: Set so that no recorded video or text of other kinds at hand reaches them; English but for the first three.
RULES = (
    Rule("music", 0.5, "music", 2.0),
    Rule("laughter", 1.0, "comedy", 1.5),
    Rule("speaker_changes", 2.0, "interview", 1.5),
    Rule("questions", 0.15, "interview", 0.5),
    Rule("instructions", 0.1, "tutorial", 2.0),
    Rule("stream_words", 0.0006, "livestream", 2.0),
    Rule("game_words", 0.008, "gaming", 2.0),
    Rule("lesson_words", 0.006, "lecture", 2.0),
    Rule("verdict_words", 0.008, "review", 2.0),
    Rule("report_words", 0.015, "news", 2.0),
)


def figures(transcript: values.Transcript, sentences: Sequence[Sentence], duration: float | None) -> Figures:
    """Return the figures of a transcript. ``duration`` is that of the video in seconds, where it is known."""
    seconds = duration or transcript.duration_seconds or (transcript.segments[-1].end if transcript.segments else 0.0)
    music = _seconds_of(_MUSIC, transcript.segments)
    said = [tokens.tokens(sentence.text) for sentence in sentences]
    count = sum(map(len, said))
    shown = min(1.0, music / seconds) if seconds else None
    if count < _FEWEST_WORDS or not seconds:
        return Figures(music=shown)
    words = [word for sentence in said for word in sentence]
    found = Figures(
        music=shown,
        laughter=60 * _times(_LAUGHTER, transcript.segments) / seconds,
        speaker_changes=60 * _times(_SPEAKER, transcript.segments) / seconds,
        questions=sum(sentence.text.rstrip().endswith(("?", "？", "؟")) for sentence in sentences) / len(sentences),
        instructions=sum(map(_instructs, said)) / len(said),
        **{name: sum(word in listed for word in words) / count for name, listed in _WORDS_OF.items()},
    )
    # Everybody speaks of streams and chats; who does so for long is in one.
    return found if seconds >= _LIVESTREAM_SECONDS else replace(found, stream_words=None)


def _seconds_of(pattern: re.Pattern[str], segments: Sequence[values.Segment]) -> float:
    return sum(max(0.0, segment.end - segment.start) for segment in segments if pattern.search(segment.text))


def _times(pattern: re.Pattern[str], segments: Sequence[values.Segment]) -> int:
    return sum(pattern.search(segment.text) is not None for segment in segments)


def _instructs(words: Sequence[str]) -> bool:
    """Say whether a sentence tells the listener what to do."""
    opening = list(dropwhile(_BEFORE_INSTRUCTIONS.__contains__, words))[:2]
    return bool(opening) and (opening[0] in _INSTRUCTIONS or tuple(opening) in _INSTRUCTING)
