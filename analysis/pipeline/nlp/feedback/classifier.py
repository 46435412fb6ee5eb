"""What a comment tells the creator: praise, complaints, requests, questions, corrections; several or none.

Wordings (``patterns``, ``questions``) decide in 14 languages. In English a trained model also finds concerns that no
wording shows; such a comment is a question if it has a question word, a complaint if it is not positive, else a
request.
"""

from collections.abc import Callable, Mapping, Sequence

from analysis.pipeline.nlp import sentiment
from analysis.pipeline.nlp.feedback import concern_model, patterns
from analysis.pipeline.nlp.sentences import questions

CLASSES = ("praise", "complaints", "requests", "questions", "corrections")
#: The F1 of concerns is highest there, one video left out at a time.
CONCERN_PROBABILITY = 0.26
#: Praise is a positive sentiment of at least this score; "I think so too" is a little positive and no praise.
_PRAISE_SCORE = 0.4
#: A comment that is this negative complains if it addresses the video or its author.
_COMPLAINT_SCORE = -0.4


def classify(
    texts: Sequence[str],
    languages: Sequence[str | None],
    predictions: Sequence[sentiment.Prediction | None],
    *,
    check: Callable[[int], None] = lambda done: None,
) -> list[tuple[str, ...]]:
    """Return the classes of each text, in the order of ``CLASSES``; ``check(done)`` may raise to stop."""
    found = []
    for row, (text, language, prediction) in enumerate(zip(texts, languages, predictions, strict=True)):
        check(row)
        score = prediction.score if prediction else 0.0
        found.append(_classify(text[: patterns.MAX_CHARS], language, score))
    return found


def _classify(text: str, language: str | None, score: float) -> tuple[str, ...]:
    plain = questions.plain(text)
    found = patterns.find(text, plain)
    if language == "en" and not any(found.values()) and is_concern(text, plain, found):
        found[_name_of_concern(plain, score)] = True
    if score <= _COMPLAINT_SCORE and patterns.ABOUT_THE_VIDEO.occur_in(plain):
        found["complaints"] = True
    found["praise"] = not found["complaints"] and (score >= _PRAISE_SCORE or patterns.PRAISE.occur_in(plain))
    return tuple(name for name in CLASSES if found[name])


def is_concern(
    text: str, plain: str, wordings: Mapping[str, bool], *, model: concern_model.Model | None = None
) -> bool:
    """Return whether the trained model finds a concern in an English text."""
    shown = concern_model.figures(text, plain, wordings)
    return (model or concern_model.load()).probability(plain, shown) > CONCERN_PROBABILITY


def _name_of_concern(plain: str, score: float) -> str:
    if patterns.QUESTION_WORD.search(plain):
        return "questions"
    return "requests" if score > 0 else "complaints"
