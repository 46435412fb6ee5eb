"""What the script of an analysis's page does with each event, in Chromium."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import now

from analysis import events
from analysis.choices import Severity, StepName
from analysis.execution import lifecycle
from analysis.models import AnalysisTask
from tests.browser import states
from tests.browser.serving import note_problems
from tests.support.results import HOSTILE, full_metadata, full_result

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def task(rows):
    return rows(states.processing)


@pytest.fixture
def claim(rows, task):
    """Return the right to write what comes of the task."""
    rows(AnalysisTask.objects.filter(pk=task.pk).update, fence=1)
    return lifecycle.Claim(task.pk, 1)


@pytest.fixture
def page(browser, base, claim):
    """Give the page of the running task, followed live; nothing may go wrong in it, and nothing may reload it."""
    page = browser.new_page()
    problems = note_problems(page)
    page.goto(f"{base}/analyses/{claim.task_id}/")
    page.wait_for_selector("[data-connection][data-state=open]")
    page.evaluate("window.notReloaded = true")
    yield page
    assert problems == []
    assert page.evaluate("window.notReloaded") is True
    page.close()


def test_progress_moves_the_bars_the_message_and_the_title(page, rows, claim):
    event = events.ProgressUpdated(
        progress=71,
        message=f"Reading <b>comments</b> {HOSTILE}",
        current_step=StepName.COMMENT_ANALYSIS,
        step_progress=83,
        estimated_seconds_remaining=125.0,
    )
    rows(lifecycle.record_progress, claim, event)
    page.wait_for_selector("[data-progress][value='71']")
    assert page.inner_text("[data-message]") == f"Reading <b>comments</b> {HOSTILE}"
    assert page.inner_text("[data-percent]") == "71"
    assert page.title() == "71 % · Why the sea comes back · YouTube Analyzer"
    assert page.eval_on_selector("[data-step=comment_analysis] progress", "bar => bar.value") == 83
    assert page.inner_text("[data-remaining]") in ("about 2:05", "about 2:04")
    assert page.inner_text("[data-connection]") == "live"


def test_a_finished_step_is_closed_with_its_duration(page, rows, claim):
    rows(
        lifecycle.complete_step,
        claim,
        StepName.COMMENT_ANALYSIS,
        next_step=StepName.SYNTHESIS,
        progress=95,
        facts={},
        save=lambda: None,
    )
    page.wait_for_selector("[data-step=comment_analysis][data-step-status=completed]")
    assert page.inner_text("[data-step=comment_analysis] .step-word").startswith("done · ")
    assert page.eval_on_selector("[data-step=comment_analysis] progress", "bar => bar.value") == 100
    assert "Comments: done. 95 %." in page.text_content("#announcer")


def test_a_warning_is_added_as_text(page, rows, claim):
    rows(lifecycle.record_warning, claim, code="COMMENTS_DISABLED", message=HOSTILE, step=StepName.COMMENT_ANALYSIS)
    page.wait_for_selector("[data-warning-code=COMMENTS_DISABLED]")
    assert HOSTILE in page.inner_text("[data-warning-code=COMMENTS_DISABLED]")
    assert HOSTILE in page.text_content("#announcer")


def test_a_pause_is_counted_down_once_the_page_has_asked_for_its_end(page, rows, claim):
    reason = "YouTube refuses more requests. It is asked again later."
    rows(
        lifecycle.record_warning, claim, code="RATE_LIMIT_EXCEEDED", message=reason, step=StepName.COMMENT_ANALYSIS,
        severity=Severity.INFO,
    )  # fmt: skip
    rows(lifecycle.requeue, claim, until=now() + timedelta(seconds=590), message=reason)
    page.wait_for_selector("[data-continues]")
    first = page.inner_text("[data-continues]")
    assert re.fullmatch("9:[0-5][0-9]", first)
    page.wait_for_function("first => document.querySelector('[data-continues]').innerText < first", arg=first)


def test_the_finding_takes_the_place_of_the_bars_without_a_reload(page, rows, claim):
    rows(lifecycle.complete_task, claim, full_result(), full_metadata())
    page.wait_for_selector("[data-task-status=completed]")
    assert "The sea comes back." in page.inner_text("[data-summary]")
    assert page.title() == "Why the sea comes back · YouTube Analyzer"
    assert page.text_content("#announcer") == "The analysis is complete."
    assert not page.query_selector("[data-cancel]")


def test_a_failure_is_shown_with_its_reason_and_another_try(page, rows, claim):
    rows(lifecycle.fail_task, claim, lifecycle.InternalError("The disk is full."), StepName.COMMENT_ANALYSIS)
    page.wait_for_selector("[data-task-status=failed]")
    assert page.inner_text("[data-error-message]") == "The disk is full."
    assert page.query_selector("[data-retry]")


def test_cancelling_elsewhere_is_seen_here(page, rows, claim):
    rows(lifecycle.cancel_task, claim.task_id, "Cancelled by request")
    page.wait_for_selector("[data-task-status=cancelled]")
    assert "Cancelled by request" in page.inner_text("main")


def test_without_the_socket_code_the_page_asks_by_itself(browser, base, rows, claim):
    page = browser.new_page()
    page.route("**/task_socket.js", lambda route: route.abort())
    page.goto(f"{base}/analyses/{claim.task_id}/")
    page.wait_for_selector("[data-connection][data-state=asking]")
    rows(lifecycle.complete_task, claim, full_result(), full_metadata())
    page.wait_for_selector("[data-task-status=completed]")
    page.close()


def test_without_javascript_the_page_reads_itself_again(browser, base, rows, claim):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}/analyses/{claim.task_id}/")
    rows(lifecycle.complete_task, claim, full_result(), full_metadata())
    page.wait_for_selector("[data-task-status=completed]")
    context.close()


def test_the_list_follows_its_running_analyses(browser, base, rows, claim):
    page = browser.new_page()
    page.goto(base)
    page.fill("[name=youtube_url]", "half an address")
    rows(lifecycle.complete_task, claim, full_result(), full_metadata())
    page.wait_for_selector("li[data-task-status=completed]")
    assert page.input_value("[name=youtube_url]") == "half an address"
    page.close()


@pytest.mark.parametrize("width", [320, 375, 1000])
def test_no_page_is_wider_than_its_window(browser, base, rows, claim, width):
    page = browser.new_page(viewport={"width": width, "height": 700})
    addresses = [f"{base}/", f"{base}/analyses/{claim.task_id}/", f"{base}/analyses/{rows(states.failed).pk}/"]
    for address in addresses:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    rows(lifecycle.complete_task, claim, full_result(), full_metadata())
    page.goto(addresses[1])
    page.eval_on_selector_all("details", "all => all.forEach((part) => { part.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_a_finding_can_be_walked_with_the_keyboard(browser, base, rows, claim):
    rows(lifecycle.complete_task, claim, full_result(), full_metadata())
    page = browser.new_page()
    page.goto(f"{base}/analyses/{claim.task_id}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()
