"""Genre of a video, from what its author wrote and from the speaking style.

Every indicator adds points to a genre. The genre with the most points is returned if it has enough of them and a
sufficient lead; its indicators are the evidence. Otherwise the genre is None.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.pipeline import values
from analysis.pipeline.nlp.style import speech_style

#: Title patterns of each genre, in the supported languages.
_TITLE_PATTERNS = (
    (
        "interview",
        r"\binterview|\bentrevista\b|\bentretien\b|интервью|مقابلة|साक्षात्कार|インタビュー|인터뷰|wawancara|röportaj|采访|專訪",
    ),
    ("podcast", r"\bpodcast|подкаст|팟캐스트|播客|ポッドキャスト"),
    (
        "review",
        r"\breviews?\b|\breseña|\banálise\b|\btest complet\b|\btestbericht|обзор|مراجعة|समीक्षा|レビュー|리뷰"
        r"|\bulasan\b|inceleme|评测|開箱|开箱|\bunboxing\b|\bhands[- ]on\b",
    ),
    (
        "tutorial",
        r"\bhow to\b|\btutorial|\bstep by step\b|\bbeginners?'? guide\b|\bcrash course\b|\bcómo hacer\b|\bcomo fazer\b"
        r"|\bcomment faire\b|\banleitung\b|как сделать|урок\b|طريقة|كيفية|कैसे|やり方|使い方|하는 법|하는 방법"
        r"|\bcara (?:membuat|meng)|nasıl(?! (?:çalış|işl))|教程|教学|技巧",
    ),
    (
        "lecture",
        r"\blecture\b|\bvorlesung\b|\bkeynote\b|\bseminar\b|\bwebinar\b"
        r"|лекция|محاضرة|व्याख्यान|講義|강의|\bkuliah\b|讲座|公开课",
    ),
    (
        "news",
        r"\bbreaking news\b|\btagesschau\b|\bnoticias de hoy\b|\bновости\b|نشرة الأخبار|समाचार|ニュース|뉴스|新闻联播",
    ),
    ("livestream", r"\blive ?stream\b|\[live\]|🔴|生放送|라이브 방송|прямой эфир"),
    ("vlog", r"\bvlogs?\b|влог|브이로그|\bday in (?:my|the) life\b"),
    ("music", r"\bofficial (?:music )?video\b|\blyrics?\b|\bfeat\.|\bft\.|\blo-?fi\b|\bkaraoke\b"),
    ("film", r"\bshort film\b|\bopen movie\b|\bfull movie\b|\b(?:official )?trailer\b|короткометражка|短片|预告"),
    ("gaming", r"\bgameplay\b|\blet'?s play\b|\bplaythrough\b|\bspeedrun\b|прохождение|実況|게임|游戏实况"),
    ("comedy", r"\bstand-?up\b|\bsketch\b|\bcomedy\b|\bparody\b|\bprank"),
    (
        "explainer",
        r"\bexplained\b|\bwhy (?:is|are|do|does|did|the|we|you)\b|\bhow (?:does|do|did|is|are)\b|\bwhat (?:is|are)\b"
        r"|\bcómo (?:es que )?(?:funciona|trabaja)|\bcomo funciona|\bcomment (?:fonctionne|marche|ça marche)"
        r"|\bwie (?:funktionier|entsteh|geht das)|\bcome funziona|\bqué es\b|\bo que é\b|\bqu'est[- ]ce que?\b"
        r"|\bwas (?:ist|sind)\b|\bche cos'è\b|\bcos'è\b|\bperché\b|как (?:работа|устроен)|что такое"
        r"|як (?:працю|влаштован)|що таке|чому |كيف (?:ي|ت)عمل|ما (?:هو|هي) |(?:क्या|कैसे काम).{0,8}(?:है|करत)"
        r"|どのように|どうやって|仕組み|とは何|(?:원리|어떻게 (?:작동|동작|움직))|(?:이란|란) 무엇"
        r"|如何(?:运作|運作|工作|运行)|怎么(?:工作|运作|回事)|什么是|什麼是|nasıl (?:çalış|işl)"
        r"|nedir\b|\bcara kerja|\bapa itu\b"
        r"|hoạt động (?:như thế nào|thế nào|ra sao)|là gì|ทำงานอย่างไร|คืออะไร"
        r"|\bguide to\b|\bpourquoi\b|\bwarum\b|\bpor qué\b|\bpor que\b|почему|لماذا|क्यों|なぜ|왜 |neden|mengapa|为什么",
    ),
)
_PATTERNS = tuple((genre, re.compile(pattern, re.IGNORECASE)) for genre, pattern in _TITLE_PATTERNS)
#: YouTube categories that indicate a genre, and their points.
#: Source: https://developers.google.com/youtube/v3/docs/videoCategories
_CATEGORIES = {
    "Music": ("music", 2.0),
    "Gaming": ("gaming", 2.0),
    "News & Politics": ("news", 2.0),
    "Comedy": ("comedy", 2.0),
    "Sports": ("sports", 2.0),
    "Film & Animation": ("film", 1.0),
    "Howto & Style": ("tutorial", 1.0),
}
_TITLE, _TAG = 3.0, 2.0
#: Fewest points of a genre, and its smallest lead over the next one.
_MIN_POINTS, _MIN_LEAD = 2.0, 0.5


@dataclass(frozen=True)
class GenreResult:
    """The genre, None if undetermined, and its evidence."""

    genre: str | None
    evidence: tuple[values.Evidence, ...] = ()


@dataclass(frozen=True)
class _Indicator:
    genre: str
    points: float
    evidence: values.Evidence


def classify(video: values.Video, style: speech_style.StyleFeatures) -> GenreResult:
    """Return the genre by title, tags, YouTube category and speaking style, with its evidence."""
    indicators = [*_text_indicators(video), *_style_indicators(style)]
    points: dict[str, float] = defaultdict(float)
    for indicator in indicators:
        points[indicator.genre] += indicator.points
    # The sort is stable: in a tie, title comes before tags, and tags before speech.
    ranked = sorted(points, key=lambda genre: -points[genre])
    if not ranked or points[ranked[0]] < _MIN_POINTS:
        return GenreResult(None)
    if len(ranked) > 1 and points[ranked[0]] - points[ranked[1]] < _MIN_LEAD:
        return GenreResult(None)
    return GenreResult(ranked[0], tuple(indicator.evidence for indicator in indicators if indicator.genre == ranked[0]))


def _text_indicators(video: values.Video) -> Iterator[_Indicator]:
    for genre, pattern in _PATTERNS:
        match = pattern.search(video.title or "")
        if match:
            yield _Indicator(genre, _TITLE, values.Evidence("figure", "video.title", match.group().strip()))
            # One genre per title; the patterns are ordered by reliability.
            break
    tags = [tag.strip().lower() for tag in video.tags or ()]
    for genre, _ in _PATTERNS:
        if genre in tags:
            yield _Indicator(genre, _TAG, values.Evidence("figure", f"video.tags.{tags.index(genre)}", genre))
            break
    if video.category in _CATEGORIES:
        genre, points = _CATEGORIES[video.category]
        yield _Indicator(genre, points, values.Evidence("figure", "video.category", video.category))


def _style_indicators(style: speech_style.StyleFeatures) -> Iterator[_Indicator]:
    for rule in speech_style.GENRE_RULES:
        value = getattr(style, rule.feature)
        if value is not None and value >= rule.at_least:
            yield _Indicator(
                rule.genre, rule.points, values.Evidence("figure", f"content.structure.manner.{rule.feature}", value)
            )
