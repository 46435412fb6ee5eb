"""A backup, its check and the way back, on a database of their own on the real server."""

import hashlib
import json
import re
import stat
import zipfile
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import now
from psycopg.conninfo import conninfo_to_dict

from analysis.choices import WorkerRole
from analysis.models import AnalysisTask, Comment, Upload
from analysis.operations.backup import archive, databases
from analysis.operations.worker_registry import Heartbeat
from analysis.queries import erased_authors
from analysis.sources.upload import folder_of
from tests.support.factories import TaskFactory

DATABASE = "backup_test"
#: Half of the id of a channel.
AUTHOR = "UCauthor-of-a"


@pytest.fixture(scope="module")
def installation(django_db_setup, django_db_blocker, tmp_path_factory):
    """Give a backup of a migrated database with two analyses and an upload; Django uses that database."""
    from django.conf import settings

    usual, settings.DATA_DIR = settings.DATA_DIR, tmp_path_factory.mktemp("data")
    with django_db_blocker.unblock():
        with databases.connect("template1", autocommit=True) as server:
            databases.drop(server, DATABASE)
            server.execute(f"CREATE DATABASE {DATABASE}")
        with databases.connected_to(DATABASE):
            call_command("migrate", verbosity=0)
            fill()
            path = settings.DATA_DIR / "the.zip"
            call_command("backup", str(path))
            databases.disconnect()
            yield path
        with databases.connect("template1", autocommit=True) as server:
            databases.drop(server, DATABASE)
    settings.DATA_DIR = usual


def fill():
    for video in ("aaaaaaaaaaa", "bbbbbbbbbbb"):
        task = TaskFactory(video_id=video, completed=True)
        text = "A text with ünïcode \U0001f30a"
        Comment.objects.create(task=task, position=0, comment_id="c1", text=text, author_channel_id=f"{AUTHOR}{video}")
    upload = Upload.objects.create(pk=uuid4(), files=[], expires_at=now())
    folder_of(upload.pk).mkdir(parents=True)
    (folder_of(upload.pk) / "video.info.json").write_text('{"id": "aaaaaaaaaaa"}')


@pytest.fixture
def emptied(installation):
    """Empty the database as an accident would, and give the backup; afterwards it holds what the backup holds."""
    AnalysisTask.objects.all().delete()
    Upload.objects.all().delete()
    databases.disconnect()
    yield installation
    databases.disconnect()


def refusal(*arguments):
    with pytest.raises(CommandError) as caught:
        call_command(*map(str, arguments))
    databases.disconnect()
    return caught.value.returncode, str(caught.value)


def damaged(path, change):
    """Return a copy of a backup whose entries ``change`` has changed."""
    copy = path.with_name("damaged.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        entries = {name: source.read(name) for name in source.namelist()}
        change(entries)
        for name, data in entries.items():
            target.writestr(name, data)
    return copy


def with_manifest(path, **changes):
    def change(entries):
        entries[archive.MANIFEST] = json.dumps(json.loads(entries[archive.MANIFEST]) | changes)

    return damaged(path, change)


def test_a_backup_belongs_to_its_owner_and_leaves_nothing_beside_it(installation):
    assert stat.S_IMODE(installation.stat().st_mode) == 0o600
    assert not list(installation.parent.glob("*.part"))


def test_its_manifest_says_what_is_in_it(installation):
    manifest = archive.read_manifest(installation)
    assert manifest.tables["analysis_tasks"] == manifest.tables["analysis_comment"] == 2
    assert "analysis.0001_initial" in manifest.migrations
    assert len(manifest.files) == 2


def test_a_whole_backup_passes_the_full_check(installation, capsys):
    call_command("backup", str(installation), "--check", "--full")
    assert "is complete: 2 analyses, 2 comments, 1 uploads" in capsys.readouterr().out
    with databases.maintenance() as server:
        names = {row[0] for row in server.execute("SELECT datname FROM pg_database")}
    assert f"{DATABASE}_check" not in names


def test_an_existing_file_is_not_replaced(installation):
    assert refusal("backup", installation)[0] == 3


def test_a_backup_that_would_not_fit_is_not_begun(installation, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=1000))
    code, said = refusal("backup", installation.with_name("other.zip"))
    assert code == 3
    assert "MB left" in said
    assert not installation.with_name("other.zip.part").exists()


def test_without_pg_dump_of_the_right_version_it_says_what_to_install(installation, monkeypatch):
    monkeypatch.setattr("analysis.support.postgresql_programs.folder_for", lambda major: None)
    code, said = refusal("backup", installation.with_name("other.zip"))
    assert code == 3
    assert "postgresql-client-18" in said


def test_only_the_newest_are_kept(installation, settings):
    for _ in range(2):
        older = settings.DATA_DIR / "backups" / "analyzer-20200101T000000Z.zip"
        older.parent.mkdir(exist_ok=True)
        older.touch()
    call_command("backup", keep=1)
    (kept,) = older.parent.glob("*")
    assert kept != older


@pytest.mark.parametrize(
    "change",
    [
        lambda entries: entries.update({"database.dump": entries["database.dump"][:-1] + b"x"}),
        lambda entries: entries.pop("database.dump"),
        lambda entries: entries.update({"../outside": b""}),
        lambda entries: entries.update({"manifest.json": b"[]"}),
        lambda entries: entries.pop("manifest.json"),
    ],
    ids=["changed dump", "no dump", "another file", "no object", "no manifest"],
)
def test_a_damaged_backup_fails_the_check_and_is_not_restored(installation, change):
    copy = damaged(installation, change)
    assert refusal("backup", copy, "--check")[0] == 1
    assert refusal("restore", copy, "--replace")[0] == 1
    assert AnalysisTask.objects.count() == 2


NESTED = b"[" * 200_000
#: An entry that the manifest of a hostile backup lists truthfully.
HOSTILE_NAMES = [
    *("uploads/../../outside", "/outside", "uploads/{}/..", "uploads/{}/a/", "uploads/{{{}}}/a", "uploads/./{}/a"),
    *("uploads/{}/a\x1b[31m", f"uploads/{{}}/{'a' * 256}"),
]


@pytest.mark.parametrize(
    "changes",
    [
        *(
            {"version": []},
            {"version": "1.0.0\x1b[31m"},
            {"version": "\ud800"},
            {"migrations": 5},
            {"migrations": None},
        ),
        *({"tables": []}, {"tables": {"uploads": "1"}}, {"tables": {"uploads": -1}}, {"uploads_without_files": None}),
        *({"files": None}, {"files": {"database.dump": {"bytes": 1, "sha256": None}}}, {"more": 1}),
    ],
    ids=str,
)
def test_a_manifest_with_other_values_is_refused_before_anything_is_read(installation, changes):
    code, said = refusal("restore", with_manifest(installation, **changes), "--replace")
    assert (code, said.isprintable()) == (1, True)


def test_a_manifest_that_is_nested_too_deeply_is_refused(installation):
    copy = damaged(installation, lambda entries: entries.update({archive.MANIFEST: NESTED}))
    assert refusal("backup", copy, "--check")[0] == 1


def test_a_size_that_differs_from_the_manifest_is_refused(installation):
    files = json.loads(zipfile.ZipFile(installation).read(archive.MANIFEST))["files"]
    files[archive.DUMP]["bytes"] += 1
    assert "another size" in refusal("backup", with_manifest(installation, files=files), "--check")[1]


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=ascii)
def test_an_entry_that_would_lie_elsewhere_or_twice_is_refused(installation, name):
    name = name.format(uuid4())

    def add(entries):
        manifest = json.loads(entries[archive.MANIFEST])
        manifest["files"][name] = {"bytes": 0, "sha256": hashlib.sha256().hexdigest()}
        entries[archive.MANIFEST] = json.dumps(manifest)
        entries[name] = b""

    assert "does not belong" in refusal("backup", damaged(installation, add), "--check")[1]


def test_a_backup_that_unpacks_to_more_than_it_is_is_not_unpacked(installation):
    path = installation.with_name("bomb.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(archive.MANIFEST, b" " * 1_000_000)
    assert "compressed or encrypted" in refusal("restore", path)[1]


def test_a_backup_that_needs_a_password_is_refused(installation):
    path = installation.with_name("locked.zip")
    content = bytearray(installation.read_bytes())
    for start in (match.start() for match in re.finditer(rb"PK\x01\x02", content)):
        content[start + 8] |= 1
    path.write_bytes(content)
    assert "compressed or encrypted" in refusal("restore", path)[1]


@pytest.mark.parametrize("content", [b"", b"no zip", None], ids=["empty", "no zip", "no file"])
def test_what_is_no_backup_is_told_from_one(installation, content):
    path = installation.with_name("something.zip")
    path.unlink(missing_ok=True)
    if content is not None:
        path.write_bytes(content)
    assert refusal("restore", path)[0] == 1


def test_a_cut_off_backup_fails_the_check(installation):
    path = installation.with_name("cut.zip")
    path.write_bytes(installation.read_bytes()[:-4000])
    assert refusal("backup", path, "--check")[0] == 1


@pytest.mark.parametrize("changes", [{"version": "99.0.0"}, {"migrations": ["analysis.9999_later"]}])
def test_a_backup_of_a_newer_version_is_refused(installation, changes):
    code, said = refusal("restore", with_manifest(installation, **changes), "--replace")
    assert code == 3
    assert "newer" in said


def test_a_database_with_data_is_replaced_only_on_request(installation):
    code, said = refusal("restore", installation)
    assert code == 3
    assert "--replace" in said
    assert AnalysisTask.objects.count() == 2
    databases.disconnect()


def test_nothing_is_restored_under_a_running_worker(installation):
    heart = Heartbeat(WorkerRole.WORKER, name="w1")
    heart.beat_if_due()
    code, said = refusal("restore", installation, "--replace")
    heart.leave()
    databases.disconnect()
    assert code == 3
    assert "The service runs (worker)" in said


def test_nothing_is_restored_under_an_open_connection(installation):
    with databases.connect(DATABASE):
        code, said = refusal("restore", installation, "--replace")
    assert code == 3
    assert "1 other connections" in said


def test_a_restore_that_fails_leaves_what_was_there(installation):
    wrong = archive.read_manifest(installation).tables | {"analysis_tasks": 3}
    code, said = refusal("restore", with_manifest(installation, tables=wrong), "--replace")
    assert code == 1
    assert "analysis_tasks" in said
    assert AnalysisTask.objects.count() == 2
    databases.disconnect()


def test_after_a_restore_everything_is_as_it_was(emptied, capsys):
    (folder,) = (emptied.parent / "uploads").iterdir()
    (folder / "video.info.json").unlink()
    folder.rmdir()
    call_command("restore", str(emptied))
    assert "Restored" in capsys.readouterr().out
    assert sorted(AnalysisTask.objects.values_list("video_id", flat=True)) == ["aaaaaaaaaaa", "bbbbbbbbbbb"]
    assert Comment.objects.first().text == "A text with ünïcode \U0001f30a"
    assert (folder_of(Upload.objects.get().pk) / "video.info.json").read_text() == '{"id": "aaaaaaaaaaa"}'
    databases.disconnect()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        databases.connect(f"{DATABASE}_replaced")


def test_the_password_stands_in_a_private_file_and_on_no_command_line(monkeypatch):
    monkeypatch.setattr(databases, "_parameters", lambda database: {"dbname": database, "password": r"a:b\c"})
    with databases._place("some") as place:
        file = Path(conninfo_to_dict(place.removeprefix("--dbname="))["passfile"])
        assert file.read_text() == "*:*:*:*:a\\:b\\\\c\n"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert r"a:b" not in place


def test_an_author_who_was_erased_after_the_backup_does_not_come_back(installation):
    channel = f"{AUTHOR}{'b' * 11}"
    erased_authors.add(channel)
    databases.disconnect()
    call_command("restore", str(installation), replace=True)
    assert [each.author_channel_id for each in Comment.objects.all()] == [f"{AUTHOR}{'a' * 11}"]
    assert erased_authors.listed([channel])
    databases.disconnect()
