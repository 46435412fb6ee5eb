"""How fast somebody speaks: words per minute of speech, pauses under two seconds included."""

import re
from collections.abc import Sequence
from itertools import pairwise

from analysis.pipeline import captions, values
from analysis.pipeline.nlp.words import language as languages

#: A longer pause, in seconds, is no speech.
PAUSE_SECONDS = 2.0
#: What the words of a segment need varies by this share, so that a pause must be longer to be seen after a long one.
_VARIATION = 0.4
#: Words per second that the estimate begins with.
_USUAL = 2.5
_MAX_ROUNDS = 30
#: Share of the words that must be spoken without long pauses; otherwise only the lengths of the segments are known.
_CONTINUOUS_SHARE = 0.5
#: Letters of scripts written without spaces (Chinese, Japanese, Thai, Lao, Burmese, Khmer). Each letter counts as a
#: word, as in word processors; combining signs do not count.
_UNSPACED = re.compile(
    "[\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6\u1000-\u102a\u103f\u1780-\u17b3]"
)
_WORD = re.compile(r"\w")


def measure(transcript: values.Transcript, video_language: str | None) -> float | None:
    """Return the words per minute of speech; None for translated captions, and without any time."""
    if is_translated(transcript, video_language):
        return None
    rate = words_per_second(transcript.segments)
    return 60 * rate if rate else None


def is_translated(transcript: values.Transcript, video_language: str | None) -> bool:
    """Return whether these are captions, not of speech recognition, in another language than the video states."""
    if transcript.source != "manual_captions" or not transcript.language or not video_language:
        return False
    spoken = languages.base(captions.language_of(video_language))
    return languages.base(captions.language_of(transcript.language)) != spoken


def words_per_second(segments: Sequence[values.Segment]) -> float | None:
    """Return the rate between the starts of segments, where no long pause lies between them; None without any time.

    The end of a caption is no end of speech: some end with the last word, others stay until the next. So a segment and
    the pause after it are one interval. Its pause is what the words do not need, at the rate that results.
    """
    counted = [(count_words(segment.text), after.start - segment.start) for segment, after in pairwise(segments)]
    words, rate = 0, _USUAL
    for _ in range(_MAX_ROUNDS):
        spoken = [(count, seconds) for count, seconds in counted if not _has_long_pause(seconds, count / rate)]
        words, total = sum(count for count, _ in spoken), sum(seconds for _, seconds in spoken)
        if not words or total <= 0 or words / total == rate:
            break
        rate = words / total
    if words and words >= _CONTINUOUS_SHARE * sum(count for count, _ in counted):
        return rate
    return _by_lengths(segments)


def _has_long_pause(seconds: float, needed: float) -> bool:
    return seconds - needed >= max(PAUSE_SECONDS, _VARIATION * needed)


def _by_lengths(segments: Sequence[values.Segment]) -> float | None:
    """Return the rate over the lengths of the segments and the short pauses between them."""
    seconds = until = 0.0
    for place, segment in enumerate(segments):
        pause = segment.start - until if place else 0.0
        seconds += max(0.0, segment.end - max(segment.start, until)) + (pause if 0 < pause < PAUSE_SECONDS else 0.0)
        until = max(until, segment.end)
    words = sum(count_words(segment.text) for segment in segments)
    return words / seconds if words and seconds else None


def count_words(text: str) -> int:
    """Return the number of words; in scripts without spaces each letter counts as one."""
    characters = len(_UNSPACED.findall(text))
    return characters + sum(bool(_WORD.search(word)) for word in _UNSPACED.sub(" ", text).split())
