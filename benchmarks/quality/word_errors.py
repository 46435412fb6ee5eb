"""Word error rate, with the normaliser stated: what counts as the same word."""

import re
from collections.abc import Sequence

_ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def normalise(text: str) -> list[str]:
    """Return the words: lower case, no punctuation, hyphens as spaces, English whole numbers below 1000 in words."""
    plain = re.sub(r"\d{1,3}\b", lambda number: f" {_spelt(int(number.group()))} ", text.lower().replace("’", "'"))
    return re.sub(r"[^\w' ]|_", " ", plain).split()


def _spelt(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if hundreds:
        return f"{_ONES[hundreds]} hundred" + (f" {_spelt(rest)}" if rest else "")
    if number < 20:
        return (_ONES + _TEENS)[number]
    return _TENS[number // 10 - 2] + (f" {_ONES[number % 10]}" if number % 10 else "")


def count_errors(said: Sequence[str], recognised: Sequence[str]) -> int:
    """Return how many words were left out, put in or replaced: the least number that turns one into the other."""
    row = list(range(len(recognised) + 1))
    for place, word in enumerate(said, start=1):
        corner, row[0] = row[0], place
        for column, other in enumerate(recognised, start=1):
            corner, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, corner + (word != other))
    return row[-1]
