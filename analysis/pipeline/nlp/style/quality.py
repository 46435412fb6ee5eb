"""Measures of how easily a talk can be followed, 0 to 1, each with how it was measured; None if it was not.

They describe the transcript, not whether the statements are true. The bounds are stated with their source here, and in
the text of each criterion.
"""

from collections.abc import Callable, Sequence

import numpy as np
from scipy import sparse

from analysis.pipeline import values
from analysis.pipeline.nlp.outline import quotable, sections
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.vectors import vectors
from analysis.pipeline.nlp.words import language as languages
from analysis.pipeline.nlp.words import scripts, tokens
from analysis.pipeline.progress import checked, no_check

#: Words per minute of ordinary talk, pauses included, and the distance from these bounds at which the measure is 0.
#: Source: Tauroza and Allison 1990, "Speech rates in British English": lectures 125 to 160, interviews to 210.
_PACE = (110.0, 210.0)
_PACE_FADES_OVER = 90.0
#: Words per sentence that are easy to follow: up to the 15 to 20 that plain-language guides advise.
_SENTENCE = (6.0, 20.0)
_SENTENCE_FADES_OVER = 20.0
#: Disfluencies per hundred words at which fluency is 0. Unscripted speech has about six.
#: Source: Bortfeld et al. 2001, "Disfluency rates in conversation".
_DISFLUENCIES_AT_ZERO = 12.0
#: Window of the moving-average type-token ratio, in words. Source: Covington and McFall 2010.
_WINDOW = 100
#: With less speech nothing is measured.
_FEWEST_WORDS = 100
_FEWEST_SENTENCES = 8

#: Languages without spaces between words, or with many morphemes per word: the bounds above, made for English, do not
#: apply.
_NOT_COUNTED_IN_WORDS = scripts.UNSPACED_LANGUAGES | {"ko", "tr", "fi", "hu"}


def assess(
    transcript: values.Transcript,
    sentences: Sequence[Sentence],
    parts: Sequence[sections.SectionSpan],
    language: str | None,
    words_per_minute: float | None,
    *,
    check: Callable[[], None] = no_check,
) -> dict[str, values.Criterion]:
    """Return all criteria by name; ``words_per_minute`` is None if it was not measured, see ``speech_rate``.

    ``check`` is called several times a second and may raise to stop.
    """
    said = [tokens.tokens(sentence.text) for sentence in checked(sentences, check)]
    return {
        "pace": _pace(sentences, language, words_per_minute),
        "fluency": _fluency(transcript, said, language, check),
        "vocabulary": _vocabulary(said, check),
        "sentence_length": _sentence_length(sentences, language),
        "structure": _structure(sentences, parts, language),
        "audibility": _audibility(transcript),
    }


def _unmeasured(why: str) -> values.Criterion:
    return values.Criterion(None, f"Not measured: {why}.")


def _within(figure: float, bounds: tuple[float, float], fades_over: float) -> float:
    """Return 1 inside the bounds, falling linearly to 0 at the distance ``fades_over``."""
    outside = max(bounds[0] - figure, figure - bounds[1], 0.0)
    return max(0.0, 1 - outside / fades_over)


def _pace(sentences: Sequence[Sentence], language: str | None, rate: float | None) -> values.Criterion:
    if languages.base(language) in _NOT_COUNTED_IN_WORDS:
        return _unmeasured("words per minute are not comparable in this language")
    if sum(sentence.words for sentence in sentences) < _FEWEST_WORDS:
        return _unmeasured(f"fewer than {_FEWEST_WORDS} words are spoken")
    if rate is None:
        return _unmeasured("the captions are translated, or have no times")
    return values.Criterion(
        _within(rate, _PACE, _PACE_FADES_OVER),
        f"{rate:.0f} words per minute of speech. A rate of {_PACE[0]:.0f} to {_PACE[1]:.0f} gets the full score, "
        f"a rate {_PACE_FADES_OVER:.0f} words outside this range gets none.",
    )


def _fluency(
    transcript: values.Transcript, said: Sequence[Sequence[str]], language: str | None, check: Callable[[], None]
) -> values.Criterion:
    if languages.base(language) != "en":
        return _unmeasured("hesitations are recognised in English only")
    if transcript.source == "manual_captions":
        return _unmeasured("manual captions leave hesitations out")
    words = sum(map(len, said))
    if words < _FEWEST_WORDS:
        return _unmeasured(f"fewer than {_FEWEST_WORDS} words are spoken")
    rate = 100 * sum(map(quotable.count_disfluencies, checked(said, check))) / words
    return values.Criterion(
        max(0.0, 1 - rate / _DISFLUENCIES_AT_ZERO),
        f"{rate:.1f} hesitations and repetitions per hundred words; 1 at none, 0 from {_DISFLUENCIES_AT_ZERO:.0f}. "
        "Automatic captions leave some out.",
    )


def _vocabulary(said: Sequence[Sequence[str]], check: Callable[[], None]) -> values.Criterion:
    words = [word for sentence in said for word in sentence]
    if len(words) < _FEWEST_WORDS:
        return _unmeasured(f"fewer than {_FEWEST_WORDS} words are spoken")
    starts = range(len(words) - _WINDOW + 1)
    different = sum(len(set(words[start : start + _WINDOW])) for start in checked(starts, check))
    return values.Criterion(
        different / (_WINDOW * len(starts)), f"Mean share of different words in every {_WINDOW} consecutive words."
    )


def _sentence_length(sentences: Sequence[Sentence], language: str | None) -> values.Criterion:
    closed = sum(tokens.ends_with_terminator(sentence.text) for sentence in sentences)
    if languages.base(language) in _NOT_COUNTED_IN_WORDS:
        return _unmeasured("sentence length in words is not comparable in this language")
    if len(sentences) < _FEWEST_SENTENCES:
        return _unmeasured(f"fewer than {_FEWEST_SENTENCES} sentences are spoken")
    if closed < len(sentences) / 2:
        return _unmeasured("the captions have no punctuation, so the sentences are estimates")
    mean = sum(sentence.words for sentence in sentences) / len(sentences)
    return values.Criterion(
        _within(mean, _SENTENCE, _SENTENCE_FADES_OVER),
        f"{mean:.1f} words per sentence. A mean of {_SENTENCE[0]:.0f} to {_SENTENCE[1]:.0f} gets the full score, "
        f"a mean {_SENTENCE_FADES_OVER:.0f} words outside this range gets none.",
    )


def _structure(
    sentences: Sequence[Sentence], parts: Sequence[sections.SectionSpan], language: str | None
) -> values.Criterion:
    texts = [
        [
            word
            for sentence in sentences[part.first : part.stop]
            for word in tokens.content_words(sentence.text, language)
        ]
        for part in parts
    ]
    halves = [half for words in texts for half in (words[::2], words[1::2]) if len(words) >= 2]
    if len(halves) < 4:
        return _unmeasured("there are fewer than two sections with words")
    within, between = _similarity_of_halves(vectors.tf_idf(halves)[0])
    return values.Criterion(
        max(0.0, min(1.0, (within - between) / within)) if within else 0.0,
        "How much more similar the halves of a section (every other word) are to each other than to other sections.",
    )


def _similarity_of_halves(matrix: sparse.csr_matrix) -> tuple[float, float]:
    """Return the mean similarity of two halves of one section, and of a first half to those of all later sections.

    Rows are halves, two for each section. Sums of rows take the place of all pairs of them.
    """
    first, second = matrix[::2], matrix[1::2]
    count = first.shape[0]
    both = sparse.csr_matrix(first + second)
    later, total = np.zeros(matrix.shape[1]), 0.0
    for row in reversed(range(count)):
        of_first, of_both = (slice(rows.indptr[row], rows.indptr[row + 1]) for rows in (first, both))
        total += first.data[of_first] @ later[first.indices[of_first]]
        later[both.indices[of_both]] += both.data[of_both]
    return float(first.multiply(second).sum() / count), float(total / (count * (count - 1)))


def _audibility(transcript: values.Transcript) -> values.Criterion:
    sure = [(s.confidence, max(s.end - s.start, 0.0)) for s in transcript.segments if s.confidence is not None]
    seconds = sum(length for _, length in sure)
    if not seconds:
        return _unmeasured("captions do not state how clearly the speech was recognised")
    value = sum(confidence * length for confidence, length in sure) / seconds
    return values.Criterion(max(0.0, min(1.0, value)), "Mean confidence of the speech recognition, weighted by time.")
