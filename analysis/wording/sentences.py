"""The sentences of a result, made from the codes and values that the pipeline gives.

A sentence is ``{"code": ..., "values": {...}}``. Numbers in its values are formatted by the name of the value.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

from django.utils.translation import gettext, ngettext, pgettext

from analysis.events import JSON
from analysis.pipeline.values import format_timecode
from analysis.wording import figures, languages, messages, names
from analysis.wording.sentence_templates import TEMPLATES, Plural

_FORMATS: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(("positive", "negative", "share"), figures.percent),
    **dict.fromkeys(("mean", "low", "high", "before", "after"), figures.signed),
    **dict.fromkeys(("until", "since"), figures.day),
    **dict.fromkeys(("within", "length"), figures.duration),
    "at": format_timecode,
    "per_hundred": "{:.1f}".format,
    "language": lambda code: figures.language_name(code),
    "spam_reason": messages.translate,
}

#: Classes of characters after which text may run from right to left.
_RIGHT_TO_LEFT = frozenset(("R", "AL", "AN", "RLE", "RLO", "RLI"))


def claim(found: Mapping[str, Any]) -> str:
    """Return a claim of a result in the current language; what a language model wrote stays as it is."""
    return _translated(found.get("sentences")) or str(found["text"])


def glance(content: Mapping[str, Any]) -> str:
    """Return the glance of a result's ``content`` in the current language; empty where it has none."""
    return _translated(content.get("glance_sentences")) or str(content.get("glance") or "")


def introduction(result: Mapping[str, Any]) -> str:
    """Return the glance of ``result`` in the current language; where it has none, what is known of the video."""
    if words := glance(result.get("content") or {}):
        return words
    video = result["video"]
    length, channel, views = (video.get(name) for name in ("duration_seconds", "channel_name", "view_count"))
    known = []
    if length is not None or channel:
        known.append(_about({"kind": "video", "length": length, "channel": channel, "topics": ()}))
    if views is not None:
        known.append(_reception({"views": views, "likes": video.get("like_count"), "scored": None}))
    return _joined(known)


def sentence(found: Mapping[str, Any]) -> str:
    """Return one sentence in the current language."""
    code, given = found["code"], found["values"]
    if code in _MADE:
        return _MADE[code](given)
    template = TEMPLATES[code]
    words = {name: _FORMATS.get(name, _plain)(value) for name, value in given.items()}
    if isinstance(template, Plural):
        return ngettext(template.one, template.many, given[template.by]) % words
    return gettext(template) % words


def with_english(result: JSON) -> JSON:
    """Return ``result`` with its sentences in English as well, for programs: ``text`` and ``glance``."""
    with languages.use("en"):
        content = result["content"]
        if content is not None:
            content = content | {"glance": glance(content) or None}
        claims = {
            part: [one | {"text": claim(one)} for one in result[part]] for part in ("insights", "recommendations")
        }
        return result | {"content": content} | claims


def _translated(sentences: list[Any] | None) -> str:
    """Return the sentences in the current language; empty if a newer version wrote one of them."""
    is_known = all(each["code"] in _MADE or each["code"] in TEMPLATES for each in sentences or ())
    return _joined(map(sentence, sentences or ())) if is_known else ""


def _plain(value: Any) -> str:
    return _isolated(value) if isinstance(value, str) else figures.number(value)


def _isolated(words: str) -> str:
    """Return foreign words so that those that run from right to left do not reorder the sentence around them.

    Source: https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates
    """
    is_plain = words.isascii() or _RIGHT_TO_LEFT.isdisjoint(map(unicodedata.bidirectional, words))
    return words if is_plain else f"\N{FIRST STRONG ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}"


def _joined(sentences: Iterable[str]) -> str:
    pair = pgettext("two sentences", "%(first)s %(second)s")
    all_of_them = list(sentences)
    return reduce(lambda first, second: pair % {"first": first, "second": second}, all_of_them) if all_of_them else ""


# Sentences whose parts may be missing


def _about(given: Mapping[str, Any]) -> str:
    """Return what kind of video it is, how long, by whom and about what."""
    kind = names.word(given["kind"])
    parts = [kind[0].upper() + kind[1:]]
    if given["length"] is not None:
        parts.append(pgettext("glance", "of %(length)s") % {"length": figures.duration(given["length"])})
    if given["channel"]:
        parts.append(pgettext("glance", "by %(channel)s") % {"channel": _isolated(given["channel"])})
    if given["topics"]:
        topics = figures.listed([*map(_isolated, given["topics"])])
        parts.append(pgettext("glance", "about %(topics)s") % {"topics": topics})
    return _ended(pgettext("between the parts of a glance", " ").join(parts))


def _reception(given: Mapping[str, Any]) -> str:
    """Return how often it was seen and liked, and how the comments are."""
    facts = []
    if given["views"] is not None:
        facts.append(_counted(ngettext("%(count)s view", "%(count)s views", given["views"]), given["views"]))
    if given["likes"] is not None:
        facts.append(_counted(ngettext("%(count)s like", "%(count)s likes", given["likes"]), given["likes"]))
    if given["scored"] is not None:
        facts.append(
            gettext("of %(count)s scored comments %(positive)s are positive and %(negative)s negative")
            % {
                "count": figures.number(given["scored"]),
                "positive": figures.percent(given["positive"]),
                "negative": figures.percent(given["negative"]),
            }
        )
    first = pgettext("between the facts of a glance", ", ").join(facts[:-1])
    last = pgettext("the end of the facts of a glance", "%(first)s and %(last)s") % {"first": first, "last": facts[-1]}
    return _ended(last if first else facts[-1])


def _counted(template: str, count: int) -> str:
    return template % {"count": figures.number(count)}


def _ended(words: str) -> str:
    return pgettext("a whole sentence", "%(words)s.") % {"words": words}


_MADE: dict[str, Callable[[Mapping[str, Any]], str]] = {"about": _about, "reception": _reception}
