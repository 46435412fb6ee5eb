"""Pages as tests read them."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

from analysis.models import AnalysisTask, Comment, Transcript
from tests.support.factories import TaskFactory
from tests.support.results import HOSTILE, QUOTED_ID, full_metadata, full_result

PASSWORD = "tide-and-time-wait"
CREDENTIALS = {"username": "ada", "password": PASSWORD}


class Page(HTMLParser):
    """What matters of a page: its elements with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def having(self, attribute: str) -> list[dict[str, str | None]]:
        return [attributes for _, attributes in self.elements if attribute in attributes]


def text_of(answer: Any) -> str:
    """Return the text of the page that was answered."""
    return Page(answer.content.decode()).text


def is_logged_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def show(task: AnalysisTask, client: Client | None = None) -> Page:
    answer = (client or Client()).get(reverse("task-detail", args=[task.pk]))
    assert answer.status_code == 200
    return Page(answer.content.decode())


def finished(**more: Any) -> AnalysisTask:
    """Return a finished analysis with every part, a transcript and a quoted comment."""
    task = TaskFactory(completed=True, **({"result_data": full_result(), "result_metadata": full_metadata()} | more))
    Transcript.objects.create(
        task=task,
        source="automatic_captions",
        segments=[[0.0, 4.0, "Boats lie on the mud.", None], [3661.0, 3664.0, f"Last words {HOSTILE}", None]],
    )
    Comment.objects.create(
        task=task, position=0, comment_id=QUOTED_ID, author="@hostile", text=f"See 1:01:01 {HOSTILE}"
    )
    return task
