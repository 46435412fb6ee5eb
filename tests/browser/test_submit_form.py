"""The form that starts analyses: files that are dropped, several URLs, and the same without JavaScript."""

import json
import re

import pytest

from analysis.models import AnalysisTask, Upload
from tests.browser.serving import note_problems
from tests.support import uploads

pytestmark = pytest.mark.browser
IDS = ("aaaaaaaaaaa", "bbbbbbbbbbb")
#: What the browser does when somebody lets files go over an element.
DROP = """(form, content) => {
  const data = new DataTransfer();
  data.items.add(new File([content], "talk.info.json"));
  for (const type of ["dragover", "drop"]) {
    form.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  }
}"""


@pytest.fixture
def page(browser, base, rows):
    context = browser.new_context()
    page = context.new_page()
    problems = note_problems(page)
    page.goto(base)
    yield page
    # A refusal is answered 422, which Chromium notes.
    assert [line for line in problems if "422" not in line] == []
    context.close()


def test_a_dropped_file_is_analysed(page, rows):
    page.eval_on_selector("[data-analysis-form]", DROP, json.dumps(uploads.INFO))
    assert page.eval_on_selector("[name=file]", "field => field.files[0].name") == "talk.info.json"
    page.click("[data-analysis-form] button.primary")
    page.wait_for_url(re.compile(r"/analyses/[0-9a-f-]{36}/"))
    task = rows(AnalysisTask.objects.get)
    assert (task.video_id, task.upload_id) == (uploads.ID, rows(Upload.objects.get).pk)


def test_of_several_urls_the_refused_ones_stay_with_the_focus(page, rows):
    page.fill("[name=youtube_url]", f"youtu.be/{IDS[0]}\nhttps://example.org/\nyoutu.be/{IDS[1]}")
    page.press("[name=youtube_url]", "Enter")
    page.wait_for_selector("[data-refused]")
    assert page.input_value("[name=youtube_url]") == "https://example.org/"
    assert page.evaluate("document.activeElement.name") == "youtube_url"
    assert rows(AnalysisTask.objects.count) == 2


def test_an_invalid_option_is_shown_with_the_focus_in_it(page):
    page.click("[data-options] summary")
    page.fill("[name=youtube_url]", f"youtu.be/{IDS[0]}")
    page.fill("[name=language]", "english please")
    page.click("[data-analysis-form] button.primary")
    page.wait_for_selector("[name=language][aria-invalid=true]")
    assert page.evaluate("document.activeElement.name") == "language"


def test_without_javascript_files_are_chosen(browser, base, rows):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(base)
    content = json.dumps(uploads.INFO).encode()
    page.set_input_files("[name=file]", {"name": "a.json", "mimeType": "application/json", "buffer": content})
    page.click("[data-analysis-form] button.primary")
    page.wait_for_url(re.compile(r"/analyses/[0-9a-f-]{36}/"))
    assert rows(AnalysisTask.objects.get).video_id == uploads.ID
    context.close()
