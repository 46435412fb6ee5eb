"""What kind of video this is, by the words its author gave it; None where they do not tell."""

import re

from analysis.pipeline import values

#: The first that matches wins. Sought in the title, in the languages of the user guide.
_KINDS = (
    (
        "interview",
        r"\binterview|\bentrevista\b|\bentretien\b|интервью|مقابلة|साक्षात्कार|インタビュー|인터뷰|wawancara|röportaj|采访|專訪",
    ),
    ("podcast", r"\bpodcast|подкаст|팟캐스트|播客"),
    (
        "review",
        r"\breviews?\b|\breseña|\banálise\b|\btest complet\b|\btestbericht|обзор|مراجعة|समीक्षा|レビュー|리뷰"
        r"|\bulasan\b|inceleme|评测|開箱|开箱",
    ),
    (
        "tutorial",
        r"\bhow to\b|\btutorial|\bstep by step\b|\bbeginners?'? guide\b|\bcómo hacer\b|\bcomo fazer\b|\bcomment faire\b"
        r"|\banleitung\b|как сделать|урок\b|طريقة|كيفية|कैसे|やり方|使い方|하는 법|하는 방법|\bcara (?:membuat|meng)"
        r"|nasıl|教程|教学",
    ),
    (
        "lecture",
        r"\blecture\b|\bvorlesung\b|\bkeynote\b|\bseminar\b|лекция|محاضرة|व्याख्यान|講義|강의|\bkuliah\b|讲座|公开课",
    ),
    (
        "news",
        r"\bbreaking news\b|\btagesschau\b|\bnoticias de hoy\b|\bновости\b|نشرة الأخبار|समाचार|ニュース|뉴스|新闻联播",
    ),
    ("livestream", r"\blive ?stream\b|\[live\]|🔴|生放送|라이브 방송|прямой эфир"),
    ("vlog", r"\bvlogs?\b|влог|브이로그"),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)
#: Categories of YouTube that leave no doubt. Source: https://developers.google.com/youtube/v3/docs/videoCategories
_OF_CATEGORY = {"Music": "music", "Gaming": "gaming", "News & Politics": "news"}


def tell(video: values.Video) -> str | None:
    """Return the kind by title, then by tags, then by YouTube's category."""
    for kind, pattern in _PATTERNS:
        if pattern.search(video.title or ""):
            return kind
    tags = {tag.strip().lower() for tag in video.tags or ()}
    for kind, _ in _PATTERNS:
        if kind in tags:
            return kind
    return _OF_CATEGORY.get(video.category or "")
