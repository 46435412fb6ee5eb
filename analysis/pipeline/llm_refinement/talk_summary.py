"""The summary of a talk, by map and reduce: notes of every part of the transcript, then sentences made of the notes."""

from collections.abc import Sequence

from analysis.exceptions import LanguageModelBudgetExceeded, LanguageModelReplyRejected
from analysis.pipeline import values
from analysis.pipeline.llm_refinement import chunks, prompts, sanitizing
from analysis.pipeline.llm_refinement.budgeted_session import Session
from analysis.pipeline.llm_refinement.notes import Ground, Order, checked, condense
from analysis.pipeline.progress import Progress

#: Notes of one part of the transcript.
_NOTES = 8
#: Sentences where the local summary has none to count.
_SENTENCES = 5
#: Fewer sentences whose citations hold are no summary.
_FEWEST = 2


def summarise(
    lines: Sequence[chunks.Line],
    ground: Ground,
    content: values.Content,
    language: str | None,
    session: Session,
    progress: Progress,
) -> tuple[values.Statement, ...]:
    """Return the summary's sentences, each with spans that are really said.

    Raises:
        LanguageModelError: the model failed, or too little of what it wrote holds.
    """
    most = len(content.summary_sentences) or _SENTENCES
    notes = _all_notes(lines, ground, content, language, session, progress.part(0, 85))
    order = Order(prompts.summary(language, most), most, ground.text)
    sentences = condense(notes, order, session, progress.part(85, 100))
    held = tuple(sentence for sentence in sentences if _is_about_its_quotes(sentence, language))
    if len(held) < min(_FEWEST, most):
        raise LanguageModelReplyRejected("Too little of what the language model wrote rests on what is said.")
    return held


def _all_notes(
    lines: Sequence[chunks.Line],
    ground: Ground,
    content: values.Content,
    language: str | None,
    session: Session,
    progress: Progress,
) -> list[values.Statement]:
    """Return notes of every part; where the model fails one, the local key sentences of that part stand in."""
    task = prompts.notes(language, _NOTES)
    windows = chunks.windows(lines, session.room(task))
    # What is left must pay for putting the notes together.
    spare = session.cost_of(session.room(prompts.summary(language, _SENTENCES)))
    notes: list[values.Statement] = []
    for index, window in enumerate(windows):
        progress.update(index, len(windows), f"The language model reads part {index + 1} of {len(windows)}")
        share = progress.part(100 * index // len(windows), 100 * (index + 1) // len(windows))
        try:
            reply = session.ask(task, chunks.material(window), progress=share, spare_tokens=spare)
        except (LanguageModelBudgetExceeded, LanguageModelReplyRejected) as error:
            session.miss("parts of the summary", error)
            end = windows[index + 1][0].place if index + 1 < len(windows) else float("inf")
            notes += _local_notes(content, window[0].place, end)
        else:
            found = [checked(note.text, note.citations, ground, session) for note in reply.notes[:_NOTES]]
            notes += [note for note in found if note is not None]
    return notes


def _local_notes(content: values.Content, start: float, end: float) -> list[values.Statement]:
    points = (values.Quote(point.text, point.start, point.end) for point in content.key_points)
    quotes = sorted({*content.summary_sentences, *points}, key=lambda quote: (quote.start, quote.text))
    return [
        values.Statement(quote.text, (values.Citation(quote.text, quote.start, quote.end),))
        for quote in quotes
        if start <= quote.start < end
    ]


def _is_about_its_quotes(sentence: values.Statement, language: str | None) -> bool:
    return sanitizing.shares_a_word(sentence.text, " ".join(citation.text for citation in sentence.citations), language)
