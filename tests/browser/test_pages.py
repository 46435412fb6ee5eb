"""The pages in a real browser, on the real service."""

import re

import pytest

from tests.browser.serving import note_problems
from youtube_analyzer.launcher import first_analysis

pytestmark = pytest.mark.browser
#: Notes the values that the bar has had.
BAR_HAS_MOVED_TWICE = """() => {
  window.values = (window.values || new Set()).add(document.querySelector("[data-progress]").value);
  return window.values.size >= 3;
}"""


@pytest.fixture
def page(browser):
    """Give a page that notes what went wrong and every request that left the machine."""
    context = browser.new_context()
    page = context.new_page()
    page.problems = note_problems(page, lambda line: line.type == "error")
    page.on("request", lambda request: page.problems.append(request.url) if "127.0.0.1" not in request.url else None)
    yield page
    assert page.problems == []
    context.close()


def submit(page, service, url):
    page.goto(service.base)
    page.fill("[name=youtube_url]", url)
    with page.expect_navigation():
        page.click("[data-analysis-form] button.primary")
    # Another test may have had the same video analysed before.
    again = page.locator("[data-earlier] button")
    if again.count():
        again.click()
    page.wait_for_url(re.compile(r"/analyses/[0-9a-f-]{36}/"))


def test_the_bar_moves_without_a_reload_and_the_finding_is_read(page, service):
    submit(page, service, "https://youtu.be/slow__video")
    page.evaluate("window.notReloaded = true")
    page.wait_for_function(BAR_HAS_MOVED_TWICE)
    assert page.evaluate("window.notReloaded") is True
    page.wait_for_selector('[data-task-status="completed"]', timeout=30_000)
    assert "Slow <b>tides</b>" in page.inner_text("main")
    assert page.locator("[role=tab][aria-selected=true]").count() == 1


def test_the_sample_is_submitted_and_its_finding_links_into_the_video(page, service):
    submit(page, service, first_analysis.SAMPLE_URL)
    page.wait_for_selector('[data-task-status="completed"]', timeout=60_000)
    links = page.locator('a[href^="https://www.youtube.com/watch?v=sample_talk&t="]')
    assert links.count() > 5
    assert page.locator("svg, img[src*='charts']").count() >= 2
    # How it was received stands on the first screen of a laptop.
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate("scrollTo(0, 0), document.querySelector('.headlines').getBoundingClientRect().bottom") < 900


def test_an_address_of_another_place_is_refused_on_the_page(page, service):
    page.goto(service.base)
    page.fill("[name=youtube_url]", "https://example.org/watch?v=sample_talk")
    page.click("[data-analysis-form] button.primary")
    assert "not the URL of a YouTube video" in page.inner_text("main")
    # The refusal is answered 422, which Chromium notes as an error.
    page.problems[:] = [line for line in page.problems if "422" not in line]


def test_the_page_works_without_javascript(browser, service):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    submit(page, service, first_analysis.SAMPLE_URL)
    page.wait_for_selector('[data-task-status="completed"]', timeout=60_000)
    assert page.locator("main").inner_text()
    context.close()
