"""The Python client and its command against the whole service."""

import json
import os
import subprocess
import sys

import mcp
import pytest
import youtube_analyzer_client as ytan
from mcp import StdioServerParameters

from tests.support.paths import ROOT
from youtube_analyzer.launcher import first_analysis

pytestmark = [pytest.mark.acceptance, pytest.mark.long]

BASIC = {"analysis_depth": "basic"}
NEVER_ENDING = "https://youtu.be/very_slow__"


@pytest.fixture(scope="module")
def client(service):
    with ytan.Client(service.base) as client:
        yield client


@pytest.fixture(scope="module")
def task(client):
    """An analysis that has ended."""
    return client.wait(client.create(first_analysis.SAMPLE_URL, options=BASIC).id)


@pytest.fixture
def command(service, tmp_path):
    """Run ``ytan`` as a program would, and return what came of it."""

    def run(*arguments, **more):
        environment = os.environ | {
            "PYTHONPATH": str(ROOT / "clients" / "python" / "src"),
            "XDG_CONFIG_HOME": str(tmp_path),
            "YTAN_SERVER": service.base,
        }
        program = [sys.executable, "-m", "youtube_analyzer_client", *arguments]
        return subprocess.run(
            program, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=300, **more
        )

    return run


@pytest.mark.parametrize("way", ["websocket", "sse", "poll"])
def test_every_way_brings_all_events(client, task, way):
    events = list(client.follow(task.id, ways=(way,)))
    assert [event.seq for event in events] == list(range(1, task.last_seq + 1))
    assert isinstance(events[-1], ytan.TaskCompleted)
    assert events[-1].result == client.result(task.id).result


def test_whoever_has_seen_the_last_event_waits_for_nothing(client, task):
    assert list(client.follow(task.id, after=task.last_seq)) == []


def test_the_result_is_typed(client, task):
    completed = client.result(task.id)
    assert completed.result.video.title == task.title
    assert completed.result.comments.fetched > 100
    assert completed.result.comments.feedback.praise.count >= 0


def test_lists_are_read_to_their_end(client, task):
    comments = list(client.comments(task.id, page_size=40))
    assert len({comment.id for comment in comments}) == client.result(task.id).result.comments.fetched
    assert all(comment.is_spam for comment in client.comments(task.id, is_spam=True))
    segments = list(client.transcript(task.id, page_size=100))
    assert segments == sorted(segments, key=lambda segment: segment.start)
    assert task.id in {each.id for each in client.tasks(status="completed", page_size=1)}


def test_a_report_is_written_to_a_file(client, task, tmp_path):
    report = client.export(task.id, tmp_path, format="html", lang="zh-Hans")
    assert report.name.startswith("Why the sea comes back")
    assert report.name.endswith(f" [{task.video_id}].html")
    assert task.title in report.read_text()
    assert "-->" in client.download_transcript(task.id, tmp_path / "talk.vtt", format="vtt").read_text()


def test_what_is_said_is_found_and_analyses_are_compared(client, task):
    hits = list(client.search("tide", kind="transcript", video_id=task.video_id, page_size=2))
    assert len(hits) > 2
    assert all("<mark>" in hit.snippet for hit in hits)
    assert client.compare(task.id, task.id).notes[0].code == "SAME_ANALYSIS"


def test_an_analysis_is_cancelled_tried_again_and_deleted(client):
    task = client.create(NEVER_ENDING, options=BASIC)
    assert client.cancel(task.id).status == "cancelled"
    with pytest.raises(ytan.AnalysisCancelled):
        client.result(task.id)
    with pytest.raises(ytan.Conflict) as caught:
        client.cancel(task.id)
    assert caught.value.code == "TASK_NOT_CANCELLABLE"
    assert client.retry(task.id).status == "pending"
    client.delete(task.id)
    with pytest.raises(ytan.NotFound):
        client.task(task.id)
    with pytest.raises(ytan.NotFound):
        list(client.follow(task.id))


def test_files_are_uploaded_and_analysed(client, tmp_path):
    (tmp_path / "talk [abcdefghijk].en.srt").write_text("1\n00:00:01,000 --> 00:00:04,000\nThe tide comes in\n")
    upload = client.upload(tmp_path.iterdir())
    assert [file.kind for file in upload.files] == ["captions"]
    task = client.wait(client.create(upload_id=upload.id, options=BASIC).id)
    assert task.upload_id == upload.id
    client.delete_upload(upload.id)


def test_an_account_has_tokens(service):
    with ytan.Client(service.base) as client:
        user = client.login("admin", (service.folder / "admin_password").read_text().strip()).user
        made = client.create_token("backup", expires_in_days=1)
        assert (user.username, made.token != client.token) == ("admin", True)
        assert {token.name for token in client.tokens()} >= {"backup"}
        client.revoke_token(made.id)
        old = client.token
        client.logout()
        client.token = old
        with pytest.raises(ytan.AuthenticationRequired):
            client.tokens()


async def test_the_asynchronous_client_analyses_too(service):
    async with ytan.AsyncClient(service.base) as client:
        completed = await client.analyze(first_analysis.SAMPLE_URL, **BASIC)
        assert completed.result.video.id == "sample_talk"


def test_the_command_prints_events_for_programs(command):
    done = command("submit", first_analysis.SAMPLE_URL, "--depth", "basic")
    frames = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, "")
    assert [frame["seq"] for frame in frames] == list(range(1, len(frames) + 1))
    assert frames[-1]["type"] == "task_completed"


def test_the_command_ends_with_1_for_a_video_that_is_not_there(command):
    done = command("submit", "https://youtube.com/watch?v=test")
    assert done.returncode == 1
    assert json.loads(done.stdout.splitlines()[-1])["error"]["code"] == "VIDEO_NOT_FOUND"


def test_the_command_reads_what_was_found(command, task):
    assert json.loads(command("result", task.id).stdout)["task_id"] == task.id
    comments = [json.loads(line) for line in command("comments", task.id, "--spam").stdout.splitlines()]
    assert comments
    assert all(comment["is_spam"] for comment in comments)
    assert command("export", task.id, "-f", "srt").stdout.strip().endswith(".srt")
    assert "tide" in json.loads(command("search", "tide").stdout.splitlines()[0])["snippet"]


@pytest.mark.long
async def test_an_agent_analyses_a_video_and_reads_what_was_found(service):
    program = StdioServerParameters(
        command=sys.executable,
        args=["-m", "youtube_analyzer_client", "mcp"],
        env=os.environ | {"PYTHONPATH": str(ROOT / "clients" / "python" / "src"), "YTAN_SERVER": service.base},
    )
    reported = []

    async def progress(done, total, message):
        reported.append(done)

    async with mcp.Client(program) as agent:

        async def text_of(tool, **arguments):
            answer = await agent.call_tool(tool, arguments, progress_callback=progress)
            assert not answer.is_error, answer.content
            return answer.content[0].text

        async def data_of(tool, **arguments):
            return json.loads((await text_of(tool, **arguments)).splitlines()[2])

        summary = await data_of("analyze_video", url=first_analysis.SAMPLE_URL, depth="basic")
        task_id = summary["task_id"]
        assert summary["content"]["key_points"]
        assert reported == sorted(reported)
        window = await data_of("read_transcript", task_id=task_id, start=60, end=90)
        assert all(30 < segment["start"] < 90 < 60 + segment["end"] for segment in window["segments"])
        assert window["segments"]
        comments = await data_of("read_comments", task_id=task_id, feedback="praise", limit=3)
        assert [comment["feedback"].count("praise") for comment in comments] == [1, 1, 1]
        assert (await data_of("search", query="tide"))["hits"][0]["url"]
        assert (await data_of("compare", task_id=task_id, other=task_id))["notes"]
        assert (await data_of("list_analyses"))[0]["id"] == task_id
        transcript = (await agent.read_resource(f"analysis://{task_id}/transcript")).contents[0].text
        assert "<untrusted-" in transcript
