"""Requests made from the OpenAPI document, valid and not: none is answered 500, and every answer is as described.

A longer run, by hand, against whatever serves at ``ADDRESS``:
``schemathesis --config-file tests/hostile/schemathesis.toml run ADDRESS/api/schema/ --max-time 600 --continue-on-failure``
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.models import Comment, Transcript
from tests.hostile.web import Web
from tests.support import results
from tests.support.factories import TaskFactory

pytestmark = [pytest.mark.acceptance, pytest.mark.long]

HERE = Path(__file__).parent
#: By default so many requests an operation, the same ones each time; else for so long as many as there is time for.
SECONDS = os.environ.get("OPENAPI_FUZZ_SECONDS")
BOUND = ("--max-time", SECONDS) if SECONDS else ("--max-examples", "4")
SEED = os.environ.get("FUZZ_SEED", "4")


@pytest.fixture
def web(tmp_path, transactional_db):
    """A web process with an analysis that is done, one that failed, and nobody who works on others."""
    done = TaskFactory(completed=True, result_data=results.full_result(), result_metadata=results.full_metadata())
    Transcript.objects.create(
        task=done, source="manual_captions", language="en", segments=[[0.0, 2.0, "The sea", None]]
    )
    for position in range(3):
        Comment.objects.create(
            task=done, position=position, comment_id=f"c{position}", text=results.HOSTILE, cites=[1.5]
        )
    TaskFactory(failed=True)
    running = Web("uvicorn", tmp_path)
    try:
        yield running.start()
    finally:
        running.stop()


def test_no_request_is_answered_otherwise_than_the_document_says(web):
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        *("--config-file", str(HERE / "schemathesis.toml"), "run", f"{web.base}/api/schema/"),
        *(*BOUND, "--seed", SEED, "--warnings", "off", "--continue-on-failure", "--no-color"),
    ]
    environment = os.environ | {"SCHEMATHESIS_HOOKS": "tests.hostile.request_hooks"}
    run = subprocess.run(
        command, env=environment, cwd=HERE.parent.parent, capture_output=True, text=True, timeout=600, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Stateful" in run.stdout
    assert "Traceback" not in web.log()
