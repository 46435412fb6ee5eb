import pytest

from analysis.exceptions import CancellationRequested
from analysis.pipeline.nlp import feedback, sentiment
from tests.support import growth


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
