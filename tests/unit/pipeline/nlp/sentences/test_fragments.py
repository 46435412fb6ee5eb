"""Which English clauses cannot stand alone."""

import pytest

from analysis.pipeline.nlp.sentences import fragments


@pytest.mark.parametrize(
    "text",
    [
        "if you have a sourdough starter or are planning to make one",
        "so now when you want to send a package like anna pays ben ten coins",
        "for example where each shelf holds a list of boxes together with a label",
        "even though nobody can copy anna's signature on a new letter",
        "since the whole recipe centers on this idea of patience",
        "if you find you can't open a new account as a guest",
        "when you're kneading the dough and this is making all kinds of bubbles",
        "because of the weather in the mountains",
        "but supposing you go from here to the bakery",
        "of baking a large loaf from scratch can really help",
        "what made you start baking in the first place",
        "hey what is the weight of this loaf",
        "can you come up with a recipe for how to store bread",
        "how to ask a question in the bakery",
        "is around ten minutes in a hot oven",
        "that baking a single loaf can use as much gas as five pots",
        "out of the box and easily following the recipe",
        "which is the reason for the crust",
        "that she'll be able to go to the market with it",
        "who's been baking in this town for years has a stone oven",
        "whichever oven has the thickest stone floor of all",
        "another bakery in the old city of vienna",
    ],
)
def test_a_clause_without_its_main_clause_and_a_question_are_fragments(text):
    assert fragments.is_fragment(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "if you want a good loaf you need patience",
        "if you use a cheap oven then the crust is a lot softer",
        "when all loaves are equally heavy it works out to a kilo each",
        "so if you're baking for weeks for example you're using a lot of gas",
        "as i mentioned the idea behind the recipe is to wait",
        "but in the end everyone agreed that the bread was good",
        "that is a special flour from the north",
        "have a look at the crust before you take it out",
        "don't open the oven in the first ten minutes",
        "for the next loaf you need a new starter",
        "anyone can add flour to the bowl at the end of the day",
        "kneading is better than folding for this kind of dough",
        "although it takes a day it is worth the time",
    ],
)
def test_a_sentence_with_a_main_clause_stands_alone(text):
    assert not fragments.is_fragment(text.split())


def test_only_a_subordinate_clause_waits_for_the_next_one():
    assert fragments.is_open(["now", "if", "you", "have", "a", "general", "question"])
    assert not fragments.is_open(["if", "you", "have", "a", "question", "you", "ask", "it"])
    assert not fragments.is_open(["can", "you", "help", "me"])
