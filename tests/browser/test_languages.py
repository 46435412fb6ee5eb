"""The pages in Chinese, in Chromium: the switch, live events, and times in the reader's time zone."""

import re

import pytest

from analysis import events
from analysis.choices import StepName
from analysis.execution import lifecycle
from analysis.models import AnalysisTask
from tests.browser import states
from tests.browser.serving import note_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_page(browser):
    """Return a way to open a page as a reader with these settings; nothing may go wrong in it."""
    contexts, problems = [], []

    def open_page(address, **settings):
        contexts.append(browser.new_context(**settings))
        page = contexts[-1].new_page()
        problems.append(note_problems(page))
        page.goto(address)
        return page

    yield open_page
    assert [line for found in problems for line in found] == []
    for context in contexts:
        context.close()


def test_the_switch_changes_the_language_and_leads_back(open_page, base):
    page = open_page(f"{base}/?status=failed", locale="en-GB")
    page.get_by_role("button", name="简体中文").click()
    page.wait_for_selector("html[lang=zh-Hans]")
    assert page.url == f"{base}/?status=failed"
    assert "分析 YouTube 视频及其评论" in page.inner_text("h1")
    page.goto(f"{base}/login/")
    assert page.inner_text("h1") == "登录"
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("html[lang=en]")


def test_events_are_shown_in_the_language_of_the_page(open_page, base, rows):
    task = rows(states.processing)
    rows(AnalysisTask.objects.filter(pk=task.pk).update, fence=1)
    page = open_page(f"{base}/analyses/{task.pk}/", locale="zh-CN")
    page.wait_for_selector("[data-connection][data-state=open]")
    event = events.ProgressUpdated(
        progress=71,
        message="Scoring the sentiment of comment 5 of 1,234",
        current_step=StepName.COMMENT_ANALYSIS,
        step_progress=83,
        estimated_seconds_remaining=125.0,
    )
    rows(lifecycle.record_progress, lifecycle.Claim(task.pk, 1), event)
    page.wait_for_selector("[data-progress][value='71']")
    assert page.inner_text("[data-message]") == "正在评估评论情感：第 5 条，共 1,234 条"
    assert page.title().startswith("71% · ")
    assert page.inner_text("[data-remaining]").startswith("约 2:0")


def test_times_are_in_the_reader_s_zone_and_without_a_script_in_utc(open_page, base, rows):
    address = f"{base}/analyses/{rows(states.failed).pk}/"
    local = open_page(address, locale="zh-CN", timezone_id="Asia/Shanghai")
    utc = open_page(address, locale="zh-CN", java_script_enabled=False)
    for page, zone in ((local, r"GMT\+8"), (utc, "UTC")):
        ended = page.inner_text("dl.times time >> nth=0")
        assert re.search(rf"\d+年\d+月\d+日.*{zone}", ended), ended
