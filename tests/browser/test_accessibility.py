"""Every page and state, as axe-core sees it: WCAG A and AA, and axe's best practices; and what loading a report costs."""

import sys
from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from analysis.access.accounts import invitations
from analysis.models import AnalysisTask
from tests.browser import rendered_pages, states
from tests.support import searchable
from tests.support.comparisons import rows as read_alike
from tests.support.comparisons import stored, theme
from tests.support.factories import TaskFactory
from tests.support.pages import finished

#: Published to npm; `make test` fetches it where npm is installed.
AXE = Path(sys.prefix) / "axe-core" / "axe.min.js"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="npm, which carries axe-core, is not installed")
#: Each page is loaded once, and seen in these looks one after the other.
LOOKS = {
    "desktop-light": ({"width": 1280, "height": 900}, "light"),
    "desktop-dark": ({"width": 1280, "height": 900}, "dark"),
    "phone-dark": ({"width": 375, "height": 760}, "dark"),
}
PARTS = ("overview", "transcript", "comments", "audience", "details")
OPTIONS = {"resultTypes": ["violations"]}
#: The other rules read nothing that depends on the colours.
COLOURS = OPTIONS | {"runOnly": ["color-contrast"]}
#: The violations with the places that have them.
RUN = """async (options) => (await axe.run(document, options)).violations.map(
  (found) => `${found.id}: ${found.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`)"""
COSTS = """() => {
  window.costs = {shift: 0, longest: 0};
  const add = (entry) => { if (!entry.hadRecentInput) costs.shift += entry.value; };
  new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({type: "layout-shift", buffered: true});
  const note = (entry) => { costs.longest = Math.max(costs.longest, entry.duration); };
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({type: "longtask", buffered: true});
}"""


def _prepare() -> tuple[dict[str, str], dict[str, str], str]:
    """Return the path of a page for each state, the HTML of those without a path, and the session of a user."""
    themes = [theme("Tides", ("tide", "moon"), [f"c{index}" for index in range(8)])]
    first = stored([*read_alike(0, 40, "positive", "praise"), *read_alike(40, 20, "negative")], themes=themes)
    second = stored(read_alike(0, 90, "positive", "praise"), view_count=2_000_000)
    batches = {"batch": states.batch(ended=True), "batch, running": states.batch(ended=False)}  # ends all that run
    tasks: dict[str, AnalysisTask] = {
        "waiting": TaskFactory(message="Waiting for a worker"),
        "running": states.processing(),
        "failed": states.failed(),
        "cancelled": states.cancelled(),
        "metadata only": states.partial(),
        "paused": states.paused(),
    }
    searchable.stored(title="Why the tide comes back", lines=[(12.5, "The moon pulls the water.")])
    states.follows()
    completed = finished()
    report = f"/analyses/{completed.pk}/"
    client = Client()
    ada = User.objects.create_superuser("ada", password="tide-and-time-wait")
    client.force_login(ada)
    invitation = invitations.create(email="ben@example.org", invited_by=ada)
    paths = {name: f"/analyses/{task.pk}/" for name, task in tasks.items()}
    paths |= {f"report, {part}": f"{report}#{part}" for part in PARTS}
    paths |= {name: f"/batches/{batch.pk}/" for name, batch in batches.items()}
    paths |= {
        "list": "/",
        "no such page": "/nowhere",
        "comparison": f"/analyses/{first.pk}/compare/{second.pk}/",
        "no comparison": f"/analyses/{first.pk}/compare/{tasks['failed'].pk}/",
        "comments": f"{report}comments/",
        "comments, filtered": f"{report}comments/?search=see&sentiment=positive",
        "batches": "/batches/",
        "follows": "/follows/",
        "privacy": "/privacy/",
        "search": "/search/",
        "search, hits": "/search/?q=moon",
        "search, none": "/search/?q=nothing",
        "search, refused": "/search/?q=-sea",
        "login": "/login/",
        "invitation": f"/invitations/{invitations.token_of(invitation)}/",
        "no invitation": "/invitations/none/",
        "reset, sent": "/account/password/reset/sent/",
        "reset, used link": "/account/password/reset/1-used/",
        "reset, done": "/account/password/reset/done/",
        "no sign-up": "/sign-up/",
        "provider failed": "/login/error/",
        "blocked": "/account/inactive/",
        "account": "/account/",
        "password": "/account/password/",
        "confirm": "/account/confirm/",
        "second factor": "/account/second-factor/",
        "providers": "/account/providers/",
        "diagnosis": "/admin/diagnosis/",
    }
    return paths, rendered_pages.rendered(completed), client.cookies["sessionid"].value


@needs_axe
def test_axe_finds_nothing_on_any_page(browser, base, rows):
    paths, pages, session = rows(_prepare)
    context = browser.new_context()
    page = context.new_page()
    axe = AXE.read_text()
    found = {}
    for name, path in (paths | {name: f"/rendered/{name}" for name in pages}).items():
        if name == "account":  # the login page is shown to those without one
            context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
        if name in pages:
            page.route("**/rendered/*", partial(_answer, html=pages[name]), times=1)
        page.goto("about:blank")  # else another fragment would load nothing
        page.goto(base + path)
        page.evaluate(axe)
        for look, (size, scheme) in LOOKS.items():
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            if violations := page.evaluate(RUN, COLOURS if look == "desktop-dark" else OPTIONS):
                found[name, look] = violations
    context.close()
    assert found == {}


def _answer(route, html):
    route.fulfill(body=html, content_type="text/html")


@needs_axe
def test_control_axe_finds_an_image_without_a_text(browser, base):
    page = browser.new_page()
    page.goto(f"{base}/nowhere")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    page.evaluate(AXE.read_text())
    assert any("image-alt" in each for each in page.evaluate(RUN, OPTIONS))
    page.close()


def test_a_report_keeps_its_layout_and_the_browser_responsive(browser, base, rows):
    path = f"{base}/analyses/{rows(finished).pk}/"
    page = browser.new_page(viewport={"width": 375, "height": 760})
    page.add_init_script(f"({COSTS})()")
    page.goto(path)
    page.wait_for_load_state("networkidle")
    for part in ("Transcript", "Comments", "Audience", "Details", "Overview"):
        page.click(f"[data-tab-list] >> text={part}")
    costs = page.evaluate("costs")
    assert costs["shift"] < 0.05
    # Ten times what it takes on an idle machine: the tests run beside others.
    assert costs["longest"] < 1_000
    page.close()
