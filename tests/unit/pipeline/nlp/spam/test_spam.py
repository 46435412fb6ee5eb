import itertools
import random
from dataclasses import replace

import pytest

from analysis.exceptions import CancellationRequested
from analysis.pipeline import values
from analysis.pipeline.nlp import spam
from analysis.pipeline.nlp.spam import comment_features, duplicates, text_model
from tests.support import growth, spam_texts, texts


def reason(text: str, **more: object) -> str | None:
    return spam.find_spam([values.Comment("a", text, **more)], texts.VIDEO).get("a")


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
        ("Sucscribe to me, I bake daily", "asks for subscribers"),
        ("Thumbs up if you bake on Sundays", "begs for likes"),
        ("Amazing. Like this comment if you would eat it", "begs for likes"),
        ("Like 4 like, everyone", "begs for likes"),
        ("1 like = 1 loaf for my hamster", "begs for likes"),
        ("Dale like si quieres pan", "begs for likes"),
        ("Reach him on ig baker_fx77 for signals", "asks to get in touch elsewhere"),
        ("Can we get 300 likes on this", "begs for likes"),
        ("I have a baking series on my little channel", "advertises an own channel"),
        ("Check out this video on YouTube: https://youtu.be/another_one1", "advertises an own channel"),
        ("Earn income without any risk by claiming bonus deals of bookmakers", "promises easy money"),
        ("There is an app to make real money", "promises easy money"),
        ("Get free steam codes here", "promises easy money"),
        ("Please donate bitcoin to me, I lost my oven", "asks for money"),
        ("Help our bakery https://www.gofundme.com/f/our-bakery", "asks for money"),
        ("Do a quick search on Google for DoughProShot, they have a free video", "tells readers to search for it"),
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
        "Subscribed, thanks a lot",
        "You just earned a new subscriber",
        "He deserves so many more subscribers",
        "Congratulations on 200 subscribers",
        "I would subscribe if I had an account",
        "Please help me, my oven does not work",
        "Give us an example with rye please",
        "I would like if you made a video about rye",
        "Trying to write my first website after this",
        "Happy to see my work made so much easier",
        "We checked on our chickens in the morning",
        "I cannot visit my homeland this year",
        "I will talk about it with my students",
        "Watch parts 1 3 5 9 12 and 14 first",
        "The best loaves of 2021 2022",
        "Your channel is my favourite channel, I come back every week",
        "I have a channel too and know how long the editing takes",
        "Mein Kanal der Woche, immer wieder schön",
        "Wer das 2026 hört, hat Geschmack",
        "❤️",
        "1:42",
        "",
    ],
)
def test_ordinary_comments_are_no_spam(text):
    assert reason(text) is None


@pytest.mark.parametrize("text", spam_texts.SPAM)
def test_spam_of_today_is_found_in_any_script_and_dress(text):
    assert reason(text)


@pytest.mark.parametrize("text", spam_texts.CLEAN)
def test_clean_comments_that_look_a_little_like_spam_are_not_spam(text):
    assert reason(text) is None


@pytest.mark.parametrize(
    ("dressed", "plain"),
    [
        ("ｗｈａｔｓ\u200bａｐｐ", "whatsapp"),
        ("𝐰𝐡𝐚𝐭𝐬𝐚𝐩𝐩", "whatsapp"),
        ("W.h.a.t.s.A.p.p", "whatsapp"),
        ("whаtsаpp", "whatsapp"),
        ("тeлегрaм", "телеграм"),
        ("ᴛᴇʟᴇɢʀᴀᴍ 🅽🅾🆆", "telegram now"),
        ("+１ ➎➎➎ ٠١٠٠ ०२२", "+1 555 0100 022"),
        ("z\u0351\u0352a\u0353lgo", "zalgo"),
        ("Inscrição &amp; <br>Canal", "inscricao & canal"),
        ("чай й", "чай й"),
        ("a  b", "a b"),
        ("", ""),
    ],
)
def test_a_text_is_compared_in_plain_letters(dressed, plain):
    assert spam.normalise(dressed) == plain


def test_a_verdict_of_the_model_names_the_words_that_weighed_most():
    found = reason("I made a remix of this song, search for it and leave a like on the channel, thank you everybody")
    assert found.startswith("reads like spam: ")
    assert "“" in found
    assert len(found) <= 100


def test_what_the_author_hearted_or_many_liked_is_not_called_spam_by_the_model_alone():
    text = "I made a remix of this song, search for it and leave a like on the channel, thank you everybody"
    assert reason(text, is_hearted=True) is None
    assert reason(text, like_count=250) is None
    assert reason("sub4sub", like_count=250) == "asks for subscribers"


def test_who_bears_the_channels_name_without_its_id_pretends():
    fake = "uses the channel's name but is another channel"
    assert reason("Thanks for watching", author="Crumb School", author_channel_id="UCother") == fake
    assert reason("Thanks for watching", author="@СrumbSchооl", author_channel_id="UCother") == fake
    assert reason("Thanks for watching", author="Crumb Schooi (Official) ✔", author_channel_id="UCother") == fake
    assert reason("Thanks for watching", author="Crumb School", author_channel_id=texts.AUTHOR_ID) is None
    assert reason("Thanks for watching", author="Crumb School") is None
    assert reason("Thanks for watching", author="Crumb Schools", author_channel_id="UCother") is None


def test_a_name_that_is_a_lure_is_spam_whatever_it_says():
    lure = "author name is a messenger contact or a phone number"
    assert reason("Thanks!", author="Text me on Telegram 👉 @crumb_prizes") == lure
    assert reason("Thanks!", author="ＷｈａｔｓＡｐｐ＋１ ５５５ ０１０ ００２２") == lure
    assert reason("Thanks!", author="📌 Pinned: message me") == lure
    assert reason("Thanks!", author="@telegramfan") is None
    assert reason("Thanks!", author="@ahmad200512345678") is None


def test_sharing_the_video_itself_is_no_advertisement():
    assert reason("Crumb School - Why sourdough rises: https://youtu.be/test_bread01") is None


def test_many_who_share_the_video_itself_are_no_flood():
    text = "Crumb School - Why sourdough rises in the cold: https://youtu.be/test_bread01"
    comments = [values.Comment(str(i), text, author=f"@{i}") for i in range(5)]
    assert spam.find_spam(comments, texts.VIDEO) == {}
    assert len(spam.find_spam(comments)) == 5


def test_short_thanks_of_one_writer_to_several_are_no_repetition():
    comments = [values.Comment(str(i), "Thank you so much!", author="@x") for i in range(3)]
    assert spam.find_spam(comments) == {}


def test_begging_has_one_reason_whether_a_rule_or_the_model_finds_it():
    class Suspicious:
        def probabilities(self, features, *, check):
            return [1.0] * len(features)

        def top_features(self, features):
            return ["“words”"]

    found = spam.find_spam([values.Comment("a", "Help me reach the village")], model=Suspicious())
    assert found == {"a": "begs for likes: “words”"}


def test_no_comment_of_the_test_talk_is_taken_for_spam_but_the_spam():
    assert set(spam.find_spam(texts.COMMENTS)) == {"c036", "c037", "c038", "c039"}


def test_a_long_text_from_three_writers_is_a_flood():
    text = "This video changed how my whole family thinks about bread"
    comments = [values.Comment(str(i), text + "!" * i, author=f"@{i}") for i in range(3)]
    assert spam.find_spam(comments) == dict.fromkeys("012", "the same text 3 times")
    assert spam.find_spam(comments[:2]) == {}


def test_a_line_that_a_few_quote_is_no_flood():
    line = "we bake until the morning comes"
    assert spam.find_spam([values.Comment(str(i), line, author=f"@{i}") for i in range(5)]) == {}
    many = spam.find_spam([values.Comment(str(i), line, author=f"@{i}") for i in range(6)])
    assert set(many.values()) == {"the same text 6 times"}


def test_short_texts_may_be_written_by_many():
    assert spam.find_spam([values.Comment(str(i), "love this song", author=f"@{i}") for i in range(50)]) == {}


def test_the_second_of_two_equal_comments_of_one_writer_is_left_out():
    comments = [
        values.Comment("b", "The best bread video", author="@x"),
        values.Comment("a", "the best bread video!", author="@x"),
    ]
    assert spam.find_spam(comments) == {"b": "repeats the writer's own comment"}


def test_the_author_is_never_spam():
    assert spam.find_spam([values.Comment("a", "subscribe to my channel", is_author=True)]) == {}


def test_nearly_equal_long_texts_from_three_writers_are_a_flood():
    text = "Every single person who bakes should know how {} the starter really is before buying any flour at the shop"
    comments = [
        values.Comment(str(i), text.format(word), author=f"@{i}") for i, word in enumerate(("sour", "wild", "alive"))
    ]
    assert spam.find_spam(comments) == dict.fromkeys("012", "the same text 3 times")


def test_long_texts_on_the_same_subject_are_not_copies():
    found = duplicates.group([
        "thestarterdoublesinsixhourswhenthekitcheniswarmenoughforit",
        "thestarterneverdoublesinmykitchenbecauseitistoocoldinwinter",
        "ifthekitcheniswarmthestarterwilldoubleinhalfadayorless",
    ])  # fmt: skip
    assert found == []


def test_the_later_repetition_is_the_one_left_out():
    later = replace(texts.comment(9, "The best bread video of all"), id="a", author_channel_id="UCx")
    first = replace(texts.comment(1, "The best bread video of all"), id="b", author_channel_id="UCx")
    assert spam.find_spam([later, first]) == {"a": "repeats the writer's own comment"}


def test_the_time_for_comparing_comments_grows_with_their_number_and_not_its_square():
    draw = random.Random(3)
    words = [f"word{i}" for i in range(400)]
    cores = ["".join(draw.choices(words, k=12)) for _ in range(10_000)]
    cores[1_500] = cores[20] + "x"

    def compare(count: int) -> None:
        assert duplicates.group(cores[:count]) == [[20, 1_500]]

    growth.assert_linear(compare, 2_000)


def test_the_search_for_spam_can_be_stopped():
    def stop(done: int) -> None:
        raise CancellationRequested

    with pytest.raises(CancellationRequested):
        spam.find_spam([values.Comment("a", "Lovely bread")], check=stop)


def test_a_batch_is_scored_as_its_texts_are_alone():
    comments = [values.Comment(str(i), text) for i, text in enumerate((*spam_texts.SPAM, *spam_texts.CLEAN, ""))]
    seen = comment_features.extract(comments, None)
    together = text_model.load().probabilities(seen)
    assert together == pytest.approx([text_model.load().probabilities([look])[0] for look in seen])


def test_the_order_of_the_comments_changes_nothing():
    assert spam.find_spam(texts.COMMENTS[::-1]) == spam.find_spam(texts.COMMENTS)


def test_hostile_texts_take_little_longer_than_tame_ones_of_their_length():
    tame = ["".join(itertools.islice(itertools.cycle("Lovely bread. "), len(text))) for text in texts.HOSTILE]

    def seconds(all_texts: list[str]) -> float:
        comments = [values.Comment(str(i), text) for i, text in enumerate(all_texts)]
        return growth.processor_seconds(lambda: spam.find_spam(comments))

    assert seconds(texts.HOSTILE) < 5 * max(seconds(tame), growth.FLOOR_SECONDS)


#: Genuine comments of 250 letters and more, by somebody with no likes. They hold words that spam uses too.
GENUINE = (
    "I got this kettle for my mother in spring since hers leaked. It boils much faster, but please look at the lid again: "
    "mine will not close after a year. If you ever make a video about repairs, show how to get the spring out, thanks!",
    "You have the order wrong, my friend. The mill was built before the canal was dug, not after, and the grain came by cart. "
    "If you look at the maps in the town hall you will see it. Please check that next time, people believe what you tell them.",
    "The screen is lovely, but the speaker is a joke. I give mine a new cable every month and it still crackles. For that money "
    "you get two of the others, and they get help for longer. I wish they would listen to us instead of changing the colour.",
    "This is the fourth time I watch this lesson and now I see why the sum has to be split. My teacher never told us where the "
    "minus comes from. You make it look easy. I really hope you will do one on series, I have an exam and I need your help.",
)


@pytest.mark.parametrize("text", GENUINE)
def test_a_long_genuine_comment_is_no_spam(text):
    assert spam.find_spam([values.Comment("a", text)]) == {}


def test_a_story_with_one_link_is_no_spam_and_one_that_sells_is():
    story = (
        "We ran the mill from 1974 until the flood took the weir. The stones that you show came from the quarry behind "
        "the church, and an uncle of mine cut the last pair himself. Whoever wants to see how it looked may do so here: {}"
    )
    assert reason(story.format("https://www.millhistory.example.org/weir/1974")) is None
    assert reason("Subscribe to my channel. " + story.format("https://bit.example.com/x")) is not None


def test_a_long_genuine_comment_with_a_lure_before_it_is_spam():
    text = f"Subscribe to my channel please! {GENUINE[0]}"
    assert spam.find_spam([values.Comment("a", text)]) == {"a": "asks for subscribers"}


def test_the_model_alone_condemns_no_comment_without_a_lure():
    class Suspicious:
        def probabilities(self, features, *, check):
            return [1.0] * len(features)

        def top_features(self, features):
            return []

    comments = [
        values.Comment("plain", "Lovely bread and lovely light"),
        values.Comment("lure", "Lovely bread, I won a prize"),
    ]
    assert spam.find_spam(comments, model=Suspicious()) == {"lure": "reads like spam"}


@pytest.mark.parametrize(
    ("text", "lures_found"),
    [
        ("Nice bread", set()),
        ("@baker Nice bread", set()),
        ("Nice bread, ask @baker", {"contact"}),
        ("Nice bread for 20 $", {"number"}),
        ("Thumbs up if you agree", {"begging"}),
        ("I made a cover of it on my channel", {"offer"}),
        ("Nice bread at baker.com", {"link"}),
    ],
)
def test_what_a_comment_lures_with(text, lures_found):
    assert comment_features.extract([values.Comment("a", text)], None)[0].lures == lures_found
