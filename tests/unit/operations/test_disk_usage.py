"""What takes the space in DATA_DIR."""

import os

from analysis.operations import disk_usage


def write(path, size):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    return path


def test_each_file_counts_for_its_kind(tmp_path):
    write(tmp_path / "uploads" / "a" / "video.info.json", 10)
    write(tmp_path / "uploads" / "b.part", 5)
    write(tmp_path / "speech-models" / "m", 3)
    write(tmp_path / "huggingface" / "m", 4)
    write(tmp_path / "something" / "else", 2)
    write(tmp_path / "secret_key", 1)
    found = disk_usage.measure(tmp_path)
    counted = {kind: size for kind, size in found.kinds.items() if size}
    assert counted == {"uploads": 15, "models": 7, "other": 3}
    assert 0 < found.free <= found.total
    assert found.newest_backup is None


def test_the_newest_backup_counts_and_what_is_still_written_does_not(tmp_path):
    for name, age in (("analyzer-1.zip", 100), ("analyzer-2.zip", 300), ("analyzer-3.zip.part", 900)):
        os.utime(write(tmp_path / "backups" / name, 1), (age, age))
    assert disk_usage.measure(tmp_path).newest_backup == 300


def test_a_link_is_not_followed(tmp_path):
    write(tmp_path / "far" / "big", 1000)
    data = tmp_path / "data"
    data.mkdir()
    (data / "uploads").symlink_to(tmp_path / "far")
    assert disk_usage.measure(data).kinds["uploads"] < 1000


def test_without_a_folder_there_is_nothing_to_measure(tmp_path):
    assert disk_usage.measure(tmp_path / "none") is None
