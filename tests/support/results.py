"""A finding by hand, every part filled, in the shape that clients get; some of its text is hostile."""

from datetime import UTC, datetime
from typing import Any

from analysis.pipeline import synthesis, values

#: What a page must show as text and nothing else.
HOSTILE = "<script>alert('tide')</script><img src=x onerror=alert(1)> \"quoted\" & 'single'"
ARABIC = "شرح رائع، الآن فهمت لماذا يعود البحر 🌊"
FAMILY = "Watched it with the kids 👨‍👩‍👧‍👦 and again with 👩🏽‍🔬"

QUOTED_ID = "UgxQuoted&id=<1>"
_SAID = values.Citation(f"The sea comes back {HOSTILE}", 5.0, 8.0)
_WRITTEN = values.Citation("neap tides, please", comment_id=QUOTED_ID)
_SECTION = values.Section(
    HOSTILE, 0.0, 900.0, (values.Quote("Mud first.", 3.0, 5.0),), (values.Quote("A dog walks.", 9.0, 11.0),)
)
_ANSWER = (values.Statement("Twice a day.", (_SAID,)), values.Statement(HOSTILE, (_WRITTEN,)))


def full_result() -> dict[str, Any]:
    """Return a finding with every part, as JSON."""
    return synthesis.result_json(
        values.Result(
            video=_video(),
            transcript=values.TranscriptFacts(
                source="automatic_captions",
                language="en",
                word_count=1234,
                duration_seconds=3725.0,
                speech_rate_wpm=151.5,
                coverage=0.93,
                confidence=None,
                model=None,
            ),
            content=_content(),
            comments=_comments(),
            insights=(
                values.Claim(
                    "Viewers cite 1:01:01 most often.",
                    (
                        values.Evidence("moment", "comments.moments.0", 3661.0),
                        values.Evidence("figure", "comments.moments.0.count", 4),
                        values.Evidence("comment", QUOTED_ID, None),
                        values.Evidence("comment", "not stored", None),
                        values.Evidence("section", "content.structure.sections.0", HOSTILE),
                    ),
                ),
                values.Claim("Of the comments 300 were read.", (), "tide-7b"),
            ),
            recommendations=(values.Claim("Answer the questions about neap tides.", ()),),
            custom_answers=(
                values.CustomAnswer("q1", HOSTILE, "science", f"Twice a day. {HOSTILE}", (_SAID, _WRITTEN), _ANSWER),
                values.CustomAnswer("q2", "Nobody knows", None, None, ()),
            ),
        )
    )


def full_metadata() -> dict[str, Any]:
    """Return how that finding was made."""
    return {
        "completed_at": "2026-05-02T10:00:09.000Z",
        "created_at": "2026-05-02T10:00:00.000Z",
        "processing_seconds": 8.4,
        "step_seconds": {"extraction": 1.2},
        "models": {"sentiment": "vader", "language_model": "tide-7b"},
        "llm": {
            "model": "tide-7b",
            "calls": 7,
            "prompt_tokens": 12_345,
            "completion_tokens": 678,
            "tokens_are_estimated": False,
            "cost": 0.0021,
            "dropped_citations": 2,
            "parts": ["summary", "insights", "custom_answers"],
        },
        "versions": {"youtube-analyzer": "1.0.0"},
    }


def _video() -> values.Video:
    return values.Video(
        id="sample_talk",
        url="https://www.youtube.com/watch?v=sample_talk",
        title=f"Tides {HOSTILE}",
        description=f"About tides\nhttps://example.com/a {HOSTILE}",
        duration_seconds=3725.0,
        view_count=1_234_567,
        like_count=None,
        comment_count=412,
        channel_id='UC"><b>channel',
        channel_name=HOSTILE,
        published_at=datetime(2026, 3, 14, 9, tzinfo=UTC),
        tags=("tide", HOSTILE),
        thumbnail_url="https://i.ytimg.com/vi/sample_talk/hq720.jpg",
        chapters=(values.Chapter(HOSTILE, 0.0, 60.0),),
    )


def _content() -> values.Content:
    return values.Content(
        summary="The sea comes back. The Moon pulls unevenly.",
        key_points=(values.KeyPoint(f"The Moon pulls unevenly {HOSTILE}", 61.5, 66.0, 1.0),),
        topics=(values.Topic("neap tide", 0.8, 3, (61.5, 3661.0)),),
        keywords=(values.Keyword("harbour", 9, 1.0),),
        entities=(values.Entity(HOSTILE, "person", (12.0,)),),
        sentiment=values.ContentSentiment(
            label="positive",
            score=0.21,
            distribution={"positive": 0.5, "neutral": 0.3, "negative": 0.2},
            timeline=(
                values.SentimentPoint(0.0, 1800.0, 0.4),
                values.SentimentPoint(1800.0, 3000.0, None),
                values.SentimentPoint(3000.0, 3725.0, -0.3),
            ),
        ),
        structure=values.Structure("lecture", (_SECTION,)),
        quality={
            "pace": values.Criterion(0.9, "151 words a minute."),
            "audibility": values.Criterion(None, "Not measured: captions do not say."),
        },
        coverage=1.0,
        summary_sentences=(values.Quote("The sea comes back.", 5.0, 8.0),),
        summary_statements=(values.Statement("The sea comes back. The Moon pulls unevenly.", (_SAID,)),),
        replayed=(values.ReplayedSpan(0.0, 37.0, 1.0), values.ReplayedSpan(37.0, 74.0, 0.25)),
    )


def _author() -> values.AuthorActivity:
    return values.AuthorActivity(
        5,
        0.25,
        5400.0,
        (values.AuthorThread("c1", "Why twice a day?", "c1.r1", HOSTILE, 5400.0, is_question=True),),
        questions=12,
        questions_answered=1,
        unanswered_ids=(QUOTED_ID,),
        reply_rate_95=(0.19, 0.32),
        own_comments=1,
        pinned_comment_id=QUOTED_ID,
        hearted=3,
    )


def _comments() -> values.CommentReport:
    return values.CommentReport(
        total=412,
        fetched=300,
        analyzed=290,
        by_author=0,
        scored=250,
        not_scored=40,
        languages={"en": 250, "ar": 39, "undetermined": 1},
        sentiment=values.CommentSentiment(
            distribution={"positive": 0.6, "neutral": 0.3, "negative": 0.1},
            score=0.33,
            interval_95=(0.28, 0.38),
            n=250,
            by_day=(values.DayScore("2026-03-14", 200, 0.4), values.DayScore("2026-03-16", 50, -0.1)),
        ),
        themes=(
            values.Theme(
                "Neap tides",
                ("neap", "tide"),
                12,
                0.1,
                (QUOTED_ID,),
                central_comment_ids=(QUOTED_ID,),
                top_comment_ids=(QUOTED_ID,),
                sentiment_n=11,
                sentiment_95=(-0.1, 0.3),
            ),
        ),
        top_comments=(
            values.TopComment("top1", ARABIC, "@noor", 1312, 1, "2026-03-14T09:30:33.000Z", "not_scored"),
            values.TopComment("top2", FAMILY, None, None, 0, None, "positive"),
            values.TopComment("top3", HOSTILE, HOSTILE, 1, 2, None, "neutral"),
        ),
        author=_author(),
        spam=values.Spam(10, 0.0333, (QUOTED_ID,), {"advertises a link": 9, "reads like spam": 1}),
        engagement=values.Engagement(3.5, 1.0, 0.4, 214, 86, 190, 88.0),
        time_distribution=values.TimeDistribution(
            tuple(range(24)),
            ({"day": "2026-03-14", "count": 250, "estimated": 250}, {"day": "2026-03-16", "count": 50}),
        ),
        moments=(_moment(),),
        themes_unassigned=31,
        themes_incoherent=2,
        themes_beyond_limit=0,
        feedback=values.Feedback(*(_feedback_class(count) for count in (120, 14, 9, 40, 0))),
        feedback_unclassified=130,
    )


def _moment() -> values.Moment:
    return values.Moment(
        3661.0,
        4,
        (QUOTED_ID,),
        start=3659.0,
        end=3664.0,
        commenters=3,
        likes=17,
        sentiment=0.2,
        sentiment_n=4,
        sentiment_95=(-0.1, 0.5),
        quote=values.Quote(f"And here the tide turns {HOSTILE}", 3660.0, 3665.5),
        section=0,
        section_title=HOSTILE,
    )


def _feedback_class(count: int) -> values.FeedbackClass:
    examples = (values.FeedbackExample(QUOTED_ID, HOSTILE),) if count else ()
    return values.FeedbackClass(count, count / 290, (0.0, 0.5), (QUOTED_ID,) * bool(count), examples)


def with_text_everywhere(value: Any, text: str) -> Any:
    """Return a result with ``text`` in place of every text; what is no text, and the words that pages look up, stay."""
    if isinstance(value, dict):
        looked_up = {"kind", "ref", "source", "label"}
        return {key: item if key in looked_up else with_text_everywhere(item, text) for key, item in value.items()}
    if isinstance(value, list):
        return [with_text_everywhere(item, text) for item in value]
    return text if isinstance(value, str) and " " in value else value
