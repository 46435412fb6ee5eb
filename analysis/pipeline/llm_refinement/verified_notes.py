"""Notes of the model: checked against the material, then condensed into sentences that keep their citations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.pipeline import values
from analysis.pipeline.llm_refinement import chunks, prompts, replies, sanitizing
from analysis.pipeline.llm_refinement.budgeted_session import Session
from analysis.pipeline.llm_refinement.citations import CitationSource
from analysis.pipeline.progress import Progress

#: Characters of a note or a sentence at most, and citations that it keeps.
MAX_SENTENCE_CHARS = 400
MAX_CITATIONS = 3


@dataclass(frozen=True)
class Material:
    """What notes are checked against: ``sources`` for quotes, and ``text`` for addresses."""

    sources: CitationSource
    text: str


def verify_note(
    text: str, quotes: Iterable[replies.Quoted], material: Material, session: Session
) -> values.Statement | None:
    """Return a note with its valid citations, each once; None if none is valid or its text cannot be shown.

    Quotes that are not at the place that the model names are counted in ``session``.
    """
    citations: list[values.Citation] = []
    for quoted in quotes:
        citation = material.sources.find(quoted.quote, quoted.place)
        if citation is None:
            session.drop_citation()
        elif citation not in citations:
            citations.append(citation)
    plain = sanitizing.sanitize(text, MAX_SENTENCE_CHARS, material.text)
    return values.Statement(plain, tuple(citations[:MAX_CITATIONS])) if plain and citations else None


@dataclass(frozen=True)
class CondenseRequest:
    """A text to write from notes: at most ``max_sentences``; it may contain only addresses from ``source``."""

    task: prompts.Task[replies.Sentences]
    max_sentences: int
    source: str
    questions: list[dict[str, Any]] | None = None


def condense_notes(
    notes: Sequence[values.Statement], request: CondenseRequest, session: Session, progress: Progress
) -> tuple[values.Statement, ...]:
    """Return the sentences made of ``notes``, in as many rounds as are needed to fit each into one request.

    Raises:
        LanguageModelError: the model failed.
    """
    available = session.available_tokens(request.task, request.questions)
    while len(batches := chunks.split_into_windows(chunks.number_lines(note.text for note in notes), available)) > 1:
        numbers = [[int(line.place) for line in batch] for batch in batches]
        # Each round at least halves the number of notes, so the loop ends whatever the model replies.
        notes = [
            sentence
            for batch in numbers
            for sentence in _condense_once([notes[i - 1] for i in batch], request, len(batch) // 2, session, progress)
        ]
    return tuple(_condense_once(notes, request, request.max_sentences, session, progress))


def _condense_once(
    notes: Sequence[values.Statement],
    request: CondenseRequest,
    max_sentences: int,
    session: Session,
    progress: Progress,
) -> list[values.Statement]:
    """Condense notes that fit into one request."""
    if not notes:
        return []
    material = chunks.to_material(chunks.number_lines(note.text for note in notes))
    reply = session.request(request.task, material, progress=progress, questions=request.questions)
    made = []
    for sentence in reply.sentences[:max_sentences]:
        known = [notes[number - 1] for number in sentence.notes if 1 <= number <= len(notes)]
        citations = tuple(dict.fromkeys(citation for note in known for citation in note.citations))
        text = sanitizing.sanitize(sentence.text, MAX_SENTENCE_CHARS, request.source)
        if text and citations:
            made.append(values.Statement(text, citations[:MAX_CITATIONS]))
    return made
