"""How often a caller may ask, and what happens while nobody can count."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from django.test import Client

from analysis.access.limits import rate_limits
from analysis.exceptions import TooManyRequests
from analysis.models import AnalysisTask
from tests.support import waiting
from tests.support.factories import TaskFactory, UserFactory
from youtube_analyzer.env import Rate

LIST = "/api/v1/analysis/"
BODY = {"youtube_url": "https://youtu.be/sample_talk"}
FORM = BODY | {"analysis_type": "content", "analysis_depth": "basic", "max_comments": 10}
HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


@pytest.fixture
def silent(settings):
    """A server that takes connections and never answers, as a frozen one does."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        settings.REDIS_URL = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        yield listener


def post(client, path=LIST):
    return client.post(path, BODY, content_type="application/json")


def told(response):
    limit, remaining, reset = (int(response[name]) for name in HEADERS)
    return limit, remaining, reset - time.time()


@pytest.mark.django_db
def test_every_counted_answer_says_how_much_is_left(client, settings):
    settings.THROTTLE_READ = Rate(3, 60)
    for path, remaining in ((LIST, 2), ("/api/v1/analysis/no-such-task", 1), (f"{LIST}?page_size=x", 0)):
        limit, left, reset_seconds = told(client.get(path))
        assert (limit, left) == (3, remaining)
        assert 55 < reset_seconds < 62


@pytest.mark.django_db
def test_one_too_many_is_told_when_to_come_back(client, settings):
    settings.THROTTLE_READ = Rate(1, 60)
    client.get(LIST)
    response = client.get(LIST)
    assert response.status_code == 429
    assert response["Content-Type"] == "application/problem+json"
    assert (response.json()["code"], response.json()["status"]) == ("RATE_LIMIT_EXCEEDED", 429)
    assert 50 < int(response["Retry-After"]) <= 60
    assert told(response)[:2] == (1, 0)
    assert abs(told(response)[2] - int(response["Retry-After"])) < 2


@pytest.mark.django_db
def test_when_the_window_is_over_all_are_free_again(client, settings):
    settings.THROTTLE_READ = Rate(2, 1)
    client.get(LIST), client.get(LIST)
    assert client.get(LIST).status_code == 429
    deadline = time.monotonic() + waiting.DEADLINE_SECONDS
    while (response := client.get(LIST)).status_code == 429:
        assert time.monotonic() < deadline
    assert told(response)[:2] == (2, 1)


@pytest.mark.django_db
def test_a_window_of_before_the_clock_was_set_back_ends_in_time(settings):
    settings.THROTTLE_READ = Rate(1, 60)
    rate_limits.count_request(rate_limits.Scope.READ, "ada")
    server = redis.Redis.from_url(settings.REDIS_URL)
    (key,) = server.keys(f"{settings.REDIS_PREFIX}:*:ada")
    server.expire(key, 3_660)
    with pytest.raises(TooManyRequests) as refused:
        rate_limits.count_request(rate_limits.Scope.READ, "ada")
    assert refused.value.retry_after_seconds <= 60 >= server.ttl(key)


@pytest.mark.django_db
def test_creating_and_reading_are_counted_apart_and_a_retry_creates(client, settings):
    settings.THROTTLE_CREATE, settings.THROTTLE_READ = Rate(2, 60), Rate(9, 60)
    task = TaskFactory(failed=True)
    assert told(post(client))[:2] == (2, 1)
    assert told(post(client, f"{LIST}{task.pk}/retry"))[:2] == (2, 0)
    assert post(client).json()["code"] == "RATE_LIMIT_EXCEEDED"
    assert told(post(client, f"{LIST}{task.pk}/cancel"))[:2] == (9, 8)
    assert AnalysisTask.objects.count() == 2


@pytest.mark.django_db
def test_callers_are_counted_apart(client, settings):
    settings.THROTTLE_READ = Rate(1, 60)
    known = Client()
    known.force_login(UserFactory())
    for caller in (client, known, Client(REMOTE_ADDR="203.0.113.9")):
        assert [caller.get(LIST).status_code for _ in range(2)] == [200, 429]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/health", "/livez", "/readyz", "/api/schema/", "/api/nothing", "/"])
def test_probes_descriptions_and_pages_are_not_counted(client, settings, path):
    settings.THROTTLE_READ = Rate(1, 60)
    for _ in range(2):
        response = client.get(path)
        assert response.status_code in {200, 404}
        assert not any(name in response for name in HEADERS)


@pytest.mark.django_db
def test_nothing_is_said_where_nothing_is_limited(client):
    assert not any(name in client.get(LIST) for name in HEADERS)


@pytest.mark.django_db
def test_the_form_counts_and_says_so(client, settings):
    settings.THROTTLE_CREATE = Rate(1, 60)
    assert client.post("/", FORM).status_code == 302
    response = client.post("/", FORM | {"again": str(AnalysisTask.objects.get().pk)})
    assert response.status_code == 429
    assert "You have sent too many requests." in response.content.decode()
    assert post(client).status_code == 429
    assert AnalysisTask.objects.count() == 1


@pytest.mark.django_db
def test_clients_can_ask_what_the_rates_are(client, settings):
    settings.THROTTLE_CREATE = Rate(20, 3600)
    for kind in client.get("/api/v1/analysis-types").json():
        limited = {"throttle_create": {"limit": 20, "seconds": 3600}}
        assert kind["rates"] == limited | {"throttle_read": None, "throttle_ask": None}


@pytest.mark.django_db
def test_of_many_at_once_no_more_get_through_than_may(settings):
    settings.THROTTLE_READ = Rate(10, 60)
    start = threading.Barrier(40)

    def ask(_):
        start.wait(30)
        try:
            return rate_limits.count_request(rate_limits.Scope.READ, "user:1").remaining
        except TooManyRequests:
            return None

    with ThreadPoolExecutor(40) as pool:
        remaining = list(pool.map(ask, range(40)))
    assert sorted(left for left in remaining if left is not None) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]


@pytest.mark.django_db
def test_while_the_counter_is_frozen_reading_goes_on(client, settings, silent):
    settings.THROTTLE_READ = Rate(1, 60)
    answers = [client.get(LIST) for _ in range(20)]
    assert {answer.status_code for answer in answers} == {200}
    assert not any(name in answers[-1] for name in HEADERS)
    assert waiting.connections_of(silent) < 5  # one of them waits, and again after a pause


@pytest.mark.django_db
def test_while_the_counter_is_frozen_nothing_is_taken_on(client, settings, silent):
    settings.THROTTLE_CREATE = Rate(100, 60)
    response = post(client)
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert (response.json()["code"], response["Retry-After"]) == ("SERVICE_UNAVAILABLE", "5")
    assert client.post("/", FORM).status_code == 503
    assert not AnalysisTask.objects.exists()


@pytest.mark.django_db
def test_without_a_limit_creating_asks_no_counter(client, silent):
    assert post(client).status_code == 200
