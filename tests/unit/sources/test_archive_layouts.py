"""Archives as yt-dlp, youtube-dl, TubeArchivist and speech recognisers leave them."""

import json

import pytest

from analysis.exceptions import ExtractionError, VideoNotFound
from analysis.sources import archive_names
from analysis.sources.archive import ArchiveSource

ID, OTHER = "abcdefghijk", "zzzzzzzzzzz"
OWN_WORDS = "WEBVTT\n\n00:01.000 --> 00:03.000\nThe harbour is open.\n"
OTHER_WORDS = "WEBVTT\n\n00:01.000 --> 00:03.000\nWords of another video.\n"


def dump(video_id=ID, title="Harbour", **more):
    return json.dumps({"id": video_id, "extractor_key": "Youtube", "title": title, "language": "en"} | more)


def fetch(folder, files, video_id=ID):
    """Write ``files`` into ``folder`` and return the video and the words of each caption track by its language."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    source = ArchiveSource([folder])
    found = source.fetch_video(video_id)
    return found.video, {track.language: source.fetch_captions(track).text for track in found.tracks}


@pytest.mark.parametrize(
    "name",
    [
        f"My answer to {ID} [{OTHER}]",
        f"My answer to [{ID}] [{OTHER}]",
        f"My answer to {ID} ({OTHER})",
        f"My answer to {ID}-{OTHER}",
        f"Mix - Harbour [RD{ID}]",
        f"UC{ID}xyz",
        f"x{ID}",
        ID.upper(),
    ],
)
@pytest.mark.parametrize("folder", ["", "Uploader/", "{name}/"])
def test_the_files_of_another_video_are_not_taken(tmp_path, name, folder):
    folder = folder.format(name=name)
    files = {f"{folder}{name}.en.vtt": OTHER_WORDS, f"{folder}{name}.info.json": dump(OTHER)}
    with pytest.raises(VideoNotFound):
        fetch(tmp_path, files)
    video, tracks = fetch(tmp_path, {f"Harbour [{ID}].info.json": dump()})
    assert (video.title, tracks) == ("Harbour", {})


def test_the_dump_beside_a_file_says_whose_it_is_where_the_name_does_not(tmp_path):
    name = f"About {ID} and more"
    files = {f"{name}.info.json": dump(OTHER), f"{name}.de.vtt": OTHER_WORDS, f"{ID}.en.vtt": OWN_WORDS}
    assert fetch(tmp_path, files)[1] == {"en": OWN_WORDS}


@pytest.mark.parametrize(
    ("dump_name", "captions_name"),
    [
        (f"UCabc/{ID}.info.json", f"UCabc/{ID}.en.vtt"),
        (f"Harbour TV/Harbour [{ID}].info.json", f"Harbour TV/Harbour [{ID}].en.vtt"),
        (f"Harbour TV/2024/Harbour [{ID}].info.json", f"Harbour TV/2024/Harbour [{ID}].en.vtt"),
        (f"Harbour TV/Harbour [{ID}]/video.info.json", f"Harbour TV/Harbour [{ID}]/video.en.vtt"),
        (f"20240102_{ID}_Harbour.info.json", f"20240102_{ID}_Harbour.en.vtt"),
        (f"Harbour-{ID}.info.json", f"Harbour-{ID}.en.vtt"),
        (f"{ID}/{ID}.info.json", f"{ID}/Harbour [{ID}].vtt"),
        (f"{ID}/{ID}.info.json", f"{ID}/{ID}.vtt"),
        (f"{ID}.info.json", f"{ID}-en.vtt"),
        (f"Harbour [{ID}].info.json", f"Harbour [{ID}]_en.vtt"),
        (f"{ID}/x.info.json", f"{ID}/en.vtt"),
        (f"{ID}/info.json", f"{ID}/en.vtt"),
        (f"{ID}/x.info.json", f"{ID}/transcript.vtt"),
        (f"{ID}/x.info.json", f"{ID}/subs/x.en.vtt"),
        (f"{ID}/x.info.json", f"{ID}/subs/en/track.sub.vtt"),
        (f"{ID}/x.info.json", f"{ID}/x.English.vtt"),
        (f"Harbour [{ID}]/video.info.json", f"Harbour [{ID}]/Subs/video.en.vtt"),
        ("Harbour TV/Harbour.info.json", "Harbour TV/Harbour.en.vtt"),
        ("Harbour TV/.data/Harbour.info.json", "Harbour TV/Harbour.en.vtt"),
        ("TV/Season 2024/s2024.e0102 - Harbour.info.json", "TV/Season 2024/s2024.e0102 - Harbour.en.vtt"),
        (f"Harbour [{ID}].info.json", f"Harbour [{ID}].english.vtt"),
        (f"Harbour [{ID}].info.json", f"[English (auto-generated)] Harbour [{ID}] [x.com].vtt"),
    ],
)
def test_the_video_is_found_with_its_captions(tmp_path, dump_name, captions_name):
    video, tracks = fetch(tmp_path, {dump_name: dump(), captions_name: OWN_WORDS})
    assert video.title == "Harbour"
    assert tracks == {"en": OWN_WORDS}


def test_of_dumps_without_an_id_in_their_name_the_one_that_states_it_is_read(tmp_path):
    for title, video_id, words in (("Harbour", ID, OWN_WORDS), ("Harbour tour", OTHER, OTHER_WORDS)):
        files = {f"{title}.info.json": dump(video_id, title), f"{title}.en.vtt": words}
        assert fetch(tmp_path, files, video_id)[0].title == title
    video, tracks = fetch(tmp_path, {})
    assert (video.title, tracks) == ("Harbour", {"en": OWN_WORDS})


def test_a_dump_behind_a_link_that_leads_outside_is_not_read(tmp_path):
    (tmp_path / "outside.json").write_text(dump())
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive/Harbour.info.json").symlink_to(tmp_path / "outside.json")
    with pytest.raises(VideoNotFound):
        fetch(tmp_path / "archive", {})


def test_an_id_that_begins_with_a_dash_is_found(tmp_path):
    video_id = "-bcdefghi_k"
    video, tracks = fetch(tmp_path, {f"Uploader/Harbour-{video_id}.de.srt": OWN_WORDS}, video_id)
    assert (video.title, list(tracks)) == ("Harbour", ["de"])


def test_a_folder_that_lies_too_deep_is_not_searched(tmp_path):
    with pytest.raises(VideoNotFound):
        fetch(tmp_path, {f"a/b/c/d/{ID}.en.vtt": OWN_WORDS})


@pytest.mark.parametrize(
    ("name", "language"),
    [
        (f"Harbour [{ID}].en-orig.vtt", "en-orig"),
        (f"Harbour [{ID}].pt-BR.srt", "pt-BR"),
        (f"Harbour [{ID}].en.hi.srt", "en"),
        (f"Harbour [{ID}].deu.sdh.srt", "deu"),
        (f"Harbour [{ID}].hi.srt", "hi"),
        (f"Harbour [{ID}].ar-kH2EDplw2PE.srt", "ar-kH2EDplw2PE"),
        (f"Harbour vol.2 [{ID}].vtt", ""),
        (f"{ID}.srv3.xml", ""),
        (f"{ID}.fr.srv3.xml", "fr"),
        (f"{ID} The end.es.vtt", "es"),
        (f"{ID}.German.srt", "de"),
        (f"{ID} (German).srt", "de"),
        (f"{ID}.Harbour.srt", ""),
        (f"{ID}.sub.srt", ""),
        (f"{ID}.de_DE.srt", "de_DE"),
        (f"{ID}.de.auto.srt", "de"),
        (f"{ID}.de (1).srt", "de"),
        (f"{ID}.de - Copy.srt", "de"),
        (f"{ID}.de.whisper.srt", "de"),
        (f"{ID}.de.vtt.srt", "de"),
        (f"Harbour [{ID}] [deu].srt", "deu"),
        (f"Harbour [{ID}] (de).srt", "de"),
        (f"{ID}.Čeština.srt", "cs"),
        (f"{ID}.हिन्दी.srt", "hi"),
        (f"{ID}.עברית.srt", "he"),
        (f"{ID}.Português (Brasil).srt", "pt-BR"),
        (f"{ID}.Español (Latinoamérica).srt", "es-419"),
        (f"{ID}.中文（简体）.srt", "zh-Hans"),
        (f"{ID}.Bahasa Indonesia.srt", "id"),
    ],
)
def test_the_language_of_a_caption_file_is_read_from_its_name(name, language):
    assert archive_names.caption_name(name, ID).language == language


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("de.srt", "de"),
        ("Harbour-de.srt", "de"),
        ("Harbour_pt-BR.sbv", "pt-BR"),
        ("Harbour - German.srt", "de"),
        ("Harbour.german.vtt.txt", "de"),
        ("[German (auto-generated)] Harbour [x.com].srt", "de"),
        ("Harbour.Brazilian Portuguese.srt", "pt-BR"),
        ("Harbour (Spanish - Latin America).srt", "es-419"),
        ("Harbour.Chinese (Simplified).srt", "zh-Hans"),
        ("Harbour.Deutsch.srt", "de"),
        ("Harbour.繁體中文.srt", "zh-Hant"),
        ("How to do it - so.srt", ""),
        ("Walk with me to-it.srt", ""),
        ("Learn to speak german.srt", ""),
        ("Song_hd.srt", ""),
        ("[Live] Harbour.srt", ""),
    ],
)
def test_the_name_of_an_uploaded_file_states_its_language(name, language):
    assert archive_names.language(name) == language


@pytest.mark.parametrize(
    "name",
    [f"{ID}.live_chat.json", f"{ID}.live_chat.json3", f"{ID}.en.forced.srt", f"{ID}.info.json", f"{ID}.description"],
)
def test_other_files_are_no_captions(name):
    assert archive_names.caption_name(name, ID) is None


def test_captions_without_any_language_are_read(tmp_path):
    assert list(fetch(tmp_path, {f"{ID}.srt": OWN_WORDS})[1]) == ["und"]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        (f"The harbour [{ID}].en-orig.vtt", "The harbour"),
        (f"The harbour-{ID}.en.vtt", "The harbour"),
        (f"20240102_{ID}_The harbour.mp4", "The harbour"),
        (f"2024-01-02 - The harbour [{ID}].webm", "The harbour"),
        (f"[{ID}] The harbour.en.srt", "The harbour"),
        (f"In⧸Out ＂now＂ [{ID}].srt", 'In/Out "now"'),
        (f"港は？ [{ID}].ja.vtt", "港は？"),
        (f"{ID}.en.vtt", None),
        (f"{ID}-en.vtt", None),
    ],
)
def test_without_a_dump_the_title_is_that_of_the_name(tmp_path, name, title):
    assert fetch(tmp_path, {name: OWN_WORDS})[0].title == title


def test_only_an_info_json_is_a_dump(tmp_path):
    chat = '{"replayChatItemAction":{}}\n{"replayChatItemAction":{}}\n'
    files = {
        f"{ID}/Infographic [{ID}].comments.json": "[1]",
        f"{ID}/Infographic [{ID}].live_chat.json": chat,
        f"{ID}/Infographic [{ID}].en.vtt": OWN_WORDS,
        f"{ID}/information.json": "{",
    }
    assert fetch(tmp_path, files) == (fetch(tmp_path, {})[0], {"en": OWN_WORDS})
    assert fetch(tmp_path, {f"{ID}/Infographic [{ID}].info.json": dump(title="Infographic")})[0].title == "Infographic"


def test_a_damaged_dump_beside_a_good_one_is_passed_over(tmp_path):
    files = {f"{ID}/a.info.json": "{", f"{ID}/b.info.json": dump()}
    assert fetch(tmp_path, files)[0].title == "Harbour"
    with pytest.raises(ExtractionError, match="damaged"):
        fetch(tmp_path, {f"{ID}/b.info.json": "{"})


def test_a_track_that_the_dump_names_twice_is_automatic_if_it_has_word_times(tmp_path):
    original = [{"url": "https://www.youtube.com/api/timedtext"}]
    info = dump(subtitles={"en": original}, automatic_captions={"en": original})
    timed = "WEBVTT\n\n00:00.000 --> 00:02.000\nHello<00:00:01.000><c> there</c>\n"
    for text, automatic in ((timed, True), (OWN_WORDS, False)):
        fetch(tmp_path, {f"{ID}.info.json": info, f"{ID}.en.vtt": text})
        assert ArchiveSource([tmp_path]).fetch_video(ID).tracks[0].automatic is automatic


def test_folders_inside_of_the_folder_of_the_video_may_be_of_other_videos(tmp_path):
    files = {
        f"{ID}/x.info.json": dump(),
        f"{ID}/subs/x.fr.vtt": OWN_WORDS,
        f"{ID}/extra/trailer.mp4": "",
        f"{ID}/extra/Trailer [{OTHER}].de.vtt": OTHER_WORDS,
        f"{ID}/zzZ4zzzzzzz/x.de.vtt": OTHER_WORDS,
        f"{ID}/more/x.info.json": dump(OTHER),
        f"{ID}/more/x.de.vtt": OTHER_WORDS,
    }
    assert fetch(tmp_path, files)[1] == {"fr": OWN_WORDS}
    assert not ArchiveSource([tmp_path]).fetch_video(ID).has_audio


def test_a_translation_that_was_requested_is_not_read(tmp_path):
    url = "https://www.youtube.com/api/timedtext?lang=en&tlang=de"
    info = dump(requested_subtitles={"de": {"ext": "vtt", "url": url}})
    assert fetch(tmp_path, {f"{ID}.info.json": info, f"{ID}.de.vtt": OWN_WORDS})[1] == {}


@pytest.mark.parametrize(("tag", "is_translation"), [("de-en", True), ("zh-Hans-en", True), ("de-en-GB", True)] + [
    (tag, False) for tag in ("pt-br", "zh-tw", "zh-cn", "en-uk", "fr-ca", "en-en", "en-orig", "es-419", "sr-Latn")
])  # fmt: skip
def test_yt_dlp_names_translations_by_two_languages(tmp_path, tag, is_translation):
    found = fetch(tmp_path, {f"{ID}.info.json": dump(), f"{ID}.{tag}.vtt": OWN_WORDS})[1]
    assert (found == {}) is is_translation


def test_a_translation_is_not_read_wherever_the_dump_lists_it(tmp_path):
    listed = {"de": [{"ext": "vtt", "url": "https://www.youtube.com/api/timedtext?lang=en&tlang=de"}]}
    assert fetch(tmp_path, {f"{ID}.info.json": dump(subtitles=listed), f"{ID}.de.vtt": OWN_WORDS})[1] == {}


def test_the_header_of_webvtt_states_the_language_that_the_name_does_not(tmp_path):
    files = {f"{ID}.info.json": dump(), f"{ID}.vtt": OWN_WORDS.replace("WEBVTT\n", "WEBVTT\nLanguage: de\n")}
    assert list(fetch(tmp_path, files)[1]) == ["de"]
