"""Addresses of videos: which are taken, which are refused, and that nothing else can be smuggled through."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis import youtube
from analysis.exceptions import InvalidUrl

ID = "aBc-_123XYZ"
IDS = st.from_regex(r"[A-Za-z0-9_-]{11}", fullmatch=True)
HOSTS = ["youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com"]


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(
    "path",
    [
        f"/watch?v={ID}",
        f"/watch?app=desktop&v={ID}&t=42s&list=PL1&si=x#t=1",
        f"/watch/?v={ID}",
        f"/shorts/{ID}",
        f"/shorts/{ID}/?feature=share",
        f"/live/{ID}?si=x",
        f"/embed/{ID}?start=3",
        f"/v/{ID}",
    ],
)
def test_it_finds_the_id_in_every_form_of_address(scheme, host, path):
    assert youtube.parse(f"{scheme}://{host}{path}").video_id == ID


@pytest.mark.parametrize(
    "url",
    [
        f"https://youtu.be/{ID}",
        f"http://youtu.be/{ID}?t=10",
        f"HTTPS://YouTu.be/{ID}",
        f"https://youtu.be/{ID}/",
        f"https://youtu.be/watch?v={ID}",
    ],
)
def test_it_finds_the_id_in_short_addresses(url):
    assert youtube.parse(url).video_id == ID


@pytest.mark.parametrize(
    "url",
    [
        f"youtube.com/watch?v={ID}",
        f"www.youtube.com/shorts/{ID}",
        f"youtu.be/{ID}",
        f"  https://youtu.be/{ID}\n",
        f"\u200bhttps://youtu.be/{ID}\ufeff",
        f"\ufeff youtu.be/{ID}\u200b ",
        f"\u2068\u200ehttps://youtu.be/{ID}\u2069\u2060",
        f"https://youtu.be/{ID}&t=90",
        f"https://youtu.be/{ID}#t=1?x&y",
        f"https://www.youtube.com/watch?v={ID}?t=30",
        f"https://www.youtube.com/watch?v={ID}:2454",
        f"https://www.youtube.com/watch?t=3&v={ID}&t=30",
        f"https://www.youtube.com/shorts/{ID}&feature=share",
    ],
)
def test_what_copying_and_typing_leave_around_an_id_is_dropped(url):
    found = youtube.parse(url)
    assert (found.video_id, found.url) == (ID, url)


def test_an_id_that_cannot_exist_passes_and_is_known_as_such():
    assert youtube.parse("https://youtube.com/watch?v=test").video_id == "test"
    assert not youtube.is_valid_video_id("test")
    assert youtube.is_valid_video_id(ID)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "test",
        ID,
        f"//youtube.com/watch?v={ID}",
        f"ftp://youtube.com/watch?v={ID}",
        "javascript:alert(1)",
        f"javascript://youtube.com/%0aalert(1)?v={ID}",
        f"data:text/html,https://youtube.com/watch?v={ID}",
        f"https://youtube.com@evil.example/watch?v={ID}",
        f"https://youtube.com@127.0.0.1/watch?v={ID}",
        f"https://user:pass@youtube.com/watch?v={ID}",
        f"https://youtube.com.evil.example/watch?v={ID}",
        f"https://evilyoutube.com/watch?v={ID}",
        f"https://www.youtu.be/{ID}",
        f"https://evil.example/youtube.com/watch?v={ID}",
        f"https://youtube.com:80/watch?v={ID}",
        f"https://youtube.com:/watch?v={ID}",
        f"https://youtube.com:99999/watch?v={ID}",
        f"https://youtube.com./watch?v={ID}",
        f"https://youtubE.com%2eevil.example/watch?v={ID}",
        f"https://youtube.com\\@evil.example/watch?v={ID}",
        f"https://evil.example\\@youtube.com/watch?v={ID}",
        f"https://yоutube.com/watch?v={ID}",
        f"https://[::1]/watch?v={ID}",
        "https://[youtube.com/watch?v=x",
        f"https://youtube.com/ watch?v={ID}",
        f"https://youtube.com/watch?v={ID}\n#",
        f"localhost/watch?v={ID}",
        f"youtube.com:443/watch?v={ID}",
        f"youtube.com@evil.example/watch?v={ID}",
        f"youtube.com.evil.example/watch?v={ID}",
        f"https://you\ttube.com/watch?v={ID}",
        f"https://youtube.com/watch?v={ID}\x00",
        "https://youtube.com/watch",
        "https://youtube.com/watch?v=",
        "https://youtube.com/watch?v=../../etc/passwd",
        "https://youtube.com/watch?v=a%00b",
        "https://youtube.com/watch?v=" + "a" * 65,
        f"https://youtube.com/WATCH/{ID}",
        f"https://youtube.com/redirect?q=https://youtu.be/{ID}",
        "https://youtube.com/playlist?list=PL1",
        "https://youtube.com/@channel",
        "https://www.youtube.com/embed/videoseries?list=PL1",
        "https://www.youtube.com/embed/live_stream?channel=UC1",
        "https://youtu.be/",
        f"https://youtu.be/{ID}/more",
        "https://youtu.be/watch",
        f"https://youtube.com/watch?v={ID}&x=" + "y" * 2048,
    ],
)
def test_it_refuses_everything_else(url):
    with pytest.raises(InvalidUrl):
        youtube.parse(url)


@given(IDS, st.sampled_from([None, 0, 59.9, 3600.0]))
def test_the_address_that_is_built_leads_back_to_the_id(video_id, seconds):
    url = youtube.watch_url(video_id, seconds)
    assert youtube.parse(url).video_id == video_id
    assert urlsplit(url).hostname == "www.youtube.com"


@given(st.text(max_size=80) | st.text(alphabet="htps:/\\@.youtbecm?v=&#%0[]", max_size=80))
@example("http://[")
@example("https://youtu.be/\ud800")
def test_any_text_gives_an_id_or_is_refused(text):
    for url in (text, f"https://youtube.com/{text}", f"https://{text}/watch?v={ID}", f"https://youtu.be/{text}"):
        try:
            video_id = youtube.parse(url).video_id
        except InvalidUrl:
            continue
        assert urlsplit(youtube.watch_url(video_id)).netloc == "www.youtube.com"
        assert set(video_id) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
