"""Captions without marks whose lines end with clauses."""

import pytest

from analysis.pipeline import values
from analysis.pipeline.nlp.sentences import line_ends, sentences

LINES = {
    "fr": (
        "on est partis de la gare un lundi matin", "avec deux vélos et beaucoup trop de bagages",
        "le canal est complètement plat", "nos sacoches étaient bien trop lourdes", "on a renvoyé cinq kilos",
        "les petites routes sont presque vides", "le soir on mangeait du pain et des tomates",
        "le dérailleur a cassé dans la montée", "un agriculteur nous a prêté son atelier",
        "le vent vient de l'ouest", "il vaut mieux rouler tôt le matin",
    ),
    "pt": (
        "o fermento precisa de calor", "a massa descansa duas horas na mesa", "com um pano limpo por cima",
        "eu uso farinha de trigo e um pouco de centeio", "a água fica morna na panela", "o sal entra no final",
        "o forno fica bem quente", "a casca precisa de vapor", "depois de uma hora o pão está pronto",
        "ele esfria na grade", "a faca corta a casca",
    ),
    "ru": (
        "вода для этого чая не должна кипеть", "старая вода даёт плоский вкус", "глина впитывает запах",
        "мастер показывал мне свой чайник", "которым пользовался ещё его дед", "первый пролив длится десять секунд",
        "чай боится света и влаги", "не держите его рядом с перцем", "лучше всего подходит банка",
        "в городе я покупаю его в лавке", "хороший чай не обязательно дорогой",
    ),
}  # fmt: skip


def captions(lines: tuple[str, ...], gap: float = 0.0) -> list[values.Segment]:
    """Return captions that follow each other; two of three end early, by once and twice ``gap``."""
    found, start = [], 0.0
    for n, line in enumerate(lines):
        end = start + len(line) / 15
        found.append(values.Segment(start, end - gap * (n % 3), line))
        start = end
    return found


@pytest.mark.parametrize("language", LINES)
def test_each_line_is_a_sentence_but_what_goes_on_with_one(language):
    lines = LINES[language]
    said = [sentence.text for sentence in sentences.split(captions(lines), language)]
    continued = {"fr": 1, "pt": 2, "ru": 4}[language]
    assert said == [*lines[: continued - 1], f"{lines[continued - 1]} {lines[continued]}", *lines[continued + 1 :]]


def test_lines_that_break_anywhere_end_no_clause():
    words = " ".join(LINES["fr"]).split()
    broken = tuple(" ".join(words[first : first + 5]) for first in range(1, len(words), 5))
    assert not line_ends.end_clauses(captions(broken), "fr")
    assert line_ends.end_clauses(captions(LINES["fr"]), "fr")


def test_pauses_say_more_than_lines():
    assert not line_ends.end_clauses(captions(LINES["fr"], gap=0.7), "fr")
    assert not line_ends.end_clauses([], "fr")


def test_an_ending_that_closes_a_sentence_in_one_language_closes_none_in_another():
    lines = ("los gatos siguen siendo nuestro mayor problema de la calle", "cruzo la calle con calma")
    assert sentences.split(captions(lines), "es")[0].text.startswith(lines[0])


def test_a_thai_clause_does_not_end_before_what_goes_on_with_it():
    lines = [
        "เรือเฟอร์รี่ออกจากท่าในตอนเช้าเพื่อ",
        "ไปยังเกาะที่อยู่ไกลออกไปมาก",
        "แต่ลมในวันนี้แรงมากจนเรือต้องรอ",
        "ซึ่งทำให้ทุกคนต้องรอที่ท่าเรือ",
    ] * 4
    segments = [values.Segment(4.0 * n, 4.0 * n + 4, line) for n, line in enumerate(lines)]
    found = [sentence.text for sentence in sentences.split(segments, "th")]
    assert not any(line_ends.goes_on_thai(text) or line_ends.never_ends_thai(text) for text in found)
    assert any(line_ends.opens_thai(text) for text in found)
