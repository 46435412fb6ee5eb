"""The summary over a batch: what its videos have in common, how they differ, and how that changes over time."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from analysis.choices import TaskStatus
from analysis.models import AnalysisTask, BatchMember
from analysis.queries import batch_wire, wire

FEEDBACK = ("praise", "complaints", "requests", "questions", "corrections")
#: Subjects in the summary of a batch, and of one video.
_MAX_SUBJECTS, _MAX_OF_VIDEO = 30, 10
_VIDEO = (
    "title",
    "channel_name",
    "published_at",
    "duration_seconds",
    "view_count",
    "like_count",
    "comment_count",
)


def read_facts(which: Q, *, limit: int) -> None:
    """Read the figures of members that have a result into their rows, of at most ``limit``."""
    unread = BatchMember.objects.filter(which, status=TaskStatus.COMPLETED, facts__isnull=True, task__isnull=False)
    members = {member.task_id: member for member in unread.order_by("pk")[:limit] if member.task_id}
    parts = AnalysisTask.objects.filter(pk__in=members).values_list(
        "pk",
        "result_data__video",
        "result_data__content__sentiment",
        "result_data__content__topics",
        "result_data__comments",
    )
    for pk, video, sentiment, topics, comments in parts.iterator(chunk_size=5):
        members[pk].facts = _facts(video or {}, sentiment or {}, topics or [], comments)
    BatchMember.objects.bulk_update([each for each in members.values() if each.facts is not None], ["facts"])


def _facts(video: Any, sentiment: Any, topics: Any, comments: Any) -> dict[str, Any]:
    report = comments or {}
    scored = report.get("sentiment") or {}
    feedback = report.get("feedback")
    return {
        **{name: video.get(name) for name in _VIDEO},
        "comments_analyzed": report.get("analyzed"),
        "comments_spam": (report.get("spam") or {}).get("count"),
        "sentiment": scored.get("score"),
        "sentiment_n": scored.get("n") or 0,
        "sentiment_95": scored.get("interval_95"),
        "content_sentiment": sentiment.get("score"),
        "feedback": feedback
        and {name: {key: feedback[name].get(key) for key in ("count", "share")} for name in FEEDBACK},
        "themes": [
            {"name": theme["name"], "size": theme["size"], "sentiment": theme["sentiment"], "n": theme["sentiment_n"]}
            for theme in (report.get("themes") or [])[:_MAX_OF_VIDEO]
        ],
        "topics": [topic["name"] for topic in topics[:_MAX_OF_VIDEO]],
    }


def build(batch_id: UUID) -> Any:
    """Return the :class:`batch_wire.BatchSummary` of the members whose figures were read, as JSON; None without any."""
    members = list(BatchMember.objects.filter(batch_id=batch_id, facts__isnull=False).order_by("position"))
    if not members:
        return None
    facts = {member.position: member.facts for member in members}
    sentiment, n = _sentiment(facts.values())
    return wire.to_json(
        batch_wire.BatchSummary(
            sentiment=sentiment,
            sentiment_n=n,
            feedback=_feedback(facts.values()),
            themes=_themes(facts),
            topics=_topics(facts),
            over_time=_over_time(facts.values()),
            videos=[video_summary(member) for member in members],
        )
    )


def video_summary(member: BatchMember) -> batch_wire.VideoSummary:
    """Return what was found about the video of a member whose figures were read."""
    facts = dict(member.facts or {})
    facts["themes"] = [theme["name"] for theme in facts["themes"]]
    # The column does not keep the order of names.
    facts["feedback"] = facts["feedback"] and {name: facts["feedback"][name] for name in FEEDBACK}
    return batch_wire.VideoSummary(position=member.position, video_id=member.video_id, task_id=member.task_id, **facts)


def _sentiment(facts: Iterable[Any]) -> tuple[float | None, int]:
    """Return the mean score of all comments, and their number."""
    scored = [(each["sentiment"], each["sentiment_n"]) for each in facts if each["sentiment"] is not None]
    n = sum(number for _, number in scored)
    return (round(sum(score * number for score, number in scored) / n, 4), n) if n else (None, 0)


def _feedback(facts: Iterable[Any]) -> batch_wire.BatchFeedback | None:
    known = [each for each in facts if each["feedback"]]
    if not known:
        return None
    analyzed = sum(each["comments_analyzed"] or 0 for each in known)
    counts = {name: sum(each["feedback"][name]["count"] for each in known) for name in FEEDBACK}
    return batch_wire.BatchFeedback(
        **{
            name: batch_wire.ClassCount(count, round(count / analyzed, 4) if analyzed else None)
            for name, count in counts.items()
        }
    )


def _themes(facts: dict[int, Any]) -> list[batch_wire.CommonSubject]:
    groups: dict[str, list[tuple[int, Any]]] = defaultdict(list)
    for position, each in facts.items():
        for theme in each["themes"]:
            groups[theme["name"].casefold()].append((position, theme))
    found = []
    for group in groups.values():
        positions = sorted({position for position, _ in group})
        scored = [(theme["sentiment"], theme["n"]) for _, theme in group if theme["sentiment"] is not None]
        n = sum(number for _, number in scored)
        mean = round(sum(score * number for score, number in scored) / n, 4) if n else None
        size = sum(theme["size"] for _, theme in group)
        found.append(batch_wire.CommonSubject(group[0][1]["name"], len(positions), positions, size, mean))
    return _most_common(found)


def _topics(facts: dict[int, Any]) -> list[batch_wire.CommonSubject]:
    groups: dict[str, dict[int, str]] = defaultdict(dict)
    for position, each in facts.items():
        for name in each["topics"]:
            groups[name.casefold()].setdefault(position, name)
    return _most_common(
        batch_wire.CommonSubject(next(iter(names.values())), len(names), list(names), None, None)
        for names in groups.values()
    )


def _most_common(subjects: Iterable[batch_wire.CommonSubject]) -> list[batch_wire.CommonSubject]:
    common = [subject for subject in subjects if subject.videos > 1]
    common.sort(key=lambda subject: (-subject.videos, -(subject.comments or 0), subject.name))
    return common[:_MAX_SUBJECTS]


def _over_time(facts: Iterable[Any]) -> list[batch_wire.Period]:
    months: dict[str, list[Any]] = defaultdict(list)
    for each in facts:
        if each["published_at"]:
            months[each["published_at"][:7]].append(each)
    periods = []
    for month, videos in sorted(months.items()):
        sentiment, n = _sentiment(videos)
        periods.append(batch_wire.Period(month, len(videos), sentiment, n, _feedback(videos)))
    return periods
