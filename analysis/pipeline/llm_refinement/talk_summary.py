"""The summary of a talk, by map and reduce: notes on each part of the transcript, then sentences from the notes."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.choices import SummaryStyle
from analysis.exceptions import LanguageModelBudgetExceeded, LanguageModelReplyRejected
from analysis.pipeline import values
from analysis.pipeline.llm_refinement import chunks, prompts, sanitizing
from analysis.pipeline.llm_refinement.budgeted_session import Session
from analysis.pipeline.llm_refinement.verified_notes import CondenseRequest, Material, condense_notes, verify_note
from analysis.pipeline.nlp.vectors import embeddings
from analysis.pipeline.nlp.words import language
from analysis.pipeline.progress import Progress

#: Notes on one part of the transcript at most.
_NOTES = 8
#: Sentences if the local summary is empty.
_DEFAULT_SENTENCES = 5
#: Sentences at most in each style that a caller asks for.
_STYLE_SENTENCES: dict[str | None, int] = {
    SummaryStyle.BRIEF: 2,
    SummaryStyle.DETAILED: 12,
    SummaryStyle.BULLETS: 8,
    SummaryStyle.TUTORIAL: 12,
}
#: What stands before each sentence of a list, by style; the others are one paragraph.
_LIST_MARKS: dict[str | None, str] = {SummaryStyle.BULLETS: "- {text}", SummaryStyle.TUTORIAL: "{number}. {text}"}
#: Cosine of a sentence and its quotes at least, where they are in two languages. Of 18 translations the lowest had
#: 0.47; of 135 pairs of other sentences the highest had 0.42, and 95 % had less than 0.32.
_MIN_SIMILARITY = 0.35
#: With fewer valid sentences the summary is rejected.
_MIN_SENTENCES = 2


@dataclass(frozen=True)
class SummaryRequest:
    """What the caller asks of the summary: a BCP 47 tag and a ``SummaryStyle``; None leaves it as it is."""

    language: str | None = None
    style: str | None = None


#: The language of the talk, and as many sentences as the local summary has.
DEFAULT_SUMMARY = SummaryRequest()


def join_statements(statements: Sequence[values.Statement], style: str | None) -> str:
    """Return the summary as one text: a paragraph, or a line for each sentence in the styles that are lists."""
    mark = _LIST_MARKS.get(style)
    if mark is None:
        return " ".join(statement.text for statement in statements)
    return "\n".join(mark.format(number=number, text=one.text) for number, one in enumerate(statements, 1))


def summarise(
    lines: Sequence[chunks.Line],
    material: Material,
    content: values.Content,
    spoken: str | None,
    session: Session,
    progress: Progress,
    wanted: SummaryRequest = DEFAULT_SUMMARY,
) -> tuple[values.Statement, ...]:
    """Return the sentences of the summary, each with spans from the transcript; ``spoken`` is the language of the talk.

    Raises:
        LanguageModelError: the model fails, or too few of its sentences are valid.
    """
    max_sentences = len(content.summary_sentences) or _DEFAULT_SENTENCES
    max_sentences = _STYLE_SENTENCES.get(wanted.style, max_sentences)
    notes = _all_notes(lines, material, content, spoken, session, progress.part(0, 85))
    task = prompts.summary_task(wanted.language or spoken, max_sentences, wanted.style)
    request = CondenseRequest(task, max_sentences, material.text)
    sentences = condense_notes(notes, request, session, progress.part(85, 100))
    valid = tuple(sentence for sentence in sentences if _is_supported(sentence, spoken, wanted.language))
    needed = 1 if wanted.style == SummaryStyle.BRIEF else min(_MIN_SENTENCES, max_sentences)
    if len(valid) < needed:
        raise LanguageModelReplyRejected("Too little of the language model's summary is supported by the transcript.")
    return valid


def _is_supported(sentence: values.Statement, spoken: str | None, written: str | None) -> bool:
    """Return whether a sentence shares a word with its quotes or, in another language than theirs, their meaning.

    Between languages that the encoder does not know, the quotes themselves are all that can be checked.
    """
    quoted = " ".join(citation.text for citation in sentence.citations)
    base = language.base(written)
    if base in (None, spoken) or sanitizing.shares_word(sentence.text, quoted, spoken):
        return sanitizing.shares_word(sentence.text, quoted, spoken)
    if not {base, spoken} <= embeddings.LANGUAGES:
        return True
    ours, theirs = embeddings.embed([sentence.text, quoted])
    return float(ours @ theirs) >= _MIN_SIMILARITY


def _all_notes(
    lines: Sequence[chunks.Line],
    material: Material,
    content: values.Content,
    spoken: str | None,
    session: Session,
    progress: Progress,
) -> list[values.Statement]:
    """Return notes on every part; where the model fails, the local key sentences of that part are used."""
    task = prompts.notes_task(spoken, _NOTES)
    windows = chunks.split_into_windows(lines, session.available_tokens(task))
    # Enough of the budget must be left to condense the notes.
    spare = session.request_tokens(session.available_tokens(prompts.summary_task(spoken, _DEFAULT_SENTENCES)))
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
