"""The admin in Chromium: nothing that the content security policy forbids, and an action from button to result."""

import pytest

from analysis.models import AnalysisTask
from tests.browser import states
from tests.browser.serving import note_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/admin/analysis/analysistask/"


def _prepare():
    """Make an analysis that a worker runs, and return it with the session of somebody who may do everything."""
    task = states.processing()
    states.operations(task)
    states.troubled()
    return task, states.staff_session()


@pytest.fixture
def page(browser, base, rows):
    """Give a page of a signed-in user, in which nothing may go wrong."""
    task, session = rows(_prepare)
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
    page = context.new_page()
    page.task = task
    # Django's admin names no icon, which Chromium looks for all the same.
    problems = note_problems(page, lambda line: "policy" in line.text.lower())
    yield page
    assert problems == []
    context.close()


def test_no_page_breaks_the_policy_or_its_window(page, base):
    paths = ["/admin/", LIST, f"{LIST}{page.task.pk}/change/", f"{LIST}{page.task.pk}/log/", "/admin/analysis/comment/"]
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 800})
        for path in paths:
            page.goto(base + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_an_analysis_is_followed_from_the_first_page_and_cancelled_after_a_question(page, base, rows):
    page.goto(f"{base}/admin/")
    page.click("section[aria-labelledby=state-workers] a")
    page.click("button[name=action][value=cancel]")
    assert "Cancel: are you sure?" in page.inner_text("h1")
    page.click("input[type=submit]")
    assert page.inner_text(".messagelist") == "1 cancelled."
    assert page.url == f"{base}{LIST}{page.task.pk}/change/"
    assert rows(AnalysisTask.objects.get, pk=page.task.pk).status == "cancelled"


def test_a_whole_list_is_chosen_and_asked_about(page, base):
    page.goto(base + LIST)
    page.check("#action-toggle")
    page.select_option("select[name=action]", "retry")
    page.click("button[name=index]")
    assert "will be refused in its current state" in page.inner_text("#content-main")
