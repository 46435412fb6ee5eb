"""Own texts that train classifiers: files of a class and a text a line, and templates that stand for many texts."""

import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

COMMENTS = Path(__file__).parent / "own_feedback.txt"
TONES = COMMENTS.with_name("own_tones.txt")
TEMPLATES = COMMENTS.with_name("own_templates.txt")
#: Texts drawn from each template: all of them would outweigh what was written by hand.
DRAWS = 6
#: The innermost choice: its alternatives may be empty.
_CHOICE = re.compile(r"\{([^{}]*)\}")


def read(path: Path) -> list[tuple[str, str]]:
    """Return class and text of each line."""
    return [(name, text) for name, text in _lines(path)]


@cache
def drawn() -> list[tuple[str, str, str]]:
    """Return class, language and text of ``DRAWS`` texts of each template, without repetitions; each time the same."""
    chance = random.Random(0)
    lines = [line for line in _lines(TEMPLATES) for _ in range(DRAWS)]
    return list(dict.fromkeys((name, language, _draw(template, chance)) for name, language, template in lines))


def _lines(path: Path) -> Iterator[list[str]]:
    return (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line[0] != "#")


def _draw(template: str, chance: random.Random) -> str:
    while (choice := _CHOICE.search(template)) is not None:
        template = template[: choice.start()] + chance.choice(choice[1].split("|")) + template[choice.end() :]
    return " ".join(template.split())
