"""The search by meaning, and questions: passages that say what is asked, whatever their words and language."""

import pytest
from django.test import Client
from django.utils.html import escape
from django.utils.timezone import now

from analysis.execution import runner
from analysis.models import Comment, SearchEntry, SearchSignature, SearchVector
from analysis.options import with_defaults
from analysis.search import encoder, nearness
from tests.support import chat_server, language_models
from tests.support.factories import TaskFactory, UserFactory

QUESTIONS = {
    "en": "What happens when the Moon moves away from the Earth?",
    "zh": "月亮离地球越来越远会怎么样?",
    "de": "Was passiert, wenn sich der Mond von der Erde entfernt?",
}


@pytest.fixture(scope="module")
def analysed(django_db_setup, django_db_blocker):
    """Give an analysis of the sample with its vectors, made once."""
    with django_db_blocker.unblock():
        task = TaskFactory(options=with_defaults({}))
        assert runner.run(str(task.pk)) == "completed"
        yield task
        task.delete()


@pytest.fixture
def by_meaning(analysed, client, db):
    """Give a function that returns the answer to a search by meaning."""

    def search(q, **parameters):
        answer = client.get("/api/v1/search", {"q": q, "mode": "meaning", **parameters})
        assert answer.status_code == 200, answer.content
        return answer.json()

    return search


@pytest.fixture
def ask(analysed, client, db):
    """Give a function that returns the answer to a question about the sample."""

    def question(text, status=200, **body):
        path = f"/api/v1/analysis/{analysed.pk}/ask"
        answer = client.post(path, {"question": text, **body}, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json()

    return question


def test_every_window_and_every_comment_that_says_enough_has_a_vector(analysed, db):
    comments = Comment.objects.filter(task=analysed).values_list("comment_id", "text")
    short = [pk for pk, text in comments if text in ("😴", "😍😍👏👏👏", "🌊🌊🌊❤️", "me", "ok", "First!")]
    entries = SearchEntry.objects.filter(task=analysed).exclude(kind="title").exclude(comment_id__in=short)
    ids = set(entries.values_list("pk", flat=True))
    assert len(short) == 6
    assert {entry.kind for entry in entries} == {"transcript", "comments"}
    assert set(SearchVector.objects.values_list("pk", flat=True)) == ids
    assert set(SearchSignature.objects.values_list("pk", flat=True)) == ids


@pytest.mark.parametrize("language", QUESTIONS)
def test_a_question_in_any_language_finds_the_passage(by_meaning, language):
    best = by_meaning(QUESTIONS[language])["results"][0]
    assert best["snippet"] == "What happens to the tide if the Moon keeps drifting away?"
    assert (best["kind"], best["start"]) == ("comments", None)
    assert nearness.MIN_COSINE <= best["score"] <= 1


def test_what_is_only_weakly_similar_is_not_shown_beside_the_nearest(by_meaning):
    scores = [hit["score"] for hit in by_meaning(QUESTIONS["en"])["results"]]
    assert scores[-1] >= nearness.MIN_SHARE * scores[0]


def test_a_question_that_no_passage_answers_finds_nothing(by_meaning, ask):
    question = "Wie hoch ist die Miete in München?"
    assert by_meaning(question)["results"] == []
    assert ask(question)["passages"] == []


@pytest.mark.parametrize(("differing", "hits"), [(0, 1), (64, 1), (65, 2)])
def test_comments_of_one_analysis_that_say_nearly_the_same_are_one_hit(by_meaning, analysed, differing, hits):
    both = [hit["comment_id"] for hit in by_meaning(QUESTIONS["en"], **{"in": "comments"})["results"][:2]]
    one, other = (SearchEntry.objects.get(task=analysed, comment_id=comment_id).pk for comment_id in both)
    SearchVector.objects.filter(pk=other).update(vector=SearchVector.objects.get(pk=one).vector)
    signs = SearchSignature.objects.get(pk=one).bits
    turned = signs[:differing].translate(str.maketrans("01", "10")) + signs[differing:]
    SearchSignature.objects.filter(pk=other).update(bits=turned)
    found = [hit["comment_id"] for hit in by_meaning(QUESTIONS["en"], **{"in": "comments"})["results"]]
    assert len(set(both) & set(found)) == hits


@pytest.mark.parametrize("question", ["声音", "抱怨", "price", "海"])
def test_a_short_question_does_not_find_texts_without_words(by_meaning, ask, question):
    found = {hit["snippet"] for hit in by_meaning(question)["results"]}
    SearchSignature.objects.all().delete()
    found |= {passage["text"] for passage in ask(question)["passages"]}
    assert not found & {"😴", "😍😍👏👏👏", "🌊🌊🌊❤️", "me", "ok"}


def test_filters_and_pages_are_those_of_the_search_by_words(by_meaning, client):
    spoken = by_meaning(QUESTIONS["zh"], **{"in": "transcript"})
    assert {hit["kind"] for hit in spoken["results"]} == {"transcript"}
    assert all(hit["start"] is not None for hit in spoken["results"])
    first = by_meaning(QUESTIONS["en"], page_size=2)
    second = client.get(first["next"]).json()
    whole = [hit["snippet"] for hit in by_meaning(QUESTIONS["en"])["results"]]
    assert [hit["snippet"] for hit in [*first["results"], *second["results"]]] == whole[:4]
    french = by_meaning(QUESTIONS["en"], language="fr")["results"]
    assert {hit["language"] for hit in french} == {"fr"}


def test_what_belongs_to_another_user_is_not_found(by_meaning, analysed, client):
    analysed.owner = UserFactory()
    analysed.save(update_fields=["owner"])
    assert by_meaning(QUESTIONS["en"])["results"] == []
    path = f"/api/v1/analysis/{analysed.pk}/ask"
    assert client.post(path, {"question": "Why?"}, content_type="application/json").status_code == 404


@pytest.mark.parametrize(
    ("parameters", "code"), [({"mode": "sense"}, "invalid_choice"), ({"in": "title"}, "not_by_meaning")]
)
def test_what_cannot_be_searched_by_meaning_is_refused(client, db, parameters, code):
    answer = client.get("/api/v1/search", {"q": "tide", "mode": "meaning", **parameters})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)


def test_without_a_model_the_best_passages_of_both_kinds_are_given(ask):
    answer = ask(QUESTIONS["zh"])
    assert (answer["answer"], answer["citations"], answer["model"], answer["warnings"]) == (None, [], None, [])
    kinds = {passage["kind"] for passage in answer["passages"]}
    assert kinds == {"transcript", "comments"}
    scores = [passage["score"] for passage in answer["passages"]]
    assert scores == sorted(scores, reverse=True)
    said = next(passage for passage in answer["passages"] if passage["kind"] == "transcript")
    assert 0 <= said["start"] < said["end"]
    assert f"&t={int(said['start'])}s" in said["url"]
    assert (said["comment_id"], said["text"][:3] != "") == (None, True)


@pytest.mark.parametrize("judged", [{"is_spam": True}, {"feedback": ["questions"]}], ids=["spam", "a question"])
def test_what_cannot_answer_is_left_out(ask, analysed, judged):
    first = next(p for p in ask(QUESTIONS["en"])["passages"] if p["kind"] == "comments")
    Comment.objects.filter(task=analysed, comment_id=first["comment_id"]).update(**judged)
    assert first["comment_id"] not in {passage["comment_id"] for passage in ask(QUESTIONS["en"])["passages"]}


def test_an_analysis_without_vectors_is_read_when_it_is_asked(ask, by_meaning):
    question = "Warum gibt es jeden Tag zweimal Flut?"
    best = ask(question)["passages"][0]["text"]
    SearchSignature.objects.all().delete()
    answer = ask(question)
    assert answer["passages"][0]["text"] == best
    assert answer["warnings"] == []
    found = by_meaning(QUESTIONS["de"])
    assert found["results"] == []
    assert [warning["code"] for warning in found["warnings"]] == ["ANALYSES_WITHOUT_VECTORS"]


def test_of_a_long_analysis_without_vectors_a_part_is_read_and_this_is_said(ask, monkeypatch):
    SearchSignature.objects.all().delete()
    monkeypatch.setattr("analysis.ask.passages.MAX_EMBEDDED", 5)
    answer = ask(QUESTIONS["de"])
    assert [warning["code"] for warning in answer["warnings"]] == ["PASSAGES_READ_IN_PART"]


@pytest.fixture
def model(settings):
    """Give a language model that writes from the passages alone."""

    def reply(body):
        messages = [(message["role"], message["content"]) for message in body["messages"]]
        task = body["response_format"]["json_schema"]["name"]
        return server.write(task, language_models.material_of(messages), language_models.questions_of(messages))

    with chat_server.running() as server:
        server.write = language_models.honest
        server.otherwise = chat_server.answering(reply)
        settings.LLM_BASE_URL, settings.LLM_MODEL = server.url, "tide-7b"
        yield server


def test_with_a_model_every_sentence_cites_a_passage(ask, model):
    answer = ask(QUESTIONS["en"], language="en")
    assert answer["model"] == "tide-7b"
    assert answer["answer"] == " ".join(statement["text"] for statement in answer["statements"])
    passages = " ".join(passage["text"] for passage in answer["passages"])
    cited = [citation for statement in answer["statements"] for citation in statement["citations"]]
    assert all(statement["citations"] for statement in answer["statements"])
    assert {citation["text"] for citation in answer["citations"]} == {citation["text"] for citation in cited}
    assert all(set(citation["text"].split()) <= set(passages.split()) for citation in cited)
    assert "“en”" in model.requests[-1]["messages"][0]["content"]


def test_a_model_that_obeys_the_comments_writes_no_answer(ask, model):
    model.write = language_models.obedient
    answer = ask(QUESTIONS["en"])
    assert (answer["answer"], answer["citations"]) == (None, [])
    assert answer["passages"]
    assert "HACKED" not in str(answer)


def test_a_model_that_fails_leaves_the_passages_and_a_warning(ask, model):
    model.otherwise = chat_server.status(401)
    answer = ask(QUESTIONS["en"])
    assert answer["answer"] is None
    assert [warning["code"] for warning in answer["warnings"]] == ["LLM_UNAVAILABLE"]
    assert answer["passages"]


@pytest.mark.parametrize(
    "body",
    [{}, {"question": ""}, {"question": "x" * 401}, {"question": 5}, {"question": "Why?", "language": "german please"}],
)
def test_a_question_that_is_none_is_refused(client, analysed, db, body):
    answer = client.post(f"/api/v1/analysis/{analysed.pk}/ask", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_PARAMETERS")


@pytest.mark.parametrize(
    ("state", "status"), [({}, 202), ({"failed": True}, 400), ({"status": "cancelled", "completed_at": now()}, 409)]
)
def test_an_analysis_without_a_result_is_answered_as_its_result_is(client, db, state, status):
    path = f"/api/v1/analysis/{TaskFactory(**state).pk}/ask"
    assert client.post(path, {"question": "Why?"}, content_type="application/json").status_code == status


def test_questions_have_a_limit_of_their_own(ask, settings, client):
    settings.THROTTLE_ASK = type("Rate", (), {"limit": 1, "seconds": 60})()
    ask("Why?")
    assert ask("Why?", status=429)["code"] == "RATE_LIMIT_EXCEEDED"
    assert client.get("/api/v1/analysis/").status_code == 200


def test_an_encoder_that_has_ended_is_started_again(ask):
    ask("Why?")
    encoder._encoder._process.kill()
    assert ask(QUESTIONS["en"])["passages"]


def test_an_encoder_that_cannot_start_is_a_503(ask, monkeypatch):
    encoder._encoder.close()
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    assert ask("Why?", status=503)["code"] == "SERVICE_UNAVAILABLE"


def test_the_page_answers_without_javascript(ask, analysed, db):
    best = ask(QUESTIONS["en"])["passages"][0]["text"]
    client = Client()
    path = f"/analyses/{analysed.pk}/ask/"
    page = client.post(path, {"question": QUESTIONS["en"]})
    assert page.status_code == 200
    assert escape(best[:60]) in page.content.decode()
    assert client.get(path)["Location"] == f"/analyses/{analysed.pk}/"
    assert client.post(path, {"question": " "}).status_code == 422
    assert client.post(path, {"question": "x" * 401}).status_code == 422
    assert "data-ask" in client.get(f"/analyses/{analysed.pk}/").content.decode()
