"""Answers of the API stay under 5 MB with the longest comments and transcript that the limits allow."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from analysis.models import Comment, Transcript
from tests.support.pages import finished

pytestmark = pytest.mark.django_db

MAX_BYTES = 5_000_000
#: Four bytes in UTF-8, the most that a character takes.
WIDE = "𠮷"


def size(path, **query):
    answer = Client().get(path, query)
    assert answer.status_code == 200
    return len(answer.content)


@pytest.fixture
def task():
    return finished()


def fill_comments(task, count=500):
    Comment.objects.filter(task=task).delete()
    rows = (Comment(task=task, position=n, comment_id=f"c{n}", text=WIDE * 10_000) for n in range(count))
    Comment.objects.bulk_create(rows)


def test_a_task_its_list_its_events_and_a_page_of_its_transcript_are_bounded(task):
    segments = [[n, n + 1, WIDE * 2_000, None] for n in range(750)]
    Transcript.objects.filter(task=task).update(segments=segments)
    assert size(reverse("analysis-detail", args=[task.pk])) < MAX_BYTES
    assert size(reverse("analysis-list"), page_size=100) < MAX_BYTES
    assert size(reverse("analysis-events", args=[task.pk])) < MAX_BYTES
    assert size(reverse("analysis-transcript", args=[task.pk])) < MAX_BYTES


def test_pages_of_the_longest_comments_are_shorter_and_leave_none_out(task):
    fill_comments(task, 250)
    address, found = f"{reverse('analysis-comments', args=[task.pk])}?page_size=500", []
    while address:
        answer = Client().get(address)
        assert len(answer.content) < MAX_BYTES
        page = json.loads(answer.content)
        found += [comment["id"] for comment in page["results"]]
        previous, address = page["previous"], page["next"]
    assert found == [f"c{n}" for n in range(250)]
    back = json.loads(Client().get(previous).content)["results"]
    assert [comment["id"] for comment in back] == found[100:200]
