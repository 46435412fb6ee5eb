"""Answers to the caller's own questions, from the whole transcript and the most liked comments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.exceptions import LanguageModelBudgetExceeded, LanguageModelReplyRejected
from analysis.pipeline import values
from analysis.pipeline.llm_refinement import chunks, citations, prompts, replies
from analysis.pipeline.llm_refinement.budgeted_session import Session
from analysis.pipeline.llm_refinement.notes import Ground, Order, checked, condense
from analysis.pipeline.progress import Progress

_Asked = list[dict[str, Any]]

#: Sentences of an answer, and finds for one question that are kept of one part.
_SENTENCES = 8
_FINDS = 4


@dataclass(frozen=True)
class Question:
    """A prompt of the caller's."""

    id: str
    name: str
    prompt: str
    category: str | None = None


@dataclass(frozen=True)
class _Part:
    """A window of material, what is asked of it, and what quotes from it are checked against."""

    task: prompts.Task[replies.Finds]
    lines: tuple[chunks.Line, ...]
    ground: Ground


def answer(
    questions: Sequence[Question],
    transcript: values.Transcript | None,
    comments: Sequence[values.Comment],
    session: Session,
    progress: Progress,
) -> tuple[values.CustomAnswer, ...]:
    """Return one answer a question. ``comments`` are those without spam; one request's room of the most liked is read.

    Raises:
        LanguageModelError: the model failed.
    """
    asked = [{"number": number, "question": question.prompt} for number, question in enumerate(questions, 1)]
    parts = [*_speech_parts(asked, transcript, session), *_comment_parts(asked, comments, session)]
    found = _finds(asked, parts, session, progress.part(0, 70))
    source = " ".join(dict.fromkeys(part.ground.text for part in parts))
    told = []
    for index, question in enumerate(questions):
        progress.update(70 + 30 * index / len(questions), 100, f"The language model answers “{question.name}”")
        order = Order(prompts.answer(_SENTENCES), _SENTENCES, source, [asked[index]])
        told.append(_answer(question, condense(found[index + 1], order, session, progress.part(progress.percent, 100))))
    return tuple(told)


def _answer(question: Question, statements: tuple[values.Statement, ...]) -> values.CustomAnswer:
    return values.CustomAnswer(
        id=question.id,
        name=question.name,
        category=question.category,
        answer=" ".join(statement.text for statement in statements) or None,
        citations=tuple(dict.fromkeys(citation for statement in statements for citation in statement.citations)),
        statements=statements,
    )


def _speech_parts(asked: _Asked, transcript: values.Transcript | None, session: Session) -> list[_Part]:
    if transcript is None:
        return []
    task = prompts.finds_in_speech(_FINDS)
    lines = chunks.spoken(transcript)
    ground = Ground(citations.Speech(transcript.segments), " ".join(line.text for line in lines))
    return [_Part(task, window, ground) for window in chunks.windows(lines, session.room(task, asked))]


def _comment_parts(asked: _Asked, comments: Sequence[values.Comment], session: Session) -> list[_Part]:
    task = prompts.finds_in_comments(_FINDS)
    liked = sorted(comments, key=lambda comment: (-(comment.like_count or 0), comment.id))
    lines = chunks.numbered(comment.text for comment in liked)
    windows = chunks.windows(lines, session.room(task, asked))[:1]
    by_number = dict(enumerate(liked, 1))
    return [
        _Part(task, window, Ground(citations.Comments(by_number), " ".join(line.text for line in window)))
        for window in windows
    ]


def _finds(
    asked: _Asked, parts: Sequence[_Part], session: Session, progress: Progress
) -> dict[int, list[values.Statement]]:
    """Return what was found for each question's number; a part that the budget or the model fails has no finds."""
    found: dict[int, list[values.Statement]] = {question["number"]: [] for question in asked}
    # Each answer is made of few notes: half of a request's room is more than they take.
    spare = len(asked) * session.cost_of(session.room(prompts.answer(_SENTENCES)) // 2)
    for index, part in enumerate(parts):
        progress.update(index, len(parts), f"The language model looks for answers, part {index + 1} of {len(parts)}")
        share = progress.part(100 * index // len(parts), 100 * (index + 1) // len(parts))
        try:
            material = chunks.material(part.lines)
            reply = session.ask(part.task, material, progress=share, questions=asked, spare_tokens=spare)
        except (LanguageModelBudgetExceeded, LanguageModelReplyRejected) as error:
            session.miss("parts of the custom answers", error)
            continue
        for number, notes in found.items():
            mine = [find for find in reply.finds if find.question == number][:_FINDS]
            held = [checked(find.text, find.citations, part.ground, session) for find in mine]
            notes += [note for note in held if note is not None]
    return found
