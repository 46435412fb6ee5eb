"""The page of the comments in Chromium: every state is an address, and nothing needs a script."""

import pytest

from analysis.models import Comment
from tests.browser.serving import note_problems
from tests.support.factories import TaskFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _prepare():
    task = TaskFactory(completed=True)
    Comment.objects.bulk_create(
        Comment(
            task=task,
            position=n,
            comment_id=f"c{n}",
            text=f"Comment {n} about {'tides' if n % 2 else 'the moon'}",
            like_count=n,
            sentiment=("positive", "negative", "neutral")[n % 3],
            cites=[62.0],
        )
        for n in range(60)
    )
    return task


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_filters_are_chosen_kept_and_given_up_with_the_back_button(browser, base, rows, scripts):
    task = rows(_prepare)
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    problems = note_problems(page)
    page.on("request", lambda request: problems.append(request.url) if base not in request.url else None)
    page.goto(f"{base}/analyses/{task.pk}/comments/")
    total = page.locator("[data-total]")
    assert total.inner_text() == "60 comments"
    page.get_by_role("link", name="negative 20").click()
    assert total.inner_text() == "20 comments match"
    page.fill("#search", "TIDES")
    page.select_option("#ordering", "-like_count")
    page.get_by_role("button", name="Show").click()
    assert total.inner_text() == "10 comments match"
    assert page.locator("[data-comment-id]").first.get_attribute("data-comment-id") == "c55"
    page.go_back()
    assert total.inner_text() == "20 comments match"
    assert page.input_value("#search") == ""
    page.get_by_role("link", name="Remove the filter Sentiment: negative").click()
    page.get_by_role("link", name="Next").click()
    page.get_by_role("link", name="Previous").click()
    page.locator("footer.site").wait_for()
    assert page.locator("[data-comment-id]").count() == 25
    context.close()
    assert problems == []


@pytest.mark.parametrize("width", [320, 375, 1000])
def test_the_page_is_no_wider_than_its_window_and_its_filters_open_on_a_phone(browser, base, rows, width):
    task = rows(_prepare)
    page = browser.new_page(viewport={"width": width, "height": 700})
    page.goto(f"{base}/analyses/{task.pk}/comments/?search=tides&min_likes=3")
    if width < 992:
        page.get_by_text("Filters", exact=True).click()
    assert page.get_by_role("link", name="negative").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
