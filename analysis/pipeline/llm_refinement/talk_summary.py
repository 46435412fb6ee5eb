"""The summary of a talk, by map and reduce: notes on each part of the transcript, then sentences from the notes."""

from collections.abc import Sequence

from analysis.exceptions import LanguageModelBudgetExceeded, LanguageModelReplyRejected
from analysis.pipeline import values
from analysis.pipeline.llm_refinement import chunks, prompts, sanitizing
from analysis.pipeline.llm_refinement.budgeted_session import Session
from analysis.pipeline.llm_refinement.verified_notes import CondenseRequest, Material, condense_notes, verify_note
from analysis.pipeline.progress import Progress

#: Notes on one part of the transcript at most.
_NOTES = 8
#: Sentences if the local summary is empty.
_DEFAULT_SENTENCES = 5
#: With fewer valid sentences the summary is rejected.
_MIN_SENTENCES = 2


def summarise(
    lines: Sequence[chunks.Line],
    material: Material,
    content: values.Content,
    language: str | None,
    session: Session,
    progress: Progress,
) -> tuple[values.Statement, ...]:
    """Return the sentences of the summary, each with spans from the transcript.

    Raises:
        LanguageModelError: the model fails, or too few of its sentences are valid.
    """
    max_sentences = len(content.summary_sentences) or _DEFAULT_SENTENCES
    notes = _all_notes(lines, material, content, language, session, progress.part(0, 85))
    request = CondenseRequest(prompts.summary_task(language, max_sentences), max_sentences, material.text)
    sentences = condense_notes(notes, request, session, progress.part(85, 100))
    quotes = [" ".join(citation.text for citation in sentence.citations) for sentence in sentences]
    valid = tuple(
        sentence
        for sentence, quoted in zip(sentences, quotes, strict=True)
        if sanitizing.shares_word(sentence.text, quoted, language)
    )
    if len(valid) < min(_MIN_SENTENCES, max_sentences):
        raise LanguageModelReplyRejected("Too little of the language model's summary is supported by the transcript.")
    return valid


def _all_notes(
    lines: Sequence[chunks.Line],
    material: Material,
    content: values.Content,
    language: str | None,
    session: Session,
    progress: Progress,
) -> list[values.Statement]:
    """Return notes on every part; where the model fails, the local key sentences of that part are used."""
    task = prompts.notes_task(language, _NOTES)
    windows = chunks.split_into_windows(lines, session.available_tokens(task))
    # Enough of the budget must be left to condense the notes.
    spare = session.request_tokens(session.available_tokens(prompts.summary_task(language, _DEFAULT_SENTENCES)))
    points = (values.Quote(point.text, point.start, point.end) for point in content.key_points)
    local = sorted({*content.summary_sentences, *points}, key=lambda quote: (quote.start, quote.text))
    notes: list[values.Statement] = []
    for index, window in enumerate(windows):
        progress.update(index, len(windows), f"The language model reads part {index + 1} of {len(windows)}")
        share = progress.part(100 * index // len(windows), 100 * (index + 1) // len(windows))
        try:
            reply = session.request(task, chunks.to_material(window), progress=share, spare_tokens=spare)
        except (LanguageModelBudgetExceeded, LanguageModelReplyRejected) as error:
            session.record_failure("parts of the summary", error)
            end = windows[index + 1][0].place if index + 1 < len(windows) else float("inf")
            notes += [
                values.Statement(quote.text, (values.Citation(quote.text, quote.start, quote.end),))
                for quote in local
                if window[0].place <= quote.start < end
            ]
        else:
            found = [verify_note(note.text, note.citations, material, session) for note in reply.notes[:_NOTES]]
            notes += [note for note in found if note is not None]
    return notes
