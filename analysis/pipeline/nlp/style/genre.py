"""What kind of video this is, by what its author wrote and by how it is spoken; None where they do not tell.

Every sign found gives points to a kind. The kind with the most points is told when they suffice and no other comes
near; the signs are given as its evidence.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.pipeline import values
from analysis.pipeline.nlp.style import speech_style

#: Sought in the title, in the languages of the user guide.
_KINDS = (
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
        r"|\bcara (?:membuat|meng)|nasıl|教程|教学|技巧",
    ),
    (
        "lecture",
        r"\blecture\b|\bvorlesung\b|\bkeynote\b|\bseminar\b|\bwebinar\b|лекция|محاضرة|व्याख्यान|講義|강의|\bkuliah\b|讲座|公开课",
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
        r"|\bguide to\b|\bpourquoi\b|\bwarum\b|\bpor qué\b|\bpor que\b|почему|لماذا|क्यों|なぜ|왜 |neden|mengapa|为什么",
    ),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)
#: YouTube's categories that speak for a kind, and how loudly.
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
#: Points from which a kind is told, and how far the next one must lie behind: two kinds at once are none.
_ENOUGH, _AHEAD = 2.0, 0.5


@dataclass(frozen=True)
class Verdict:
    """The kind, None where it could not be told, and what speaks for it."""

    kind: str | None
    evidence: tuple[values.Evidence, ...] = ()


@dataclass(frozen=True)
class _Sign:
    kind: str
    points: float
    evidence: values.Evidence


def tell(video: values.Video, spoken: speech_style.Figures) -> Verdict:
    """Return the kind by title, tags, YouTube's category and manner of speech, with the signs that speak for it."""
    signs = [*_written(video), *_spoken(spoken)]
    points: dict[str, float] = defaultdict(float)
    for sign in signs:
        points[sign.kind] += sign.points
    # Of two with the same points the one that was found first: titles before tags before speech.
    ranked = sorted(points, key=lambda kind: -points[kind])
    if not ranked or points[ranked[0]] < _ENOUGH:
        return Verdict(None)
    if len(ranked) > 1 and points[ranked[0]] - points[ranked[1]] < _AHEAD:
        return Verdict(None)
    return Verdict(ranked[0], tuple(sign.evidence for sign in signs if sign.kind == ranked[0]))


def _written(video: values.Video) -> Iterator[_Sign]:
    for kind, pattern in _PATTERNS:
        match = pattern.search(video.title or "")
        if match:
            yield _Sign(kind, _TITLE, values.Evidence("figure", "video.title", match.group().strip()))
            # A title says one thing; the patterns are ordered from the surest.
            break
    tags = [tag.strip().lower() for tag in video.tags or ()]
    for kind, _ in _PATTERNS:
        if kind in tags:
            yield _Sign(kind, _TAG, values.Evidence("figure", f"video.tags.{tags.index(kind)}", kind))
            break
    if video.category in _CATEGORIES:
        kind, points = _CATEGORIES[video.category]
        yield _Sign(kind, points, values.Evidence("figure", "video.category", video.category))


def _spoken(figures: speech_style.Figures) -> Iterator[_Sign]:
    for rule in speech_style.RULES:
        value = getattr(figures, rule.figure)
        if value is not None and value >= rule.at_least:
            yield _Sign(
                rule.kind, rule.points, values.Evidence("figure", f"content.structure.manner.{rule.figure}", value)
            )
