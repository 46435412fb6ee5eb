"""The words of code, templates and documentation: one standard term for each thing (docs/glossary.md)."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
#: A retired word, and what to write instead. Whole words, in any case.
RETIRED = {
    r"moods?": "sentiment",
    r"findings?": "result",
    r"whoever": "the process, caller or person that is meant",
    r"tally|tallies": "counter",
    r"told": "reported, stated, known from",
    r"doors?": "endpoint",
    r"(?<!\")nobody": "no caller, no worker, no process",
    r"manieth": "how many so far",
    r"mend(s|ed|ing)?": "fix, patch",
    r"narrat(e|es|ed|ing|ion)": "refine with a language model",
    r"wake-?ups?": "notification",
    r"heard": "transcribed, recognised",
    r"seats?": "connection slot",
    r"(is|are|was|were|be) away": "is unavailable",
    r"left alone": "not called, paused",
}
READ = ("*.py", "*.html", "*.js", "*.css", "*.md", "*.yml", "*.toml", "Makefile", "Dockerfile", ".ci/*", ".env.example")
#: Not prose of this project: data that the analysis reads or learns from, the code that holds such words, and this file.
DATA = re.compile(
    r"^(analysis/pipeline/nlp/|benchmarks/(training|quality)/.*\.txt$|tests/unit/project/test_wording\.py$"
    r"|analysis/migrations/|tests/support/(texts|spam_texts|results)\.py$)"
)
#: Where sentences of videos and comments stand in tests, only comments and docstrings could be checked: left out.
SAMPLES = re.compile(r"^(tests|benchmarks)/")


def tracked():
    listed = subprocess.run(["git", "ls-files", *READ], cwd=ROOT, capture_output=True, text=True, check=False)
    return [name for name in listed.stdout.split("\n") if name and not DATA.match(name) and not SAMPLES.match(name)]


@pytest.mark.parametrize("word", RETIRED)
def test_a_retired_word_is_not_used(word):
    pattern = re.compile(rf"\b({word})\b", re.IGNORECASE)
    found = [
        f"{name}:{number}: {line.strip()}"
        for name in tracked()
        for number, line in enumerate((ROOT / name).read_text().split("\n"), 1)
        if pattern.search(line)
    ]
    assert not found, f"write: {RETIRED[word]}"


def test_no_line_of_the_documentation_is_longer_than_120_characters():
    pages = [name for name in tracked() if name.endswith(".md") and not name.startswith("templates/")]
    assert [
        f"{name}:{number}"
        for name in pages
        for number, line in enumerate((ROOT / name).read_text().split("\n"), 1)
        if len(line) > 120 and not line.startswith("|") and "](" not in line
    ] == []
