"""Wordings that the classifiers misread; each text is composed for this test."""

import pytest

from analysis.pipeline.nlp import sentiment
from analysis.pipeline.nlp.sentiment import wordings
from analysis.pipeline.nlp.vectors import embeddings
from analysis.pipeline.nlp.words import language
from tests.support import growth

#: A prediction below this confidence says that it may be wrong.
UNSURE = 0.6


def judged(text):
    return sentiment.predict([text], [language.detect(text).language], embeddings.embed([text]))[0]


def is_right_or_unsure(text, label):
    found = judged(text)
    return found is None or found.label in (label, "neutral") or found.confidence < UNSURE


PRAISE = [
    "I wouldn't change a thing about that kitchen",
    "Keine Minute langweilig",
    "Pas un seul instant d'ennui",
    "Ни одной скучной секунды",
    "Endlich erklärt das mal jemand langsam",
    "Enfin quelqu'un qui montre les détails",
    "The second joke had me in stitches for an hour",
    "His timing is impeccable",
    "OBSESSED!!",
    "I am obsessed with this bread",
    "That sourdough is to die for",
    "I can't stop laughing at the goose",
    "couldn't stop watching, it is 3 am",
    "I died laughing when the ladder fell",
    "You nailed it with that crust",
    "this gave me chills",
    "Never a dull moment on this channel",
    "Das ist ja zum Totlachen",
    "Ich habe Tränen gelacht",
    "Me muero de risa con el perro",
    "No puedo parar de reír",
    "Je suis mort de rire avec le chat",
    "C'est une tuerie cette recette",
    "Morri de rir com o gato",
    "Chorei de rir com essa parte",
    "Whoever lights the kitchen needs to be paid more",
    "The baker deserves a raise",
    "Se me pasó volando la hora entera",
]
CRITICISM = [
    "I don't think this is useful to anybody",
    "I can't say that I enjoyed the second half",
    "What a fresh idea, a reaction video /s",
    "The most overhyped oven of the decade",
    "Overrated bakery if you ask me",
    "Robots that bake alone, what could possibly go wrong",
    "We are all doomed",
    "Nice of you to finally show the oven in the last minute",
    "Wow, you managed to stretch one recipe to an hour. Impressive.",
    "Oh great, another air fryer. Exactly what we all needed.",
    "I want my ten minutes back",
    "It would have been better with fewer jokes",
    "Hard to follow for a beginner",
    "Great job ruining a good recipe",
    "Völlig überbewertet, das Brot",
    "Das ist Zeitverschwendung",
    "Este canal está sobrevalorado",
    "La receta deja mucho que desear",
    "Ce four est surcoté",
    "Cette vidéo laisse à désirer",
    "Esse forno é superestimado",
    "O vídeo deixa muito a desejar",
]
RIVALS = [
    "the old one was better",
    "The previous presenter was way better",
    "I prefer the original version",
    "Maria's oven is so much better than this",
    "Bring back the old intro",
    "Her bread beats this any day",
    "Das alte Video war viel besser",
    "El anterior era mejor",
    "O antigo era muito melhor",
]
LOUD = [
    "Background music really is annoying. Please turn the music down",
    "The background music is annoying, please turn it down",
    "please turn down the music",
    "Great video but the music is so loud I can't hear you",
    "Could you turn the music off? I can't focus",
    "The music is way too distracting",
    "Why is the background music so loud",
    "Please lower the volume of the music",
    "Nice recipe, but that background music is driving me crazy",
    "Die Musik ist viel zu laut",
    "La música está demasiado alta y no se oye nada",
    "La musique est trop forte",
    "A música está muito alta",
]


@pytest.mark.parametrize("text", PRAISE)
def test_praise_in_harsh_words_is_not_surely_negative(text):
    assert is_right_or_unsure(text, "positive")


@pytest.mark.parametrize("text", CRITICISM)
def test_criticism_in_kind_words_is_not_surely_positive(text):
    assert is_right_or_unsure(text, "negative")


@pytest.mark.parametrize("text", RIVALS)
def test_praise_of_something_else_is_not_positive(text):
    assert sentiment.label_of(judged(text)) != "positive"


@pytest.mark.parametrize("text", ["This one is so much better than the old one", "Better than I expected!"])
def test_a_comparison_that_this_wins_is_praise(text):
    assert judged(text).label == "positive"


@pytest.mark.parametrize("text", LOUD)
def test_a_complaint_about_the_sound_is_negative(text):
    assert judged(text).label == "negative"


@pytest.mark.parametrize(
    "text",
    [
        "Lovely music, great bread",
        "The music at 2:10 is beautiful",
        "I laughed so loud at the goose",
        "Best song covers ever",
        "Trop fort, j'adore",
        "The sound is really not bad at all, I love it",
        "Such a low price, I love it",
    ],
)
def test_praise_in_the_words_of_a_complaint_about_the_sound_stays_praise(text):
    assert judged(text).label == "positive"


@pytest.mark.parametrize("text", ["😭😭😭", "💀💀", "I'm crying 😭", "I am dead 💀", "that's sick", "This aged well"])
def test_strong_words_and_tears_of_either_kind_are_unsure(text):
    assert judged(text).confidence < 0.8 or judged(text).label == "neutral"


@pytest.mark.parametrize(
    "text",
    [
        "I have the 64 GB version since March",
        "Mine arrived on Tuesday",
        "It runs on version 12",
        "I am watching this from Norway",
        "I think it comes out in June",
        "The screen is 6.1 inches",
        "Das Modell kommt im Mai",
        "Yo tengo el modelo de 2018",
        "J'ai la version de 2019",
        "Eu tenho a versão de 2018",
    ],
)
def test_a_plain_statement_is_neutral(text):
    assert judged(text).label == "neutral"


@pytest.mark.parametrize("text", ["Damn", "DAMN!!", "Shit", "omg", "holy shit", "wtf bro", "Mierda", "Putain", "Hi"])
def test_an_exclamation_alone_is_unsure(text):
    found = judged(text)
    assert found.confidence < UNSURE
    assert found.label == "neutral"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Omg🎉🎉❤❤", "positive"),
        ("Hi❤❤", "positive"),
        ("Damn 🔥🔥🔥", "positive"),
        ("🌻🌻🌻", "positive"),
        ("🌹🌷🦋", "positive"),
        ("🤮🤮", "negative"),
        ("Ugh 🤮🤮🤮", "negative"),
        ("Kush 😍😍", "positive"),
    ],
)
def test_emoji_decide_beside_a_word_or_two(text, label):
    assert judged(text).label == label


@pytest.mark.parametrize(
    "text",
    [
        "Kush e dëgjon këtë këngë në 2021",
        "Edhe une jam ketu prap",
        "enikku ee paattu orupad ishtamaayi",
        "chala bagundi anna mee pata",
        "xq zkw plom vrut",
        "d",
        "0:00 Start\n1:10 Terrible storm\n2:45 Hate mail\n5:00 End",
    ],
)
def test_what_cannot_be_read_is_not_scored(text):
    assert judged(text) is None


@pytest.mark.parametrize("piece", ["the old ", "music ", "crying ", "call the ", "a is better than "])
def test_the_time_for_the_wordings_grows_with_the_length(piece):
    growth.assert_linear(lambda size: wordings.evidence(piece * (size // len(piece))), 2_000)
