"""The table of requests."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks.requests import load, report
from benchmarks.requests.cases import Case
from benchmarks.requests.measuring import Row, Side

GET = load.Request("/")
OURS = Side(web_ms=[1.0, 2.0, 9.0], database_ms=[0.5], taken_ms=[1.0, 2.0], per_second=[100.0])
PEER = Side(web_ms=[2.0, 8.0, 18.0], database_ms=[0.5], taken_ms=[1.0, 2.0], per_second=[100.0])


def test_the_ratio_is_the_median_of_the_turns():
    assert Row(Case("GET", GET, GET, 0.5), OURS, PEER).ratio() == 0.5


def test_without_a_peer_its_figures_are_not_measured():
    cells = report.cells(Row(Case("GET", GET, GET, 0.5), OURS, None))

    assert cells[1:4] == ("2.00", "not measured", "")


def test_the_table_on_the_page_is_replaced(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- `make bench` writes this table. -->\nold\n<!-- end -->\nafter\n")

    report.write(page, [Row(Case("GET", GET, GET, 0.5), OURS, PEER)])

    assert page.read_text().startswith("before\n")
    assert page.read_text().endswith("<!-- end -->\nafter\n")
    assert "old" not in page.read_text()
    assert "| GET | 2.00 | 8.00 | 0.50 |" in page.read_text()


@contextmanager
def answering(status):
    """Give the port of a server that answers each request with ``status``."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.send_response(status)
            self.send_header("Content-Length", "3")
            self.end_headers()
            self.wfile.write(b"yes")

        def log_message(self, *arguments):
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_each_connection_waits_for_its_answer():
    with answering(200) as port:
        taken = load.run(port, GET, connections=2, seconds=0.05)

    assert len(taken) > 2


def test_another_status_ends_the_measurement():
    with answering(503) as port, pytest.raises(RuntimeError, match="503"):
        load.run(port, GET, connections=2, seconds=0.05)
