"""Text of strangers in every page that shows it: it is read, never run, and asks no other place for anything."""

import pytest
from django.utils.timezone import now

from analysis.models import AnalysisTask, Comment, Transcript, Video
from tests.browser import states
from tests.support.factories import TaskFactory
from tests.support.results import full_metadata, full_result, with_text_everywhere

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: Runs, where it is taken for something else than text, in an element, an attribute, a script, a style or an address.
SPELLS = (
    "<script>window.ran=1;alert(1)</script><img src=//evil.example/x onerror=window.ran=1;alert(2)>"
    "\"'><svg/onload=window.ran=1;alert(3)></script><script>alert(4)</script>--></style><style>@import'//evil.example/y'"
    "</textarea></title><iframe src=javascript:alert(5)></iframe>{{7*7}}{% debug %}${alert(6)}\u2028\u202ejavascript:alert(7)"
)


def _prepare():
    warning = {"code": "NO_TRANSCRIPT", "message": SPELLS, "step": "transcription", "severity": "warning"}
    task = TaskFactory(
        completed=True,
        youtube_url="https://youtu.be/sample_talk?x=" + SPELLS[:300],
        message=SPELLS[:500],
        warnings=[warning],
        result_data=with_text_everywhere(full_result(), SPELLS),
        result_metadata=full_metadata() | {"youtube_url": SPELLS},
    )
    failed = TaskFactory(failed=True)
    AnalysisTask.objects.filter(pk=failed.pk).update(error_message=SPELLS, message=SPELLS[:500])
    Video.objects.create(
        task=task, youtube_id="sample_talk", title=SPELLS, channel_name=SPELLS, facts={"title": SPELLS}
    )
    Transcript.objects.create(task=task, source="manual_captions", segments=[[0.0, 2.0, SPELLS, None]])
    comments = [("c0", SPELLS), ("UgxQuoted&id=<1>", SPELLS)]
    for position, (comment_id, text) in enumerate(comments):
        Comment.objects.create(
            task=task,
            position=position,
            comment_id=comment_id,
            text=text,
            author=SPELLS[:200],
            theme=SPELLS[:200],
            published_at=now(),
        )
    return task, failed, states.staff_session()


def test_no_text_of_strangers_runs_in_any_page(browser, base, rows):
    task, failed, session = rows(_prepare)
    context = browser.new_context()
    context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
    asked, problems = [], []
    context.on("request", lambda request: asked.append(request.url))
    context.on("dialog", lambda dialog: (problems.append(dialog.message), dialog.dismiss()))
    context.on("console", lambda line: problems.append(line.text) if "policy" in line.text.lower() else None)
    admin = "/admin/analysis"
    paths = [
        "/",
        f"/analyses/{task.pk}/",
        f"/analyses/{task.pk}/comments/",
        f"/analyses/{failed.pk}/",
        f"{admin}/analysistask/",
        f"{admin}/comment/",
    ]
    paths += [f"{admin}/analysistask/{each.pk}/change/" for each in (task, failed)]
    page = context.new_page()
    for path in paths:
        page.goto(base + path)
        assert "<script>" in page.inner_text("body"), path
        assert page.evaluate("window.ran") is None, path
    context.close()
    assert problems == []
    assert {url for url in asked if not url.startswith((base, "data:"))} == set()
