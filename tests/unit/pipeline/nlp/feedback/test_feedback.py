import pytest

from analysis.exceptions import CancellationRequested
from analysis.pipeline.nlp import feedback, sentiment
from analysis.pipeline.nlp.feedback import patterns
from analysis.pipeline.nlp.sentences import questions
from analysis.pipeline.nlp.vectors import embeddings
from tests.support import feedback_texts, growth


def classes(text, language="en"):
    return set(feedback.classify([text], [language], sentiment.predict([text], [language]))[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Which flour do you use?", {"questions"}),
        ("Could you make a video about rye bread", {"requests"}),
        ("The music is too loud, I cannot hear a word", {"complaints"}),
        ("At 3:12 you made a mistake, it was 1815", {"corrections"}),
        ("Thank you, best lesson on bread I have seen", {"praise"}),
        ("Thank you! Can you please make a second part?", {"praise", "requests"}),
        ("I baked mine on a Tuesday", set()),
    ],
)
def test_what_a_comment_tells_the_creator(text, expected):
    assert expected <= classes(text)
    assert not ({"complaints", "corrections"} - expected) & classes(text)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("es", "La música está demasiado alta", "complaints"),
        ("de", "Kannst du bitte ein Video über Roggen machen", "requests"),
        ("fr", "Pourquoi la pâte colle", "questions"),
        ("tr", "Müzik çok yüksek", "complaints"),
        ("ja", "次はライ麦パンを作ってください、お願いします", "requests"),
        ("zh", "音乐太吵了", "complaints"),
    ],
)
def test_wordings_of_other_languages_are_known(language, text, expected):
    assert expected in classes(text, language)


@pytest.mark.parametrize(("language", "label", "text"), feedback_texts.COMMENTS)
def test_each_class_is_known_in_every_language(language, label, text):
    found = classes(text, language)
    assert {label} - {"none"} <= found
    # A wish for a second part may be praise, and "can you show" is a question too.
    assert not found - {label} - ({"praise", "questions"} if label == "requests" else set())


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("nl", "Hoe lang moet het deeg rusten", {"questions"}),
        ("pl", "Za dużo reklam, nie da się oglądać", {"complaints"}),
        ("nl", "Dat is geen rogge maar spelt", {"corrections"}),
        ("en", "So many commercials that I switched off", {"complaints"}),
        ("de", "Ich bin allen Schritten gefolgt und die Lampe bleibt dunkel", {"complaints"}),
        ("es", "Tarda un cuarto de hora en llegar al tema", {"complaints"}),
        ("de", "Auf dem Bild bei 6:40 ist Oslo und nicht Bergen", {"corrections"}),
        ("tr", "Yarısı tanıtım olmuş, sıkıldım", {"complaints"}),
        ("en", "Six minutes of bread, twenty of chatting", {"complaints"}),
        ("en", "6:40 that jump!!", set()),
        ("pl", "Mój dziadek mieszkał w tej wsi", set()),
        ("el", "Πόση ώρα πρέπει να μείνει το ζυμάρι", set()),
    ],
)
def test_meaning_finds_what_no_wording_shows(language, text, expected):
    vectors = embeddings.embed([text])
    predictions = sentiment.predict([text], [language], vectors)
    (found,) = feedback.classify([text], [language], predictions, vectors)
    assert (any(patterns.find(text, questions.plain(text)).values()), set(found)) == (False, expected)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("pl", "Za dużo reklam, nie da się oglądać", {"complaints"}),
        ("de", "Ich bin allen Schritten gefolgt und die Lampe bleibt dunkel", {"complaints"}),
        ("de", "Auf dem Bild bei 6:40 ist Oslo und nicht Bergen", {"corrections"}),
        ("es", "Es una estafa, pagué y no llegó", {"complaints"}),
        ("es", "Hay un error en la tercera fórmula", {"corrections"}),
        ("hi", "यह मशीन वाली आवाज़ कानों को चुभती है", {"complaints"}),
        ("vi", "Tiếng bị ngắt ở phút thứ tám", {"complaints"}),
        ("vi", "Mình đang xem lúc ăn tối", set()),
    ],
)
def test_words_show_a_class_without_embeddings(language, text, expected):
    assert classes(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the audio cuts out at 3:20"),
        ("de", "Der Ton fällt ab Minute acht aus"),
        ("fr", "le son se coupe à huit minutes"),
        ("ru", "на восьмой минуте звук пропадает"),
        ("ja", "8分で音声が途切れる"),
        ("tr", "sekizinci dakikada ses kesiliyor"),
        ("id", "di menit delapan suaranya putus"),
        ("hi", "आठवें मिनट में आवाज़ बंद हो जाती है"),
    ],
)
def test_a_defect_that_is_only_described_is_a_complaint(language, text):
    assert "complaints" in classes(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The second example made it click"),
        ("es", "Por fin entiendo las mareas"),
        ("de", "Endlich verstehe ich die Gezeiten"),
        ("ar", "أخيراً فهمت المد والجزر"),
        ("hi", "ज्वार अब समझ में आ गया"),
        ("zh", "潮汐那一段讲得太清楚了"),
        ("ja", "潮の話がやっと分かりました"),
    ],
)
def test_who_understands_at_last_praises(language, text):
    assert classes(text, language) == {"praise"}


@pytest.mark.parametrize(
    "text", ["Not one boring minute in it", "It was never disappointing", "This isn't annoying at all"]
)
def test_a_negated_complaint_is_none(text):
    assert "complaints" not in classes(text)


@pytest.mark.parametrize("text", ["Will there ever be an episode about trams?", "When do you cover the third book?"])
def test_a_question_for_another_video_is_a_request(text):
    vectors = embeddings.embed([text])
    assert feedback.classify([text], ["en"], [None], vectors) == [("requests",)]


def test_strong_words_about_something_else_are_no_complaint():
    texts = ["That king was a disgusting man to his people", "The Makita drills faster and weighs less"]
    vectors = embeddings.embed(texts)
    found = feedback.classify(texts, ["en", "en"], sentiment.predict(texts, ["en", "en"], vectors), vectors)
    assert found == [(), ()]


def test_a_happy_comment_does_not_complain_by_meaning_alone():
    text = ["So many commercials that I switched off"]
    vectors = embeddings.embed(text)
    (found,) = feedback.classify(text, ["en"], [sentiment.Prediction("positive", 0.8, 0.9)], vectors)
    assert "complaints" not in found


def test_a_friendly_request_is_no_praise_unless_its_words_praise():
    asked = sentiment.Prediction("positive", 0.7, 0.9)
    texts = ["Please make a video about rye", "Thanks, please make one about rye"]
    assert feedback.classify(texts, ["en", "en"], [asked, asked]) == [("requests",), ("praise", "requests")]


def test_a_complaint_is_not_praise_too():
    assert "praise" not in classes("Great content but the background music is annoying")


def test_a_question_without_a_mark_is_found_by_the_model():
    assert classes("Quick question I typed it exactly like you and still get nothing what am I missing") & {
        "questions",
        "complaints",
    }


def test_the_classification_can_be_stopped():
    def stop(done):
        raise CancellationRequested

    with pytest.raises(CancellationRequested):
        feedback.classify(["a"], ["en"], [None], check=stop)


@pytest.mark.parametrize(
    "piece", ["a", "a ", "can you ", "please ", "you ", "it is ", "too ", "make a ", "1", "漢", "الصوت ", "i get "]
)
def test_the_time_for_a_comment_grows_with_its_length(piece):
    growth.assert_linear(lambda size: feedback.classify([piece * (size // len(piece))], ["en"], [None]), 1_000)


@pytest.mark.parametrize(
    ("language", "text", "unwanted"),
    [
        ("en", "Who needs a holiday when this garden exists?", "questions"),
        ("en", "How did this get so few clicks?", "questions"),
        ("es", "¿Cómo es que nadie conoce esta joya?", "questions"),
        ("zh", "这么可爱谁不喜欢啊？", "questions"),
        ("en", "Please keep being this lovely", "requests"),
        ("de", "Bitte nie damit aufhören", "requests"),
        ("en", "My neighbours think that I have lost my mind", "complaints"),
        ("ko", "스킵 없이 다 봤어요", "complaints"),
        ("en", "Adding it to the list", "requests"),
        ("pt", "Vou fazer isso no domingo", "requests"),
        ("ko", "다음 주에 만들어 볼게요", "requests"),
        ("ar", "تحية من المغرب", "requests"),
        ("pt", "Abraços do Recife", "requests"),
        ("ar", "من أين تأتي أول الأمواج؟", "requests"),
        ("de", "Großartig, eine Stunde Vorspann und kein Wort zur Sache", "praise"),
        ("zh", "真棒，说了一个小时等于没说", "praise"),
    ],
)
def test_rhetorical_questions_cheers_jokes_and_announcements_want_nothing_and_irony_is_no_praise(
    language, text, unwanted
):
    vectors = embeddings.embed([text])
    predictions = sentiment.predict([text], [language], vectors)
    assert unwanted not in feedback.classify([text], [language], predictions, vectors)[0]


def test_a_request_in_the_form_of_a_question_is_no_question():
    texts = ["Could you please turn the lamp up a bit next time?", "How thick is the board?"]
    vectors = embeddings.embed(texts)
    predictions = sentiment.predict(texts, ["en", "en"], vectors)
    wish, question = feedback.classify(texts, ["en", "en"], predictions, vectors)
    assert "requests" in wish
    assert "questions" not in wish
    assert question == ("questions",)


def test_what_is_quoted_is_not_said_by_the_commenter():
    assert "complaints" not in classes('3:10 "the music is too loud" and the whole band leaves')
    assert "complaints" in classes('3:10 "and now quietly": the music is too loud')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Storms are made by warm water, not by wind." I am having that printed on a shirt.', set()),
        ('"The sound was recorded far too quiet in the old studio" lol what a line', set()),
        ('At 3:10 you say "the sun is a planet that burns" but it is a star', {"corrections"}),
    ],
)
def test_what_is_quoted_counts_for_half_of_the_meaning(text, expected):
    vectors = embeddings.embed([text])
    predictions = sentiment.predict([text], ["en"], vectors)
    (found,) = feedback.classify([text], ["en"], predictions, vectors)
    assert set(found) == expected


@pytest.mark.parametrize(("language", "text"), [("en", "lol 😂"), ("es", "jajajaja"), ("zh", "哈哈哈哈")])
def test_laughter_alone_is_no_praise(language, text):
    assert classes(text, language) == set()
