"""How figures and places are written on the pages."""

import pytest

from analysis.templatetags import presentation


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, ""), (0, "0:00"), (62.9, "1:02"), (3723, "1:02:03"), (-0.5, "0:00"), (14400, "4:00:00")],
)
def test_positions(seconds, text):
    assert presentation.clock(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (0, "0.0 s"),
        (2.44, "2.4 s"),
        (59.6, "1 min"),
        (458, "7 min 38 s"),
        (3600, "1 h"),
        (5400, "1 h 30 min"),
        (200_000, "2 d 7 h"),
    ],
)
def test_durations(seconds, text):
    assert presentation.lasting(seconds) == text


@pytest.mark.parametrize(("score", "text"), [(None, ""), (0.166, "+0.17"), (-0.1, "−0.10"), (-0.0007, "0.00")])
def test_scores(score, text):
    assert presentation.signed(score) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1234567, "1,234,567"), (0.5, "0.5"), (3.0, "3"), (12.345, "12.35"), ("text", "text"), (None, "None")],
)
def test_figures(value, text):
    assert presentation.figure(value) == text


@pytest.mark.parametrize(("value", "text"), [(None, ""), (0.0821, "8 %"), (1, "100 %")])
def test_shares(value, text):
    assert presentation.share(value) == text


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("en", "English"),
        ("en-GB", "British English"),
        ("ar-SA", "Arabic"),
        ("zh", "Chinese"),
        ("tlh", "Klingon"),
        ("xq", "xq"),
        (None, ""),
    ],
)
def test_languages(code, name):
    assert presentation.language(code) == name


@pytest.mark.parametrize(
    ("ref", "label"),
    [
        ("comments.moments.0.count", "Moment 1: number"),
        ("comments.sentiment.interval_95.0", "Sentiment: 95 % interval, lower end"),
        ("comments.sentiment.n", "Sentiment: comments that were scored"),
        ("content.structure.sections.2", "Section 3"),
        ("content.topics.1.mentions", "Video: topics, 2, mentions"),
        ("video.view_count", "Video: views"),
        ("comments.languages.en", "Comments: languages, en"),
        ("unknown", "Unknown"),
    ],
)
def test_places_in_the_result_are_named_in_plain_words(ref, label):
    assert presentation.path_label(ref) == label


def test_the_type_of_a_video_rests_on_words_not_on_paths():
    signs = [{"ref": ref} for ref in ("video.title", "content.structure.manner.stream_words", "video.title")]
    assert presentation.genre_reasons(signs) == "its title and the way of speaking"


def test_addresses_hold_foreign_ids_as_text():
    assert presentation.comment_url("abc", "x&t=1#<") == "https://www.youtube.com/watch?v=abc&lc=x%26t%3D1%23%3C"
    assert presentation.channel_url("../evil?") == "https://www.youtube.com/channel/..%2Fevil%3F"
    assert presentation.watch_url("a&b", 61.9) == "https://www.youtube.com/watch?v=a%26b&t=61s"


def test_a_place_in_the_video_is_a_link_that_says_where_it_leads():
    assert presentation.seconds_link("abc", 61.9) == (
        '<a class="at" dir="ltr" href="https://www.youtube.com/watch?v=abc&amp;t=61s" rel="noopener" target="_blank"'
        ' aria-label="Watch at 1:01">1:01</a>'
    )


@pytest.mark.parametrize(
    ("between", "words"),
    [
        (None, ""),
        ((-3.0, 2.0), "a few seconds"),
        ((0.0, 5.0), "a few seconds"),
        ((12.0, 48.0), "15 to 50 seconds"),
        ((41.0, 44.0), "about 45 seconds"),
        ((30.0, 170.0), "1 to 3 minutes"),
        ((100.0, 110.0), "about 2 minutes"),
        ((1000.0, 9000.0), "1 to 3 hours"),
    ],
)
def test_a_range_of_time_is_rounded_up_in_words(between, words):
    assert presentation.remaining_words(between) == words


@pytest.mark.parametrize(
    ("when", "element"),
    [
        (None, ""),
        ("2026-03-14T00:00:00Z", '<time datetime="2026-03-14">14 March 2026</time>'),
        (
            "2026-03-14T06:30:00Z",
            '<time datetime="2026-03-14T06:30:00+00:00" data-local>14 March 2026, 06:30 UTC</time>',
        ),
    ],
)
def test_a_time_of_which_only_the_day_is_known_is_a_day(when, element):
    assert presentation.moment_tag(when) == element
