import time

import pytest

from analysis.pipeline import values
from analysis.pipeline.text import spam
from tests import texts


def reason(text: str) -> str | None:
    return spam.reasons([values.Comment("a", text)]).get("a")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("sub4sub anyone?", "asks for subscribers"),
        ("SUB 4 SUB", "asks for subscribers"),
        ("please subscribe to my channel", "asks for subscribers"),
        ("Hey check out my new music video", "advertises an own channel"),
        ("Get 1000 free subscribers, click here", "sells subscribers or views"),
        ("Write me on WhatsApp +1 555 0100 022", "lures to a messenger"),
        ("ping me on tele\u200bgram @traderexample", "lures to a messenger"),
        ("加我微信 abcde123", "lures to a messenger"),
        ("пиши в телеграм @primer, доход", "lures to a messenger"),
        ("I made $12,000 a week thanks to Mrs Example, expert trader", "promises easy money"),
        ("Congratulations, you have been selected as our winner, claim it", "claims a prize was won"),
        ("Hot singles in your area, click", "offers sex"),
        ("best discount at http://shop.example.com/x", "advertises a link"),
        ("http://example.com/abc", "is nothing but a link"),
    ],
)
def test_spam_has_a_reason(text, why):
    assert reason(text) == why


@pytest.mark.parametrize(
    "text",
    [
        "I subscribed years ago and never regretted it",
        "My telegram arrived late, as my grandfather used to say",
        "Great explanation, more at en.wikipedia.org/wiki/Tide for those who want to know how it works in detail",
        "https://www.youtube.com/watch?v=abc is where he explains the rest of it",
        "He made a wonderful loaf last week",
        "First!",
        "❤️",
        "1:42",
        "",
    ],
)
def test_ordinary_comments_are_no_spam(text):
    assert reason(text) is None


def test_no_comment_of_the_test_talk_is_taken_for_spam_but_the_spam():
    assert set(spam.reasons(texts.COMMENTS)) == {"c036", "c037", "c038", "c039"}


def test_a_long_text_from_three_writers_is_a_flood():
    text = "This video changed how my whole family thinks about bread"
    comments = [values.Comment(str(i), text + "!" * i, author=f"@{i}") for i in range(3)]
    assert spam.reasons(comments) == dict.fromkeys("012", "the same text 3 times")
    assert spam.reasons(comments[:2]) == {}


def test_short_texts_may_be_written_by_many():
    assert spam.reasons([values.Comment(str(i), "love this song", author=f"@{i}") for i in range(50)]) == {}


def test_the_second_of_two_equal_comments_of_one_writer_is_left_out():
    comments = [
        values.Comment("b", "The best bread video", author="@x"),
        values.Comment("a", "the best bread video!", author="@x"),
    ]
    assert spam.reasons(comments) == {"b": "repeats the writer's own comment"}


def test_the_author_is_never_spam():
    assert spam.reasons([values.Comment("a", "subscribe to my channel", is_author=True)]) == {}


def test_the_order_of_the_comments_changes_nothing():
    assert spam.reasons(texts.COMMENTS[::-1]) == spam.reasons(texts.COMMENTS)


def test_hostile_texts_take_no_time():
    started = time.process_time()
    spam.reasons([values.Comment(str(i), text) for i, text in enumerate(texts.HOSTILE)])
    assert time.process_time() - started < 3
