"""The player of a result: nothing is asked of YouTube before a click, and every second leads into it."""

import re

import pytest

from tests.browser.serving import player_of
from tests.support.pages import finished

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAYER = "https://www.youtube-nocookie.com/"
#: Stands for YouTube's player: it keeps the messages that it receives in its title.
FAKE_PLAYER = "<script>onmessage = (event) => { document.title += event.data; }</script>"


@pytest.fixture
def page(browser, base, rows):
    """Give the page of a result, with a player that stands for YouTube's."""
    context = browser.new_context()
    page = context.new_page()
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url) if base not in request.url else None)
    page.problems = []
    page.on("console", lambda line: page.problems.append(line.text) if line.type == "error" else None)
    context.route(
        re.compile(re.escape(PLAYER)), lambda route: route.fulfill(body=FAKE_PLAYER, content_type="text/html")
    )
    page.goto(f"{base}/analyses/{rows(finished).pk}/")
    yield page
    assert page.problems == []
    context.close()


def asked_of_youtube(page):
    return [url for url in page.asked if not url.startswith("data:")]


def test_nothing_is_asked_of_youtube_before_a_click(page):
    page.wait_for_load_state("networkidle")
    assert asked_of_youtube(page) == []
    assert page.locator("iframe").count() == 0


def test_a_click_plays_the_video_on_the_page(page):
    page.click("[data-play]")
    player_of(page)
    (url,) = asked_of_youtube(page)
    assert url.startswith(f"{PLAYER}embed/sample_talk?")
    assert "start=0" in url


def test_a_second_starts_the_player_there_by_key_and_then_seeks(page):
    page.locator(".key-points a.at").first.press("Enter")
    frame = player_of(page)
    assert "start=61" in asked_of_youtube(page)[0]
    page.click("[data-tab][href='#comments']")
    page.locator(".moments a.at").first.click()
    frame.wait_for_function("document.title.includes('seekTo') && document.title.includes('3661')")
    assert len(asked_of_youtube(page)) == 1


def test_the_player_stays_in_view_while_the_text_is_read(page):
    page.click("[data-play]")
    page.wait_for_selector("iframe")
    page.evaluate("document.querySelector('#insights').scrollIntoView()")
    page.wait_for_function("() => scrollY > 300")
    box = page.locator("iframe").bounding_box()
    assert 0 <= box["y"] < page.viewport_size["height"] / 2


def test_a_click_with_a_key_opens_youtube_as_any_link(page):
    with page.context.expect_page():
        page.locator(".key-points a.at").first.click(modifiers=["Control"])
    assert page.locator("iframe").count() == 0
