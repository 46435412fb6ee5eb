"""Every example of docs/api.md, run against the whole service."""

import os
import re
import shutil
import subprocess

import pytest
import youtube_analyzer_client as ytan

from tests.support.paths import ROOT
from tests.support.waiting import until
from youtube_analyzer.launcher import first_analysis

pytestmark = [pytest.mark.acceptance, pytest.mark.long]

SECTION = (ROOT / "docs" / "api.md").read_text("utf-8").split("\n## Examples\n")[1]
BLOCK = re.compile(
    r"^### `(?P<call>[^`\n]*)`$|^```(?P<language>sh|python|js)(?P<setup> setup)?\n(?P<code>.*?)^```$", re.M | re.S
)
NAME = "talk [abcdefghijk].en.srt"
CAPTIONS = "1\n00:00:01,000 --> 00:00:04,000\nThe tide comes in\n"
#: A call ends the analysis or the login that it is about, so that it needs its own.
ENDING = ("/cancel", "/retry", "DELETE analysis/")


def examples(language):
    """Return the code to begin with and, by call, that of each example."""
    found, setup, call = {}, "", None
    for block in BLOCK.finditer(SECTION):
        call = block["call"] or call
        if block["language"] == language and block["setup"]:
            setup = block["code"]
        elif block["language"] == language:
            found[call] = block["code"]
    return setup, found


@pytest.fixture(scope="module")
def password(service):
    return (service.folder / "admin_password").read_text().strip()


@pytest.fixture(scope="module")
def client(service, password):
    with ytan.Client(service.base) as client:
        client.login("admin", password)
        yield client


@pytest.fixture(scope="module")
def ended(client):
    tasks = [client.create(first_analysis.SAMPLE_URL, options={"analysis_depth": "basic"}) for _ in range(2)]
    return [client.wait(task.id).id for task in tasks]


@pytest.fixture
def given(service, client, password, ended, tmp_path):
    """Values that the examples of one language use, by call; each of those that end something has its own."""
    (tmp_path / NAME).write_text(CAPTIONS)
    batch = client.create_batch(["https://youtu.be/very_slow__"], options={"analysis_depth": "basic"}).id
    follow = client.create_follow("https://www.youtube.com/@tidetalks", newest=0).id
    slow = client.create("https://youtu.be/very_slow__").id
    webhook = client.create_webhook("https://hooks.example.com/given")
    delivery = client.test_webhook(webhook.id)
    until(lambda: next(iter(client.deliveries(webhook.id))).status != "pending", 30)
    common = {
        "base": service.base, "token": client.create_token("examples").token, "username": "admin",
        "password": password, "task_id": ended[0], "other_id": ended[1], "captions": CAPTIONS,
        "upload_id": client.upload([tmp_path / NAME]).id, "webhook_id": webhook.id, "number": delivery.n,
        "batch_id": batch, "follow_id": follow, "token_id": client.create_token("to be revoked").id,
    }  # fmt: skip

    def values_for(call):
        return common | ({"task_id": slow} if any(part in call for part in ENDING) else {})

    yield values_for
    for each in client.webhooks():
        client.delete_webhook(each.id)
    for each in client.follows():
        client.delete_follow(each.id)


@pytest.mark.long
def test_the_examples_of_curl_work(given, tmp_path):
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    names = {
        "task_id": "TASK",
        "other_id": "OTHER",
        "upload_id": "UPLOAD",
        "batch_id": "BATCH",
        "follow_id": "FOLLOW",
        "webhook_id": "WEBHOOK",
        "number": "N",
    }
    strict = 'curl() { command curl --silent --show-error --fail-with-body "$@"; }\n'
    for call, code in examples("sh")[1].items():
        variables = {names.get(name, name.upper()): str(value) for name, value in given(call).items()}
        done = subprocess.run(
            ["bash", "-euc", strict + code], env=os.environ | variables, cwd=tmp_path, capture_output=True, text=True,
            timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, (call, done.stdout, done.stderr)


@pytest.mark.long
def test_the_examples_of_python_work(given, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    setup, found = examples("python")
    for call, code in found.items():
        names = given(call)
        exec(setup, names)
        try:
            exec(code, names)
        except Exception as error:
            raise AssertionError(f"the example of {call} fails") from error
        finally:
            names["client"].close()


@pytest.mark.long
def test_the_examples_of_javascript_work(given, tmp_path):
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    setup, found = examples("js")
    parts = []
    for call, code in found.items():
        values = "".join(f"const {camel(name)} = {value!r};\n" for name, value in given(call).items())
        parts.append(f"console.log('example: {call}');\nawait (async () => {{\n{values}{setup}{code}}})();\n")
    (tmp_path / "examples.mjs").write_text("".join(parts))
    done = subprocess.run(["node", "examples.mjs"], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, (re.findall("example: .*", done.stdout)[-1:], done.stderr)


def camel(name):
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def test_every_call_has_an_example_in_every_language(service):
    document = service.call("GET", "/api/schema/?format=json")
    probes = {("GET", "/livez"), ("GET", "/readyz")}
    calls = {
        (method.upper(), path.removeprefix("/api/v1/"))
        for path, methods in document["paths"].items()
        for method in methods
    } - probes
    calls.discard(("GET", "batches/{batch_id}/stream"))
    calls.add(("GET", "analysis/{task_id}/stream"))  # no operation of OpenAPI
    for language in ("sh", "python", "js"):
        assert {tuple(call.split(" ", 1)) for call in examples(language)[1]} == calls
