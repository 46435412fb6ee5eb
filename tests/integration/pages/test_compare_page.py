"""The page that compares two analyses, and the ways to it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from analysis.choices import TaskStatus
from analysis.models import AnalysisTask
from tests.support import comparisons
from tests.support.factories import TaskFactory, UserFactory
from tests.support.pages import Page, show
from tests.support.results import HOSTILE

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return comparisons.pair(HOSTILE)


def compare(client, first, second):
    return client.get(reverse("task-compare", args=[first.pk, second.pk]))


def test_it_says_what_differs(client, pair):
    page = Page(compare(client, *pair).content.decode())
    assert "The comments of the second analysis are more positive, by more than chance." in page.text
    assert "0 → +0.80" in page.text
    assert "Complaints 50.0 % → 0.0 % lower, more than chance" in page.text
    assert "Themes that are gone" in page.text
    assert "1,234,567 2,000,000 +765,433" in page.text
    assert {reverse("task-detail", args=[task.pk]) for task in pair} <= {link.get("href") for link in page.all("a")}
    assert HOSTILE in page.text
    assert all("src" in script for script in page.all("script"))


def test_options_that_differ_are_named_as_the_form_names_them(client, pair):
    pair[1].result_metadata["options"] |= {"max_comments": 50, "analysis_depth": "detailed", "comment_sort": "new"}
    pair[1].save()
    page = Page(compare(client, *pair).content.decode())
    assert "so may what was read: Depth; Comments at most; Comments first." in page.text
    assert "Option: Depth Basic: fastest Detailed" in page.text
    assert "Option: Comments first Top Newest" in page.text


def test_equal_analyses_are_called_equal(client, pair):
    text = Page(compare(client, pair[0], pair[0]).content.decode()).text
    assert "An analysis is compared with itself." in text
    assert "does not differ by more than chance" in text
    assert "No fact differs." in text


@pytest.mark.parametrize(
    ("fields", "status", "word"),
    [({"status": TaskStatus.PROCESSING}, 202, "Running"), ({"failed": True}, 409, "Failed")],
)
def test_an_analysis_without_a_result_is_named(client, pair, fields, status, word):
    answer = compare(client, TaskFactory(**fields), pair[0])
    assert answer.status_code == status
    assert f"has no result to compare: {word}" in Page(answer.content.decode()).text


def test_results_without_parts_are_shown(client):
    bare = TaskFactory(completed=True)
    assert "cannot be compared" in compare(client, bare, bare).content.decode()


def test_both_must_be_visible(client, pair):
    foreign = TaskFactory(completed=True, owner=UserFactory())
    assert compare(client, pair[0], foreign).status_code == 404
    assert compare(client, foreign, pair[0]).status_code == 404


def test_a_report_leads_to_earlier_analyses_of_its_video(client, pair):
    first, second = pair
    hidden = TaskFactory(completed=True, owner=UserFactory())
    AnalysisTask.objects.exclude(pk=second.pk).update(created_at=now() - timedelta(days=1))
    compared = [link["href"] for link in show(second).all("a") if "/compare/" in (link.get("href") or "")]
    assert compared == [reverse("task-compare", args=[first.pk, second.pk])]
    assert str(hidden.pk) not in compared[0]
    assert not [link for link in show(first).all("a") if "/compare/" in (link.get("href") or "")]


def test_two_selected_analyses_are_compared_the_older_first(client, pair):
    AnalysisTask.objects.filter(pk=pair[1].pk).update(created_at=now() - timedelta(days=1))
    given = {"task": [task.pk for task in pair], "action": "compare"}
    answer = client.post(reverse("change-selected"), given)
    assert answer["Location"] == reverse("task-compare", args=[pair[1].pk, pair[0].pk])


@pytest.mark.parametrize("number", [0, 1, 3])
def test_any_other_number_is_not_compared(client, pair, number):
    given = {"task": [task.pk for task in (*pair, TaskFactory())[:number]], "action": "compare"}
    answer = client.post(reverse("change-selected"), given, follow=True)
    assert "Select exactly two analyses to compare." in answer.content.decode()


def test_a_hidden_analysis_is_not_compared(client, pair):
    hidden = TaskFactory(owner=UserFactory())
    given = {"task": [pair[0].pk, hidden.pk], "action": "compare"}
    answer = client.post(reverse("change-selected"), given, follow=True)
    assert "Select exactly two analyses to compare." in answer.content.decode()
