"""What belongs to every field of a result: a default, a module that fills it, a sentence in the documentation."""

import dataclasses
import json
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from analysis.execution import storage
from analysis.pipeline import values
from tests.support import refinements
from tests.support.paths import ROOT

#: What the talk and its comments hold no example of, and what only a language model or the synthesis fills in.
UNFILLED = {
    "Content.glance",
    "Content.glance_sentences",
    "Content.replayed",
    "Content.summary_statements",
    "AuthorActivity.hearted",
    "AuthorActivity.own_comments",
    "AuthorActivity.pinned_comment_id",
    "DayScore.estimated",
    "Moment.quote",
    "Moment.section",
    "Moment.section_title",
}


def shapes(hint: Any) -> Iterator[type]:
    """Yield every dataclass that a type is made of."""
    if dataclasses.is_dataclass(hint):
        yield hint
        for inner in get_type_hints(hint).values():
            yield from shapes(inner)
    for inner in get_args(hint):
        yield from shapes(inner)


def fields_by_path(hint: Any, path: str = "") -> dict[str, list[str]]:
    """Return the fields of each part of a type; ``[]`` stands for the entries of a tuple, ``*`` for the keys of a map."""
    if dataclasses.is_dataclass(hint):
        found = {path: [field.name for field in dataclasses.fields(hint)]}
        for name, inner in get_type_hints(hint).items():
            found |= fields_by_path(inner, f"{path}.{name}" if path else name)
        return found
    inside = {tuple: "[]", Mapping: ".*"}.get(get_origin(hint), "")
    return {part: names for inner in get_args(hint) for part, names in fields_by_path(inner, path + inside).items()}


def filled(value: Any) -> Iterator[str]:
    """Yield ``Class.field`` for each field in ``value`` that differs from its default."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            inner = getattr(value, field.name)
            default = field.default_factory() if callable(field.default_factory) else field.default
            if inner != default:
                yield f"{type(value).__name__}.{field.name}"
            yield from filled(inner)
    elif isinstance(value, tuple):
        for item in value:
            yield from filled(item)


def test_a_result_that_was_stored_before_its_newest_fields_is_still_read():
    stored = json.loads((ROOT / "tests" / "data" / "stored_result.json").read_text("utf-8"))
    assert storage.from_json(stored, values.Result).video.id == "sample_talk", "give the new field a default"


@pytest.mark.parametrize("part", [values.Content, values.CommentReport])
def test_every_field_is_computed(part):
    result = refinements.content() if part is values.Content else refinements.comments()[0]
    fields = {f"{shape.__name__}.{field.name}" for shape in shapes(part) for field in dataclasses.fields(shape)}
    present = {name.split(".")[0] for name in filled(result)}
    missing = {name for name in fields - set(filled(result)) - UNFILLED if name.split(".")[0] in present}
    assert not missing, "no module fills it"


def test_the_documentation_names_every_field_and_how_it_is_computed():
    table = (ROOT / "docs" / "analysis.md").read_text("utf-8").split("## All fields")[1]
    rows = [row.strip("| ").split(" | ") for row in table.splitlines() if row.startswith(("| `", "| the result"))]
    documented = {part.strip("`").replace("the result", ""): fields for part, fields, _ in rows}
    expected = {part: " ".join(f"`{name}`" for name in names) for part, names in fields_by_path(values.Result).items()}
    assert documented == expected
