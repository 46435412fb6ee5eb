"""What happens when the other side does not behave."""

import socket
import threading

import pytest

from analysis.webhooks import sending


@pytest.fixture
def listener():
    """Give a listening socket of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def send_to(listener):
    return sending.send(f"http://127.0.0.1:{listener.getsockname()[1]}/", b"{}", {})


def answer(listener, *pieces):
    """Accept one connection in a thread and send ``pieces`` there, the last again and again; return the thread."""

    def serve():
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            try:
                for piece in pieces[:-1]:
                    connection.sendall(piece)
                while True:
                    connection.sendall(pieces[-1])
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    return thread


def test_of_an_endless_body_only_the_status_is_read(listener):
    thread = answer(listener, b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536)
    assert send_to(listener) == sending.Outcome(200)
    thread.join(timeout=30)
    assert not thread.is_alive()


def test_endless_headers_are_given_up(listener):
    answer(listener, b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"x" * 1000 + b"\r\n")
    assert send_to(listener).error == "The receiver did not answer as an HTTP server does."


def test_what_is_no_http_is_said_to_be_none(listener):
    answer(listener, b"220 mail.example.com ESMTP\r\n")
    assert send_to(listener).error == "The receiver did not answer as an HTTP server does."


def test_a_silent_receiver_is_given_up_after_the_deadline(listener, monkeypatch):
    monkeypatch.setattr(sending, "DEADLINE_SECONDS", 0.2)
    assert send_to(listener).error == "The receiver did not answer in time."


def test_a_closed_port_is_told_from_a_bad_certificate(listener):
    listener.close()
    assert send_to_port(1).error == "The connection was refused or failed."


def send_to_port(port):
    return sending.send(f"http://127.0.0.1:{port}/", b"{}", {})


@pytest.fixture(autouse=True)
def _this_machine(settings):
    settings.WEBHOOK_ALLOW_HTTP = settings.WEBHOOK_ALLOW_PRIVATE = True


def resolve_all_to(monkeypatch, address):
    """Have every name lead to ``address``; return the list of names that are looked up."""
    asked, real = [], socket.getaddrinfo

    def resolve(host, port, family=0, type=0, proto=0, flags=0):
        if flags & socket.AI_NUMERICHOST or host == address:
            return real(host, port, family, type, proto, flags)
        asked.append(host)
        return real(address, port, family, type, proto, flags)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


def test_the_name_is_resolved_once_and_stands_in_host(httpserver, monkeypatch):
    asked = resolve_all_to(monkeypatch, "127.0.0.1")
    httpserver.expect_request("/hook").respond_with_data(status=200)
    outcome = sending.send(f"http://hooks.example.com:{httpserver.port}/hook?a=1", b"{}", {})
    assert outcome == sending.Outcome(200)
    ((request, _),) = httpserver.log
    assert request.headers["Host"] == f"hooks.example.com:{httpserver.port}"
    assert request.query_string == b"a=1"
    assert asked == ["hooks.example.com"]


def test_a_name_that_leads_inside_is_not_connected_to(httpserver, monkeypatch, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = False
    resolve_all_to(monkeypatch, "127.0.0.1")
    outcome = sending.send(f"http://hooks.example.com:{httpserver.port}/hook", b"{}", {})
    assert outcome.error == "The host name leads to an address that is not public."
    assert httpserver.log == []


def test_a_proxy_of_this_machine_is_not_used(httpserver, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    httpserver.expect_request("/hook").respond_with_data(status=200)
    assert sending.send(httpserver.url_for("/hook"), b"{}", {}) == sending.Outcome(200)
