"""No spoken word is lost, and none is invented."""

import pytest

from analysis.pipeline.captions.cues import clean_lines
from tests.support.caption_files import event, json3, said, srt, vtt

ANGLE_BRACKETS = [
    "They answer <no> to all <of the questions>",
    "<one moment?> Wait. <as often>",
    "Map<Key> holds a <div> and a <table>",
    "if x<b then go on, else if b>y stop",
    "use the <b> tag",
]


def test_tags_with_blanks_of_a_machine_translation_are_no_words():
    assert said(srt("< i > We sail </ i >", '<font color = "# fff"> at dawn </ font>'), "srt") == ["We sail", "at dawn"]
    assert said(srt("if a < b and b > i"), "srt") == ["if a < b and b > i"]


@pytest.mark.parametrize("text", ANGLE_BRACKETS)
def test_words_in_angle_brackets_are_text_where_the_format_has_no_tags(text):
    escaped = text.replace("<", "&lt;").replace(">", "&gt;")
    assert said(json3(event(0, 900, text)), "json3") == [text]
    assert said(f'<transcript><text start="0" dur="1">{escaped}</text></transcript>', "srv1") == [text]
    assert said(f'<timedtext><body><p t="0" d="900">{escaped}</p></body></timedtext>', "srv3") == [text]
    assert said(vtt(("00:00.000", "00:01.000", escaped))) == [text]


@pytest.mark.parametrize("format", ["vtt", "srt"])
def test_words_in_angle_brackets_that_are_no_tags_stay_in_formats_with_tags(format):
    assert said(vtt(("00:00.000", "00:01.000", "he says <no> to <the plan> and <i>leaves</i>")), format) == [
        "he says <no> to <the plan> and leaves"
    ]


@pytest.mark.parametrize("text", ["<i>her</i> house", "<B>her</B> house", '<font color="red">her</font> house'])
def test_formatting_in_pairs_is_removed_however_often_it_was_escaped(text):
    once = text.replace("<", "&lt;").replace(">", "&gt;")
    for written in (text, once, once.replace("&", "&amp;")):
        assert clean_lines(written) == ("her house",)


@pytest.mark.parametrize(
    "text",
    ["نمی‌توانم این‌جا باشم", "ರಾಜ್‌ಕುಮಾರ್", "র‌্যাব", "ខ្ញុំ​ទៅ​សាលា", "ฉัน​ไป​โรงเรียน", "क्‌षमा"],
    ids=["Persian", "Kannada", "Bengali", "Khmer", "Thai", "Hindi"],
)  # fmt: skip
def test_marks_that_are_part_of_the_spelling_stay(text):
    assert clean_lines(f"\u200b{text}\u200c \ufeff\u202b") == (text,)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\u200bb \u200b \u200bc\u200c", "ab c"),
        ("{\\an8}The gate is shut.", "The gate is shut."),
        ("{\\pos(1,2)\\an5}We {\\i1}climb{\\i0} over.", "We climb over."),
        ("First\\hrow {a, b}", "First row {a, b}"),
        ("{an8}The gate {y:i}is {c:$0000ff}shut.", "The gate is shut."),
        ("print \\n and open C:\\new\\notes", "print \\n and open C:\\new\\notes"),
        ("shift x >> 2 places", "shift x >> 2 places"),
        ("open C:\\New and C:\\home", "open C:\\New and C:\\home"),
        ("it&amp;#39;s Tom &amp;amp; Ann", "it's Tom & Ann"),
        ("fish &amp;amp;amp; chips &lt; 5", "fish & chips < 5"),
        ("co\u00adoperate", "cooperate"),
        ("&#" + "9" * 5000 + "; end", "\ufffd end"),
    ],
)
def test_a_text_is_stripped_to_its_words(text, words):
    assert clean_lines(text) == (words,)


@pytest.mark.parametrize("mark", ["\\n", "\\N", "\v", "\x85", "\u2028"])
def test_a_break_of_any_program_parts_words(mark):
    assert clean_lines(f"The gate{mark}is shut.") == ("The gate", "is shut.")


def test_how_a_character_is_read_is_not_said_again():
    text = "<ruby>灯<rp>(</rp><rt>とう</rt><rp>)</rp></ruby>台 and <i >her</i > house"
    assert said(vtt(("00:00.000", "00:01.000", text))) == ["灯台 and her house"]


def test_a_break_of_a_line_in_another_formats_words_is_a_break():
    assert clean_lines("First row\\Nsecond row") == ("First row", "second row")


@pytest.mark.parametrize(
    "mark",
    [
        "(Laughter)", "[Applause]", "(Música)", "(Risas y aplausos)", "(musique)", "[rires]", "(Gelächter)", "[Musik]",
        "(Risate)", "(Applausi)", "(Aplausos)", "(muziek)", "[skratt]", "(śmiech)", "(hudba)", "(zene)", "(Смех)",
        "[музыка играет]", "(сміх)", "(Аплодисменты)", "(γέλια)", "(kahkaha)", "(müzik)", "(ضحك)", "[موسيقى]",
        "(تصفيق)", "(צחוק)", "[संगीत]", "(nhạc)", "(웃음)", "[박수]", "（拍手）", "（笑い）（拍手）", "【音楽】", "（笑声）",
        "［掌声］", "〔笑い〕", "(เสียงหัวเราะ)", "[ปรบมือ]", "*music*", "*musique*", "*gasps*", "♪", "♫ Musik ♫", "♪♪♪",
        "♪ (upbeat music) ♪", "[door creaks]", "(a dog barks)", "（ドアが開く音）", "- (sighs)", ">> [laughs]", "{laughs}",
        "[SOFT PIANO MUSIC PLAYING]", "[laughter and applause continue]", "(Laughter.)",
    ],
)  # fmt: skip
def test_sound_marks_are_not_words(mark):
    assert said(srt("We begin.", mark, "We end.")) == ["We begin.", "We end."]
    assert clean_lines(f"{mark}\nWe go on.") == ("We go on.",)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("(Laughter) So we went on.", "So we went on."),
        ("So he says (laughs) no.", "So he says no."),
        ("Who is there? (door opens)", "Who is there?"),
        ("[door slams] Who is there?", "Who is there?"),
        ("すごい（笑）ですね", "すごいですね"),
        ("【拍手】ありがとう", "ありがとう"),
    ],
)
def test_a_sound_mark_beside_words_is_removed(line, words):
    assert clean_lines(line) == (words,)


@pytest.mark.parametrize(
    "line",
    [
        "200 pounds [87kg] of flour", "[87kg]", "[in the water?] he went under", "[faded away?]", "(2019)",
        "the boat (the older one) leaves", "he said [the king] would come", "(the first of them) was red",
        "list[int] and play(music)", "これは（音声認識）です", "the engine (music box) runs", "*really* good", "2 * 3 * 4",
        "(I told you so.)", "(Anna: “Fine”)", "{a, b}", "what the [__] is that", "[__]", "la la la",
    ],
)  # fmt: skip
def test_a_bracket_around_something_that_is_said_stays(line):
    assert clean_lines(line) == (line,)


def test_a_bracket_on_a_line_of_its_own_in_a_sentence_stays():
    assert clean_lines("We met Anna\n(my sister)\nat the harbour.") == ("We met Anna", "(my sister)", "at the harbour.")


def test_song_words_between_notes_stay():
    assert clean_lines("♪ the tide is high ♪") == ("the tide is high",)


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ("we went [glass shatters] away", "we went away"),
        ('[MUSIC - ANN LEE, "HOME"]', None),
        ("Music - the first love", "Music - the first love"),
        ("open C:\\New\\Notes now", "open C:\\New\\Notes now"),
        ("Ann:\\NWe sail", "Ann: We sail"),
        ("{\\an8\\p1}m 0 0 l 10 0{\\p0}", None),
        ("{ \\an8 }{=0}We sail", "We sail"),
    ],
)
def test_marks_of_players_and_sounds_are_removed_and_paths_stay(shown, words):
    assert said(srt(shown, "The end."), "srt") == [*filter(None, [words]), "The end."]
