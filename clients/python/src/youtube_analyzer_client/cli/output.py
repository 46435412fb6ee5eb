"""What the command prints: text for people, JSON for programs."""

import itertools
import json
import sys
from collections.abc import Iterable
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

T = TypeVar("T")


def is_json(chosen: bool) -> bool:
    """Say whether to print JSON: with ``--json``, and where no person reads the output."""
    return chosen or not sys.stdout.isatty()


def print_json(value: Any) -> None:
    """Print one JSON value, readable."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_json_lines(values: Iterable[Any]) -> None:
    """Print one JSON value a line, each as soon as it is there."""
    for value in values:
        click.echo(json.dumps(value, ensure_ascii=False))
        sys.stdout.flush()


def print_table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print a table, or that it has no rows; None is an empty cell."""
    rows = list(rows)
    if not rows:
        click.echo("Nothing found.")
        return
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        # Text: brackets in titles are no markup.
        table.add_row(*(Text("" if cell is None else clean(str(cell))) for cell in row))
    Console().print(table)


def print_passages(passages: Iterable[tuple[str, str, str]]) -> None:
    """Print heading, text and address of each; an address stays on one line, so that it can be opened."""
    console, is_empty = Console(), True
    for heading, text, address in passages:
        is_empty = False
        console.print(Text(clean(heading), "bold"))
        console.print(Text(" ".join(clean(text).split())))
        console.print(Text(f"{clean(address)}\n", "dim"), soft_wrap=True)
    if is_empty:
        click.echo("Nothing found.")


def clean(text: str) -> str:
    """Return text of strangers without control characters, which could command the terminal."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "�" for letter in text)


def first(limit: int | None, items: Iterable[T]) -> list[T]:
    """Return at most ``limit`` items, all if it is None."""
    return list(itertools.islice(items, limit))
