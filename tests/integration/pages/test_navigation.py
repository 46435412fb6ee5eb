"""The frame of every page: what its links lead to, and which of them is marked."""

import pytest
from django.urls import reverse

from tests.support.factories import TaskFactory
from tests.support.pages import Page

pytestmark = pytest.mark.django_db

PAGES = ("task-list", "batch-list-page", "follow-list-page", "search-page", "account_login", "privacy")


def marked(client, address):
    """Return the links to pages that the page marks as current, with their marks."""
    page = Page(client.get(address).content.decode())
    return {link["href"]: link["aria-current"] for link in page.all("a") if "aria-current" in link}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_links_to_each_list_and_marks_itself(client, name):
    page = Page(client.get(reverse(name)).content.decode())
    assert {reverse(each) for each in PAGES} <= {link.get("href") for link in page.all("a")}
    assert marked(client, reverse(name)) == {reverse(name): "page"}


def test_a_report_marks_the_list_to_which_it_belongs(client):
    assert marked(client, reverse("task-detail", args=[TaskFactory().pk])) == {reverse("task-list"): "true"}


def test_control_a_page_that_does_not_exist_marks_nothing(client):
    assert marked(client, "/nowhere/") == {}
