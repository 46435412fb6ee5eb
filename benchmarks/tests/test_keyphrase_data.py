"""The benchmark's reader, on a set of our own in the layout of the public ones."""

import zipfile

import pytest

from benchmarks.quality import keyphrase_data, rows


@pytest.fixture
def a_set(tmp_path, monkeypatch):
    folder = tmp_path / "text" / "little"
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "Little.zip", "w") as packed:
        packed.writestr("Little/docsutf8/2.txt", "Sourdough\nWild yeast lifts\n\tthe dough.")
        packed.writestr("Little/keys/2.key", "wild \tyeast\n\ndough\n")
        packed.writestr("__MACOSX/Little/docsutf8/._2.txt", b"\x00\x05")
        packed.writestr("__MACOSX/Little/keys/._2.key", b"\x00\x05")
        packed.writestr("Little/docsutf8/1.txt", "No keys here.")
        packed.writestr("Little/lan.txt", "pt\n")
    monkeypatch.setattr(rows, "DATA", tmp_path)


def test_a_set_is_read_with_its_language_and_keys(a_set):
    found = keyphrase_data.read("little/Little.zip")
    assert (found.name, found.language) == ("Little", "pt")
    assert [(document.name, document.keys) for document in found.documents] == [("2", ("wild yeast", "dough"))]
    assert keyphrase_data.unwrap_lines(found.documents[0].text) == "Sourdough\nWild yeast lifts the dough."


def test_sets_that_are_asked_for_but_absent_are_listed(a_set):
    assert keyphrase_data.archives() == ["little/Little.zip", *keyphrase_data.EXPECTED]
    with pytest.raises(rows.DataMissing):
        keyphrase_data.read(keyphrase_data.EXPECTED[0])


def test_a_set_that_lies_there_under_a_longer_name_is_not_called_absent(a_set, tmp_path):
    (tmp_path / "text" / "kp").mkdir()
    (tmp_path / "text" / "little" / "Little.zip").rename(tmp_path / "text" / "kp" / "500N-KPCrowd-v1.1.zip")
    assert "kpcrowd/KPCrowd.zip" not in keyphrase_data.archives()


def test_a_sample_is_spread_over_the_whole_set():
    documents = [keyphrase_data.Document(str(number), "x" * 100, ()) for number in range(10)]
    assert [document.name for document in keyphrase_data.sample(documents, 500)] == ["0", "2", "4", "6", "8"]
