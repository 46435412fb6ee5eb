"""Cookies, proxies and PO tokens, as they are configured."""

import pytest

from analysis.sources import checks, youtube_access

#: A constant: every process that runs tests must name them alike.
LATER, EARLIER = 4_000_000_000, 1_000_000_000


def cookies(*rows):
    lines = ["# Netscape HTTP Cookie File"]
    return "\n".join(lines + [f"{domain}\tTRUE\t/\tTRUE\t{expires}\t{name}\tx" for domain, name, expires in rows])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (cookies((".youtube.com", "LOGIN_INFO", LATER)), None),
        ("not a cookie file", "The cookie file is not in Netscape format."),
        ("", "The cookie file is not in Netscape format."),
        (cookies((".example.com", "a", LATER)), "The cookie file holds no cookie of youtube.com."),
        (cookies((".notyoutube.com", "SID", LATER)), "The cookie file holds no cookie of youtube.com."),
        (cookies((".youtube.com", "SID", EARLIER)), "All cookies of youtube.com have expired."),
        (
            cookies((".youtube.com", "PREF", LATER), (".youtube.com", "SID", EARLIER)),
            "The cookies are not those of a logged-in browser, or its login has expired.",
        ),
        (b"\xff\xfe\x00", "The cookie file cannot be read."),
    ],
)
def test_cookies_that_cannot_be_used_are_named(settings, tmp_path, text, message):
    file = tmp_path / "cookies.txt"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    settings.YTDLP_COOKIE_FILE = str(file)
    problem = youtube_access.cookie_problem()
    assert (problem and problem.message) == message


@pytest.mark.parametrize(
    ("address", "is_valid"),
    [
        ("", True),
        ("http://user:secret@proxy.example:3128", True),
        ("socks5h://127.0.0.1:1080", True),
        ("proxy.example:3128", False),
        ("ftp://proxy.example", False),
        ("http://", False),
        ("http://proxy.example:port", False),
        ("http://[::1", False),
    ],
)
def test_an_address_that_is_no_proxy_is_named(settings, address, is_valid):
    settings.YTDLP_PROXY = address
    assert (youtube_access.proxy_problem() is None) == is_valid


def test_the_checks_at_the_start_warn_of_both(settings):
    settings.YTDLP_PROXY, settings.YTDLP_COOKIE_FILE = "nonsense", "/nowhere/cookies.txt"
    assert [message.id for message in checks.check_youtube_access()] == ["analysis.W001", "analysis.W002"]


@pytest.mark.parametrize(
    ("text", "is_valid"), [("", True), ('{"po_token": ["a"]}', True), ("[1]", False), ("{", False)]
)
def test_extractor_arguments_that_are_no_object_of_lists_are_named(settings, text, is_valid):
    settings.YTDLP_EXTRACTOR_ARGS = text
    assert (youtube_access.extractor_arguments() is not None) == is_valid
