"""Several web processes of one machine tell their figures as one."""

import json
import subprocess
import urllib.request

import pytest
import websockets.sync.client
from prometheus_client.parser import text_string_to_metric_families

from tests.support.paths import ROOT
from tests.support.waiting import until
from youtube_analyzer.launcher import embedded_servers, launch

pytestmark = [pytest.mark.acceptance, pytest.mark.long]


class Web:
    """A web process on the servers of a running service."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.port = embedded_servers.free_port()
        self.process = subprocess.Popen(launch.web_command(self.port), cwd=ROOT, env=environment)

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as response:
            return response.read().decode()

    def answers(self) -> bool:
        try:
            return bool(self.get("/livez"))
        except OSError:
            return False

    def figure(self, name: str, **labels: str) -> float:
        """Return the sum of the samples with these labels."""
        families = text_string_to_metric_families(self.get("/metrics"))
        samples = [sample for family in families for sample in family.samples]
        return sum(each.value for each in samples if each.name == name and labels.items() <= each.labels.items())


@pytest.fixture
def webs(service, tmp_path):
    folder = tmp_path / "metrics"
    folder.mkdir()
    left = json.loads((service.folder / "environment").read_text())
    environment = service.environment | left | {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
    started = [Web(environment), Web(environment)]
    try:
        for web in started:
            until(web.answers, 60)
        yield started
    finally:
        for web in started:
            web.process.kill()
            web.process.wait()


def test_requests_add_up_and_what_is_open_ends_with_its_process(service, webs):
    one, two = webs
    probes = {"name": "analyzer_http_request_seconds_count", "route": "livez", "status": "200"}
    before = one.figure(**probes)
    for web, times in ((one, 3), (two, 4)):
        for _ in range(times):
            web.get("/livez")
    assert (one.figure(**probes), two.figure(**probes)) == (before + 7, before + 7)
    task = service.analyse("https://youtu.be/very_slow__")
    open_sockets = {"name": "analyzer_connections_open", "transport": "websocket"}
    with websockets.sync.client.connect(f"ws://127.0.0.1:{two.port}/ws/{task['id']}?after=0") as socket:
        socket.recv(timeout=30)
        assert one.figure(**open_sockets) == 1
        assert one.figure("analyzer_frames_sent_total", transport="websocket") >= 1
        two.process.kill()
        two.process.wait()
        until(lambda: one.figure(**open_sockets) == 0)
    assert one.figure(**probes) == before + 7
    service.call("POST", f"/api/v1/analysis/{task['id']}/cancel")


def test_a_service_at_work_tells_of_its_queue_its_steps_and_its_processes(service, webs):
    until(lambda: webs[0].figure("analyzer_step_seconds_count", step="synthesis") >= 1)
    assert webs[0].figure("analyzer_database_up") == 1
    until(lambda: webs[0].figure("analyzer_processes", role="worker") == 1)
    assert webs[0].figure("analyzer_processes", role="dispatcher") == 1
    # Waited for, since the machine may be busy while one scrape is answered.
    until(lambda: webs[0].figure("analyzer_scrape_database_seconds") < 0.5)
