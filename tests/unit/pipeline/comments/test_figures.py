"""The figures of any comment section add up, whatever is missing in it."""

import random
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest

from analysis.pipeline import comment_analysis, values
from analysis.pipeline.progress import Progress
from tests.support import texts

_FIRST = datetime(2026, 5, 2, 8, 0, tzinfo=UTC)
_WRITTEN = (
    "", "❤️❤️", "First", "Great lesson, thank you!", "Danke, sehr gut erklärt", "The music is too loud at 1:02", "1:02 haha",
    "Which flour do you use?", "Hangi unu kullanıyorsun?", "Please make a video about rye", "It was 1815, not 1812",
    "sesi hiç duyamıyorum", "Saya suka sekali", "Pershendetje nga Tirana", "Check out my channel www.spam.example/win",
    "Please subscribe to my channel", "गाना बहुत अच्छा है", "声音断断续续", "Half of it is ads, I stopped at 2:10",
)  # fmt: skip


def section(dice: random.Random) -> tuple[values.Comment, ...]:
    """Return comments with replies to replies, parents that were not fetched, and every optional field missing at times."""
    known = [f"c{number}" for number in range(dice.randrange(1, 40))]
    found = []
    for number, comment_id in enumerate(known):
        parents = [None, None, "gone", *known[:number]]
        channel = dice.choice([None, texts.AUTHOR_ID, f"UC{dice.randrange(9)}"])
        found.append(
            values.Comment(
                comment_id,
                dice.choice(_WRITTEN),
                parent_id=dice.choice(parents),
                author=dice.choice([None, "Ann", "Bo"]),
                author_channel_id=channel,
                like_count=dice.choice([None, 0, 0, 7]),
                published_at=dice.choice([None, _FIRST + timedelta(hours=dice.randrange(99))]),
                published_is_estimated=dice.random() < 0.3,
            )
        )
    return tuple(found)


@pytest.mark.parametrize("seed", range(12))
def test_the_figures_of_a_section_add_up(seed):
    comments = section(random.Random(seed))
    found, results = comment_analysis.analyse_comments(
        texts.VIDEO, values.CommentSet(comments, None), depth="basic", progress=Progress()
    )
    is_author = {one.id for one in comments if one.author_channel_id == texts.AUTHOR_ID}
    audience = [one for one in results if not one.is_spam and one.comment_id not in is_author]
    spam = tuple(one.comment_id for one in results if one.is_spam)
    scored = [one for one in audience if one.sentiment_score is not None]

    assert found.fetched == len(comments) == found.analyzed + found.by_author + found.spam.count
    assert (found.analyzed, found.scored, found.spam.comment_ids) == (len(audience), len(scored), spam)
    assert found.analyzed == found.scored + found.not_scored == sum(found.languages.values())
    assert sum(found.spam.reasons.values()) == found.spam.count == round(found.spam.ratio * found.fetched)
    engagement, author = found.engagement, found.author
    assert engagement.thread_count + engagement.reply_count == found.analyzed + found.by_author
    assert author.own_comments + author.replies == found.by_author
    assert author.questions_answered + len(author.unanswered_ids) == author.questions
    check_sentiment(found, scored)
    check_feedback(found, audience)
    check_themes_and_moments(found, audience)


def check_sentiment(found, scored):
    if found.sentiment is None:
        assert not scored
        return
    shares = Counter(one.sentiment for one in scored)
    assert found.sentiment.n == len(scored)
    assert found.sentiment.distribution == {name: shares[name] / len(scored) for name in found.sentiment.distribution}
    assert sum(found.sentiment.distribution.values()) == pytest.approx(1)
    assert sum(day.n for day in found.sentiment.by_day) <= found.sentiment.n


def check_feedback(found, audience):
    for name, one in asdict(found.feedback).items():
        assert set(one["comment_ids"]) == {each.comment_id for each in audience if name in each.feedback}
        assert one["count"] == len(one["comment_ids"])
        assert {each["comment_id"] for each in one["examples"]} <= set(one["comment_ids"])
        assert one["share"] is None if not audience else one["share"] == one["count"] / len(audience)
    assert found.feedback_unclassified == sum(not each.feedback for each in audience)


def check_themes_and_moments(found, audience):
    placed = list(chain.from_iterable(theme.comment_ids for theme in found.themes))
    assert len(placed) == len(set(placed)) == found.analyzed - found.themes_unassigned
    assert all(theme.size == len(theme.comment_ids) >= theme.sentiment_n for theme in found.themes)
    cited = {one.comment_id for one in audience if one.cites}
    assert {one for moment in found.moments for one in moment.comment_ids} <= cited
    assert all(moment.count == len(moment.comment_ids) >= moment.sentiment_n for moment in found.moments)
