"""What docker-compose.yml describes, running: everything goes through nginx, as from outside."""

import json
import re
import socket
import time
import urllib.request
from collections import Counter
from pathlib import Path

import pytest
import websockets.sync.client
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.deployment import container
from tests.deployment.topology import FROM_OUTSIDE, PATIENCE_SECONDS
from tests.support.paths import ROOT
from tests.support.waiting import until

pytestmark = [pytest.mark.acceptance, pytest.mark.long]

SAMPLE = "https://youtu.be/sample_talk"
SLOW = "https://youtu.be/slow__video"
VERY_SLOW = "https://youtu.be/very_slow__"
TERMINAL = {"task_completed", "task_failed", "task_cancelled"}
#: Source: RFC 6455's registry: "Service Restart".
SERVICE_RESTART = 1012


def opened(topology, task_id, origin="https://analyzer.example"):
    """Open a socket through nginx, as a browser does behind a proxy that ends TLS."""
    return websockets.sync.client.connect(
        f"ws://analyzer.example/ws/{task_id}?after=0",
        sock=socket.create_connection(("127.0.0.1", topology.ports["nginx"])),
        origin=origin,
        additional_headers={name: value for name, value in FROM_OUTSIDE.items() if name != "Host"},
        max_size=None,
    )


def frames(client):
    """Yield the frames of a socket to the last."""
    while True:
        frame = json.loads(client.recv(timeout=PATIENCE_SECONDS))
        yield frame
        if frame["type"] in TERMINAL:
            return


def lines_of(stream):
    """Yield the lines of a stream; it says something every 15 s for ever, so somebody must look at the clock."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    for line in stream:
        assert time.monotonic() < deadline, "what was waited for did not come"
        yield line.decode().strip()


def test_an_analysis_is_made_followed_and_read_through_nginx(topology):
    task = topology.analyse(SAMPLE)
    with opened(topology, task["id"]) as client:
        seen = list(frames(client))
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(timeout=PATIENCE_SECONDS)
    assert [frame["seq"] for frame in seen] == list(range(1, len(seen) + 1))
    assert closed.value.rcvd.code == 1000
    assert topology.get(f"/api/v1/analysis/{task['id']}/result").json()["result"] == seen[-1]["result"]


def test_a_page_of_another_site_opens_no_socket(topology):
    with pytest.raises(InvalidStatus) as refused:
        opened(topology, "some-task", origin="https://evil.example")
    assert refused.value.response.status_code == 403


def test_events_of_a_stream_arrive_while_the_analysis_still_runs(topology):
    task_id = topology.analyse(VERY_SLOW)["id"]
    with topology.open(f"/api/v1/analysis/{task_id}/stream") as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        lines = lines_of(stream)
        seqs = [next(line for line in lines if line.startswith("id: ")) for _ in range(3)]
        # Nobody has sent its end, so nothing waited for it in a buffer.
        assert topology.get(f"/api/v1/analysis/{task_id}").json()["status"] == "processing"
        assert seqs == ["id: 1", "id: 2", "id: 3"]
        topology.ask("POST", f"/api/v1/analysis/{task_id}/cancel")
        assert "event: task_cancelled" in list(lines)


def test_a_request_may_wait_for_the_next_event(topology):
    task_id = topology.analyse(SLOW)["id"]
    answer = topology.get(f"/api/v1/analysis/{task_id}/events?after=1&wait=25")
    assert answer.json()["events"][0]["seq"] == 2


def test_a_body_that_is_too_large_is_refused_as_a_problem(topology):
    refused = topology.ask("POST", "/api/v1/analysis/", b'"' + b"x" * 65 * 1024 + b'"')
    assert (refused.status, refused.json()["code"]) == (413, "BODY_TOO_LARGE")
    by_nginx = topology.ask("POST", "/api/v1/analysis/", b"x" * 1_100_000, {"X-Request-ID": "huge-1"})
    assert (by_nginx.status, by_nginx.json()["code"]) == (413, "BODY_TOO_LARGE")
    assert (by_nginx.json()["request_id"], by_nginx.headers["X-Request-ID"]) == ("huge-1", "huge-1")


def test_a_request_id_goes_through_to_the_log_and_back(topology):
    answer = topology.get("/api/v1/analysis/absent", **{"X-Request-ID": "from-the-client.1"})
    assert answer.headers["X-Request-ID"] == "from-the-client.1"
    assert answer.json()["request_id"] == "from-the-client.1"
    until(lambda: '"request_id":"from-the-client.1"' in topology.log("nginx"))
    made = topology.get("/livez", **{"X-Request-ID": 'a"b'}).headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", made)


def test_the_client_is_who_the_trusted_proxy_says_and_not_who_he_says_he_is(topology):
    key = {"Idempotency-Key": "the-same"}
    # Keys belong to a caller, and without a login that is an address.
    mine = topology.analyse(SAMPLE, **key)["id"]
    lying = topology.analyse(SAMPLE, **key, **{"X-Forwarded-For": "198.51.100.7, 203.0.113.9"})["id"]
    another = topology.analyse(SAMPLE, **key, **{"X-Forwarded-For": "203.0.113.77"})["id"]
    assert lying == mine
    assert another != mine
    until(lambda: '"client":"203.0.113.77"' in topology.log("nginx"))


def test_plain_http_is_sent_to_https(topology):
    answer = topology.get("/admin/", **{"X-Forwarded-Proto": "http"})
    assert (answer.status, answer.headers["Location"]) == (301, "https://analyzer.example/admin/")


def test_static_files_are_served_with_their_type(topology):
    page = topology.get("/").body.decode()
    address = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
    file = topology.get(address)
    assert (file.status, file.headers["Content-Type"]) == (200, 'text/css; charset="utf-8"')


def test_figures_are_for_those_inside_and_not_for_those_outside(topology):
    token = {"Authorization": f"Bearer {topology.secrets['metrics_token']}"}
    assert topology.get("/metrics", **token).status == 404
    for name in ("web", "api"):
        address = f"http://127.0.0.1:{topology.ports[name]}/metrics"
        with urllib.request.urlopen(urllib.request.Request(address, headers=token), timeout=PATIENCE_SECONDS) as answer:
            assert b"\nanalyzer_database_up 1.0\n" in answer.read()


def log_in(topology, client):
    """Send a login without a password from an address: nginx counts it, and no hashing slows the next one."""
    return topology.ask("POST", "/api/v1/auth/login", b"{}", {"X-Forwarded-For": client})


def test_nginx_refuses_logins_of_a_client_that_sends_too_many(topology):
    began = time.monotonic()
    statuses = Counter(log_in(topology, "203.0.113.40").status for _ in range(40))
    assert statuses.keys() == {422, 429}
    # One and twenty more at once, then one every two seconds.
    assert 20 <= statuses[422] <= 22 + (time.monotonic() - began) / 2
    refused = log_in(topology, "203.0.113.40")
    assert (refused.json()["code"], refused.headers["Retry-After"]) == ("RATE_LIMIT_EXCEEDED", "2")
    # The page without a password is served, and so is somebody else.
    assert topology.get("/login/", **{"X-Forwarded-For": "203.0.113.40"}).status == 200
    assert log_in(topology, "203.0.113.41").status == 422


def test_nginx_counts_the_addresses_of_an_ipv6_network_as_one_client(topology):
    statuses = Counter(log_in(topology, f"2001:db8:1:2::{number:x}").status for number in range(40))
    assert statuses[429] >= 10
    assert log_in(topology, "2001:db8:1:3::1").status == 422


@pytest.mark.parametrize("name", ["web", "api", "worker", "dispatcher"])
def test_every_process_is_healthy_by_its_own_check(topology, name):
    until(lambda: topology.is_healthy(name), PATIENCE_SECONDS)


def test_no_process_has_a_secret_in_its_environment_or_command(topology):
    for name in ("valkey", "web", "api", "worker", "dispatcher"):
        visible = b"".join(Path(f"/proc/{topology.pid(name)}/{file}").read_bytes() for file in ("environ", "cmdline"))
        assert not [secret for secret in topology.secrets.values() if secret.encode() in visible]


@pytest.mark.skipif(not container.is_possible(), reason="this machine gives us no file system of our own")
def test_they_run_without_rights_on_a_root_that_cannot_be_written(topology):
    tries = f"""
import os, tempfile
print(os.getuid())
tempfile.TemporaryFile()
for place in ({str(ROOT)!r}, {str(topology.path)!r}, "/etc", "/usr/bin"):
    try:
        open(place + "/written", "w")
    except OSError as error:
        print(error.strerror)
"""
    done = topology.run_in("web", ["python", "-c", tries])
    assert done.stdout.split("\n")[:-1] == [str(container.USER)] + ["Read-only file system"] * 4, done.stderr


def test_the_settings_pass_djangos_own_check_of_a_deployment(topology):
    done = topology.run_in("web", ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"])
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_a_deploy_closes_sockets_with_1012_and_meanwhile_rest_goes_on(topology):
    task_id = topology.analyse(VERY_SLOW)["id"]
    with opened(topology, task_id) as client:
        client.recv(timeout=PATIENCE_SECONDS)
        topology.end("web")
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                client.recv(timeout=PATIENCE_SECONDS)
    assert closed.value.rcvd.code == SERVICE_RESTART
    assert topology.get(f"/api/v1/analysis/{task_id}").json()["status"] == "processing"
    away = topology.get(f"/api/v1/analysis/{task_id}/stream")
    assert (away.status, away.json()["code"], away.headers["Retry-After"]) == (503, "SERVICE_UNAVAILABLE", "5")
    topology.start_service("web")
    until(topology.is_served, PATIENCE_SECONDS)
    with opened(topology, task_id) as client:
        topology.ask("POST", f"/api/v1/analysis/{task_id}/cancel")
        assert [frame["type"] for frame in frames(client)][-1] == "task_cancelled"


def test_a_worker_that_listens_takes_its_own_queue_and_hands_back_the_rest(topology):
    topology.end("dispatcher")
    task_id = topology.analyse(SLOW)["id"]
    with topology.database() as connection:
        connection.execute("UPDATE analysis_tasks SET queue = 'transcription' WHERE id = %s", [task_id])
    topology.start_service("worker-transcription")
    topology.start_service("dispatcher")
    until(lambda: topology.get(f"/api/v1/analysis/{task_id}/result").status == 200, PATIENCE_SECONDS)
    # It had no sound to hear, since the analysis had not begun: it gave it to the others.
    assert "task moved to the queue analysis" in topology.log("worker-transcription")
