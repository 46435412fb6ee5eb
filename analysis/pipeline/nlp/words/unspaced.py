"""Words of scripts without spaces between words.

Chinese is segmented by a dictionary (rjieba, which also gives word classes), Japanese by script: most nouns are in
Chinese characters or katakana, function words in hiragana. In other scripts the text between two spaces is one word.
"""

import re
from collections.abc import Iterator, Sequence, Set

import rjieba

from analysis.pipeline.nlp.words import tokens
from analysis.pipeline.nlp.words.word_classes import Role
from analysis.pipeline.nlp.words.word_lists import word_set

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HAN = re.compile("[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_JAPANESE = re.compile(
    "(?P<han>[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]++)|(?P<kata>[\u30a1-\u30fa\u30fc]++)|(?P<rest>.)"
)
_RUN = re.compile(rf"[{tokens.UNSPACED}]++")
#: Entity types by rjieba's word classes.
_ENTITY_TYPES = {"nr": "person", "nrt": "person", "nrfg": "person", "ns": "place", "nt": "organisation"}
#: Most pieces of a name.
_MOST_PIECES = 5
#: Longer runs without spaces are sentences, not words.
_LONGEST_WORD = 16
#: Prefixes of rjieba's classes that name or qualify things; other classes break a phrase.
#: Source: https://github.com/fxsjy/jieba (the classes)
_NAMING = ("n", "vn", "j", "l", "eng", "i")
_QUALIFYING = ("a", "b")
#: Verbs that are as often nouns.
_NAMING_VERBS = word_set(
    """
    学习 识别 处理 分析 设计 管理 训练 计算 编程 开发 教育 投资 研究 测试 翻译 推荐 搜索 检测 生成 控制 运动 健身 减肥
    旅行 旅游 摄影 剪辑 烹饪 写作 阅读 演讲 拍摄 优化 监督 强化 學習 識別 處理 設計 訓練 計算 編程 開發 投資
    測試 翻譯 推薦 搜尋 檢測 運動 減肥 攝影 剪輯 寫作 閱讀 演講 拍攝 優化 監督 強化
    """
)


def words(run: str, code: str | None) -> Iterator[tuple[str, Role]]:
    """Yield the words of ``run``, which is in one unspaced script, with their roles in a name."""
    if _is_chinese(run, code):
        yield from ((word, _chinese_role(word, tag)) for word, tag in rjieba.tag(run))
    elif code == "ja" or _KANA.search(run):
        stops = tokens.stop_words("ja")
        for match in _JAPANESE.finditer(run):
            word = match.group()
            is_name = match.lastgroup != "rest" and len(word) > 1 and word not in stops
            yield word, Role.NOUN if is_name else Role.BREAK
    else:
        yield run, Role.NOUN if 1 < len(run) <= _LONGEST_WORD else Role.BREAK


def _chinese_role(word: str, tag: str) -> Role:
    if word in tokens.stop_words("zh"):
        return Role.BREAK
    is_naming = tag.startswith(_NAMING)
    if len(word) > 1 and (is_naming or word in _NAMING_VERBS):
        return Role.NOUN
    # A single character is part of a word that the dictionary lacks, or too short to name a subject.
    return Role.MODIFIER if is_naming or tag.startswith(_QUALIFYING) else Role.BREAK


def names(text: str, code: str | None, known: Set[str]) -> Iterator[tuple[int, int, str | None]]:
    """Yield start, end and entity type of the names in the unspaced runs of ``text``.

    Only Chinese names have a type, from rjieba. ``known`` are names to find in any unspaced script. A katakana name is
    a whole run.
    """
    for run in _RUN.finditer(text):
        pieces: list[tuple[str, str | None]]
        if _is_chinese(run.group(), code):
            tagged = rjieba.tag(run.group())
            pieces = [(word, _ENTITY_TYPES.get(tag) if len(word) > 1 else None) for word, tag in tagged]
        else:
            pieces = [(match.group(), None) for match in _JAPANESE.finditer(run.group())]
        yield from _names_of(pieces, run.start(), known)


def _names_of(
    pieces: Sequence[tuple[str, str | None]], start: int, known: Set[str]
) -> Iterator[tuple[int, int, str | None]]:
    """Yield the longest joined pieces that are a known name, else each piece that has an entity type."""
    index = 0
    while index < len(pieces):
        size = next(
            (
                size
                for size in range(min(_MOST_PIECES, len(pieces) - index), 0, -1)
                if "".join(piece for piece, _ in pieces[index : index + size]) in known
            ),
            0,
        )
        length = sum(len(piece) for piece, _ in pieces[index : index + max(1, size)])
        if size or pieces[index][1]:
            yield start, start + length, None if size else pieces[index][1]
        start += length
        index += max(1, size)


def _is_chinese(run: str, code: str | None) -> bool:
    return code != "ja" and _HAN.match(run) is not None and not _KANA.search(run)
