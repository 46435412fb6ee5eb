"""Words of scripts without spaces between words.

Chinese is segmented by a dictionary (rjieba, which also gives word classes), Japanese by script: most nouns are in
Chinese characters or katakana, function words in hiragana. Thai is segmented by BudouX's model. In other scripts the
text between two spaces is one word.

Source: https://github.com/google/budoux
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

import budoux

from analysis.pipeline.nlp.words import tokens
from analysis.pipeline.nlp.words.word_classes import Role
from analysis.pipeline.nlp.words.word_lists import word_set

THAI = re.compile("[\u0e00-\u0e7f]")
_THAI_CONSONANT = re.compile("[\u0e01-\u0e2e]")
KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
HAN = re.compile("[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
JAPANESE_PIECES = re.compile(
    "(?P<han>[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]++)|(?P<kata>[\u30a1-\u30fa\u30fc]++)|(?P<rest>.)"
)
#: Hiragana that makes a verb or an adjective of the Chinese characters before it: "支払う", "理解した". No particle
#: begins like this.
_INFLECTED = re.compile("し(?!か)|さ[れせ]|す[るれ]|せ[ずよ]|でき|[うくぐつぬぶむるわえりきけげれべめ]|っ(?!て)")
#: Hiragana that ends a noun, by the particle after it: "一人暮らしの", "値上げを".
_NOUN_ENDING = re.compile(
    "(?:らし|わせ)(?=[をのがはにでとも])|[りきちしえけせめれべげ](?=[をの]|が(?![いたち])|は(?!じ))|い(?=を)"
)
#: A number and what it counts: "一万二千円".
_AMOUNT = re.compile(
    "[〇一二三四五六七八九十百千万億兆数何]+(?:円|年間?|月|日|人|個|回|度|分|秒|時間?|歳|本|枚|台|冊|倍|割|番目?|週間)?"
)
#: Longer runs without spaces are sentences, not words.
_LONGEST_WORD = 16
#: Prefixes of rjieba's classes that name or qualify things; other classes break a phrase.
#: Source: https://github.com/fxsjy/jieba (the classes)
_NAMING = ("n", "vn", "j", "l", "eng", "i")
_QUALIFYING = ("a", "b")
#: Nouns of one character that end a compound.
_SUFFIXES = frozenset("币幣链鏈率器机機学學家者师師员員版力量数數值点點线線图圖表卡车車站店馆館场場室院校厂廠费費税稅")
#: Measure words, which stand between a number and what is counted: "一笔交易" is one transaction.
_MEASURES = frozenset("笔筆个個条條位张張件只隻次份种種项項台臺辆輛座届屆批句首名颗顆粒枚枝套双雙对對副幅间間所群串")
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
    if is_chinese(run, code):
        yield from _with_suffixes((word, _chinese_role(word, tag), tag) for word, tag in tagged_chinese(run))
    elif code == "ja" or KANA.search(run):
        yield from _japanese_words(run)
    elif THAI.match(run):
        stops = tokens.stop_words("th")
        for word in thai_words(run):
            is_name = 2 < len(word) <= _LONGEST_WORD and word not in stops
            yield word, Role.NOUN if is_name else Role.BREAK
    else:
        yield run, Role.NOUN if 1 < len(run) <= _LONGEST_WORD else Role.BREAK


def _japanese_words(run: str) -> Iterator[tuple[str, Role]]:
    stops = tokens.stop_words("ja")
    end = 0
    for match in JAPANESE_PIECES.finditer(run):
        if match.start() < end:
            continue  # the ending of the noun before
        word, end = match.group(), match.end()
        is_name = match.lastgroup != "rest" and len(word) > 1
        if is_name and match.lastgroup == "han":
            if ending := _NOUN_ENDING.match(run, end):
                word, end = word + ending.group(), ending.end()
            elif _INFLECTED.match(run, end) or _AMOUNT.fullmatch(word):
                is_name = False
        yield word, Role.NOUN if is_name and word not in stops else Role.BREAK


def tagged_chinese(run: str) -> list[tuple[str, str]]:
    """Return the words of a run of Chinese text, each with its class."""
    # It reads its dictionary when it is imported: 33 MB, which few workers need.
    import rjieba

    return list(rjieba.tag(run))


def thai_words(run: str) -> list[str]:
    """Return the words of a run of Thai text, by BudouX's model; the consonant that it cuts off a word is added."""
    found: list[str] = []
    for piece in _thai_parser().parse(run):
        if found and _THAI_CONSONANT.fullmatch(found[-1]):
            piece = found.pop() + piece
        found.append(piece)
    return found


@cache
def _thai_parser() -> budoux.Parser:
    return budoux.load_default_thai_parser()


def _with_suffixes(words: Iterable[tuple[str, Role, str]]) -> Iterator[tuple[str, Role]]:
    """Join a noun and the character that the dictionary cut off its end: "比特" and "币"."""
    before = ""
    for word, role, tag in words:
        if before and len(word) == 1 and word in _SUFFIXES and tag.startswith("n"):
            yield before + word, Role.NOUN
            before = ""
            continue
        if before:
            yield before, Role.NOUN
        before = word if role is Role.NOUN and len(word) > 1 else ""
        if not before:
            yield word, role
    if before:
        yield before, Role.NOUN


def _chinese_role(word: str, tag: str) -> Role:
    if word in tokens.stop_words("zh") or word in _MEASURES:
        return Role.BREAK
    is_naming = tag.startswith(_NAMING)
    if len(word) > 1 and (is_naming or word in _NAMING_VERBS):
        return Role.NOUN
    # A single character is part of a word that the dictionary lacks, or too short to name a subject.
    return Role.MODIFIER if is_naming or tag.startswith(_QUALIFYING) else Role.BREAK


def is_chinese(run: str, code: str | None) -> bool:
    """Return whether a run of an unspaced script is Chinese; ``code`` is the language of the text."""
    return code != "ja" and HAN.match(run) is not None and not KANA.search(run)
