"""The small tools of narration: quotes, windows, wording, figures, schemas."""

import itertools

import pytest

from analysis.exceptions import LanguageModelReplyRejected
from analysis.llm.request_body import ReplySchemaBuilder
from analysis.pipeline import values
from analysis.pipeline.llm_refinement import chunks, citations, figure_claims, replies, sanitizing
from analysis.pipeline.values import Citation, Comment, Segment
from tests.support import growth

SPEECH = citations.TranscriptSource(
    (
        Segment(0.0, 3.0, "The tide rises because"),
        Segment(3.0, 6.0, "the moon, they say, pulls"),
        Segment(6.0, 9.0, "on the water."),
        Segment(100.0, 103.0, "The tide rises because of the Sun, too."),
        Segment(200.0, 203.0, "潮汐は月の引力によって起こります。"),
        Segment(210.0, 213.0, "समुद्र का पानी चाँद की वजह से उठता है"),
    )
)


@pytest.mark.parametrize(
    ("quote", "place", "found"),
    [
        ("The tide rises", 0, Citation("The tide rises", 0.0, 3.0)),
        ("THE TIDE  RISES, because the moon", 0.0, Citation("The tide rises because the moon", 0.0, 6.0)),
        ("moon they say pulls on the water!", 3, Citation("moon, they say, pulls on the water", 3.0, 9.0)),
        ("The tide rises because", 101, Citation("The tide rises because", 100.0, 103.0)),
        ("The tide rises because", 40, None),
        ("the moon … pulls on the water", 3, None),
        ("the moon pulls on the water", 3, None),
        ("月の引力", 200, Citation("月の引力", 200.0, 203.0)),
        ("चाँद की वजह", 205, Citation("चाँद की वजह", 210.0, 213.0)),
        ("the moon", 3, None),
        ("", 3, None),
        ("...", 3, None),
        ("tide " * 200, 3, None),
    ],
)
def test_a_quote_holds_where_its_letters_stand_near_its_seconds(quote, place, found):
    assert SPEECH.find(quote, place) == found


def test_a_quote_from_a_comment_must_be_of_that_comment():
    comments = citations.CommentSource({1: Comment("a", "What a wonderful\nharbour!"), 2: Comment("b", "Loud music.")})
    assert comments.find("wonderful harbour", 1) == Citation("wonderful harbour", comment_id="a")
    assert comments.find("wonderful harbour", 2) is None
    assert comments.find("wonderful harbour", 7) is None


def test_a_transcript_that_repeats_itself_without_end_is_searched_in_linear_time():
    # All of it is near enough to be a place of the quote, and none is at its second: each place is looked at.
    near = Segment(495.0, 496.0, "no no no no no")
    speeches = {count: citations.TranscriptSource([near] * count) for count in (500, 5_000)}

    def search(count):
        assert speeches[count].find("no no no no no no no", 500) is not None

    growth.assert_linear(search, 500)


def transcript(*segments):
    return values.Transcript("manual_captions", "en", tuple(segments))


def test_lines_of_speech_are_short_in_seconds_and_hold_every_word():
    segments = [Segment(i * 1.0, i + 1.0, f"word{i}") for i in range(100)]
    lines = chunks.transcript_lines(transcript(*segments))
    assert " ".join(line.text for line in lines) == " ".join(segment.text for segment in segments)
    assert all(later.place - line.place <= chunks.LINE_SECONDS + 1 for line, later in itertools.pairwise(lines))
    assert chunks.transcript_lines(transcript()) == ()
    assert (
        chunks.transcript_lines(transcript(Segment(0, 1, "潮汐は"), Segment(1, 2, "起こる")))[0].text == "潮汐は起こる"
    )


def test_windows_hold_every_line_once_and_keep_to_their_size():
    lines = chunks.number_lines("a word or two " * (number % 7) + str(number) for number in range(300))
    windows = chunks.split_into_windows(lines, 500)
    assert [line for window in windows for line in window] == list(lines)
    assert all(sum(chunks.estimate_tokens(line.text) + 6 for line in window) <= 500 for window in windows)
    assert chunks.split_into_windows((), 500) == []


def test_tokens_are_estimated_on_the_safe_side():
    assert chunks.estimate_tokens("The tide rises because the moon pulls.") == 13
    assert chunks.estimate_tokens("潮汐は月の引力") == 8
    assert chunks.estimate_tokens("0.4217") == 6


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        ("Plain.", "Plain."),
        ("<b>Bold</b> <img src=x onerror=alert(1)> text", "Bold text"),
        ("[a link](javascript:alert(1)) here", "a link here"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("See https://example.com/a.", "See https://example.com/a."),
        ("See https://evil.example/a.", None),
        ("Write to me@evil.example now", None),
        ("Come to t.me/scam", None),
        ("Come to WWW.EVIL.EXAMPLE", None),
        ("e.g. 3.5 percent, U.S. and a.m.", "e.g. 3.5 percent, U.S. and a.m."),
        ("hidden\u202e\u200b\x00 \ud800letters", "hidden letters"),
        ("میخواهم می‌خواهم 👨‍👩‍👧", "میخواهم می‌خواهم 👨‍👩‍👧"),
        ("  \n ", None),
        ("word " * 30, "word word word word word word word word word…"),
    ],
)
def test_text_is_made_fit_to_be_shown(text, fit):
    assert sanitizing.sanitize(text, 50, "I link to https://example.com/a in my talk") == fit


@pytest.mark.parametrize("hostile", ["aa", "<<", "a.", "[[", "a@"])
def test_text_is_made_fit_in_linear_time(hostile):
    growth.assert_linear(lambda count: sanitizing.sanitize(hostile * count, 400, ""), 10_000)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("42 % are positive", True),
        ("41.7 % are positive", True),
        ("43 % are positive", False),
        ("12,345 views", True),
        ("12 345 views", True),
        ("12.345 views", False),
        ("at 3:12", True),
        ("at 0:03:12", True),
        ("at 3:13", False),
        ("a mood of 0.42", True),
        ("no number at all", True),
        ("from “Chapter 7”", True),
        ("7 chapters and 9 lives", False),
    ],
)
def test_a_claim_states_no_number_but_its_figures(text, holds):
    assert figure_claims.contains_only_known_numbers(text, [0.417, 12345, 192.4, "Chapter 7"]) is holds


def test_figures_are_the_numbers_worth_a_claim_with_their_names():
    found = {
        "video": {"title": "Tides", "view_count": 5, "like_count": None, "description": "long"},
        "comments": {
            "fetched": 3,
            "themes": [{"name": "Moon", "size": 2, "comment_ids": ["a"]}] * 20,
            "sentiment": {"distribution": {"positive": 0.5}, "by_day": [{"day": "d", "n": 1}]},
        },
        "content": None,
    }
    known = figure_claims.extract_figures(found)
    assert list(known)[:5] == [
        "video.title", "video.view_count", "comments.fetched", "comments.themes.0.name", "comments.themes.0.size"
    ]  # fmt: skip
    assert known["comments.sentiment.distribution.positive"] == 0.5
    assert len(known) == 3 + 2 * 8 + 1


def test_a_reply_is_described_to_servers_with_its_limits():
    assert ReplySchemaBuilder().schema_of(replies.Names) == {
        "type": "object",
        "properties": {
            "names": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"number": {"type": "integer"}, "name": {"type": "string", "maxLength": 400}},
                    "required": ["number", "name"],
                    "additionalProperties": False,
                },
                "maxItems": 40,
            }
        },
        "required": ["names"],
        "additionalProperties": False,
    }


@pytest.mark.parametrize(
    "text",
    [
        '{"names": [{"number": "1", "name": "a"}]}',
        '{"names": [{"number": true, "name": "a"}]}',
        '{"names": [{"number": 1.5, "name": "a"}]}',
        '{"names": [{"number": 1, "name": null}]}',
        '{"names": [{"number": 1}]}',
        '{"names": {"number": 1, "name": "a"}}',
        '{"names": "abc"}',
        '{"names": [1]}',
        "}{",
    ],
)
def test_a_reply_of_another_shape_is_rejected(text):
    with pytest.raises(LanguageModelReplyRejected):
        replies.parse_reply(text, replies.Names)


def test_a_place_must_be_a_number_that_is_one():
    with pytest.raises(LanguageModelReplyRejected):
        replies.parse_reply('{"quote": "a", "place": NaN}', replies.Quoted)
    assert replies.parse_reply('{"quote": "a", "place": 3}', replies.Quoted) == replies.Quoted("a", 3.0)
