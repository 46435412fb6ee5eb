import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.exceptions import CancellationRequested
from analysis.pipeline import captions, content_analysis, values
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.style import quality
from analysis.pipeline.progress import Progress
from tests.support import texts
from tests.support.shared_data import SHARED_DATA, needs_shared_data

CHAPTERS = (values.Chapter("The jar", 0, 45), values.Chapter("The net", 45, 95), values.Chapter("The oven", 95, 185))


def analyse(transcript=texts.TRANSCRIPT, video=texts.VIDEO, depth="detailed", progress=None):
    return content_analysis.analyse_content(video, transcript, depth=depth, progress=progress or Progress())


def in_language(code: str, times: int = 4) -> values.Transcript:
    segments = tuple(values.Segment(10.0 * i, 10.0 * i + 9, texts.SAMPLES[code]) for i in range(times))
    return values.Transcript("manual_captions", code, segments, duration_seconds=10.0 * times)


def test_the_summary_is_made_of_sentences_that_were_said():
    content = analyse()
    said = " ".join(segment.text for segment in texts.TRANSCRIPT.segments)
    assert content.summary == " ".join(quote.text for quote in content.summary_sentences)
    assert all(quote.text in said for quote in content.summary_sentences)
    assert all(point.text in said for point in content.key_points)


def test_the_whole_transcript_is_read():
    assert analyse().coverage == 1.0
    assert analyse(texts.PLAIN_TRANSCRIPT).coverage == 1.0


def test_the_end_of_the_video_counts_like_its_beginning():
    content = analyse()
    assert content.key_points[0].start < 40
    assert content.key_points[-1].start > 140
    assert content.structure.sections[-1].end > 155


def test_the_strongest_key_point_has_importance_1():
    assert max(point.importance for point in analyse().key_points) == 1.0


def texts_quoted(content):
    sections = content.structure.sections
    quotes = [*content.summary_sentences, *content.key_points, *(quote for part in sections for quote in part.summary)]
    quotes += [quote for part in sections for quote in part.key_points]
    assert len(content.summary_sentences) and len(content.key_points) and len(sections)
    return [quote.text for quote in quotes]


def long_talk():
    """Return an hour of segments: each sentence of the talk is said again and again, with another number."""
    said = [segment for segment in texts.TRANSCRIPT.segments if len(segment.text.split()) > 5]
    return replace(
        texts.TRANSCRIPT,
        segments=tuple(
            values.Segment(6.0 * n, 6.0 * n + 6, f"In batch {n // len(said)}, {said[n % len(said)].text}")
            for n in range(600)
        ),
        duration_seconds=3600.0,
    )


@pytest.mark.parametrize(
    "transcript", [texts.TRANSCRIPT, texts.PLAIN_TRANSCRIPT, long_talk()], ids=["", "plain", "long"]
)
@pytest.mark.parametrize("depth", ["basic", "comprehensive"])
def test_a_sentence_is_quoted_once(transcript, depth):
    quoted = texts_quoted(analyse(transcript, depth=depth))
    assert len(quoted) == len(set(quoted))


@needs_shared_data
@pytest.mark.parametrize("name", ["auto_bitcoi", "hf_en_02___", "sy_talk_en1"])
def test_a_sentence_of_a_recorded_talk_is_quoted_once(name):
    [file] = (SHARED_DATA / "captions_real" / name).glob("*.srt")
    track = values.CaptionTrack("en", True, "srt", "recorded")
    segments = captions.parse(
        values.CaptionFile(track, file.read_text("utf-8")),
        duration=None,
        warn=lambda _: None,
        check_cancelled=lambda: None,
    )
    quoted = texts_quoted(analyse(values.Transcript("automatic_captions", "en", segments)))
    assert len(quoted) == len(set(quoted))


def test_chapters_become_sections_with_a_sentence_of_their_own():
    sections = analyse(video=replace(texts.VIDEO, chapters=CHAPTERS)).structure.sections
    assert [section.title for section in sections] == ["The jar", "The net", "The oven"]
    assert "dough" in sections[1].summary[0].text
    assert len(sections[1].key_points) == 2


def test_a_chapter_without_speech_has_no_summary():
    silent = (*CHAPTERS, values.Chapter("Credits", 185, 200))
    last = analyse(video=replace(texts.VIDEO, chapters=silent)).structure.sections[-1]
    assert (last.summary, last.key_points) == ((), ())


def test_the_mood_has_shares_that_add_up_and_a_window_for_every_stretch():
    mood = analyse().sentiment
    assert sum(mood.distribution.values()) == pytest.approx(1)
    assert mood.timeline[0].start == pytest.approx(0.5)
    assert all(
        left.end == pytest.approx(right.start) for left, right in zip(mood.timeline, mood.timeline[1:], strict=False)
    )


def test_a_window_in_which_nobody_speaks_has_no_score():
    segments = (values.Segment(0, 4, "I love this bread."), values.Segment(200, 204, "I hate that bread."))
    timeline = analyse(values.Transcript("manual_captions", "en", segments, 204.0)).sentiment.timeline
    assert timeline[0].score > 0 > timeline[-1].score
    assert timeline[len(timeline) // 2].score is None


@pytest.mark.parametrize("code", texts.SAMPLES)
def test_every_language_that_is_judged_has_a_mood(code):
    mood = analyse(in_language(code)).sentiment
    assert -1 <= mood.score <= 1
    assert mood.n > 0


def test_a_language_that_is_not_judged_has_no_mood():
    greek = (values.Segment(0, 9, "Το ψωμί θέλει χρόνο. Ψήνω κάθε πρωί και αγαπώ τη μυρωδιά του."),)
    assert analyse(values.Transcript("manual_captions", "el", greek, 9.0)).sentiment is None


@pytest.mark.parametrize("code", texts.SAMPLES)
def test_every_language_gets_key_phrases_and_sections(code):
    content = analyse(in_language(code), video=values.Video(id="x" * 11, url=""))
    assert content.keywords
    assert content.topics
    assert content.structure.sections
    assert content.coverage == 1.0


def test_the_language_that_is_heard_counts_more_than_the_one_that_is_stated():
    assert analyse(replace(in_language("de"), language="el")).sentiment is not None


def test_lower_case_captions_without_names_have_no_list_of_entities():
    segments = (values.Segment(0, 9, "so the bread needs time and water and the dough is soft"),)
    transcript = values.Transcript("automatic_captions", "en", segments)
    assert analyse(transcript, video=values.Video(id="x" * 11, url="")).entities is None


@pytest.mark.parametrize("transcript", [(), (values.Segment(0, 9, "[Music]"),)])
def test_where_nothing_is_said_nothing_is_found(transcript):
    content = analyse(
        values.Transcript("manual_captions", None, transcript, 60.0), video=values.Video(id="x" * 11, url="")
    )
    assert (content.summary, content.key_points, content.topics, content.keywords) == (None, (), (), ())
    assert (content.entities, content.sentiment, content.coverage) == (None, None, 0.0)
    assert (content.structure.type, content.structure.sections) == (None, ())
    assert all(criterion.value is None for criterion in content.quality.values())


def test_the_kind_of_video_comes_with_what_tells_it():
    structure = analyse(video=replace(texts.VIDEO, title="How to bake bread")).structure
    assert structure.type == "tutorial"
    assert [sign.ref for sign in structure.type_evidence] == ["video.title"]
    assert structure.manner["questions"] == 0.0


def test_every_depth_reads_everything_and_tells_more():
    basic, detailed, full = (analyse(depth=depth) for depth in ("basic", "detailed", "comprehensive"))
    assert basic.coverage == detailed.coverage == full.coverage == 1.0
    assert len(basic.keywords) < len(detailed.keywords) < len(full.keywords)


def test_the_same_transcript_gives_the_same_finding():
    assert analyse() == analyse()


def test_progress_reaches_100_and_never_falls_back():
    told = []
    analyse(progress=Progress(lambda percent, message: told.append((percent, message))))
    assert [percent for percent, _ in told] == sorted(percent for percent, _ in told)
    assert told[-1][0] == 100
    assert all(message for _, message in told)


def test_a_cancelled_analysis_stops():
    def stop():
        raise CancellationRequested

    with pytest.raises(CancellationRequested):
        analyse(progress=Progress(check=stop))


@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_transcript_gives_numbers_that_json_can_hold(said):
    segments = tuple(values.Segment(float(i), i + 1.0, values.clean_text(text)) for i, text in enumerate(said))
    content = analyse(values.Transcript("manual_captions", None, segments))
    assert json.loads(json.dumps(asdict(content), allow_nan=False))["coverage"] == content.coverage
    assert 0 <= content.coverage <= 1
    assert all(0 <= point.importance <= 1 and 0 <= point.start <= point.end <= 4 for point in content.key_points)


@pytest.mark.parametrize("text", texts.HOSTILE)
def test_hostile_transcripts_are_survived(text):
    content = analyse(values.Transcript("automatic_captions", "en", (values.Segment(0, 5, text),), 5.0))
    json.dumps(asdict(content), allow_nan=False)
    said = "".join(text.split())
    assert all("".join(quote.text.split()) in said for quote in content.summary_sentences)


# Quality


def test_a_measured_pace_says_how_it_was_measured():
    pace = analyse().quality["pace"]
    assert 0 < pace.value <= 1
    assert "words per minute" in pace.measured


@pytest.mark.parametrize(("rate", "value"), [(160.0, 1.0), (205.0, 1.0), (300.0, 0.0), (65.0, 0.5), (None, None)])
def test_the_pace_of_ordinary_talk_is_full_and_falls_outside_of_it(rate, value):
    spoken = [Sentence(" ".join(["bread"] * 200) + ".", 0.0, 80.0, 200)]
    assert quality.assess(texts.TRANSCRIPT, spoken, [], "en", rate)["pace"].value == value


def test_pace_is_not_measured_in_words_where_words_have_no_borders():
    assert analyse(in_language("zh", 40)).quality["pace"].value is None


def test_stumbling_lowers_the_fluency_of_what_a_machine_wrote_down():
    smooth = analyse(texts.PLAIN_TRANSCRIPT).quality["fluency"].value
    stumbling = values.Transcript(
        "automatic_captions", "en", (values.Segment(0, 99, "so uh the the bread is um good " * 20),)
    )
    assert analyse(stumbling).quality["fluency"].value == 0.0
    assert smooth > 0.9
    assert analyse().quality["fluency"].value is None


def test_repeating_oneself_lowers_the_vocabulary():
    rich = analyse().quality["vocabulary"].value
    poor = analyse(
        values.Transcript("manual_captions", "en", (values.Segment(0, 99, "The bread is good. " * 60),))
    ).quality
    assert poor["vocabulary"].value < 0.1 < rich


def test_sentence_length_is_not_measured_without_punctuation():
    assert analyse(texts.PLAIN_TRANSCRIPT).quality["sentence_length"].value is None
    assert analyse().quality["sentence_length"].value is not None


def test_audibility_is_the_confidence_of_the_recognition_weighted_by_time():
    segments = (values.Segment(0, 3, "Good bread.", 0.9), values.Segment(3, 4, "Needs time.", 0.5))
    heard = analyse(values.Transcript("speech_recognition", "en", segments, 4.0, "tiny"))
    assert heard.quality["audibility"].value == pytest.approx(0.8)
    assert analyse().quality["audibility"].value is None


@pytest.mark.long
@needs_shared_data
def test_a_long_stream_is_read_from_its_first_to_its_last_hour():
    lines = (SHARED_DATA / "archive" / "Nd9rzBUcOHA" / "transcript.en.vtt").read_text().splitlines()
    # Enough of a reading for this test: lines with word times, without their tags; the caption parser is tested elsewhere.
    said = [line for line in lines if "<c>" in line]
    plain = ["".join(part.split(">")[-1] for part in line.split("<")) for line in said]
    segments = tuple(values.Segment(4.0 * i, 4.0 * i + 4, text) for i, text in enumerate(plain))
    content = analyse(
        values.Transcript("automatic_captions", "en", segments, 4.0 * len(segments)), depth="comprehensive"
    )
    assert content.coverage == 1.0
    assert len(content.key_points) == 12
    assert content.key_points[-1].start > 0.9 * content.structure.sections[-1].end
    assert len(content.structure.sections) > 5
