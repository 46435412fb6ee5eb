"""What a comment tells the creator: praise, complaints, requests, questions, corrections; several or none.

Wordings (``patterns``, ``questions``) decide in 14 languages. In English a trained model of words also finds concerns
that no wording shows; such a comment is a question if it has a question word, a complaint if it is not positive, else a
request. Where comments are embedded, models of meaning find more in all languages of the encoder, and contradict weak
wordings in English. Comments that are not embedded, or whose language the encoder does not support, have their classes
and tones from a model of words instead.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from analysis.pipeline import values
from analysis.pipeline.nlp import sentiment
from analysis.pipeline.nlp.feedback import concern_model, meaning_model, patterns, words_model
from analysis.pipeline.nlp.sentences import questions, quotations
from analysis.pipeline.nlp.sentiment import markers, tone_model, wordings
from analysis.pipeline.nlp.vectors import arrays, embeddings

CLASSES = values.FEEDBACK_CLASSES
_CONCERNS = ("complaints", "requests", "questions", "corrections")
#: Tones in which nothing is complained of or asked for, each with the probability from which on it counts.
_TONES_WITHOUT_CONCERN = {**dict.fromkeys(("jokes", "cheers", "rhetorical"), tone_model.LIKELY), "delight": 0.85}
#: From this probability on, words of praise are ironic: below it, thanks often are genuine.
_IRONIC = 0.6
#: The F1 of concerns is highest there, one video left out at a time. With meaning, up to it a request or a question
#: without its mark is none, whatever its wording.
CONCERN_PROBABILITY = 0.3
#: From these on, meaning alone decides. Chosen on own sentences in 13 languages and on unlabelled comments, few of
#: which complain or correct.
_MEANT_CONCERN, _MEANT = 0.35, 0.4
_MEANT_CLASS = dict.fromkeys(_CONCERNS, _MEANT)
#: The same in English, where the model of words finds many concerns, and beside praise. Complaints in English have the
#: most training texts.
_MEANT_SURELY = {"complaints": 0.6, "requests": 0.68, "questions": 0.68, "corrections": 0.68}
_NEVER = dict.fromkeys(_CONCERNS, 1.0)
#: Up to this probability by meaning, strong words complain of something else: "the war was terrible". English has the
#: most training data; in other languages the probability of a complaint is often low.
_ELSEWHERE_PROBABILITY_IN_ENGLISH, _ELSEWHERE_PROBABILITY = 0.5, 0.02
#: "This is terrible" speaks of the video.
_FEWEST_SPACES = 3
#: A comment that is more positive than this is no complaint, although its meaning may be close to one: "not one dull
#: minute".
_CONTENT_SCORE = 0.1
#: Praise is a positive sentiment of at least this score; "I think so too" is a little positive and no praise.
_PRAISE_SCORE = 0.4
#: A comment that is this negative complains if it addresses the video or its author.
_COMPLAINT_SCORE = -0.4


@dataclass(frozen=True)
class Models:
    """The trained models; those of meaning and of tone need embeddings, that of words replaces them."""

    concern: concern_model.Model
    meaning: meaning_model.Model
    tone: tone_model.Model
    words: words_model.Model


def classify(
    texts: Sequence[str],
    languages: Sequence[str | None],
    predictions: Sequence[sentiment.Prediction | None],
    vectors: arrays.Float32s | None = None,
    *,
    models: Models | None = None,
    check: Callable[[int], None] = lambda done: None,
) -> list[tuple[str, ...]]:
    """Return the classes of each text, in the order of ``CLASSES``.

    ``vectors`` are the embeddings of the texts, if there are any. ``models`` defaults to the shipped ones.
    ``check(done)`` may raise to stop.
    """
    models = models or Models(concern_model.load(), meaning_model.load(), tone_model.load(), words_model.load())
    own_words = [quotations.without_quotations(text[: patterns.MAX_CHARS]) for text in texts]
    meanings = _meanings(texts, own_words, languages, vectors, models, check)
    rows = zip(own_words, languages, predictions, meanings, strict=True)
    found = []
    for row, (own, language, prediction, meant) in enumerate(rows):
        check(row)
        score = prediction.score if prediction else 0.0
        found.append(_classify(own, language, score, meant, models.concern))
    return found


def _meanings(
    texts: Sequence[str],
    own_words: Sequence[str],
    languages: Sequence[str | None],
    vectors: arrays.Float32s | None,
    models: Models,
    check: Callable[[int], None],
) -> list[Mapping[str, float] | None]:
    """Return for each text the probability of its classes and tones; None for English that is not embedded."""
    found: list[Mapping[str, float] | None] = [None] * len(texts)
    if vectors is not None:
        by_meaning = _by_vectors(vectors, models)
        is_known = [code in embeddings.LANGUAGES for code in languages]
        # The quoted words are another's, so they count for half: "'Not by force, but by art.' I want that on a shirt."
        quoting = [
            row for row, own in enumerate(own_words) if is_known[row] and own != texts[row][: patterns.MAX_CHARS]
        ]
        embedded = embeddings.embed([own_words[row] for row in quoting], check=lambda done: check(0))
        for row, own_meaning in zip(quoting, _by_vectors(embedded, models), strict=True):
            by_meaning[row] = {name: (by_meaning[row][name] + own_meaning[name]) / 2 for name in own_meaning}
        found = [meaning if known else None for known, meaning in zip(is_known, by_meaning, strict=True)]
    others = [row for row, code in enumerate(languages) if found[row] is None and code != "en"]
    worded = models.words.probabilities([own_words[row] for row in others], check=lambda done: check(0))
    for row, probabilities in zip(others, worded, strict=True):
        found[row] = probabilities
    return found


def _by_vectors(vectors: arrays.Float32s, models: Models) -> list[dict[str, float]]:
    """Return for each vector the probability of the classes and tones."""
    rows = zip(models.meaning.probabilities(vectors), models.tone.by_name(vectors), strict=True)
    return [{**meaning, **tone} for meaning, tone in rows]


def _classify(
    text: str, language: str | None, score: float, meant: Mapping[str, float] | None, model: concern_model.Model
) -> tuple[str, ...]:
    plain = questions.plain(text)
    found = patterns.find(text, plain)
    has_sentence = plain.count(" ") >= _FEWEST_SPACES
    elsewhere = _ELSEWHERE_PROBABILITY_IN_ENGLISH if language == "en" else _ELSEWHERE_PROBABILITY
    is_elsewhere = has_sentence and meant is not None and meant["complaints"] <= elsewhere
    tones = {name for name, likely in _TONES_WITHOUT_CONCERN.items() if meant and meant[name] > likely}
    if meant and (meant["complaints"] > meant["delight"] or score < -_CONTENT_SCORE):
        tones.discard("delight")
    if wordings.RELIEF.occur_in(plain):
        tones.add("delight")
    if patterns.ANNOUNCEMENTS.occur_in(plain):
        tones.add("announcement")
    if patterns.GREETINGS.occur_in(plain):
        tones.add("greeting")
    if language == "en":
        concern, threshold = concern_probability(text, plain, found, meant, model), CONCERN_PROBABILITY
        if meant and concern <= threshold:
            found["requests"] &= meant["requests"] > _MEANT
            found["questions"] &= questions.has_mark(text)
            found["complaints"] &= not is_elsewhere
    else:
        concern, threshold = meant.get("concern", 0.0) if meant else 0.0, _MEANT_CONCERN
    if not tones and not any(found.values()) and concern > threshold:
        found[_likeliest(meant, score) if meant else _name_of_concern(plain, score)] = True
    if meant:
        clear = _MEANT_SURELY if language == "en" or patterns.PRAISE.occur_in(plain) else _MEANT_CLASS
        found["corrections"] |= meant["corrections"] > clear["corrections"]
        _add_by_meaning(found, meant, score, _NEVER if tones else clear)
        # "Great lesson, but the music drowns you out" is positive as a whole.
        found["complaints"] |= meant["complaints"] > _MEANT_SURELY["complaints"] and wordings.turns(plain)
        _correct_by_meaning(found, meant)
    if score <= _COMPLAINT_SCORE and patterns.ABOUT_THE_VIDEO.occur_in(plain) and not is_elsewhere:
        found["complaints"] = True
    # A friendly request is positive too: only its words can show that it also praises.
    is_friendly = score >= _PRAISE_SCORE and not any(found.values()) and not markers.is_laughter(plain)
    is_ironic = bool(meant and meant["irony"] > _IRONIC)
    found["complaints"] |= is_ironic and score <= _CONTENT_SCORE
    is_praise = not (found["complaints"] or is_ironic) and (is_friendly or patterns.PRAISE.occur_in(plain))
    praises_other = wordings.praises_something_else(plain) or bool(meant and meant["elsewhere"] > tone_model.LIKELY)
    found["praise"] = is_praise and (score >= _PRAISE_SCORE or not (praises_other or score <= _COMPLAINT_SCORE))
    return tuple(name for name in CLASSES if found[name])


def _likeliest(meant: Mapping[str, float], score: float) -> str:
    """Return the class of a concern by its meaning."""
    return max(_CONCERNS if score <= _CONTENT_SCORE else _CONCERNS[1:], key=meant.__getitem__)


def _add_by_meaning(
    found: dict[str, bool], meant: Mapping[str, float], score: float, clear: Mapping[str, float]
) -> None:
    """Add the likeliest class if its probability is above that in ``clear``, where nothing else was found."""
    likeliest = _likeliest(meant, score)
    if not any(found.values()) and meant[likeliest] > clear[likeliest]:
        found[likeliest] = True


def _correct_by_meaning(found: dict[str, bool], meant: Mapping[str, float]) -> None:
    """Take back questions and requests whose meaning is another."""
    asks, wishes = meant["questions"], meant["requests"]
    if found["questions"] and wishes > max(asks, _MEANT):
        found["requests"] = True
    if meant["rhetorical"] > max(asks, tone_model.LIKELY):
        found["questions"] = False
    if meant["cheers"] > max(wishes, tone_model.LIKELY):
        found["requests"] = False
    if found["questions"] and found["requests"]:
        # "Could you turn it down?" wants no answer.
        found["questions"] = asks >= wishes


def concern_probability(
    text: str,
    plain: str,
    wordings: Mapping[str, bool],
    meant: Mapping[str, float] | None,
    model: concern_model.Model,
) -> float:
    """Return the probability that an English text is a concern."""
    by_words = model.probability(plain, concern_model.figures(text, plain, wordings))
    if meant is None:
        return by_words
    odds = [p / (1 - p) for p in (by_words, meant["concern"])]
    mean = math.sqrt(math.prod(odds))
    return mean / (1 + mean)


def _name_of_concern(plain: str, score: float) -> str:
    if patterns.QUESTION_WORD.search(plain):
        return "questions"
    return "requests" if score > 0 else "complaints"
