"""Answers to the caller's own questions, from the whole transcript and the most liked comments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.exceptions import LanguageModelBudgetExceeded, LanguageModelReplyRejected
from analysis.pipeline import values
from analysis.pipeline.llm_refinement import chunks, citations, prompts, replies
from analysis.pipeline.llm_refinement.budgeted_session import Session
from analysis.pipeline.llm_refinement.verified_notes import CondenseRequest, Material, condense_notes, verify_note
from analysis.pipeline.progress import Progress

#: The caller's questions as the model gets them: ``number`` and ``question``.
_NumberedQuestions = list[dict[str, Any]]

#: Sentences of an answer at most, and statements per question that are kept from one part.
_SENTENCES = 8
_FINDS = 4


@dataclass(frozen=True)
class Question:
    """A custom prompt of the caller."""

    id: str
    name: str
    prompt: str
    category: str | None = None


@dataclass(frozen=True)
class _Part:
    """A window of material, the task for it, and the material that quotes from it are checked against."""

    task: prompts.Task[replies.Finds]
    lines: tuple[chunks.Line, ...]
    material: Material


def answer_questions(
    questions: Sequence[Question],
    transcript: values.Transcript | None,
    comments: Sequence[values.Comment],
    session: Session,
    progress: Progress,
    language: str | None = None,
) -> tuple[values.CustomAnswer, ...]:
    """Return one answer per question, in ``language`` or, if None, in that of the question.

    ``comments`` are those without spam; as many of the most liked as fit into one request are read.

    Raises:
        LanguageModelError: the model failed.
    """
    numbered = [{"number": number, "question": question.prompt} for number, question in enumerate(questions, 1)]
    parts = _split_material(numbered, transcript, comments, session)
    found = _finds(numbered, parts, session, progress.part(0, 70))
    source = " ".join(dict.fromkeys(part.material.text for part in parts))
    answers = []
    for index, question in enumerate(questions):
        progress.update(70 + 30 * index / len(questions), 100, f"The language model answers “{question.name}”")
        request = CondenseRequest(prompts.answer_task(_SENTENCES, language), _SENTENCES, source, [numbered[index]])
        statements = condense_notes(found[index + 1], request, session, progress.part(progress.percent, 100))
        answers.append(
            values.CustomAnswer(
                id=question.id,
                name=question.name,
                category=question.category,
                answer=" ".join(statement.text for statement in statements) or None,
                citations=tuple(dict.fromkeys(cited for statement in statements for cited in statement.citations)),
                statements=statements,
            )
        )
    return tuple(answers)


def _split_material(
    numbered: _NumberedQuestions,
    transcript: values.Transcript | None,
    comments: Sequence[values.Comment],
    session: Session,
) -> list[_Part]:
    """Return the whole transcript and the most liked comments in parts that fit into one request each."""
    parts = []
    if transcript is not None:
        task = prompts.finds_in_speech_task(_FINDS)
        lines = chunks.transcript_lines(transcript)
        material = Material(citations.TranscriptSource(transcript.segments), " ".join(line.text for line in lines))
        windows = chunks.split_into_windows(lines, session.available_tokens(task, numbered))
        parts = [_Part(task, window, material) for window in windows]
    task = prompts.finds_in_comments_task(_FINDS)
    liked = sorted(comments, key=lambda comment: (-(comment.like_count or 0), comment.id))
    lines = chunks.number_lines(comment.text for comment in liked)
    source = citations.CommentSource(dict(enumerate(liked, 1)))
    for window in chunks.split_into_windows(lines, session.available_tokens(task, numbered))[:1]:
        parts.append(_Part(task, window, Material(source, " ".join(line.text for line in window))))
    return parts


def _finds(
    numbered: _NumberedQuestions, parts: Sequence[_Part], session: Session, progress: Progress
) -> dict[int, list[values.Statement]]:
    """Return the statements found, by question number; none from a part that the budget or the model fails."""
    found: dict[int, list[values.Statement]] = {question["number"]: [] for question in numbered}
    # Each answer is made of few notes: half of what fits into a request is more than they need.
    spare = len(numbered) * session.request_tokens(session.available_tokens(prompts.answer_task(_SENTENCES)) // 2)
    for index, part in enumerate(parts):
        progress.update(index, len(parts), f"The language model looks for answers, part {index + 1} of {len(parts)}")
        share = progress.part(100 * index // len(parts), 100 * (index + 1) // len(parts))
        try:
            reply = session.request(
                part.task, chunks.to_material(part.lines), progress=share, questions=numbered, spare_tokens=spare
            )
        except (LanguageModelBudgetExceeded, LanguageModelReplyRejected) as error:
            session.record_failure("parts of the custom answers", error)
            continue
        for number, notes in found.items():
            matching = [find for find in reply.finds if find.question == number][:_FINDS]
            verified = [verify_note(find.text, find.citations, part.material, session) for find in matching]
            notes += [note for note in verified if note is not None]
    return found
