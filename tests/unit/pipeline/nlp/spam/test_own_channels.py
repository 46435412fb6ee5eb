"""Commenters who advertise themselves or beg, in several languages, and stories with a link that do neither."""

import pytest

from analysis.pipeline import values
from analysis.pipeline.nlp import spam


def reason(text):
    return spam.find_spam([values.Comment("a", text)]).get("a")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Lovely bread! I started a small channel on pies, take a look if you like", "advertises an own channel"),
        ("Schönes Brot! Kommt gern auch bei meinem Kanal vorbei", "advertises an own channel"),
        ("Qué rico, en mi canal hago empanadas, pasen a ver", "advertises an own channel"),
        ("Si vous aimez le pain, faites un tour sur ma chaîne", "advertises an own channel"),
        ("Tenho um canal de pães, dá uma olhada", "advertises an own channel"),
        ("Пеку хлеб, заглядывайте и на мой канал", "advertises an own channel"),
        ("Maak zelf ook brood, kijk eens op mijn kanaal", "advertises an own channel"),
        ("My version of this recipe is up on my page", "advertises a profile"),
        ("Quem veio pelo pão deixa um like", "begs for likes"),
        ("2026'da bu tarifi izleyenler beğenebilir mi", "begs for likes"),
        ("Like, wenn ihr auch Hunger habt", "begs for likes"),
    ],
)
def test_self_promotion_and_begging_are_known_in_several_languages(text, why):
    assert reason(text) == why


def test_only_what_stands_near_the_link_of_a_longer_story_says_what_it_sells():
    far = "My sister gave me her old oven, which was free, and I follow your recipe every week. " * 2
    near = "Rye and wheat rise at different speeds, and the colour of the crust says which of them won the race. "
    story = f"{far}{near}They are described at https://ovens.example.org/crust/12 with tables. {near}{far}"
    assert reason(story) is None
    assert reason(story.replace("are described", "get a discount")) is not None
