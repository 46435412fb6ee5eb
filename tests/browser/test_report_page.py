"""The report in a real browser: tabs, the timeline, the transcript that follows the player, and what they cost."""

import re

import pytest
from django.utils.timezone import now

from analysis.models import AnalysisTask, Transcript
from tests.browser.serving import note_problems, player_of
from tests.support.pages import finished

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAYER = re.compile(r"https://www\.youtube-nocookie\.com/")
#: Stands for YouTube's player: it keeps what it is sent in its title, and once a page listens it reports 3661.5 seconds.
FAKE_PLAYER = """<script>
onmessage = (event) => {
  document.title += event.data;
  if (JSON.parse(event.data).event !== "listening") return;
  parent.postMessage("no JSON", "*");
  parent.postMessage(JSON.stringify({event: "infoDelivery", info: {currentTime: 3661.5}}), "*");
};
</script>"""
LAYOUT_SHIFT = """() => {
  window.shift = 0;
  const add = (entry) => { if (!entry.hadRecentInput) window.shift += entry.value; };
  new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({type: "layout-shift", buffered: true});
}"""
HIGHLIGHTED = "[...(CSS.highlights.get('{}') ?? [])].map((range) => range.toString())"


@pytest.fixture
def page(browser, base, rows):
    """Give the page of a result on which nothing goes wrong and that asks no other place before a click."""
    context = browser.new_context()
    context.route(PLAYER, lambda route: route.fulfill(body=FAKE_PLAYER, content_type="text/html"))
    page = context.new_page()
    problems = note_problems(page)
    page.asked = []
    page.on("request", lambda request: None if request.url.startswith(base) else page.asked.append(request.url))
    page.address = f"{base}/analyses/{rows(finished).pk}/"
    page.goto(page.address)
    yield page
    assert problems == []
    context.close()


def shown(page):
    """Return the ids of the panels that can be seen."""
    return page.evaluate("[...document.querySelectorAll('[data-panel]')].filter((p) => !p.hidden).map((p) => p.id)")


def test_tabs_open_by_click_and_key_and_stand_in_the_address(page):
    assert shown(page) == ["overview"]
    page.click("text=Audience")
    assert (shown(page), page.url) == (["audience"], f"{page.address}#audience")
    page.keyboard.press("ArrowRight")
    assert (shown(page), page.url) == (["details"], f"{page.address}#details")
    page.keyboard.press("Home")
    assert shown(page) == ["overview"]
    assert page.evaluate("document.activeElement.getAttribute('aria-selected')") == "true"
    page.go_back()
    page.wait_for_function("() => !document.querySelector('#details').hidden")
    page.evaluate("location.hash = '#spam'")
    page.wait_for_function("() => !document.querySelector('#comments').hidden")
    page.goto(f"{page.address}?again#made")
    assert shown(page) == ["details"]
    page.emulate_media(media="print")
    assert page.evaluate("[...document.querySelectorAll('[data-panel]')].every((panel) => panel.offsetHeight > 50)")
    assert page.evaluate("getComputedStyle(document.querySelector('[data-panel]')).columnCount") == "2"


def test_a_mark_explains_itself_and_plays_by_click_and_by_key(page):
    readout = page.locator("[data-readout]")
    page.hover(".mark-positive .shape")
    assert "0:00 to 30:00 · Sentiment +0.40" in readout.inner_text()
    page.focus(".mark-replayed")
    page.keyboard.press("ArrowRight")
    assert "Replayed 25 % as much as the top" in readout.inner_text()
    assert page.asked == []
    page.keyboard.press("Enter")
    frame = player_of(page)
    assert "start=37" in page.asked[0]
    page.click(".mark-moment circle")
    frame.wait_for_function("document.title.includes('seekTo') && document.title.includes('3661')")
    assert len(page.asked) == 1


def test_the_transcript_follows_the_player_and_plays_from_its_words(page):
    page.click("[data-tab-list] >> text=Transcript")
    page.click("text=Boats lie on the mud.")
    current = page.wait_for_selector(".is-current")
    assert current.inner_text().startswith("Last words")
    assert page.get_attribute("[data-playhead]", "visibility") == "visible"
    assert "start=0" in page.asked[0]


def test_a_search_highlights_its_hits_here_and_on_the_timeline(page):
    page.click("[data-tab-list] >> text=Transcript")
    page.fill("#transcript-words", "ＬIE on")
    page.wait_for_function("() => document.querySelector('[data-hit-count]').textContent === '1 of 1'")
    assert page.evaluate(HIGHLIGHTED.format("transcript-hits")) == ["lie on"]
    page.fill("#transcript-words", "o")
    page.wait_for_function("() => /^1 of [2-9]/.test(document.querySelector('[data-hit-count]').textContent)")
    hits = page.evaluate(HIGHLIGHTED.format("transcript-hits"))
    assert set(hits) == {"o"} and len(hits) > 1
    assert page.locator("[data-hits] .hit").count() == 2  # two paragraphs, each at its second
    page.keyboard.press("Enter")
    assert page.inner_text("[data-hit-count]") == f"2 of {len(hits)}"
    page.fill("#transcript-words", "no such words")
    page.wait_for_function("() => document.querySelector('[data-hit-count]').textContent === 'no hits'")
    assert page.locator("[data-hits] line").count() == 0


def test_four_hours_are_loaded_to_the_end_and_searched_without_a_shift(page, rows):
    said = "The sea goes out and comes back, and nobody in the harbour has ever seen who moves all of that water. " * 2
    segments = [[n * 2.9, n * 2.9 + 2.9, f"{said}word{n}.", None] for n in range(5_000)]
    rows(Transcript.objects.update, segments=segments)
    rows(AnalysisTask.objects.update, updated_at=now())
    page.add_init_script(f"({LAYOUT_SHIFT})()")
    page.goto(f"{page.address}?long")
    assert page.locator("[data-start]").count() < 5_000
    page.click("[data-tab-list] >> text=Transcript")
    page.fill("#transcript-words", "word4999.")
    page.wait_for_function("() => document.querySelector('[data-hit-count]').textContent === '1 of 1'")
    assert page.locator("[data-transcript-rest]").count() == 0
    assert page.locator("[data-start]").count() == 5_000
    assert page.evaluate("window.shift") < 0.05


@pytest.mark.parametrize("width", [1280, 375])
def test_the_page_keeps_its_layout_and_fits_its_width(page, width):
    page.set_viewport_size({"width": width, "height": 760})
    page.add_init_script(f"({LAYOUT_SHIFT})()")
    page.goto(f"{page.address}?{width}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shift") < 0.05
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_javascript_every_part_is_there_and_marks_are_links(browser, base, rows):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}/analyses/{rows(finished).pk}/")
    assert [panel.is_visible() for panel in page.locator("[data-panel]").all()] == [True] * 5
    assert page.get_attribute(".mark-moment", "href") == "https://www.youtube.com/watch?v=sample_talk&t=3661s"
    assert not page.locator("#transcript-words").is_visible()
    page.click("text=Audience")
    assert page.url.endswith("#audience")
    context.close()
