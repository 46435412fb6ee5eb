from dataclasses import replace

import pytest

from analysis.pipeline import values
from analysis.pipeline.comments import author_activity
from analysis.pipeline.nlp.sentences import questions
from tests.support import texts
from tests.support.texts import comment, reply_of_author


def activity(*comments: values.Comment) -> values.AuthorActivity:
    return author_activity.measure_activity(author_activity.mark_author(comments, texts.VIDEO))


def test_the_channels_id_identifies_the_author():
    found = activity(comment(1, "Which flour?"), reply_of_author(2, "Rye.", 1))
    assert (found.replies, found.reply_rate) == (1, 1.0)


def test_the_channels_name_under_another_id_is_not_the_author():
    found = activity(comment(1, "Which flour?"), comment(2, "Rye.", parent=1, author="Crumb School"))
    assert (found.replies, found.threads) == (0, ())


def test_another_id_outweighs_the_mark():
    found = activity(comment(1, "Which flour?"), comment(2, "Rye.", parent=1, is_author=True))
    assert found.replies == 0


def test_without_ids_the_mark_of_youtube_stands():
    reply = comment(2, "Rye.", parent=1, author_channel_id=None, is_author=True)
    assert activity(comment(1, "Which flour?"), reply).replies == 1
    nameless = replace(texts.VIDEO, channel_id=None)
    marked = author_activity.mark_author([comment(2, "Rye.", is_author=True)], nameless)
    assert marked[0].is_author


def test_questions_and_those_that_were_answered_are_counted():
    found = activity(
        comment(1, "Which flour do you use?", likes=3),
        comment(2, "Lovely bread"),
        comment(3, "How long must it rest?", likes=9),
        comment(4, "Why does it smell?", likes=1),
        reply_of_author(5, "Rye.", 1),
        reply_of_author(6, "Thank you!", 2),
    )
    assert (found.questions, found.questions_answered, found.unanswered_ids) == (3, 1, ("c003", "c004"))
    assert [(thread.comment_id, thread.is_question) for thread in found.threads] == [("c001", True), ("c002", False)]


def test_the_rate_comes_with_its_interval():
    low, high = activity(*[comment(i, "Hm") for i in range(20)], reply_of_author(30, "Yes.", 3)).reply_rate_95
    assert 0 < low < 0.05 < high < 0.3
    assert activity().reply_rate_95 is None


def test_what_the_author_wrote_pinned_and_hearted_is_counted():
    found = activity(
        comment(1, "My note", author_channel_id=texts.AUTHOR_ID, is_pinned=True),
        comment(2, "Lovely", is_hearted=True),
        comment(3, "Great", is_hearted=True),
    )
    assert (found.own_comments, found.pinned_comment_id, found.hearted) == (1, "c001", 2)


@pytest.mark.parametrize(
    "text",
    [
        "Which oven is that?",
        "which oven do you have",
        "how do you keep it warm",
        "Nice. Can you show the starter next time",
        "¿Qué harina usas",
        "Alguien sabe dónde se compra",
        "Onde posso comprar essa farinha",
        "pourquoi tu mets du sel",
        "Est-ce que ça marche avec du seigle",
        "Wie lange muss der Teig ruhen",
        "почему тесто липнет",
        "Можно ли заменить муку",
        "كيف أحفظ العجين في البيت",
        "هل يمكن استخدام دقيق آخر؟",
        "आटा कितना लेना है",
        "小麦粉は何グラムですか",
        "밀가루는 얼마나 넣나요",
        "需要放多少糖吗",
        "为什么我的面团不发",
        "Berapa gram tepungnya kak",
        "kenapa adonan saya lengket",
        "Hangi unu kullanıyorsunuz",
        "Bu ekmek buzlukta saklanır mı",
        "ما فهمت كيف تعجن",
        "समझ नहीं आया कैसे गूंथें",
        "现在不知道为什么发不起来",
        "终于明白了，但是怎么保存",
    ],
)
def test_a_question_is_recognised_with_and_without_its_mark(text):
    assert questions.is_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "???",
        "What a loaf!",
        "How beautiful this is",
        "https://example.com/watch?v=x",
        "Who is watching in 2026?",
        "Anyone else here after the news?",
        "I know how to do it now",
        "Qué bonito pan",
        "Wie schön",
        "Как красиво",
        "怎么这么好看",
        "とても美味しそう",
        "أخيراً فهمت كيف يعجن الخبز",
        "كم أنا جائع",
        "अब समझ आया कि रोटी कैसे फूलती है",
        "कितना सुंदर वीडियो है",
        "终于知道为什么发不起来了",
        "どうして膨らむのか分かりました",
        "When it rises I cry",
    ],
)
def test_a_remark_is_no_question(text):
    assert not questions.is_question(text)
