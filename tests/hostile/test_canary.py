"""No address that a client or a source can name makes the service ask a place of somebody else's choice."""

import json
import socket
import urllib.request

import pytest
import yt_dlp
from django.test import Client
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from analysis import youtube
from analysis.exceptions import AnalysisError, InvalidUrl, LanguageModelError
from analysis.llm import retry_policy
from analysis.llm.chat_completions import ChatCompletions
from analysis.models import AnalysisTask
from analysis.pipeline import values
from analysis.pipeline.progress import Progress
from analysis.sources.ytdlp import YtDlpSource
from tests.hostile import canary
from tests.support import chat_server

ID = "aBc-_123XYZ"
#: Addresses that lead to ``{place}`` where somebody reads them carelessly.
TRICKS = [
    "http://{place}/watch?v=ID",
    "http://youtube.com@{place}/watch?v=ID",
    "http://www.youtube.com:80@{place}/watch?v=ID",
    "http://www.youtube.com%40{place}/watch?v=ID",
    "http://www.youtube.com#@{place}/watch?v=ID",
    "http://www.youtube.com?@{place}/watch?v=ID",
    "http://{place}#www.youtube.com/watch?v=ID",
    "http://{place}\\@www.youtube.com/watch?v=ID",
    "http://www.youtube.com\\.{place}/watch?v=ID",
    "http://www.youtube.com/redirect?q=http://{place}/",
    "http://www.youtube.com/watch?v=ID&u=http://{place}/",
    "http://www.youtube.com/watch?v=http://{place}/",
    "http://www.youtube.com/watch?v=ID#http://{place}/",
    "http://www.youtube.com/watch?v=ID&v=http://{place}/",
    "http://www.youtube.com/attribution_link?u=http://{place}/watch?v=ID",
    "http://www.youtube.com/oembed?url=http://{place}/",
    "http://www.youtube.com/embed/http://{place}/",
    "http://www.youtube.com//{place}/watch?v=ID",
    "//{place}/watch?v=ID",
    "http:/{place}/watch?v=ID",
    "http:///{place}/watch?v=ID",
    "http://youtu.be/{place}",
    "http://youtu.be//{place}",
    "http://youtu.be/ID?u=http://{place}",
    "http://www。youtube。com@{place}/watch?v=ID",
    "http://www.youtube.com。{place}/watch?v=ID",
    "http://ⓨoutube.com@{place}/watch?v=ID",
    "http://xn--youtube.com@{place}/watch?v=ID",
    "http://[::ffff:127.0.0.1]/watch?v=ID",
    "http://2130706433/watch?v=ID",
    "http://0x7f.1/watch?v=ID",
    "file:///etc/passwd?v=ID",
    "ytsearch:{place}",
    "javascript:fetch('http://{place}')",
    "http://www.youtube.com/watch?v=ID\r\nHost: {place}",
    "http://www.youtube.com/watch?v=ID http://{place}/",
]
#: Where yt-dlp may look for a video.
YOUTUBE = {"www.youtube.com", "youtube.com", "m.youtube.com", "music.youtube.com", "youtubei.googleapis.com"}


@pytest.fixture
def bird():
    with canary.listening() as listening:
        yield listening


@pytest.fixture
def asked(monkeypatch, bird):
    """The hosts whose address somebody wanted; only this machine's own can be found."""
    hosts = []
    find = socket.getaddrinfo

    def note(host, *given, **named):
        hosts.append(host)
        if host not in {"127.0.0.1", "localhost", "::1"}:
            raise socket.gaierror(socket.EAI_NONAME, "there is no other place in this test")
        return find(host, *given, **named)

    monkeypatch.setattr(socket, "getaddrinfo", note)
    return hosts


def addresses(bird):
    return [trick.replace("ID", ID).replace("{place}", bird.place) for trick in TRICKS]


def test_the_canary_sings_for_a_careless_reader(bird):
    urllib.request.urlopen(f"http://{bird.place}/", timeout=60).close()
    with yt_dlp.YoutubeDL({"quiet": True, "no_warnings": True, "ignoreerrors": True}) as careless:
        careless.extract_info(f"http://youtube.com@{bird.place}/watch?v={ID}", download=False)
    assert len(bird.hits) >= 2


@pytest.mark.django_db
def test_no_trick_with_an_address_makes_anybody_ask_another_place(bird, asked, settings):
    settings.YTDLP_SOCKET_TIMEOUT = 2
    settings.MAX_ACTIVE_TASKS = None
    client = Client()
    for address in addresses(bird):
        body = json.dumps({"youtube_url": address})
        answer = client.post("/api/v1/analysis/", body, content_type="application/json")
        assert answer.status_code in {200, 422}, address
    accepted = set(AnalysisTask.objects.values_list("video_id", flat=True))
    # Each of them names this video beside the trick; what else was said is gone.
    assert accepted == {ID}
    with pytest.raises(AnalysisError):
        YtDlpSource().fetch_video(accepted.pop())
    assert asked and set(asked) <= YOUTUBE
    assert bird.hits == []


@pytest.mark.parametrize(
    "locator",
    [
        "http://{place}/api/timedtext",
        "https://{place}/api/timedtext",
        "https://www.youtube.com@{place}/api/timedtext",
        "https://{place}\\@www.youtube.com/api/timedtext",
        "https://{place}#.youtube.com",
        "https://{place}?.youtube.com",
        "https://{place}/.youtube.com",
        "file:///etc/passwd#.youtube.com",
    ],
)
def test_captions_are_fetched_from_youtube_alone(bird, asked, settings, locator):
    settings.YTDLP_SOCKET_TIMEOUT = 2
    track = values.CaptionTrack("en", False, "vtt", locator.replace("{place}", bird.place))
    with pytest.raises(AnalysisError):
        YtDlpSource().fetch_captions(track)
    assert set(asked) <= YOUTUBE
    assert bird.hits == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_language_model_cannot_send_its_prompts_elsewhere(bird, settings, monkeypatch, status):
    monkeypatch.setattr(retry_policy, "FIRST_BACKOFF_SECONDS", 0.01)
    with chat_server.running() as server:
        settings.LLM_BASE_URL, settings.LLM_MODEL = server.url, "tide-7b"
        server.otherwise = lambda handler, body: handler.begin(status, "text/plain", location=f"http://{bird.place}/")
        with pytest.raises(LanguageModelError):
            ChatCompletions().complete(values.Prompt((("user", "data"),), "notes", None, 500), progress=Progress())
    assert bird.hits == []


@hypothesis_settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "http",
                "https",
                ":",
                "/",
                "//",
                "\\",
                "@",
                "#",
                "?",
                "&",
                "v=",
                ID,
                "www.",
                "youtube.com",
                "youtu.be",
                "m.",
                ".",
                "%2f",
                "%40",
                "%00",
                "\t",
                "。",
                "／",
                "evil.example",
                "127.0.0.1",
                "[::1]",
                ":80",
                "watch",
                "embed",
                "u=",
            ]
        ),
        min_size=3,
        max_size=14,
    ).map("".join)
)
def test_an_address_that_is_taken_gives_an_id_and_nothing_else(address):
    try:
        video_id = youtube.parse(address).video_id
    except InvalidUrl:
        return
    assert youtube.watch_url(video_id) == f"https://www.youtube.com/watch?v={video_id}"
    assert set(video_id) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert video_id in address
