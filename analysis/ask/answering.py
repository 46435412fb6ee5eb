"""Answers a question about one analysis: the passages that answer it best and, with a language model, in sentences."""

import dataclasses
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated

from django.conf import settings

from analysis import llm
from analysis.ask import passages
from analysis.ask.passages import Passage
from analysis.exceptions import LanguageModelError
from analysis.execution import storage
from analysis.models import AnalysisTask, SearchEntry
from analysis.pipeline import values
from analysis.pipeline.ports import LanguageModel
from analysis.pipeline.progress import Progress
from analysis.search.answers import SearchWarning

#: Characters of a question at most.
MAX_LENGTH = 400
#: Seconds that a language model has for an answer; proxies wait for 60.
MAX_SECONDS = 45.0
#: Answers that a language model writes at a time for one web process: each takes a thread.
_slots = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class AnswerCitation:
    """A span of a passage that occurs there word for word."""

    text: str
    start: Annotated[float | None, "Second; null for a comment."]
    end: float | None
    comment_id: Annotated[str | None, "null for the transcript."]


@dataclass(frozen=True)
class AnswerStatement:
    """A sentence of an answer, and what it rests on."""

    text: str
    citations: list[AnswerCitation]


@dataclass(frozen=True)
class Answer:
    """The answer to a question."""

    answer: Annotated[str | None, "Written by a language model; null without one, or if the passages hold no answer."]
    statements: Annotated[list[AnswerStatement], "The sentences of `answer`, each with what it rests on."]
    citations: Annotated[list[AnswerCitation], "Spans of the passages that occur there word for word."]
    passages: Annotated[list[Passage], "What answers the question best, nearest first."]
    model: Annotated[str | None, "The language model that wrote `answer`."]
    warnings: list[SearchWarning]


def answer(task: AnalysisTask, question: str, language: str | None) -> Answer:
    """Return the answer to ``question`` about a completed analysis; ``language`` (BCP 47) is that of the sentences.

    Raises:
        TemporaryError: the passages cannot be searched now.
    """
    found = passages.find(task, question)
    warnings = []
    if not found.is_complete:
        message = (
            "Only a part of the texts was searched, because this analysis stored no vectors. Analyse the video at the "
            "depth detailed to have all of them searched."
        )
        warnings.append(SearchWarning("PASSAGES_READ_IN_PART", message))
    model = llm.configured()
    if model is None or not found.passages:
        return Answer(None, [], [], found.passages, None, warnings)
    if not _slots.acquire(blocking=False):
        message = "The language model is answering other questions. Ask again in a few seconds."
        warnings.append(SearchWarning("LLM_UNAVAILABLE", message))
        return Answer(None, [], [], found.passages, None, warnings)
    try:
        written, failures = _write(model, task, question, language, found.passages)
    finally:
        _slots.release()
    warnings += [SearchWarning(code, message) for code, message in failures]
    if written is None:
        return Answer(None, [], [], found.passages, None, warnings)
    return Answer(
        answer=written.answer,
        statements=[AnswerStatement(each.text, _citations(each.citations)) for each in written.statements],
        citations=_citations(written.citations),
        passages=found.passages,
        model=model.model if written.answer else None,
        warnings=warnings,
    )


def _citations(found: Iterable[values.Citation]) -> list[AnswerCitation]:
    return [AnswerCitation(each.text, each.start, each.end, each.comment_id) for each in found]


def _write(
    model: LanguageModel, task: AnalysisTask, question: str, language: str | None, found: list[Passage]
) -> tuple[values.CustomAnswer | None, list[tuple[str, str]]]:
    """Return what the model writes from the passages alone, checked as its other texts are, and what failed."""
    # Imported here, because it imports numpy and the encoder, which a web process without a model need not hold.
    from analysis.pipeline import llm_refinement

    session = llm_refinement.Session(model, budget_tokens=settings.LLM_MAX_TOKENS_PER_QUESTION)
    answers = llm_refinement.refine_answers(
        [llm_refinement.Question("question", question, question)],
        _said(task, found),
        _comments(task, found),
        session=session,
        progress=Progress(check=_deadline(time.monotonic() + MAX_SECONDS)),
        language=language,
    )
    return answers[0] if answers else None, session.warnings()


def _deadline(end: float) -> Callable[[], None]:
    """Return a check that raises after ``end``, on the monotonic clock."""

    def check() -> None:
        if time.monotonic() > end:
            raise LanguageModelError(f"The language model did not answer within {MAX_SECONDS:.0f} seconds.")

    return check


def _said(task: AnalysisTask, found: list[Passage]) -> values.Transcript | None:
    """Return the transcript with the lines of the passages alone, None if they hold none."""
    spans = [(each.start, each.end) for each in found if each.start is not None and each.end is not None]
    transcript = storage.load_transcript(task.pk) if spans else None
    if transcript is None:
        return None
    inside = (segment for segment in transcript.segments if any(start <= segment.start < end for start, end in spans))
    return dataclasses.replace(transcript, segments=tuple(inside))


def _comments(task: AnalysisTask, found: list[Passage]) -> list[values.Comment]:
    wanted = {each.comment_id for each in found if each.kind == SearchEntry.Kind.COMMENTS}
    comments = storage.load_comments(task.pk, None).comments if wanted else ()
    return [comment for comment in comments if comment.id in wanted]
