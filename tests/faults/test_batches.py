"""A batch goes on whatever is killed: each member is analysed once, the batch ends once, and its log has no gap."""

import itertools

import pytest

from tests.faults import source

pytestmark = [pytest.mark.faults, pytest.mark.long]

MEMBERS = 40
#: Killed one after another, as often as the members leave time for; the supervisor starts them again.
KILLED = ("worker", "dispatcher", "web", "other dispatcher")


def test_a_batch_of_many_survives_kills_of_worker_dispatcher_and_web(cluster):
    urls = [f"https://youtu.be/{source.video_id(n / 10)}" for n in range(MEMBERS // 2)]
    urls += [f"https://youtu.be/{source.video_id(100 + n)}" for n in range(MEMBERS // 2)]  # long ones, cancelled below
    body = {"urls": urls[: MEMBERS // 2], "options": {"analysis_depth": "basic"}}
    batch = cluster.call("POST", "/api/v1/batches/", body)["id"]
    other = cluster.call("POST", "/api/v1/batches/", body | {"urls": urls[MEMBERS // 2 :]})["id"]
    cluster.start_worker(processes=2)
    cluster.start_dispatcher()
    cluster.start_dispatcher("other dispatcher")
    names = itertools.cycle(KILLED)
    seen = 0
    for _ in range(2 * len(KILLED)):
        cluster.until(
            lambda before=seen: ended_members(cluster, batch) > before or is_ended(cluster, batch), restarting=True
        )
        seen = ended_members(cluster, batch)
        cluster.processes[next(names)].kill_group()
    cluster.restart_the_dead()
    cluster.until(lambda: cluster.status("/livez") == 200, restarting=True)
    cluster.call("POST", f"/api/v1/batches/{other}/cancel", {})
    cluster.until(lambda: is_ended(cluster, batch) and not cluster.active(), restarting=True)
    assert cluster.breaches(("not exactly one ending", "a gap in the events", "a step not done once")) == {}
    with cluster.database() as connection:
        assert members(connection, batch) == [("completed", True)] * (MEMBERS // 2)
        assert {status for status, _ in members(connection, other)} <= {"cancelled", "completed"}
        for key, ending in ((batch, "batch_completed"), (other, "batch_cancelled")):
            log = connection.execute(
                "SELECT seq, type, terminal FROM batch_events WHERE batch_id = %s ORDER BY seq", [key]
            ).fetchall()
            assert [seq for seq, _, _ in log] == list(range(1, len(log) + 1))
            assert [kind for _, kind, terminal in log if terminal] == [ending] == [log[-1][1]]
        analysed = connection.execute(
            "SELECT count(*) FROM analysis_tasks WHERE video_id = ANY(%s) GROUP BY video_id",
            [[url.rsplit("/", 1)[1] for url in urls]],
        ).fetchall()
        assert set(analysed) == {(1,)}


def ended_members(cluster, batch):
    with cluster.database() as connection:
        return sum(status == "completed" for status, _ in members(connection, batch))


def members(connection, batch):
    """Return the status of each member, and whether that of its analysis is the same."""
    return connection.execute(
        "SELECT m.status, t.status IS NOT DISTINCT FROM m.status FROM batch_members m"
        " LEFT JOIN analysis_tasks t ON t.id = m.task_id WHERE m.batch_id = %s ORDER BY m.position",
        [batch],
    ).fetchall()


def is_ended(cluster, batch):
    with cluster.database() as connection:
        row = connection.execute("SELECT status FROM batches WHERE id = %s", [batch]).fetchone()
        return row is not None and row[0] == "completed"
