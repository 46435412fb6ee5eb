"""An analysis from the terminal."""

import json

import pytest
from django.core.management import CommandError, call_command

from analysis.models import AnalysisTask
from tests.support.fakes import Script

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fake_source(settings):
    settings.VIDEO_SOURCES = ["tests.support.fakes.FakeSource"]
    settings.FAKE_SOURCE = Script()
    return


def test_it_prints_the_finding(capsys):
    call_command("analyze", "https://youtu.be/sample_talk")
    said = capsys.readouterr().out
    assert "How tides work" in said
    assert "Transcript: 29 words (manual captions, en)" in said
    assert "Comments: 2 analysed of 2 fetched" in said
    assert "{" not in said


def test_it_prints_json_and_nothing_else_to_standard_output(capsys):
    call_command("analyze", "https://youtu.be/sample_talk", "--json", "--type", "content")
    ending = json.loads(capsys.readouterr().out)
    assert ending["type"] == "task_completed"
    assert ending["result"]["comments"] is None


def test_it_reads_a_folder_of_dumps_instead_of_youtube(tmp_path, capsys, settings):
    folder = tmp_path / "abcdefghijk"
    folder.mkdir()
    title = "From\na \u202edump\x1b[31m"
    (folder / "abcdefghijk.info.json").write_text(json.dumps({"id": "abcdefghijk", "title": title}))
    call_command("analyze", "https://youtu.be/abcdefghijk", "--archive", str(tmp_path))
    # What commands a terminal or turns the direction of text is not printed.
    said = capsys.readouterr().out
    assert "From a dump[31m\n" in said
    assert "\u202e" not in said
    assert settings.FAKE_SOURCE.calls == []


def test_a_refusal_is_told_and_is_the_exit_code(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("analyze", "https://youtu.be/test")
    assert ended.value.code == 1
    assert "VIDEO_NOT_FOUND" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["https://example.org/"], ["https://youtu.be/sample_talk", "--max-comments", "10001"]]
)
def test_what_makes_no_sense_is_refused_before_anything_is_made(arguments):
    with pytest.raises(CommandError):
        call_command("analyze", *arguments)
    assert not AnalysisTask.objects.exists()
