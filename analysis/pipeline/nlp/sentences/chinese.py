"""Chinese captions whose lines end without marks: the end of a line stands for a comma or a full stop.

Viewers read such lines one by one. In a sentence, a space shows where a line ended, as subtitles in one line have it.
"""

import re
from collections.abc import Sequence

from analysis.pipeline.nlp.words import language as languages
from analysis.pipeline.nlp.words import unspaced
from analysis.pipeline.nlp.words.word_lists import word_set

#: Fewest lines that show how a file is written, and the share of lines with a mark from which they are marked.
_FEWEST_LINES = 5
_MARKED_SHARE = 0.5
#: Characters on each side of the end of a line in which a word that spans it is searched.
_WINDOW = 4
#: Marks that open a line.
_OPENING = "“‘（《【「『"
#: Words that begin a sentence, and those that go on with one.
_OPENERS = word_set(
    """
    所以 但是 不过 然而 然后 如果 因此 于是 接着 接下来 最后 首先 其次 另外 此外 其实 当然 事实上 实际上 现在
    换句话说 总之 不過 然後 於是 接著 接下來 最後 其實 當然 事實上 實際上 現在 換句話說 總之 大家好
    """
)
_CONTINUERS = word_set(
    """
    那么 而且 并且 以及 因为 从而 以便 或者 或是 就 也 都 还 才 而 并 和 与 或 来 去 的 地 得 是 在 把 被 给 到 等 等等
    甚至 那麼 並且 因為 從而 還 並 與 來 給
    """
)
#: What no sentence ends with.
_OPEN_ENDS = tuple(
    word_set(
        """
        的 地 得 和 与 及 或 在 把 被 对 从 向 给 是 为 以 让 使 将 于 而 但 如果 因为 例如 比如 那么 所以 但是 就是
        取决于 一个 这个 那个 與 對 從 給 為 讓 將 於 因為 那麼 取決於 一個 這個 那個
        """
    )
)
#: A line that begins so needs the next one: "now if you want that".
_SUBORDINATE = re.compile(
    "(?:所以|但是?|现在|現在|例如|比如|而|那么|那麼|因此)?"
    "(?:如果|假如|要是|当(?!然)|當(?!然)|虽然|雖然|尽管|儘管|既然|只要|无论|無論|不管|要想|为了|為了|由于|由於|一旦|除非|即使|就像)"
)
#: Log odds that they add to a boundary.
OPENER, CONTINUER, OPEN_END = 1.0, -1.5, -3.0
#: What commas and gaps inside of a line lose where the end of a line stands for a full stop.
MID_SENTENCE = 2.5
_LONGEST_OPENER = 4


def leaves_ends_unmarked(lines: Sequence[str], language: str | None) -> bool:
    """Return whether most ``lines`` of Chinese captions end without a mark."""
    if languages.base(language) != "zh" or len(lines) < _FEWEST_LINES:
        return False
    return sum(not _ends_plainly(line) for line in lines) < _MARKED_SHARE * len(lines)


def joiner(before: str, after: str) -> str:
    """Return what stands between two lines: nothing after a mark or inside of a word, else a space."""
    if not (_ends_plainly(before) and _begins_plainly(after)):
        return ""
    left, right = before[-_WINDOW:], after[:_WINDOW]
    place = 0
    for word, _ in unspaced.tagged_chinese(left + right):
        place += len(word)
        if place >= len(left):
            break
    return " " if place == len(left) else ""


def log_odds(last: str, following: str) -> float:
    """Return what two units of words without marks around them add to the log odds of a boundary between them."""
    begins = [following[:length] for length in range(1, _LONGEST_OPENER + 1)]
    added = OPEN_END if last.endswith(_OPEN_ENDS) or _SUBORDINATE.match(last) else 0.0
    if not _OPENERS.isdisjoint(begins):
        return added + OPENER
    return added if _CONTINUERS.isdisjoint(begins) else added + CONTINUER


def _ends_plainly(line: str) -> bool:
    return line[-1:].isalnum()


def _begins_plainly(line: str) -> bool:
    return line[:1].isalnum() or line[:1] in _OPENING
