"""The list of analyses and the form above it."""

import pytest
from django.test import Client
from django.urls import reverse

from analysis import options
from analysis.choices import TaskStatus
from analysis.models import AnalysisTask, Video
from tests.browser import states
from tests.support import permission_table
from tests.support.factories import TaskFactory, UserFactory
from tests.support.pages import Page
from tests.support.results import HOSTILE

pytestmark = pytest.mark.django_db

FORM = {
    "youtube_url": "https://www.youtube.com/watch?v=sample_talk",
    "analysis_type": "comprehensive",
    "analysis_depth": "basic",
    "max_comments": "250",
    "include_comments": "on",
}


def test_the_list_shows_states_and_titles(client):
    states.processing()
    states.failed()
    text = Page(client.get("/").content.decode()).text
    assert "Why the sea comes back" in text
    assert "Running · 58 %" in text
    assert "The video is private." in text


def test_an_empty_list_says_so(client):
    assert "There are no analyses yet." in client.get("/").content.decode()


def test_long_lists_are_read_page_by_page(client):
    tasks = [TaskFactory() for _ in range(25)]
    first, second = (client.get("/", {"page": page}).content.decode() for page in (1, 2))
    assert [first.count(f'data-task-id="{task.pk}"') + second.count(f'data-task-id="{task.pk}"') for task in tasks] == [
        1
    ] * 25
    assert "?page=2" in first and "?page=3" not in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9" * 30, ""])
def test_nonsense_page_numbers_show_the_first_page(client, page):
    TaskFactory()
    answer = client.get("/", {"page": page})
    assert answer.status_code == 200
    assert "Recent analyses" in answer.content.decode()


def test_a_valid_form_starts_an_analysis_and_leads_to_its_page(client):
    answer = client.post("/", FORM, headers={"x-request-id": "from-the-form"})
    task = AnalysisTask.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("task-detail", args=[task.pk]))
    assert (task.youtube_url, task.owner, task.request_id) == (FORM["youtube_url"], None, "from-the-form")
    assert task.options == options.with_defaults({"max_comments": 250, "analysis_depth": "basic"})


def test_a_login_owns_what_it_starts(client):
    user = UserFactory()
    client.force_login(user)
    client.post("/", FORM)
    assert AnalysisTask.objects.get().owner == user


def test_an_unticked_box_leaves_the_comments_out(client):
    client.post("/", {name: value for name, value in FORM.items() if name != "include_comments"})
    assert AnalysisTask.objects.get().options["include_comments"] is False


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://example.com/watch?v=sample_talk", "This is not the URL of a YouTube video."),
        ("javascript:alert(1)", "This is not the URL of a YouTube video."),
        ("", "Enter the URL of a YouTube video."),
        ("https://youtu.be/" + "a" * 3000, "longer than 2048 characters"),
    ],
)
def test_a_wrong_address_is_explained_beside_it_and_kept(client, url, told):
    answer = client.post("/", FORM | {"youtube_url": url})
    page = Page(answer.content.decode())
    (field,) = page.having("autofocus")
    assert answer.status_code == 422
    assert told in page.text
    assert (field["name"], url in page.text) == ("youtube_url", True)
    assert (field["aria-invalid"], field["aria-describedby"]) == ("true", "id_youtube_url_error")
    assert page.having("role") and not AnalysisTask.objects.exists()


@pytest.mark.parametrize("change", [{"max_comments": "10001"}, {"max_comments": "-1"}, {"analysis_depth": "endless"}])
def test_values_out_of_bounds_are_refused(client, change):
    assert client.post("/", FORM | change).status_code == 422
    assert not AnalysisTask.objects.exists()


def test_the_form_is_refused_without_its_token():
    assert Client(enforce_csrf_checks=True).post("/", FORM).status_code == 403
    assert not AnalysisTask.objects.exists()


def test_every_field_of_the_form_has_a_label(client):
    page = Page(client.get("/").content.decode())
    labels = {label.get("for") for label in page.all("label")}
    fields = [*page.all("input"), *page.all("select")]
    wrapped = {"id_include_comments", "id_max_comments"}
    assert {field["id"] for field in fields if field.get("type") != "hidden"} <= labels | wrapped


def test_hostile_text_in_the_list_is_shown_as_text(client):
    client.post("/", FORM | {"youtube_url": f"https://youtu.be/sample_talk?x={HOSTILE}".replace(" ", "+")})
    states.failed()
    AnalysisTask.objects.filter(status=TaskStatus.FAILED).update(error_message=HOSTILE)
    page = Page(client.get("/").content.decode())
    assert "<script>alert('tide')</script>" in page.text
    assert all("src" in script for script in page.all("script"))


def test_the_list_costs_one_query_however_long(client, django_assert_num_queries):
    for _ in range(25):
        TaskFactory()
    with django_assert_num_queries(1):
        client.get("/")


# What was analysed before


@pytest.mark.parametrize("fields", [{}, {"completed": True}])
def test_a_video_that_was_analysed_with_these_options_is_offered_before_it_is_analysed_again(client, fields):
    client.post("/", FORM)
    (first,) = AnalysisTask.objects.all()
    if fields:
        AnalysisTask.objects.filter(pk=first.pk).update(
            status=TaskStatus.COMPLETED, completed_at=first.created_at, result_data={}
        )
    answer = client.post("/", FORM)
    assert answer.status_code == 200
    assert reverse("task-detail", args=[first.pk]) in answer.content.decode()
    assert AnalysisTask.objects.count() == 1
    # The answer is for this analysis: another video is asked about anew.
    assert client.post("/", FORM | {"again": str(permission_table.absent())}).status_code == 200
    assert client.post("/", FORM | {"again": str(first.pk)}).status_code == 302
    assert AnalysisTask.objects.count() == 2


def test_other_options_a_failure_and_what_belongs_to_another_user_are_no_reason_to_ask(client):
    client.post("/", FORM)
    assert client.post("/", FORM | {"max_comments": "251"}).status_code == 302
    used = AnalysisTask.objects.latest("created_at").options
    AnalysisTask.objects.all().delete()
    TaskFactory(failed=True, options=used)
    TaskFactory(owner=UserFactory(), options=used)
    assert client.post("/", FORM | {"max_comments": "251"}).status_code == 302


# Rows, filters and pages


def named(title, channel="Harbour Notes", **fields):
    task = TaskFactory(**fields)
    Video.objects.create(task=task, youtube_id=task.video_id, title=title, channel_name=channel, facts={})
    return task


def listed(client, **query):
    answer = client.get("/", query)
    return answer, [item["data-task-id"] for item in Page(answer.content.decode()).having("data-task-id")]


def test_a_row_says_how_long_the_video_is_and_how_it_was_received(client):
    task = named("Tides", completed=True)
    figures = {
        "analyzed": 99,
        "sentiment": 0.21,
        "scored": 90,
        "feedback": {"praise": 45, "complaints": 0, "questions": 1},
    }
    task.steps.filter(name="comment_analysis").update(facts=figures, status="completed")
    task.steps.filter(name="extraction").update(facts={"duration_seconds": 458.0}, status="completed")
    text = Page(client.get("/").content.decode()).text
    assert "7:38" in text
    assert "Comments are slightly positive (+0.21, from 90) · 45 praise · 1 question" in text
    assert "complaint" not in text


def test_the_list_is_filtered_searched_and_sorted_by_its_address(client):
    tides, waves = named("Why tides come"), named("Waves", channel="Tide Lab", failed=True)
    other = named("Something else", completed=True)
    assert listed(client, search="tide")[1] == [str(waves.pk), str(tides.pk)]
    assert listed(client, search="TIDE", ordering="created_at")[1] == [str(tides.pk), str(waves.pk)]
    assert listed(client, status="completed")[1] == [str(other.pk)]
    assert listed(client, status="failed", search="why")[1] == []
    assert "No analysis matches these filters." in listed(client, search="nowhere")[0].content.decode()
    assert len(listed(client, created_after="2020-01-01")[1]) == 3
    assert listed(client, created_before="2020-01-01")[1] == []


@pytest.mark.parametrize(
    "query", [{"status": "odd"}, {"created_after": "soon"}, {"search": "x" * 201}, {"ordering": "id"}]
)
def test_a_filter_of_the_list_that_makes_no_sense_is_refused(client, query):
    TaskFactory()
    answer, found = listed(client, **query)
    assert (answer.status_code, found) == (422, [])
    assert "failure" in answer.content.decode()


def test_the_pages_of_a_filtered_list_keep_its_filters_both_ways(client):
    for _ in range(45):
        named("Tides")
    second, _ = listed(client, search="tides", page="2")
    links = {link["rel"]: link["href"] for link in Page(second.content.decode()).all("a") if "rel" in link}
    assert links == {"prev": "?search=tides", "next": "?search=tides&page=3"}
    assert len(listed(client, search="tides", page="3")[1]) == 5


# Several analyses


def choose(client, action, *tasks, **more):
    answer = client.post(
        "/analyses/selected/?status=failed",
        {"action": action, "task": [task.pk for task in tasks], **more},
        follow=True,
    )
    return Page(answer.content.decode()), answer


def test_what_is_selected_is_deleted_after_a_question(client):
    first, second, kept = named("One"), named("Two", completed=True), named("Three")
    page, answer = choose(client, "delete", first, second)
    assert "Delete 2 analyses?" in page.text and "One" in page.text
    assert AnalysisTask.objects.count() == 3
    page, answer = choose(client, "delete", first, second, confirmed="1")
    assert "2 analyses were deleted." in page.text
    assert answer.redirect_chain == [("/?status=failed", 302)]
    assert list(AnalysisTask.objects.all()) == [kept]


def test_running_again_retries_failures_and_starts_anew_what_has_a_result(client):
    failed, done, running = TaskFactory(failed=True), TaskFactory(completed=True), TaskFactory()
    page, _ = choose(client, "rerun", failed, done, running)
    assert "2 analyses were started again." in page.text
    assert "1 analysis was not started again: It has not ended yet." in page.text
    failed.refresh_from_db()
    done.refresh_from_db()
    assert (failed.status, done.status, AnalysisTask.objects.count()) == ("pending", "completed", 4)
    newest = AnalysisTask.objects.latest("created_at")
    assert (newest.video_id, newest.options, newest.status) == (done.video_id, done.options, "pending")


@pytest.mark.parametrize("action", ["delete", "rerun"])
def test_what_the_caller_may_not_see_stays_as_it_is_and_is_as_good_as_absent(client, action):
    foreign, own = TaskFactory(owner=UserFactory(), failed=True), TaskFactory(failed=True)
    page, _ = choose(client, action, foreign, own, confirmed="1")
    assert f"1 analysis was {'deleted' if action == 'delete' else 'started again'}." in page.text
    assert "There is no such analysis, or it is not yours to see." in page.text
    foreign.refresh_from_db()
    assert foreign.status == "failed"


@pytest.mark.parametrize("action", ["delete", "rerun"])
def test_staff_without_the_permission_change_nothing(client, action):
    client.force_login(UserFactory(is_staff=True))
    task = TaskFactory(failed=True)
    page, _ = choose(client, action, task, confirmed="1")
    assert "You have read-only access to it." in page.text
    task.refresh_from_db()
    assert task.status == "failed"


def test_a_limit_ends_the_work_and_is_said(client, settings):
    settings.MAX_ACTIVE_TASKS = 1
    page, _ = choose(client, "rerun", TaskFactory(completed=True), TaskFactory(completed=True))
    assert "1 analysis was started again." in page.text
    assert "1 analysis was not started again: You have reached the limit of active analyses." in page.text


def test_more_than_a_page_is_not_changed_at_once(client):
    page, _ = choose(client, "delete", *(TaskFactory(completed=True) for _ in range(22)), confirmed="1")
    assert "20 analyses were deleted." in page.text
    assert "2 analyses were not deleted: At most 20 are changed at once." in page.text
    assert AnalysisTask.objects.count() == 2


@pytest.mark.parametrize(
    "sent", [{}, {"action": "delete"}, {"action": "rerun", "task": "x"}, {"action": "explode", "task": "x"}]
)
def test_a_selection_without_an_analysis_or_an_action_says_what_to_do(client, sent):
    answer = client.post("/analyses/selected/", sent, follow=True)
    assert "Select at least one analysis" in answer.content.decode()


def test_a_selection_is_refused_without_its_token():
    task = TaskFactory()
    sent = {"action": "delete", "task": task.pk, "confirmed": "1"}
    assert Client(enforce_csrf_checks=True).post(reverse("change-selected"), sent).status_code == 403
    assert AnalysisTask.objects.filter(pk=task.pk).exists()


# Groups


def test_analyses_of_one_video_are_one_row_that_opens(client):
    tasks = [TaskFactory() for _ in range(3)]
    other = TaskFactory(video_id="another___1")
    TaskFactory(owner=UserFactory())
    page = Page(client.get("/").content.decode())
    assert page.text.count("3 analyses of this video") == 1
    assert len(page.all("details")) == 3  # with those of the options and the dates
    boxes = [box.get("value") for box in page.all("input") if box.get("name") == "task"]
    assert sorted(boxes) == sorted(str(task.pk) for task in [*tasks, other])
    assert boxes[0] == str(other.pk)


def test_a_video_is_filtered_and_its_analyses_are_not_grouped(client):
    tasks = [TaskFactory() for _ in range(22)]
    TaskFactory(video_id="another___1")
    first = Page(client.get("/", {"video_id": tasks[0].video_id}).content.decode())
    assert len([box for box in first.all("input") if box.get("name") == "task"]) == 20
    assert "analyses of this video" not in first.text
    assert "Analyses of the video sample_talk" in first.text
    assert [link["href"] for link in first.all("a") if link.get("rel") == "next"] == ["?video_id=sample_talk&page=2"]
    grouped = Page(client.get("/", {"page": 2}).content.decode())
    assert "22 analyses of this video" in grouped.text


def test_all_analyses_of_the_page_are_selected_without_javascript(client):
    TaskFactory()
    TaskFactory()
    page = Page(client.get("/?status=pending&select=page").content.decode())
    boxes = [box for box in page.all("input") if box.get("name") == "task"]
    assert [("checked" in box) for box in boxes] == [True, True]
    links = [link["href"] for link in page.having("data-select-all")]
    assert links == ["?status=pending&select=page"]
