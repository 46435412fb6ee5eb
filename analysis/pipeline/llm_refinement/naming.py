"""Readable names for sections and themes; a name must share a word with what it names, else the local one stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.exceptions import LanguageModelReplyRejected
from analysis.pipeline import values
from analysis.pipeline.llm_refinement import chunks, prompts, replies, sanitizing
from analysis.pipeline.llm_refinement.budgeted_session import Session
from analysis.pipeline.progress import Progress

_LONGEST_TITLE = 80
_LONGEST_NAME = 60
#: Characters of a section that the model sees: its beginning, where a speaker says what comes.
_SECTION_CHARS = 600
#: Comments of a theme that the model sees, the most liked ones, and characters of each.
_THEME_COMMENTS = 8
_COMMENT_CHARS = 200


@dataclass(frozen=True)
class _Entry:
    """Something to be named: its local name, what the model is shown of it, and all that it holds."""

    local: str
    shown: str
    source: str


def title_sections(
    sections: Sequence[values.Section],
    lines: Sequence[chunks.Line],
    language: str | None,
    session: Session,
    progress: Progress,
) -> tuple[values.Section, ...]:
    """Return ``sections`` with titles of the model's.

    Raises:
        LanguageModelError: the model failed, or none of its titles can be used.
    """
    said = [" ".join(line.text for line in lines if part.start <= line.place < part.end) for part in sections]
    entries = [_Entry(part.title, text[:_SECTION_CHARS], text) for part, text in zip(sections, said, strict=True)]
    task = prompts.section_titles(language)
    names = _names(entries, task, _LONGEST_TITLE, language, session, progress)
    return tuple(replace(part, title=names.get(index, part.title)) for index, part in enumerate(sections))


def name_themes(
    themes: Sequence[values.Theme], comments: Mapping[str, values.Comment], session: Session, progress: Progress
) -> tuple[values.Theme, ...]:
    """Return ``themes`` with names of the model's.

    Raises:
        LanguageModelError: the model failed, or none of its names can be used.
    """
    entries = [_theme_entry(theme, comments) for theme in themes]
    names = _names(entries, prompts.theme_names(), _LONGEST_NAME, None, session, progress)
    return tuple(replace(theme, name=names.get(index, theme.name)) for index, theme in enumerate(themes))


def _theme_entry(theme: values.Theme, comments: Mapping[str, values.Comment]) -> _Entry:
    known = [comments[comment_id] for comment_id in theme.comment_ids if comment_id in comments]
    liked = sorted(known, key=lambda comment: -(comment.like_count or 0))
    some = " | ".join(comment.text[:_COMMENT_CHARS] for comment in liked[:_THEME_COMMENTS])
    keywords = ", ".join(theme.keywords)
    return _Entry(
        theme.name,
        f"Keywords: {keywords}. Comments: {some}",
        " ".join((keywords, *(comment.text for comment in known))),
    )


def _names(
    entries: Sequence[_Entry],
    task: prompts.Task[replies.Names],
    longest: int,
    language: str | None,
    session: Session,
    progress: Progress,
) -> dict[int, str]:
    """Return the names that may be used, by index; no two alike, and none that another entry bears already."""
    lines = [chunks.Line(number, entry.shown) for number, entry in enumerate(entries, 1)]
    found: dict[int, str] = {}
    taken = {entry.local.casefold() for entry in entries}
    for window in chunks.windows(lines, session.room(task)):
        for reply in session.ask(task, chunks.material(window), progress=progress).names:
            index = reply.number - 1
            if index in found or not 0 <= index < len(entries):
                continue
            name = _usable(reply.name, entries[index], longest, language)
            if name and name.casefold() not in taken:
                found[index] = name
                taken.add(name.casefold())
    if not found:
        raise LanguageModelReplyRejected("No name that the language model gave could be used.")
    return found


def _usable(name: str, entry: _Entry, longest: int, language: str | None) -> str | None:
    """Return ``name`` where it may stand: short, without any address, and sharing a word with what it names."""
    plain = sanitizing.fit(name, longest, source="") if len(name) <= longest else None
    return plain if plain and sanitizing.shares_a_word(plain, entry.source, language) else None
