from dataclasses import asdict

import pytest

from analysis.pipeline import captions, values
from analysis.pipeline.nlp.sentences import sentences
from analysis.pipeline.nlp.style import genre, speech_style
from tests.support import texts

QUIET = speech_style.StyleFeatures()


def video(title=None, tags=None, category=None) -> values.Video:
    return values.Video(id="x" * 11, url="", title=title, tags=tags, category=category)


def spoken(*lines: str, seconds: float = 4.0) -> speech_style.StyleFeatures:
    """Return the style of captions in English, one of ``seconds`` per line."""
    file = "WEBVTT\n\n" + "\n\n".join(
        f"{clock(seconds * index)} --> {clock(seconds * (index + 1))}\n{line}" for index, line in enumerate(lines)
    )
    track = values.CaptionTrack("en", automatic=False, format="vtt", locator="")
    marks: list[values.CaptionMarks] = []
    segments = captions.parse(values.CaptionFile(track, file), note_marks=marks.append)
    transcript = values.Transcript("manual_captions", "en", segments, seconds * len(lines), marks=marks[0])
    return speech_style.measure_style(transcript, sentences.split(segments, "en"), None)


def clock(seconds: float) -> str:
    return f"{int(seconds // 3600):02}:{int(seconds // 60 % 60):02}:{seconds % 60:06.3f}"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("How to bake bread", "tutorial"),
        ("Oven X review", "review"),
        ("Cómo hacer pan", "tutorial"),
        ("面包教程", "tutorial"),
        ("如何清洗烤箱", "tutorial"),
        ("रोटी कैसे पकाएं और कैसे रखें", "tutorial"),
        ("Warum Brot aufgeht", "explainer"),
        ("なぜパンは膨らむのか", "explainer"),
        ("Entrevista con un panadero", "interview"),
        ("Baking gameplay, part 3", "gaming"),
        ("¿Cómo funciona la levadura?", "explainer"),
        ("Como funciona o fermento", "explainer"),
        ("Comment fonctionne le levain", "explainer"),
        ("Wie funktioniert Hefe?", "explainer"),
        ("Come funziona il lievito", "explainer"),
        ("Как работает закваска", "explainer"),
        ("Як працює закваска", "explainer"),
        ("كيف تعمل الخميرة", "explainer"),
        ("खमीर क्या है", "explainer"),
        ("酵母はどのように働くのか", "explainer"),
        ("효모는 어떻게 작동하나", "explainer"),
        ("酵母是如何工作的", "explainer"),
        ("Maya nasıl çalışır?", "explainer"),
        ("Apa itu ragi?", "explainer"),
        ("Men nở hoạt động như thế nào", "explainer"),
        ("ยีสต์ทำงานอย่างไร", "explainer"),
        ("Полуфинал, обзор матча", "sports"),
        ("Le boulanger, court-métrage", "film"),
        ("How to sketch a loaf", "tutorial"),
        ("Ekmek nasıl yapılır", "tutorial"),
        ("Cómo amasar pan", "tutorial"),
        ("Comment pétrir le pain", "tutorial"),
        ("How I met my baker", None),
        ("Cómo conocí a mi panadero", None),
        ("Comment j'ai rencontré mon boulanger", None),
        ("Wie ich meinen Bäcker traf", None),
        ("Как я познакомилась с пекарем", None),
        ("Bread", None),
        ("", None),
    ],
)
def test_a_title_tells_the_kind_or_does_not(title, expected):
    assert genre.classify(video(title), QUIET).genre == expected


def test_the_words_that_told_are_given_as_evidence():
    told = genre.classify(video("Bread: a step by step guide", tags=("bread", "Tutorial")), QUIET)
    assert told.evidence == (
        values.Evidence("figure", "video.title", "step by step"),
        values.Evidence("figure", "video.tags.1", "tutorial"),
    )


def test_a_category_that_leaves_no_doubt_tells_the_kind():
    assert genre.classify(video("Bread", category="Music"), QUIET).genre == "music"
    assert genre.classify(video("Bread", category="Entertainment"), QUIET).genre is None


def test_a_title_outweighs_the_category():
    assert genre.classify(video("How to beat the last boss", category="Gaming"), QUIET).genre == "tutorial"


def test_two_kinds_at_once_are_none():
    assert genre.classify(video("Bread", tags=("podcast",), category="Music"), QUIET).genre is None


def test_who_gives_instructions_makes_a_tutorial():
    steps = ("First put the flour in a bowl.", "Now add the water and stir it well.", "Then fold the dough four times.")
    found = spoken(*steps * 10)
    told = genre.classify(video("Bread"), found)
    assert told.genre == "tutorial"
    assert told.evidence == (values.Evidence("figure", "content.structure.manner.instructions", 1.0),)


def test_who_speaks_to_a_chat_for_hours_is_in_a_livestream():
    lines = ("Hello chat, welcome to the stream.", "I went home and slept all day long.", "It was a good day for me.")
    assert genre.classify(video("Bread"), spoken(*lines * 20, seconds=60)).genre == "livestream"
    assert genre.classify(video("Bread"), spoken(*lines * 20, seconds=4)).genre is None


def test_speakers_who_take_turns_with_questions_make_an_interview():
    turns = (">> What do you do for a living these days?", ">> I bake bread in a small town by the lake.")
    assert genre.classify(video("Bread"), spoken(*turns * 20)).genre == "interview"


def test_a_video_that_is_mostly_music_is_music():
    assert genre.classify(video("Bread"), spoken("[Music]", "♪ la la la ♪", "Thank you.")).genre == "music"


@pytest.mark.parametrize("mark", ["[Laughter]", "(Gelächter)", "（笑声）", "[смех]"])
def test_a_video_full_of_laughter_is_comedy(mark):
    lines = ("I baked bread for my whole street last week.", "Nobody came but a duck with a very small hat.", mark)
    found = spoken(*lines * 20)
    assert found.laughter == pytest.approx(5.0)
    assert genre.classify(video("Bread", tags=("comedy",)), found).genre == "comedy"


def test_a_recognised_transcript_marks_nothing():
    transcript = values.Transcript("speech_recognition", "en", texts.TRANSCRIPT.segments, 185.0)
    found = speech_style.measure_style(transcript, sentences.split(transcript.segments, "en"), 185.0)
    assert (found.music, found.laughter, found.speaker_changes) == (None, None, None)


def test_too_little_speech_has_no_manner_but_its_music():
    found = spoken("Bread.", "[Music]")
    assert found == speech_style.StyleFeatures(music=0.5)
    assert speech_style.measure_style(values.Transcript("manual_captions", None, ()), (), None) == QUIET


def test_a_talk_is_none_of_the_kinds_that_go_by_speech():
    found = speech_style.measure_style(texts.TRANSCRIPT, sentences.split(texts.TRANSCRIPT.segments, "en"), 185.0)
    assert genre.classify(video(), found).genre is None
    assert all(value is None or 0 <= value <= 1 for value in asdict(found).values())
