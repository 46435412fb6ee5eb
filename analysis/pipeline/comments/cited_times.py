"""Timestamps in a text, in seconds of the video: "3:12", "at 1:02:03", "2m15s", "3分12秒", a link to the video with "t=192"."""

import re
from collections.abc import Iterator

#: A timestamp as players show it; not part of a longer number, a date, a ratio of three parts or a decimal.
_POSITION = r"(?:(\d{1,2})[:：])?(\d{1,3})[:：](\d\d)(?![\d:：/]|[.,]\d)"
#: Text after a number with a colon that is no timestamp: a time of day, a scale.
_NOT_FOLLOWED_BY = (
    r"\s?(?:[ap]\.?\s?m\b|uhr\b|o'?clock|h\b(?!\d)|hrs?\b|in the (?:morning|afternoon|evening|night)|at night\b|this morning|tonight\b"
    r"|(?:e|p|c|m)[sd]t\b|gmt\b|utc\b|ist\b|cet\b|jst\b"
    r"|(?:de|da|du|della|di) (?:la )?(?:ma[nñ][aã]n?a|manhã|madrugada|tarde|noche|noite|matin|soir|mattina|sera|notte)"
    r"|(?:утра|ночи|вечера|дня)\b|صباح|مساء|فجر|बजे|点|點|時(?!間)|시(?!간)"
    r"|(?:scale|ratio|aspect|odds|diecast|model kit|ma(?:ß|ss)stab|on the clock)\b)"
)
_CLOCK = re.compile(
    rf"(?<![\d:：.,/])(?<!\d[-–—−]){_POSITION}(?!{_NOT_FOLLOWED_BY})"
    # The end of a range is part of the same citation.
    r"(?:\s?[-–—−~〜～]\s?(?:\d{1,2}[:：])?\d{1,3}[:：]\d\d(?![\d:：/]))?",
    re.IGNORECASE,
)
#: "00 : 39": spaces are allowed only if the minutes have two digits.
_BLANKS = re.compile(r"(?<![\d:：.,/])(?:(\d\d) : )?(\d\d) : (\d\d)(?! ?[:/]?\d)")
_SPELT = re.compile(
    r"(?<!\w)(?:(\d{1,2})\s?(?:h|hrs?|hours?|std|ч|час\w*|saat|jam)\s?)?(\d{1,3})\s?(?:m|mins?|minutes?|minutos?|min\.|мин\w*|dk|menit)"
    r"\s?(?:and |y |e |et |und |и )?(\d{1,2})\s?(?:s|secs?|seconds?|segundos?|secondes?|sekunden|сек\w*|sn|detik)\b",
    re.IGNORECASE,
)
_HOURS_SPELT = re.compile(r"(?<!\w)(\d{1,2})\s?h\s?(\d{1,2})\s?(?:m|min)()\b(?!\s?\d)", re.IGNORECASE)
_EAST_ASIAN = re.compile(
    r"(?:(\d{1,2})(?:小时|小時|時間|시간)\s?)?(\d{1,3})(?:分钟?|分鐘|분)\s?(\d{1,2})(?:秒|초)"
    r"|(\d{1,2})(?:小时|小時|時間|시간)\s?(\d{1,2})(?:分(?![前间間])|분)()"
)
_LINK = re.compile(
    r"(?:youtube\.com/(?:watch\?\S{0,200}?v=|live/|shorts/)|youtu\.be/)([\w-]{3,20})(?:(?:[?&#]|&amp;)\S*?\bt=(?:(\d{1,2})h)?(?:(\d{1,4})m)?(\d{1,6})s?\b)?\S*",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
#: "0:15,0:30;1:00" is a list, and "5:255:25" the same timestamp pasted twice.
_LISTED = re.compile(r"(?<=:\d\d)[,;](?=\d{1,3}:\d\d)")
_PASTED = re.compile(r"(?<![\d:])((?:\d{1,2}:)?\d{1,2}:\d\d)\1{1,20}(?![\d:])")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
#: "John 3:16" is a verse. The books of the Bible and the Quran that are cited most, in several languages.
_VERSE = re.compile(
    r"(?:\b(?:john|jn|psalms?|ps|romans?|rom|matthew|matt?|luke|lk|mark|mk|isaiah|isa|genesis|gen|exodus|exod?|leviticus|lev|"
    r"deuteronomy|deut|joshua|judges|samuel|kings|proverbs?|prov|ecclesiastes|jeremiah|jer|ezekiel|daniel|hosea|micah|malachi|acts|"
    r"corinthians|cor|galatians|gal|ephesians|eph|philippians|phil|colossians|col|thessalonians|timothy|titus|hebrews|heb|james|peter|"
    r"jude|revelations?|rev|qur'?an|surah?|surat|ayah|ayat|verses?|chapter|bible|gita|"
    r"juan|salmos?|romanos|mateo|mateus|lucas|marcos|isa[ií]as|g[eé]nesis|prov[eé]rbios|apocalipsis|apocalipse|vers[ií]culo|jo[aã]o|"
    r"jean|psaumes?|romains|matthieu|luc|marc|johannes|psalm|r[oö]mer|matth[aä]us|lukas|offenbarung|giovanni|salmo|"
    r"yohanes|mazmur|yuhanna)"
    r"|иоанна|ин|псалом|псалтирь|матфея|мф|луки|марка|римлянам|бытие|откровение|سورة|القرآن|الآية|آية|यूहन्ना|भजन|约翰福音|約翰福音|诗篇|詩篇|ヨハネ|요한복음|시편)"
    r"\.?\s*(?:chapter )?$",
    re.IGNORECASE,
)
#: Text before a time of day, a score, a ratio.
_NOT_PRECEDED_BY = re.compile(
    r"(?:\bit'?s(?: now| already| like| literally| currently| almost)?|\bit is(?: now| already)?|\bscale(?: of)?|\bratio(?: of)?|\baspect(?: ratio)?(?: of)?"
    r"|\bmaßstab|\bmassstab|\bjam|\bpukul|\bsaat|\balarm (?:at|for)|\bwoke up at|\bsono le|\bson las|\bsão|凌晨|早上|上午|中午|下午|晚上|半夜|午前|午後|深夜|오전|오후|새벽)"
    r"\s*$",
    re.IGNORECASE,
)
#: Characters checked before a timestamp.
_CONTEXT_CHARS = 30


def extract(text: str, duration: float | None, video_id: str | None = None) -> tuple[float, ...]:
    """Return the cited seconds in the order of the text, each once; for a range, its beginning.

    Only those within ``duration`` (seconds) are returned, all if it is None. A link counts if it leads to ``video_id``.
    """
    found: dict[float, None] = {}
    if not _DIGIT.search(text):
        return ()
    for _, seconds in sorted(_positions(text, video_id)):
        if duration is None or seconds <= duration:
            found.setdefault(seconds)
    return tuple(found)


def _positions(text: str, video_id: str | None) -> Iterator[tuple[int, float]]:
    """Yield the offset in ``text`` and the seconds of each citation."""
    for link in _LINK.finditer(text):
        if link[4] and video_id is not None and link[1] == video_id:
            yield link.start(), _seconds(*link.groups()[1:])
    # Spaces replace an address, so that the offsets after it stay the same.
    prose = _ADDRESS.sub(lambda address: " " * len(address[0]), text)
    prose = _PASTED.sub(lambda pasted: pasted[1].ljust(len(pasted[0])), _LISTED.sub(" ", prose))
    for match in (*_CLOCK.finditer(prose), *_BLANKS.finditer(prose)):
        hours, minutes, seconds = match.groups()
        if int(seconds) > 59 or (hours is not None and (len(minutes) != 2 or int(minutes) > 59)):
            continue
        before = prose[max(0, match.start() - _CONTEXT_CHARS) : match.start()]
        if not _VERSE.search(before) and not _NOT_PRECEDED_BY.search(before):
            yield match.start(), _seconds(hours, minutes, seconds)
    for pattern in (_SPELT, _HOURS_SPELT, _EAST_ASIAN):
        for match in pattern.finditer(prose):
            parts = match.groups()
            hours, minutes, seconds = parts[:3] if parts[1] else parts[3:]
            if int(seconds or 0) <= 59:
                yield match.start(), _seconds(hours, minutes, seconds)


def _seconds(hours: str | None, minutes: str | None, seconds: str | None) -> float:
    return float(int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0))
