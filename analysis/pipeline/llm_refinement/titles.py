"""Readable names for sections and themes. A name that shares no word with its text is replaced by the local one."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.exceptions import LanguageModelReplyRejected
from analysis.pipeline import values
from analysis.pipeline.llm_refinement import chunks, prompts, replies, sanitizing
from analysis.pipeline.llm_refinement.budgeted_session import Session
from analysis.pipeline.progress import Progress

_MAX_TITLE_CHARS = 80
_MAX_NAME_CHARS = 60
#: Characters at the beginning of a section that the model sees: speakers announce there what follows.
_SECTION_CHARS = 600
#: The most liked comments of a theme that the model sees, and characters of each.
_THEME_COMMENTS = 8
_COMMENT_CHARS = 200


@dataclass(frozen=True)
class _Entry:
    """Something to name: its local name, the excerpt that the model sees, and its whole text."""

    local_name: str
    excerpt: str
    text: str


def title_sections(
    sections: Sequence[values.Section],
    lines: Sequence[chunks.Line],
    language: str | None,
    session: Session,
    progress: Progress,
) -> tuple[values.Section, ...]:
    """Return ``sections`` with the titles that the model gives; ``lines`` are ordered by place.

    Raises:
        LanguageModelError: the model fails, or none of its titles can be used.
    """
    places = [line.place for line in lines]
    inside = [lines[bisect_left(places, part.start) : bisect_left(places, part.end)] for part in sections]
    said = [" ".join(line.text for line in part) for part in inside]
    entries = [_Entry(part.title, text[:_SECTION_CHARS], text) for part, text in zip(sections, said, strict=True)]
    task = prompts.section_titles_task(language)
    names = _names(entries, task, _MAX_TITLE_CHARS, language, session, progress)
    return tuple(replace(part, title=names.get(index, part.title)) for index, part in enumerate(sections))


def name_themes(
    themes: Sequence[values.Theme], comments: Mapping[str, values.Comment], session: Session, progress: Progress
) -> tuple[values.Theme, ...]:
    """Return ``themes`` with the names that the model gives.

    Raises:
        LanguageModelError: the model fails, or none of its names can be used.
    """
    entries = []
    for theme in themes:
        known = [comments[comment_id] for comment_id in theme.comment_ids if comment_id in comments]
        liked = sorted(known, key=lambda comment: -(comment.like_count or 0))
        some = " | ".join(comment.text[:_COMMENT_CHARS] for comment in liked[:_THEME_COMMENTS])
        keywords = ", ".join(theme.keywords)
        text = " ".join((keywords, *(comment.text for comment in known)))
        entries.append(_Entry(theme.name, f"Keywords: {keywords}. Comments: {some}", text))
    names = _names(entries, prompts.theme_names_task(), _MAX_NAME_CHARS, None, session, progress)
    return tuple(replace(theme, name=names.get(index, theme.name)) for index, theme in enumerate(themes))


def _names(
    entries: Sequence[_Entry],
    task: prompts.Task[replies.Names],
    max_chars: int,
    language: str | None,
    session: Session,
    progress: Progress,
) -> dict[int, str]:
    """Return the valid names by index. No two are alike, and none is the local name of an entry."""
    lines = [chunks.Line(number, entry.excerpt) for number, entry in enumerate(entries, 1)]
    found: dict[int, str] = {}
    used = {entry.local_name.casefold() for entry in entries}
    for window in chunks.split_into_windows(lines, session.available_tokens(task)):
        for reply in session.request(task, chunks.to_material(window), progress=progress).names:
            index = reply.number - 1
            if index in found or not 0 <= index < len(entries) or len(reply.name) > max_chars:
                continue
            name = sanitizing.sanitize(reply.name, max_chars, source="")  # without addresses
            if name and name.casefold() not in used and sanitizing.shares_word(name, entries[index].text, language):
                found[index] = name
                used.add(name.casefold())
    if not found:
        raise LanguageModelReplyRejected("No name that the language model gave could be used.")
    return found
