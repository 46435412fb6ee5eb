"""The pages of batches: the form, the list, one batch, and what can be done to it."""

import pytest

from analysis.batches.summary import FEEDBACK
from analysis.models import Batch
from analysis.pages.analysis_forms import AnalysisForm
from tests.support import batches
from tests.support.pages import Page
from tests.support.results import full_result

pytestmark = pytest.mark.django_db


def test_the_page_shows_the_summary_and_the_members(client):
    results = {f"video00000{n}": full_result() for n in (1, 2)}
    batch = batches.run(batches.make(1, 2, 3, name="Talks"), results=results, failed={"video000003"})
    page = client.get(f"/batches/{batch.pk}/").content.decode()
    for text in ("Talks", "All videos together", "in 2 videos", "Retry what failed", "All reports (zip)"):
        assert text in page
    assert "<script>alert" not in page
    assert "data-stream" not in page
    assert f"/batches/{batch.pk}/" in client.get("/batches/").content.decode()


def test_the_form_offers_every_option_of_a_single_analysis(client):
    names = {element["name"] for element in Page(client.get("/batches/").content.decode()).having("name")}
    assert set(AnalysisForm().fields) - {"file"} <= names


def test_the_classes_of_feedback_stand_in_the_order_of_a_report(client):
    batch = batches.run(batches.make(1), results={"video000001": full_result()})
    counts = {name: {"count": 3, "share": 0.1} for name in sorted(FEEDBACK)}
    Batch.objects.filter(pk=batch.pk).update(summary=batch.summary | {"feedback": counts})
    text = Page(client.get(f"/batches/{batch.pk}/").content.decode()).text
    places = [text.index(f"{name.capitalize()}: 3") for name in FEEDBACK]
    assert places == sorted(places)
    Batch.objects.filter(pk=batch.pk).update(summary=batch.summary | {"feedback": None})
    assert client.get(f"/batches/{batch.pk}/").status_code == 200


def test_a_failed_member_is_retried_on_the_page(client):
    batch = batches.run(batches.make(1, 2), failed={"video000002"})
    assert client.post(f"/batches/{batch.pk}/retry/").status_code == 302
    batch.refresh_from_db()
    assert (batch.status, batch.counts["pending"]) == ("pending", 1)


@pytest.mark.parametrize("text", ["", "https://example.com/x", f"{batches.url(1)}\nhttps://youtu.be/"])
def test_the_form_names_what_is_wrong_and_creates_nothing(client, text):
    form = {"youtube_url": text, "analysis_type": "content", "analysis_depth": "basic", "max_comments": "10"}
    answer = client.post("/batches/", form)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert not Batch.objects.exists()


def test_the_form_makes_a_batch_and_leads_to_its_page(client):
    text = f"{batches.url(1)}\n{batches.url(2)} {batches.url(1)}"
    form = {"youtube_url": text, "analysis_type": "content", "analysis_depth": "basic", "max_comments": "10"}
    answer = client.post("/batches/", form)
    batch = Batch.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/batches/{batch.pk}/")
    assert (batch.counts["total"], batch.reuse_results) == (2, True)
    page = client.get(answer["Location"]).content.decode()
    assert f"/api/v1/batches/{batch.pk}/stream?after={batch.last_seq}" in page
    assert client.post(f"/batches/{batch.pk}/cancel/").status_code == 302
    assert "Go on" in client.get(f"/batches/{batch.pk}/").content.decode()
