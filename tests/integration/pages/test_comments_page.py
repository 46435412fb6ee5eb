"""The page of the comments: filters, facets, threads and pages."""

import itertools
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from analysis.models import Comment
from analysis.pages import comment_views
from analysis.queries import comments
from analysis.queries.filters import CommentFilter
from tests.support.factories import TaskFactory
from tests.support.pages import Page
from tests.support.results import HOSTILE

pytestmark = pytest.mark.django_db
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def task():
    """A completed analysis of 60 comments: 40 threads, of which each even one has a reply, each fourth by the author."""
    task = TaskFactory(completed=True)
    rows = [
        Comment(
            task=task,
            position=n,
            comment_id=f"c{n}",
            parent_id=f"c{2 * (n - 40)}" if n >= 40 else "",
            author=f"@viewer{n}",
            text=f"Comment {n} about {'the sea' if n % 3 else 'the MOON'}",
            like_count=n % 7,
            published_at=FIRST_DAY + timedelta(days=n),
            sentiment=("positive", "neutral", "negative", "not_scored")[n % 4],
            sentiment_confidence=None if n % 4 == 3 else 0.5 + n / 200,
            feedback=["praise", "questions"][: n % 3],
            theme=("Tides", "Moon & sea", "")[n % 3],
            language=("en", "de", "")[n % 3],
            is_spam=n % 10 == 9,
            spam_reason=(f"the same text {n} times" if n % 20 == 9 else f"reads like spam: word{n}")
            if n % 10 == 9
            else "",
            is_author=n >= 40 and n % 2 == 0,
            cites=[62.0] if n == 0 else [],
        )
        for n in range(60)
    ]
    Comment.objects.bulk_create(rows)
    return task


def get(client, task, **query):
    answer = client.get(reverse("task-comments", args=[task.pk]), query)
    answer.page = Page(answer.content.decode())
    answer.ids = [element["data-comment-id"] for element in answer.page.having("data-comment-id")]
    return answer


def total_of(answer):
    (heading,) = answer.page.having("data-total")
    return int(heading["data-total"])


def facet_links(answer):
    """Return the address and the count of every value of every facet."""
    links = re.findall(
        r'<li><a href="\?([^"]*)"[^>]*><span dir="auto">.*?<span class="count">(\d+)</span>', answer.content.decode()
    )
    return [
        ({name: one for name, (one,) in parse_qs(query.replace("&amp;", "&")).items()}, int(count))
        for query, count in links
    ]


def test_without_filters_replies_are_read_below_their_comment(client, task):
    answer = get(client, task)
    assert (answer.status_code, total_of(answer)) == (200, 60)
    assert answer.ids[:5] == ["c0", "c40", "c1", "c2", "c41"]
    assert "author of the video" in answer.page.text
    assert len([one for one in answer.ids if int(one[1:]) < 40]) == comment_views.PAGE_SIZE


def test_a_long_thread_shows_its_first_replies_and_leads_to_all(client, task):
    more = (Comment(task=task, position=100 + n, comment_id=f"r{n}", parent_id="c0", text="x") for n in range(7))
    Comment.objects.bulk_create(more)
    answer = get(client, task)
    assert answer.ids[:4] == ["c0", "c40", "r0", "r1"]
    assert "All 8 replies" in answer.page.text
    assert get(client, task, thread="c0").ids == ["c0", "c40", *(f"r{n}" for n in range(7))]


def test_a_reply_that_matches_says_what_it_replies_to(client, task):
    answer = get(client, task, search="comment 41")
    assert answer.ids == ["c41"]
    assert "Reply to @viewer2 : Comment 2 about the sea" in answer.page.text
    assert "<mark>Comment 41</mark>" in answer.content.decode()


def test_a_reply_whose_comment_was_not_fetched_is_not_lost(client):
    task = TaskFactory(completed=True)
    Comment.objects.create(task=task, position=0, comment_id="r", parent_id="elsewhere", text="Where am I?")
    assert get(client, task).ids == ["r"]


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"sentiment": "negative"},
        {"feedback": "praise", "language": "de"},
        {"answered": "false", "is_spam": "false", "search": "SEA"},
        {"is_author": "false", "theme": "moon & SEA", "min_likes": "2"},
        {"is_spam": "true", "spam_reason": "reads like spam"},
        {"spam_reason": "the same text"},
        {"published_after": "2026-01-10", "language": "und"},
    ],
)
def test_a_facet_counts_what_its_link_leads_to(client, task, chosen):
    answer = get(client, task, **chosen)
    links = facet_links(answer)
    assert links
    for query, count in links:
        # A link that gives up the chosen value has the number of comments that are shown.
        reached = query if len(query) >= len(chosen) else chosen
        assert CommentFilter(reached, Comment.objects.filter(task=task)).qs.count() == count, query


@pytest.mark.parametrize(
    "query", [{"sentiment": "negative"}, {"search": "moon", "ordering": "-like_count"}, {"answered": "true"}]
)
def test_the_page_and_the_endpoint_agree_and_so_does_the_file(client, task, query):
    answer = get(client, task, **query)
    path = f"/api/v1/analysis/{task.pk}/comments"
    listed = APIClient().get(path, {"page_size": 500} | query).json()["results"]
    assert answer.ids == [comment["id"] for comment in listed][: comment_views.PAGE_SIZE]
    assert total_of(answer) == len(listed)
    (link,) = [element for element in answer.page.all("a") if "download" in element]
    table = client.get(link["href"]).getvalue().decode("utf-8-sig")
    assert len(table.splitlines()) == len(listed) + 1


@pytest.mark.parametrize("ordering", comments.ORDERINGS)
def test_pages_are_walked_both_ways_in_every_order(client, task, ordering):
    walked, query = [], {"ordering": ordering, "is_spam": "false"}
    while query:
        answer = get(client, task, **query)
        walked.append(answer.ids)
        query = beside(answer, "next")
    seen = list(itertools.chain(*walked))
    assert (len(seen), len(set(seen))) == (54, 54)
    back = [answer.ids]
    while query := beside(answer, "prev"):
        answer = get(client, task, **query)
        back.append(answer.ids)
    assert back[::-1] == walked
    assert beside(answer, "prev") is None


def beside(answer, relation):
    """Return the query of the page beside, None where there is none."""
    links = [element["href"] for element in answer.page.all("a") if element.get("rel") == relation]
    return {name: one for name, (one,) in parse_qs(links[0][1:]).items()} if links else None


@pytest.mark.parametrize("key", ["x", "-", "1e5", "9" * 40, "²", ""])
def test_a_key_that_is_none_shows_the_first_page(client, task, key):
    for name in ("after", "before"):
        assert get(client, task, **{name: key}).ids[0] == "c0"


def test_a_key_beyond_the_end_says_so(client, task):
    assert "There are no more comments." in get(client, task, after="9" * 30).page.text


def test_active_filters_are_chips_that_take_one_away(client, task):
    answer = get(client, task, sentiment="not_scored", search="sea", language="und", min_likes="")
    chips = dict(
        re.findall(
            r'<li><a href="([^"]*)"><span class="visually-hidden">Remove the filter</span> (.*?) <span',
            answer.content.decode(),
        )
    )
    removed = [set(parse_qs(address[1:].replace("&amp;", "&"))) for address in chips]
    assert removed == [{"search", "language"}, {"sentiment", "search"}, {"sentiment", "language"}] or len(removed) == 3
    assert "Remove the filter Sentiment: not scored" in answer.page.text
    assert "Remove the filter Language: not determined" in answer.page.text
    assert "Clear all" in answer.page.text


def test_the_form_keeps_the_filters_without_a_field(client, task):
    answer = get(client, task, sentiment="negative", theme="Tides", search="sea", ordering="-like_count")
    hidden = {
        element["name"]: element["value"]
        for element in answer.page.all("input")
        if element.get("type") == "hidden" and element["name"] not in {"csrfmiddlewaretoken", "next"}
    }
    assert hidden == {"sentiment": "negative", "theme": "Tides"}
    (chosen,) = [option for option in answer.page.all("option") if "selected" in option]
    assert chosen["value"] == "-like_count"


@pytest.mark.parametrize(
    "query",
    [
        {"sentiment": "furious"},
        {"min_likes": "-1"},
        {"published_after": "soon"},
        {"search": "x" * 201},
        {"search": "a\0"},
        {"ordering": "id"},
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_and_can_be_taken_away(client, task, query):
    answer = get(client, task, **query)
    assert answer.status_code == 422
    assert answer.ids == []
    assert re.search(r'<div class="failure" role="alert"><p>[A-Z][a-z ]+: ', answer.content.decode())
    if "ordering" not in query:
        assert "Remove the filter" in answer.page.text


def test_cited_times_lead_into_the_video(client, task):
    links = [element for element in get(client, task).page.all("a") if element.get("class") == "at"]
    assert [link["href"] for link in links] == ["https://www.youtube.com/watch?v=sample_talk&t=62s"]
    assert "youtube-nocookie" in client.get(reverse("task-comments", args=[task.pk]))["Content-Security-Policy"]


def test_hostile_text_is_shown_as_text(client):
    task = TaskFactory(completed=True)
    names = {"author": HOSTILE, "theme": HOSTILE[:200], "spam_reason": HOSTILE[:100], "language": "<b>"}
    Comment.objects.create(task=task, position=0, comment_id=HOSTILE[:100], text=HOSTILE, is_spam=True, **names)
    for query in ({}, {"search": "<script>"}, {"theme": HOSTILE[:200]}, {"search": HOSTILE, "sentiment": HOSTILE}):
        answer = get(client, task, **query)
        assert "<script>alert" not in answer.content.decode()
        assert all("src" in script for script in answer.page.all("script"))


def test_long_text_is_shortened_and_says_so(client):
    task = TaskFactory(completed=True)
    Comment.objects.create(task=task, position=0, comment_id="c", text="y" * 10_000)
    answer = get(client, task)
    assert "(the first 3,000 of 10,000 characters)" in answer.page.text
    assert "y" * 3_001 not in answer.page.text


def test_a_running_analysis_says_that_the_comments_are_to_come(client):
    answer = get(client, TaskFactory())
    assert (answer.status_code, "not analysed yet" in answer.page.text) == (200, True)


def test_an_analysis_without_comments_says_so(client):
    assert "This analysis has no comments." in get(client, TaskFactory(completed=True)).page.text


@pytest.mark.parametrize(
    "query", [{}, {"sentiment": "negative", "answered": "false", "search": "sea", "ordering": "-like_count"}]
)
def test_the_page_costs_five_queries_however_many_comments_there_are(client, task, django_assert_num_queries, query):
    # The task, its steps, the facets, the comments and their threads.
    with django_assert_num_queries(5):
        get(client, task, **query)


def test_every_filter_of_the_endpoint_is_on_the_page(client, task):
    answer = get(client, task, **{"min_likes": "0", "thread": "c0"})
    offered = {element.get("name") for element in [*answer.page.all("input"), *answer.page.all("select")]}
    offered |= {name for query, _ in facet_links(get(client, task)) for name in query}
    assert set(CommentFilter.base_filters) <= offered


def test_a_link_to_the_page_without_its_slash_leads_there(client, task):
    path = reverse("task-comments", args=[task.pk])
    answer = client.get(f"{path.rstrip('/')}?{urlencode({'search': 'sea'})}")
    assert (answer.status_code, answer["Location"]) == (302, f"{path}?search=sea")
