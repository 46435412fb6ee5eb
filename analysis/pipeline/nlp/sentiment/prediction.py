"""Sentiment of texts: a label, a score from -1 to 1 and a confidence; None where a text cannot be scored.

Two classifiers are combined. One uses the words: hashed n-grams, emoji, emoticons, negation, polarity lexicons, and
VADER in English. The other uses the multilingual sentence embedding. A text is scored only if the words of its language
were in the training data or the encoder supports its language. "Not scored" is not the same as neutral. Predictions
with low confidence can be repeated with a larger encoder (the second pass).
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress, islice

import numpy as np

from analysis.pipeline.nlp import batches
from analysis.pipeline.nlp.sentiment import coefficients, features, markers, second_pass, tone_model, wordings
from analysis.pipeline.nlp.vectors import arrays, embeddings
from analysis.pipeline.nlp.words import frequency, tokens
from analysis.pipeline.nlp.words import language as languages

MODEL = coefficients.NAME
SECOND_PASS_MODEL = second_pass.MODEL
LABELS = ("positive", "neutral", "negative")
#: Languages with labelled training texts, so that their words can be classified.
LEXICAL_LANGUAGES = frozenset(
    {"ar", "de", "en", "es", "fr", "hi", "id", "it", "ja", "ko", "pt", "ru", "ta", "tr", "zh"}
)
#: Of these, the languages with enough training texts for the words to weigh as much as the embedding.
_WELL_TRAINED = frozenset({"ar", "de", "en", "es", "fr", "it", "pt", "zh"})
#: Languages trained in Latin script separately from their usual script.
_ROMANISED = frozenset({"hi-Latn", "ta-Latn"})
#: A text of undetermined language is scored, as English, if more than this share of its words is English.
_ENGLISH_SHARE = 0.5
#: English words are those of VADER's lexicon, and those that are at most this rare.
_MAX_RARITY = 0.9
#: In a language that is not scored, emoji beside at most so many words decide.
_MAX_WORDS_BESIDE_EMOJI = 3
#: Words that say whether a text is short: one more than an exclamation has, or words beside emoji.
_FIRST_WORDS = 1 + max(_MAX_WORDS_BESIDE_EMOJI, wordings.MAX_EXCLAMATION_WORDS)
#: So many words of any language, or of an undetermined one, are scored if a polarity lexicon lists one: "Langweilig".
_MAX_LISTED_WORDS = 1
#: Rounding of scores: further digits depend on which texts share a batch.
_DIGITS = 4
#: A score nearer to 0 is neutral, although another class may be slightly more probable. On YouTube comments this costs
#: nothing: macro-F1 0.6145 with it, 0.6147 without.
_NEUTRAL_BAND = 0.05
_NEUTRAL = coefficients.CLASSES.index("neutral")
#: From so many times on, a text without a sentence of several words in small letters is a table of contents.
_LISTED_TIMES = 3
_TIME = re.compile(r"\d{1,3}:\d\d")
_PROSE = re.compile(r"(?:(?<!\w)[a-z'’]+[ ,]+){4}")
#: Probabilities of negative, neutral and positive of an exclamation that may be joy or anger.
_UNSURE = (0.3, 0.4, 0.3)
#: What is left of the log odds of an ambiguous wording.
_AMBIGUOUS_WEIGHT = 0.4
#: Characters scored between two calls of ``check``: about a tenth of a second.
_BATCH_CHARS = 50_000
#: Predictions below this confidence get a second pass: half of all tweets. In cross-validation on UMSAB train, a second
#: pass for the others changes nothing (docs/decisions/0014-second-pass-sentiment.md).
_LOW_CONFIDENCE = 0.6
#: The most texts of the second pass by depth: 3 ms each. The least confident have priority. The sentences of a long
#: transcript cost too much for the usual depth.
_UNLIMITED = sys.maxsize
_COMMENT_LIMITS = {"basic": 0, "detailed": 1000, "comprehensive": _UNLIMITED}
_SPEECH_LIMITS = {"basic": 0, "detailed": 0, "comprehensive": _UNLIMITED}
#: Characters used of a longer text: its beginning and its end, where the verdict usually is.
_MAX_CHARS, _END_CHARS = 3000, 1000


@dataclass(frozen=True)
class Prediction:
    """Sentiment of one text: ``label`` is one of ``LABELS``, ``score`` lies between -1 and 1."""

    label: str
    #: Probability of positive minus probability of negative.
    score: float
    #: Probability of ``label``, 0 to 1.
    confidence: float
    #: The first pass had a low confidence, and the second pass gave this prediction.
    is_repeated: bool = False

    @property
    def was_uncertain(self) -> bool:
        """Say whether the first pass had a low confidence."""
        return self.is_repeated or self.confidence < _LOW_CONFIDENCE


def label_of(prediction: Prediction | None) -> str:
    """Return the label, or ``not_scored`` for None."""
    return prediction.label if prediction else "not_scored"


def supports_language(language: str | None, *, with_meaning: bool = True) -> bool:
    """Say whether texts in ``language`` are scored, with embeddings or (``with_meaning=False``) by words alone."""
    code = _model_code(language)
    return code in LEXICAL_LANGUAGES or code in _ROMANISED or (with_meaning and code in embeddings.LANGUAGES)


def second_pass_limit(depth: str, *, of_speech: bool = False) -> int:
    """Return the most comments, or sentences of speech, in the second pass at ``depth``; 0 without its encoder."""
    return (_SPEECH_LIMITS if of_speech else _COMMENT_LIMITS)[depth] if second_pass.is_installed() else 0


def predict(
    texts: Sequence[str],
    language_codes: Sequence[str | None],
    vectors: arrays.Float32s | None = None,
    *,
    second_pass_limit: int = 0,
    check: Callable[[int], None] = lambda done: None,
) -> list[Prediction | None]:
    """Return the sentiment of each text, None where it cannot be scored.

    ``vectors`` are the embeddings of ``texts``; without them only the words count, in fewer languages. None as a
    language code means undetermined: such a text is scored if its words are known or if it consists of emoji. The
    prediction for a text does not depend on the other texts, unless more than ``second_pass_limit`` have a low
    confidence: at most so many are repeated with the larger encoder, which must be installed, the least confident
    first. ``check(done)`` is called between batches and may raise to stop.
    """
    found: list[Prediction | None] = []
    uncertain: list[tuple[_Reading, list[float]]] = []
    shortened = [_shorten(text) for text in texts]
    parts = list(batches.by_length(shortened, _BATCH_CHARS))
    for rows in parts:
        check(rows.start)
        reading = _read(shortened[rows], language_codes[rows], None if vectors is None else vectors[rows])
        predictions = reading.predict()
        found += predictions
        low = [bool(one and one.confidence < _LOW_CONFIDENCE) for one in predictions]
        uncertain.append((reading.select(low), [one.confidence for one in compress(predictions, low) if one]))
    below = _repeated_below([confidence for _, low in uncertain for confidence in low], second_pass_limit)
    readings = [reading.select([confidence < below for confidence in low]) for reading, low in uncertain]
    if any(reading.texts for reading in readings):
        # The position of the last batch again: progress must not move back.
        repeated = _predict_again(readings, lambda: check(parts[-1].start))
        found = [next(repeated) if one and one.confidence < below else one for one in found]
    return found


def _repeated_below(low: Sequence[float], limit: int) -> float:
    """Return the confidence below which predictions are repeated: at most ``limit`` of the ``low`` ones.

    Equal confidences are treated alike, so that the order of the texts does not matter.
    """
    return sorted(low)[limit] if len(low) > limit else _LOW_CONFIDENCE


@dataclass(frozen=True)
class _Reading:
    """What the first pass computed of some texts, one row per text. The second pass needs it again."""

    texts: Sequence[str]
    #: None where words and encoder do not know the language.
    fusions: Sequence[str | None]
    markers: arrays.Float32s
    evidence: arrays.Float32s
    opinions: Sequence[arrays.Float32s]
    #: The embeddings; empty if there are none.
    vectors: Sequence[arrays.Float32s]

    def select(self, rows: Sequence[bool]) -> "_Reading":
        """Return those texts for which ``rows`` is true."""
        return _Reading(
            list(compress(self.texts, rows)),
            list(compress(self.fusions, rows)),
            self.markers[rows],
            self.evidence[rows],
            [one[rows] for one in self.opinions],
            [one[rows] for one in self.vectors],
        )

    def add_second_pass(self, second_vectors: arrays.Float32s) -> "_Reading":
        opinion = coefficients.load().second_opinion(self.markers, second_vectors)
        vectors = [*self.vectors, second_vectors] if self.vectors else []
        return replace(self, opinions=[*self.opinions, opinion], vectors=vectors)

    def predict(self) -> list[Prediction | None]:
        names = [fusion or "words" for fusion in self.fusions]
        rows = coefficients.load().probabilities(self.opinions, self.vectors, names, self.evidence)
        return [
            _predict_text(text, row, is_readable=fusion is not None)
            for text, row, fusion in zip(self.texts, rows, self.fusions, strict=True)
        ]


def _read(texts: Sequence[str], language_codes: Sequence[str | None], vectors: arrays.Float32s | None) -> _Reading:
    model = coefficients.load()
    codes = [
        _model_code(code) or ("en" if is_english(text) else None)
        for text, code in zip(texts, language_codes, strict=True)
    ]
    worded = np.array([wordings.evidence(text) for text in texts])
    extracted = features.extract(texts, [code in markers.WITH_ENGLISH for code in codes], model.vocabulary)
    fusions = [fusion_name(code, with_meaning=vectors is not None) if code else None for code in codes]
    is_listed = features.has_listed_words(extracted)
    fusions = [
        fusion or ("words" if listed and len(text.split()) <= _MAX_LISTED_WORDS else None)
        for text, fusion, listed in zip(texts, fusions, is_listed, strict=True)
    ]
    return _Reading(
        texts,
        fusions,
        extracted.markers,
        worded if vectors is None else worded + tone_model.load().evidence(vectors),
        model.opinions(extracted, vectors),
        [] if vectors is None else [vectors],
    )


def _predict_again(readings: Sequence[_Reading], check: Callable[[], None]) -> Iterator[Prediction | None]:
    """Yield the predictions with the larger encoder."""
    texts = [tokens.without_addresses(text) for reading in readings for text in reading.texts]
    second_vectors = second_pass.embed(texts, check=check)
    start = 0
    for reading in readings:
        check()
        stop = start + len(reading.texts)
        for prediction in reading.add_second_pass(second_vectors[start:stop]).predict():
            yield prediction and replace(prediction, is_repeated=True)
        start = stop


def _predict_text(text: str, probabilities: arrays.Float32s, *, is_readable: bool) -> Prediction | None:
    """Return the sentiment of one text, None where it says nothing or cannot be read."""
    # No more are read: a long text says something.
    words = [word for word, _ in islice(tokens.tokens_with_surface(tokens.without_addresses(text)), _FIRST_WORDS)]
    is_list_of_times = len(_TIME.findall(text)) >= _LISTED_TIMES and not _PROSE.search(_TIME.sub(" ", text))
    says_something = len(words) > 1 or any(len(word) > 1 or tokens.is_unspaced(word) for word in words)
    if is_list_of_times:
        return None
    if wordings.is_exclamation(words):
        return _predict_from_emoji(text) or _prediction(_UNSURE)
    if is_readable and says_something:
        if wordings.is_ambiguous(text):
            flatter = probabilities**_AMBIGUOUS_WEIGHT
            probabilities = flatter / flatter.sum()
        return _prediction(probabilities.tolist())
    return _predict_from_emoji(text) if len(words) <= _MAX_WORDS_BESIDE_EMOJI else None


def is_english(text: str) -> bool:
    """Say whether more than half of the words of a text of undetermined language are English."""
    words = [word for word in tokens.tokens(text) if len(word) > 1]
    known = sum(markers.is_rated(word) or frequency.rarity(word, "en") < _MAX_RARITY for word in words)
    return known > _ENGLISH_SHARE * len(words)


def _shorten(text: str) -> str:
    return text if len(text) <= _MAX_CHARS else f"{text[: _MAX_CHARS - _END_CHARS]} {text[-_END_CHARS:]}"


def fusion_name(code: str, *, with_meaning: bool = True) -> str | None:
    """Return which of ``coefficients.FUSIONS`` applies to a language; None if texts in it cannot be scored."""
    if with_meaning and code in embeddings.LANGUAGES:
        return "both" if code in _WELL_TRAINED else "foreign"
    return "words" if code in LEXICAL_LANGUAGES or code in _ROMANISED else None


def _model_code(language: str | None) -> str | None:
    """Return the code without its region; ``-Latn`` stays."""
    if language and language.endswith("-Latn"):
        return language
    return languages.base(language)


def _predict_from_emoji(text: str) -> Prediction | None:
    """Return the sentiment of the emoji of a text; None if it has none of a known sentiment."""
    # By lists: viewers use for laughter some emoji that the tweets of the training data use for mockery.
    positive_count, negative_count = markers.count_emoji(text)
    if not positive_count + negative_count:
        return _prediction(_UNSURE) if markers.has_ambiguous_emoji(text) else None
    # Additive smoothing, half an emoji per class: a single emoji is weak evidence.
    total = positive_count + negative_count + 1.5
    surplus = positive_count - negative_count
    positive, negative = max(0, surplus) + 0.5, max(0, -surplus) + 0.5
    return _prediction([negative / total, 1 - (positive + negative) / total, positive / total])


def _prediction(probabilities: Sequence[float]) -> Prediction:
    negative, _, positive = probabilities
    score = positive - negative
    best = _NEUTRAL if abs(score) < _NEUTRAL_BAND else int(np.argmax(probabilities))
    return Prediction(coefficients.CLASSES[best], round(score, _DIGITS), round(probabilities[best], _DIGITS))
