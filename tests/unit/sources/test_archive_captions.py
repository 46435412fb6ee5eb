"""The caption files of an archived video: languages, kinds, and where they may be."""

import pytest

from analysis.exceptions import CommentExtractionFailed, NoTranscript
from analysis.pipeline.progress import Progress
from analysis.pipeline.values import CaptionTrack
from tests.unit.sources.test_archive import AUTOMATIC_VTT, FULL, ID, VTT, put, source


def test_captions_without_a_dump_give_a_video_of_which_only_the_id_is_known(folder):
    (folder / "transcript.en.vtt").write_text(AUTOMATIC_VTT)
    (folder / "transcript.de.vtt").write_text(VTT)
    found = source(folder).fetch_video(ID)
    assert {name for name, value in vars(found.video).items() if value is not None} == {"id", "url"}
    assert [(track.language, track.automatic) for track in found.tracks] == [("de", False), ("en", True)]
    with pytest.raises(CommentExtractionFailed):
        source(folder).fetch_comments(ID, limit=1, sort="top", progress=Progress())


def test_the_dump_tells_manual_from_automatic_and_translated_captions(folder):
    original, german = (
        "https://www.youtube.com/api/timedtext?lang=en",
        "https://www.youtube.com/api/timedtext?lang=en&tlang=de",
    )
    info = {
        "subtitles": {"fr": [{"ext": "vtt", "url": original}], "live_chat": [{"ext": "json"}], "it": None},
        "automatic_captions": {"en-orig": [{"url": original}], "en": [{"url": original}], "de": [{"url": german}]},
    }
    for name in ("fr.vtt", "en-orig.json3", "en.srv3", "de.vtt", "ar-kH2EDplw2PE.srt", "live_chat.json"):
        (folder / f"Talk [{ID}].{name}").write_text(VTT)
    tracks = put(folder, FULL | info).fetch_video(ID).tracks
    assert {(track.language, track.automatic, track.format) for track in tracks} == {
        ("fr", False, "vtt"),
        ("en-orig", True, "json3"),
        ("en", True, "srv3"),
        ("ar-kH2EDplw2PE", False, "srt"),
    }


@pytest.mark.parametrize(
    ("content", "requested", "automatic"),
    [(AUTOMATIC_VTT, "", True), (VTT, "&kind=asr", True), (VTT, "", False)],
    ids=["word times", "requested", "neither"],
)
def test_of_a_language_with_both_kinds_of_captions_the_file_says_which_it_is(folder, content, requested, automatic):
    url = "https://www.youtube.com/api/timedtext?lang=en"
    both = {"subtitles": {"en": [{"url": url}]}, "automatic_captions": {"en": [{"url": f"{url}&kind=asr"}]}}
    (folder / f"{ID}.en.vtt").write_text(content)
    (track,) = (
        put(folder, FULL | both | {"requested_subtitles": {"en": {"url": url + requested}}}).fetch_video(ID).tracks
    )
    assert track.automatic is automatic


@pytest.mark.parametrize("name", ["json", "en.json", "en.tsv", "mp4.csv", "sub"])
def test_only_the_text_of_such_files_says_that_they_hold_captions(folder, name):
    path = folder / f"Talk [{ID}].{name}"
    path.write_text('{"segments": [{"start": 1, "end": 2, "text": "We sail.", "avg_logprob": -0.2}], "language": "en"}')
    (track,) = put(folder, FULL).fetch_video(ID).tracks
    assert (track.language, track.automatic) == ("en", True)
    path.write_text('{"a": 1}')
    assert put(folder, FULL).fetch_video(ID).tracks == ()


def test_the_dump_states_how_long_a_frame_is(folder):
    (folder / f"{ID}.en.sub").write_text("{25}{75}We sail.\n")
    (track,) = put(folder, FULL | {"fps": 25}).fetch_video(ID).tracks
    assert track.frame_rate == 25
    (track,) = put(folder, FULL | {"fps": 1e-9}).fetch_video(ID).tracks
    assert track.frame_rate is None


def test_captions_for_the_hearing_impaired_are_in_their_language_and_come_last(folder):
    for name in ("en.hi.srt", "en.srt", "de.SDH.vtt", "hi.srt"):
        (folder / f"{ID}.{name}").write_text(VTT)
    tracks = put(folder, FULL).fetch_video(ID).tracks
    assert [(track.language, track.format) for track in tracks] == [
        ("en", "srt"),
        ("hi", "srt"),
        ("de", "vtt"),
        ("en", "srt"),
    ]


def test_captions_are_read_from_the_archive_and_nowhere_else(folder, tmp_path_factory):
    (folder / "a.fr.vtt").write_bytes(VTT.replace("Hello", "Écoutez là").encode("cp1252"))
    found = source(folder).fetch_video(ID).tracks[0]
    assert source(folder).fetch_captions(found).text == VTT.replace("Hello", "Écoutez là")
    outside = tmp_path_factory.mktemp("outside") / "a.en.vtt"
    outside.write_text(VTT)
    for path in (outside, folder / "gone.en.vtt", folder / ".." / ".." / "etc"):
        with pytest.raises(NoTranscript):
            source(folder).fetch_captions(CaptionTrack("en", False, "vtt", str(path)))
