"""Cues with a line in a second language keep that of the track; talk that mixes languages stays whole."""

import pytest

from tests.support.caption_files import event, json3, said, srt

LINES = {
    "en": ["We bake the bread today", "First we heat the oven", "The dough must rest for an hour", "Then it is ready", "Everybody gets a piece of it"],
    "zh": ["我们今天烤面包", "首先加热烤箱", "面团要休息一小时", "然后就好了", "每个人都有一块"],
    "ja": ["今日はパンを焼きます", "まずオーブンを温めます", "生地を一時間休ませます", "そして出来上がりです", "みんなで食べましょう"],
    "ru": ["Сегодня мы печём хлеб", "Сначала греем печь", "Тесто должно отдохнуть час", "Потом всё готово", "Каждый получит кусок"],
    "uk": ["Сьогодні ми печемо хліб", "Спочатку гріємо піч", "Тісто має відпочити годину", "Потім усе готово", "Кожен отримає шматок"],
    "ar": ["نخبز الخبز اليوم", "نسخن الفرن أولا", "يجب أن ترتاح العجينة", "ثم يصبح جاهزا", "الجميع يأخذ قطعة"],
    "de": ["Wir backen heute das Brot", "Zuerst heizen wir den Ofen", "Der Teig muss eine Stunde ruhen", "Dann ist es fertig", "Jeder bekommt ein Stück davon"],
    "es": ["Hoy vamos a hornear el pan", "Primero calentamos el horno", "La masa debe reposar una hora", "Después ya está listo", "Cada uno recibe un trozo"],
}  # fmt: skip


def both(first, second, times=1):
    return srt(*(f"{a}\n{b}" for a, b in zip(LINES[first] * times, LINES[second] * times, strict=True)))


@pytest.mark.parametrize(
    ("own", "other"),
    [("zh", "en"), ("zh-CN", "en"), ("zh-Hant", "en"), ("en", "zh"), ("ja", "en"), ("ru", "en"), ("en", "ar"), ("ar", "es")],
)  # fmt: skip
def test_of_two_scripts_the_tracks_stays_whichever_line_comes_first(own, other):
    base = own.split("-")[0]
    assert said(both(base, other), "srt", language=own) == LINES[base]
    assert said(both(other, base), "srt", language=own) == LINES[base]


@pytest.mark.parametrize(("own", "other"), [("es", "en"), ("en", "de"), ("ru", "uk"), ("zh", "ja")])
def test_of_two_languages_in_one_script_the_tracks_stays(own, other):
    assert set(said(both(own, other, times=3), "srt", language=own)) == set(LINES[own])
    assert set(said(both(other, own, times=3), "srt", language=own)) == set(LINES[own])


@pytest.mark.parametrize("between", [" ", " / ", " | "])
@pytest.mark.parametrize(("own", "other"), [("zh", "en"), ("en", "ru"), ("ar", "es"), ("ja", "de")])
def test_two_languages_in_one_line_are_separated(own, other, between):
    for first, second in ((own, other), (other, own)):
        lines = [f"{a}{between}{b}" for a, b in zip(LINES[first], LINES[second], strict=True)]
        assert said(srt(*lines), "srt", language=own) == LINES[own]


def test_beside_japanese_chinese_is_another_language():
    assert said(both("ja", "zh"), "srt", language="ja") == LINES["ja"]


def test_two_tracks_in_one_file_count_as_two_languages():
    events = [event(5000 * n, 4000, line) for n in range(5) for line in (LINES["zh"][n], LINES["en"][n])]
    assert said(json3(*events), "json3", language="zh") == LINES["zh"]


@pytest.mark.parametrize(
    "cues",
    [
        [
            "我们用 Python\n来训练模型",
            "这是 machine learning",
            "PyTorch\n是一个框架",
            "它叫 Transformer 模型",
            "然后运行 train.py",
        ],
        ["先说结论", "OK let's go", "我们开始吧", "say it again please", "这就是全部"],
        ["Hallo\nhello", "gut", "ja", "so", "also"],
        ["We bake the bread\nand heat the oven", "it rests for\nan hour in the bowl", "then it is\nready to eat"],
    ],
)
@pytest.mark.parametrize("language", ["zh", "en", "de"])
def test_talk_that_mixes_languages_and_broken_lines_stay_whole(cues, language):
    assert said(srt(*cues), "srt", language=language) == [" ".join(cue.split("\n")) for cue in cues]
