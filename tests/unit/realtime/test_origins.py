"""From where a socket may be opened."""

import pytest

from realtime.origins import OriginCheck


def scope(origin: str | None, host: str = "example.com", scheme: str = "ws", **headers: str) -> dict:
    """Return a handshake."""
    given = {"host": host, "origin": origin, **headers}
    return {
        "type": "websocket",
        "scheme": scheme,
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in given.items() if value is not None
        ],
    }


def is_allowed(given: dict) -> bool:
    return OriginCheck(None).is_allowed(given)


@pytest.fixture(autouse=True)
def _ours(settings):
    settings.ALLOWED_HOSTS = ["example.com", "[::1]"]
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example.net"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://*.example.org", "http://plain.example.org:8080"]
    settings.SECURE_PROXY_SSL_HEADER = None


@pytest.mark.parametrize(
    "given",
    [
        scope(None),
        scope("http://example.com"),
        scope("http://EXAMPLE.com:80"),
        scope("http://example.com", host="example.com:80"),
        scope("http://example.com:8000", host="example.com:8000"),
        scope("http://[::1]:8000", host="[::1]:8000"),
        scope("https://example.com", scheme="wss"),
        scope("https://app.example.net"),
        scope("https://sub.example.org"),
        scope("http://plain.example.org:8080"),
    ],
)
def test_own_pages_trusted_ones_and_programs_may_connect(given):
    assert is_allowed(given)


@pytest.mark.parametrize(
    "given",
    [
        scope("https://elsewhere.example"),
        scope("https://example.com"),
        scope("http://example.com", scheme="wss"),
        scope("http://example.com:8000"),
        scope("http://example.com", host="example.com:8000"),
        scope("http://example.com.elsewhere.example"),
        scope("http://elsewhere.example", host="elsewhere.example"),
        scope("https://app.example.net:8443"),
        scope("http://app.example.net"),
        scope("https://example.org"),
        scope("https://sub.example.org.elsewhere.example"),
        scope("http://example.com:bad"),
        scope("http://example.com:99999"),
        scope("http://[::1"),
        scope("http://example.com@elsewhere.example"),
        scope("null"),
        scope(""),
        scope("file://"),
        scope("ws://example.com"),
        scope("http://example.com", host=""),
        {"type": "websocket", "headers": [(b"origin", b"http://example.com")]},
        {"type": "websocket", "headers": [(b"host", b"example.com"), *[(b"origin", b"http://example.com")] * 2]},
    ],
)
def test_foreign_pages_and_nonsense_may_not(given):
    assert not is_allowed(given)


def test_behind_a_trusted_proxy_the_browsers_scheme_counts(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert is_allowed(scope("https://example.com", x_forwarded_proto="https"))
    assert not is_allowed(scope("https://example.com", x_forwarded_proto="http"))
    assert not is_allowed(scope("https://example.com"))


def test_an_untrusted_proxy_header_counts_for_nothing():
    assert not is_allowed(scope("https://example.com", x_forwarded_proto="https"))
