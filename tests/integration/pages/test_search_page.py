"""The page of the search, without JavaScript."""

import pytest
from django.urls import reverse

from tests.support.pages import Page
from tests.support.searchable import stored
from youtube_analyzer.env import Rate

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk():
    """Give an analysis that is found by its transcript and by two comments."""
    return stored(
        title="Why the tide comes back",
        lines=[(12.5, "The moon pulls the water.")],
        comments=[("Is the moon <b>alive</b>?", "en", "positive"), ("Pour la moon", "fr", "negative")],
    )


def show(client, status=200, **parameters):
    answer = client.get(reverse("search-page"), parameters)
    assert answer.status_code == status
    return Page(answer.content.decode())


def test_the_navigation_leads_to_it(client):
    home = Page(client.get("/").content.decode())
    assert {"href": "/search/"} in home.all("a")


def test_it_says_what_it_is_for_before_a_search(client):
    page = show(client)
    assert "Enter words to find them in every analysis that you may see." in page.text


def test_a_hit_leads_to_its_second_in_the_report_and_in_the_video(client, talk):
    page = show(client, q="water")
    links = {link.get("href") for link in page.all("a")}
    assert f"/analyses/{talk.pk}/#t=12.5" in links
    assert "https://www.youtube.com/watch?v=sample_talk&t=12s" in links
    assert len(page.all("mark")) == 1


def test_a_hit_in_a_comment_leads_to_its_thread(client, talk):
    links = {link.get("href") for link in show(client, q="alive").all("a")}
    assert f"/analyses/{talk.pk}/comments/?thread=c0" in links


def test_markup_of_a_comment_is_text(client, talk):
    page = show(client, q="alive")
    assert page.all("b") == [] or all("dir" in attributes for attributes in page.all("b"))
    assert "Is the moon <b> alive </b>?" in page.text


def test_facets_narrow_the_hits_and_are_taken_back(client, talk):
    page = show(client, q="moon")
    assert {"href": "?q=moon&language=fr"} in page.all("a")
    narrowed = show(client, q="moon", language="fr", **{"in": "comments"})
    assert "1 hit" in narrowed.text
    assert {"href": "?q=moon&in=comments"} in narrowed.all("a")


def test_the_form_keeps_the_filters_of_the_address(client, talk):
    page = show(client, q="moon", sentiment="positive", video_id="sample_talk")
    hidden = {(each["name"], each["value"]) for each in page.all("input") if each.get("type") == "hidden"}
    assert hidden >= {("sentiment", "positive"), ("video_id", "sample_talk")}


def test_pages_follow_each_other(client):
    stored(comments=[(f"harbour {n}", "en", "neutral") for n in range(25)])
    first = show(client, q="harbour")
    (following,) = [link["href"] for link in first.all("a") if link.get("rel") == "next"]
    second = Page(client.get(f"/search/{following}").content.decode())
    assert len(second.all("mark")) == 5
    assert [link for link in second.all("a") if link.get("rel") == "prev"]


def test_nothing_found_is_said_in_words(client, talk):
    assert "Nothing was found." in show(client, q="submarine").text


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"q": "-"}, "Words: The query has no word."),
        ({"q": "the"}, "These words are too common to be looked for."),
        ({"q": "moon", "sentiment": "x"}, "Sentiment:"),
        ({"q": "moon", "cursor": "x"}, "Page: This cursor is invalid."),
        ({"q": "moon\x00"}, "Words: Null characters are not allowed."),
    ],
)
def test_what_cannot_be_searched_for_is_said_in_words(client, parameters, words):
    assert words in show(client, 422, **parameters).text


@pytest.mark.usefixtures("slow_search")
def test_a_search_that_takes_too_long_is_said_in_words(client):
    assert "This search takes too long." in show(client, 503, q="moon").text


def test_searches_count_as_reads(client, settings):
    settings.THROTTLE_READ = Rate(1, 60)
    show(client, q="moon")
    show(client, 429, q="moon")
    show(client)
