"""The page of a finished analysis: every part, why a part is missing, and foreign text that stays text."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from analysis import options
from analysis.choices import StepName
from analysis.models import AnalysisTask, Comment, Transcript
from tests.browser import states
from tests.support.factories import TaskFactory, UserFactory
from tests.support.pages import Page, finished, show
from tests.support.results import ARABIC, FAMILY, full_result

pytestmark = pytest.mark.django_db


def test_a_finding_shows_every_part():
    text = show(finished()).text
    for part in (
        "1,234,567",  # views
        "The sea comes back.",  # summary
        "The Moon pulls unevenly",  # key point
        "neap tide",  # topic
        "harbour",  # keyword
        "person",  # entity
        "lecture",  # structure
        "Mud first.",  # section
        "151 words a minute.",  # quality
        "Audibility Captions do not say",  # a criterion that was not measured
        "Mean +0.33 of 250 comments, 95 % interval +0.28 to +0.38",
        "300 comments were fetched: 290 by viewers, 0 by the author, and 10 spam",
        "Of these 290, 250 could be scored for sentiment and 40 could not.",
        "Neap tides",  # theme
        "31 comments belong to none of these",
        "4 comments",  # moment
        ARABIC,
        FAMILY,
        "Why twice a day?",  # author thread
        "Half of them came within 1 h 30 min",
        "10 comments (3.3 %) excluded",  # spam
        "English 250 · Arabic 39 · undetermined 1",
        "Viewers cite 1:01:01 most often.",  # insight
        "Moment 1: number",  # its evidence
        "Answer the questions about neap tides.",  # recommendation
        "Boats lie on the mud.",  # transcript
        "Automatic captions in English · 1,234 words, 152 per minute · 93 % of the video",
        "8.4 s",  # processing time
        "sentiment: vader",
    ):
        assert part in text, part


def test_claims_lead_to_their_second_in_the_video():
    addresses = {link["href"] for link in show(finished()).all("a")}
    assert "https://www.youtube.com/watch?v=sample_talk&t=61s" in addresses  # key point
    assert "https://www.youtube.com/watch?v=sample_talk&t=3661s" in addresses  # moment, transcript
    assert "https://www.youtube.com/watch?v=sample_talk&lc=UgxQuoted%26id%3D%3C1%3E" in addresses
    assert "https://www.youtube.com/channel/UC%22%3E%3Cb%3Echannel" in addresses


def test_what_a_language_model_wrote_says_so_and_leads_to_what_it_cites():
    page = show(finished())
    assert page.text.count("Written by the language model tide-7b") == 3  # summary, insight, answers
    assert "wrote: summary, insights and custom answers · 7 requests, 12,345 + 678 tokens · cost 0.0021" in page.text
    assert "2 incorrect quotes removed" in page.text
    assert "Twice a day." in page.text
    assert "contain no answer" in page.text
    addresses = [link["href"] for link in page.all("a")]
    assert addresses.count("https://www.youtube.com/watch?v=sample_talk&t=5s") >= 4


def test_a_finding_without_a_language_model_names_none():
    content = full_result()["content"] | {"summary_statements": []}
    result = full_result() | {"content": content, "custom_answers": None, "insights": []}
    page = show(finished(result_data=result, result_metadata={"models": {}, "llm": None}))
    assert "The sea comes back." in page.text
    assert "language model" not in page.text


def test_hostile_text_is_shown_as_text():
    page = show(finished())
    assert page.text.count("<script>alert('tide')</script>") > 10
    assert {image["src"] for image in page.all("img")}.isdisjoint({"x"})
    assert not [script for script in page.all("script") if "src" not in script and "id" not in script]


def test_numbers_that_were_not_had_are_left_out_and_said_to_be_missing_once():
    text = show(finished()).text
    assert "Views 1,234,567" in text or "1,234,567 Views" in text
    assert "Likes 0" not in text and "not stated" not in text
    assert text.count("Not measured") == 1
    assert "not scored" in text


def test_null_parts_say_why_once_and_have_no_tab():
    page = show(states.partial())
    assert [panel["id"] for panel in page.having("data-panel")] == ["overview", "details"]
    for reason in ("no speech recognition is available here.", "Comments are turned off for this video."):
        assert page.text.count(reason) == 1


def test_a_part_that_was_not_asked_for_says_so():
    wanted = options.with_defaults({"analysis_type": "content"})
    text = show(finished(options=wanted, result_data=full_result() | {"comments": None})).text
    assert text.count("This part was not requested.") == 1
    assert "Audience" not in text


def test_without_a_transcript_the_first_screen_says_what_is_known_of_the_video():
    text = show(finished(result_data=full_result() | {"content": None})).text
    assert "Video of" in text
    assert "views" in text.partition("Praise")[0]


def test_an_empty_class_of_feedback_says_why():
    result = full_result()
    result["comments"]["feedback"]["praise"] |= {"count": 0, "comment_ids": [], "examples": []}
    assert "Nothing found among the fetched comments." in show(finished(result_data=result)).text
    result["comments"] |= {"scored": 0, "sentiment": None, "languages": {"he": result["comments"]["analyzed"]}}
    assert "Not judged in these languages." in show(finished(result_data=result)).text


def test_parts_within_parts_may_be_null():
    result = full_result()
    result["content"] |= {
        "summary": None,
        "summary_sentences": [],
        "summary_statements": [],
        "entities": None,
        "sentiment": None,
        "key_points": [],
    }
    result["content"]["structure"] = {"type": None, "sections": []}
    result["comments"] |= {"sentiment": None, "scored": 0, "themes": [], "moments": [], "top_comments": []}
    result["comments"]["author"] = {"replies": 0, "reply_rate": None, "median_reply_seconds": None, "threads": []}
    result["comments"]["time_distribution"] = {"hourly": None, "daily": []}
    result["comments"]["spam"] = {"count": 0, "ratio": 0.0, "comment_ids": []}
    text = show(finished(result_data=result | {"insights": [], "recommendations": []})).text
    for reason in (
        "The transcript is too short.",
        "Names cannot be recognised",
        "The sentiment model does not support its language",
        "The sentiment of the comments is not scored: none is in a language",
        "Dates of the comments The source provides none.",
    ):
        assert text.count(reason) == 1, reason
    for heading in ("Sections", "Themes", "Moments mentioned", "Top comments", "Spam", "Insights", "Key points"):
        assert heading not in text, heading


@pytest.mark.parametrize("prepare", [finished, states.partial])
def test_every_part_of_the_page_has_something_below_its_heading(prepare):
    html = Client().get(reverse("task-detail", args=[prepare().pk])).content.decode()
    assert re.findall(r"<h[2-4][^>]*>[^<]*</h[2-4]>\s*</section>", html) == []
    assert re.findall(r"<dl[^>]*>\s*</dl>|<ul[^>]*>\s*</ul>", html) == []


def test_no_page_shows_an_internal_name_or_text_of_python():
    shown = " ".join(word for word in show(finished()).words if "live" not in word)
    assert (
        re.findall(r"\b[a-z]+_[a-z_]+\b|\bNone\b(?! among)|\bnan\b|›", re.sub(r"sample_talk|\{.*?\}", "", shown)) == []
    )


def test_every_chart_of_the_page_can_be_fetched_and_holds_no_script(client):
    task = finished()
    images = [image["src"] for image in show(task).all("img") if "/charts/" in (image["src"] or "")]
    assert [address.rsplit("/", 1)[-1] for address in images if address] == [
        "comment-sentiment.svg",
        "comment-sentiment-by-day.svg",
        "comments-per-day.svg",
        "comments-per-hour.svg",
        "sentiment-distribution.svg",
    ]
    for address in images:
        answer = client.get(address)
        assert answer["Content-Type"] == "image/svg+xml"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert b"<script" not in answer.content
    assert b'width="360"' not in client.get(images[0]).content
    assert b"0 0 360" in client.get(f"{images[0]}?size=narrow").content


def test_unknown_charts_and_charts_of_unfinished_tasks_are_not_found(client):
    assert client.get(reverse("task-chart", args=[finished().pk, "nonsense"])).status_code == 404
    assert client.get(reverse("task-chart", args=[TaskFactory().pk, "sentiment-timeline"])).status_code == 404


def test_four_hours_of_transcript_are_shown_whole(client):
    task = finished()
    words = [f"word{number}" for number in range(40_000)]
    segments = [[i * 2.9, i * 2.9 + 2.9, " ".join(words[i * 8 : i * 8 + 8]) + ".", None] for i in range(5000)]
    Transcript.objects.filter(task=task).update(segments=segments)
    page = show(task)
    assert set(words) <= set(re.findall(r"word\d+", page.text))
    assert len(page.all("a")) < 900


def test_a_finished_page_costs_five_queries_however_much_it_shows_and_two_the_next_time(
    client, django_assert_num_queries
):
    address = reverse("task-detail", args=[finished().pk])
    # The task with its video, its steps, its result, the quoted comments, the transcript.
    with django_assert_num_queries(5):
        first = client.get(address)
    with django_assert_num_queries(2):
        again = client.get(address)
    tokens = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
    assert tokens.sub(b"", again.content) == tokens.sub(b"", first.content)
    assert set(tokens.findall(again.content)).isdisjoint(tokens.findall(first.content))


def test_a_result_that_was_shown_is_rendered_again_in_another_language_and_after_a_change(client):
    task = finished()
    assert "The sea comes back." in show(task, client).text
    chinese = client.get(reverse("task-detail", args=[task.pk]), headers={"Accept-Language": "zh-hans"})
    assert "字幕" in chinese.content.decode()
    changed = json.loads(json.dumps(full_result()).replace("The sea comes back.", "The sea stays away."))
    AnalysisTask.objects.filter(pk=task.pk).update(result_data=changed, updated_at=now())
    assert "The sea stays away." in show(task, client).text


def test_a_result_that_its_owner_was_shown_is_hidden_from_others_and_gone_with_its_analysis(client):
    task = finished(owner=UserFactory())
    client.force_login(task.owner)
    show(task, client)
    address = reverse("task-detail", args=[task.pk])
    assert Client().get(address).status_code == 404
    task.delete()
    assert client.get(address).status_code == 404


def test_the_page_names_each_step_and_how_long_it_took():
    task = finished()
    steps = show(task).having("data-step")
    assert [step["data-step"] for step in steps] == [step.name for step in task.steps.all()]
    assert len(steps) == len(StepName)


def test_a_chart_costs_one_query(client, django_assert_num_queries):
    task = finished()
    with django_assert_num_queries(1):
        client.get(reverse("task-chart", args=[task.pk, "comments-per-day"]))


#: Bytes that no page or answer exceeds unless more is asked for.
MAX_BYTES = 5_000_000


def long_result():
    """Return a result with more of everything than a page shows."""
    result = full_result()
    content, comments = result["content"], result["comments"]
    seconds = [float(number) for number in range(20_000)]
    content["topics"] = [content["topics"][0] | {"timestamps": seconds}] * 15
    content["entities"] = [content["entities"][0] | {"mentions": seconds}] * 80
    content["structure"]["sections"] = [
        content["structure"]["sections"][0] | {"summary": [{"text": "word " * 200, "start": 0.0, "end": 1.0}]}
    ] * 1_000
    comments["moments"] = [comments["moments"][0] | {"comment_ids": ["c"] * 100}] * 500
    result["video"]["chapters"] = [{"title": "t" * 500, "start": 0.0, "end": 1.0}] * 1_000
    return result


@pytest.mark.long
def test_the_page_of_a_long_result_shows_the_beginning_and_leads_to_the_rest():
    task = finished(result_data=long_result())
    Transcript.objects.filter(task=task).update(segments=[[n, n + 1, "水" * 37 + ".", None] for n in range(40_000)])
    answer = Client().get(reverse("task-detail", args=[task.pk]))
    assert len(answer.content) < MAX_BYTES
    page = Page(answer.content.decode())
    assert "and 19,900 more" in page.text
    assert "and 400 more" in page.text  # moments
    assert "and 900 more" in page.text  # sections, chapters
    addresses = [link["href"] for link in page.all("a")]
    assert reverse("analysis-result", args=[task.pk]) in addresses
    assert f"{reverse('analysis-transcript', args=[task.pk])}?format=txt" in addresses


def test_the_page_of_a_short_result_shows_everything():
    assert " more " not in show(finished()).text


def test_a_long_comment_is_shortened_where_the_page_quotes_it():
    task = finished()
    Comment.objects.filter(task=task).update(text="x" * 10_000)
    words = max(show(task).words, key=len).strip()
    assert (len(words), words[-1]) == (1_000, "…")


def test_there_is_a_field_for_questions_where_there_is_something_to_ask():
    assert show(finished()).having("data-ask")
    assert not show(states.partial()).having("data-ask")
