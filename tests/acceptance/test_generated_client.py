"""A client that openapi-python-client generates from the OpenAPI document works."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from youtube_analyzer.launcher import first_analysis

pytestmark = [pytest.mark.acceptance, pytest.mark.long]

#: Run by the generated client's own interpreter: its warnings are not ours.
PROGRAM = """
import sys
from you_tube_analyzer_client import Client
from you_tube_analyzer_client.api.analysis import (
    analysis_comments_list, analysis_create, analysis_list, analysis_result_retrieve, analysis_retrieve,
)
from you_tube_analyzer_client.models import StillProcessing, SubmissionRequest

client = Client(base_url=sys.argv[1])
task = analysis_create.sync(client=client, body=SubmissionRequest.from_dict(
    {"youtube_url": sys.argv[2], "options": {"analysis_depth": "basic"}}))
while isinstance(answer := analysis_result_retrieve.sync(task.id, client=client), StillProcessing):
    pass
assert answer.result.video.id == "sample_talk", answer
assert analysis_retrieve.sync(task.id, client=client).status == "completed"
assert task.id in {each.id for each in analysis_list.sync(client=client).results}
assert analysis_comments_list.sync(task.id, client=client, is_spam=True).results[0].is_spam
"""


def test_a_generated_client_analyses_and_reads(service, tmp_path):
    programs = str(Path(sys.executable).parent)
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    address = f"{service.base}/api/schema/?format=json"
    command = ["openapi-python-client", "generate", "--url", address, "--output-path", str(tmp_path / "made")]
    made = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert (made.returncode, "WARNING" in made.stdout + made.stderr) == (0, False), made.stdout + made.stderr
    arguments = [sys.executable, "-c", PROGRAM, service.base, first_analysis.SAMPLE_URL]
    done = subprocess.run(
        arguments, env=environment | {"PYTHONPATH": str(tmp_path / "made")}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
