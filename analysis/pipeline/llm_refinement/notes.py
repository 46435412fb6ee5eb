"""Notes that a model took: checked against the material, then put together into sentences that keep their citations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.pipeline import values
from analysis.pipeline.llm_refinement import chunks, prompts, replies, sanitizing
from analysis.pipeline.llm_refinement.budgeted_session import Session
from analysis.pipeline.llm_refinement.citations import Sources
from analysis.pipeline.progress import Progress

#: Characters of a note or a sentence, and citations that one keeps.
LONGEST_SENTENCE = 400
MOST_CITATIONS = 3


@dataclass(frozen=True)
class Ground:
    """What notes are checked against: where quotes are looked up, and the text in which addresses may stand."""

    sources: Sources
    text: str


def cited(quotes: Iterable[replies.Quoted], ground: Ground, session: Session) -> tuple[values.Citation, ...]:
    """Return the quotes that stand where the model says, each once; the others are counted."""
    found: list[values.Citation] = []
    for quoted in quotes:
        citation = ground.sources.find(quoted.quote, quoted.place)
        if citation is None:
            session.drop_citation()
        elif citation not in found:
            found.append(citation)
    return tuple(found[:MOST_CITATIONS])


def checked(text: str, quotes: Iterable[replies.Quoted], ground: Ground, session: Session) -> values.Statement | None:
    """Return a note with the citations that hold, None where none does or its text is not fit to be shown."""
    citations = cited(quotes, ground, session)
    plain = sanitizing.fit(text, LONGEST_SENTENCE, ground.text)
    return values.Statement(plain, citations) if plain and citations else None


@dataclass(frozen=True)
class Order:
    """A text to be made of notes: at most ``most`` sentences; addresses in it must stand in ``source``."""

    task: prompts.Task[replies.Sentences]
    most: int
    source: str
    questions: list[dict[str, Any]] | None = None


def condense(
    notes: Sequence[values.Statement], order: Order, session: Session, progress: Progress
) -> tuple[values.Statement, ...]:
    """Return the sentences made of ``notes``, in as many rounds as their length takes.

    Raises:
        LanguageModelError: the model failed.
    """
    room = session.room(order.task, order.questions)
    while len(batches := chunks.windows(chunks.numbered(note.text for note in notes), room)) > 1:
        numbers = [[int(line.place) for line in batch] for batch in batches]
        # Each round halves the notes at least, so the rounds come to an end whatever the model says.
        notes = [
            sentence
            for batch in numbers
            for sentence in _round([notes[i - 1] for i in batch], order, len(batch) // 2, session, progress)
        ]
    return tuple(_round(notes, order, order.most, session, progress))


def _round(
    notes: Sequence[values.Statement], order: Order, most: int, session: Session, progress: Progress
) -> list[values.Statement]:
    """Put together notes that fit into one request."""
    if not notes:
        return []
    material = chunks.material(chunks.numbered(note.text for note in notes))
    reply = session.ask(order.task, material, progress=progress, questions=order.questions)
    made = [_sentence(sentence, notes, order.source) for sentence in reply.sentences[:most]]
    return [sentence for sentence in made if sentence is not None]


def _sentence(sentence: replies.Sentence, notes: Sequence[values.Statement], source: str) -> values.Statement | None:
    known = [notes[number - 1] for number in sentence.notes if 1 <= number <= len(notes)]
    citations = tuple(dict.fromkeys(citation for note in known for citation in note.citations))
    text = sanitizing.fit(sentence.text, LONGEST_SENTENCE, source)
    return values.Statement(text, citations[:MOST_CITATIONS]) if text and citations else None
