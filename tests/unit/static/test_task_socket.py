"""The browser's side of a socket, run by node with a socket and a clock that the test moves."""

import shutil
import subprocess

import pytest

from tests.support.paths import ROOT

NODE = shutil.which("node")

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed; the browser test covers the same module")

HARNESS = """
import { connectTask, pauseSeconds } from "MODULE";
import assert from "node:assert/strict";

const timers = new Map();
let clock = 0, made = 0;
globalThis.setTimeout = (act, ms) => (timers.set(++made, { at: clock + ms, act }), made);
globalThis.clearTimeout = (timer) => timers.delete(timer);
globalThis.location = { href: "https://here.example/analyses/1/", protocol: "https:" };
const sockets = [], seen = [], states = [];
globalThis.WebSocket = class {
  constructor(address) { this.address = address; this.sent = []; this.closes = 0; sockets.push(this); }
  send(text) { this.sent.push(text); }
  close() { this.closes += 1; }
  say(frame) { this.onmessage({ data: JSON.stringify(frame) }); }
};
const event = (seq, type = "warning") => ({ type, seq, terminal: type.startsWith("task_") });
const start = (after) => connectTask("id/1", {
  onEvent: (frame) => seen.push(`${frame.type} ${frame.seq}`), onState: (state, facts) => states.push(facts ? facts.code : state), after });
const settle = async () => { for (let turn = 0; turn < 20; turn++) await null; };
/** Let so many seconds go by. */
async function pass(seconds) {
  const end = clock + seconds * 1000;
  await settle();
  for (;;) {
    const due = [...timers].filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
    if (!due) break;
    timers.delete(due[0]);
    clock = due[1].at;
    due[1].act();
    await settle();
  }
  clock = end;
}
"""


def run(script: str) -> None:
    """Run ``script`` in node; its assertions are the test's."""
    module = (ROOT / "realtime" / "static" / "realtime" / "task_socket.js").as_uri()
    code = HARNESS.replace("MODULE", module) + script
    done = subprocess.run(
        [str(NODE), "--no-warnings", "--experimental-default-type=module", "--input-type=module", "-"],
        input=code, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_it_connects_to_the_same_origin_and_stops_at_the_last_event():
    run("""
    start(); const [socket] = sockets;
    assert.equal(socket.address, "wss://here.example/ws/id%2F1");
    socket.onopen(); socket.say(event(4, "snapshot")); socket.say(event(5)); socket.say(event(6, "task_completed"));
    assert.deepEqual(seen, ["snapshot 4", "warning 5", "task_completed 6"]);
    assert.deepEqual(states, ["connecting", "open", 1000]);
    assert.equal(socket.closes, 1); assert.equal(timers.size, 0);
    """)


def test_it_resumes_after_the_last_event_it_has_and_drops_what_it_had():
    run("""
    start(); sockets[0].onopen(); sockets[0].say(event(1, "snapshot")); sockets[0].say(event(2)); sockets[0].onclose({ code: 1012 });
    await pass(1);
    assert.equal(sockets[1].address, "wss://here.example/ws/id%2F1?after=2");
    sockets[1].onopen(); sockets[1].say(event(2)); sockets[1].say(event(3));
    assert.deepEqual(seen, ["snapshot 1", "warning 2", "warning 3"]);
    """)


def test_a_page_that_knows_where_it_stands_asks_for_the_rest_only():
    run("""start(7); assert.equal(sockets[0].address, "wss://here.example/ws/id%2F1?after=7");""")


@pytest.mark.parametrize("code", [1000, 4400, 4401, 4404])
def test_it_does_not_come_back_when_it_was_told_not_to(code):
    run(f"""
    start(); sockets[0].onopen(); sockets[0].onclose({{ code: {code} }}); await pass(120);
    assert.equal(sockets.length, 1); assert.equal(states.at(-1), {code});
    """)


@pytest.mark.parametrize("code", [1001, 1006, 1011, 1012, 4429, 4503])
def test_it_comes_back_after_anything_else(code):
    run(f"""
    start(); sockets[0].onopen(); sockets[0].onclose({{ code: {code} }}); await pass(1);
    assert.equal(sockets.length, 2);
    """)


def test_its_pauses_double_with_chance_in_them_up_to_half_a_minute():
    run("""
    assert.deepEqual([0, 1, 2, 6, 50].map((n) => pauseSeconds(n, () => 1)), [0.5, 1, 2, 30, 30]);
    assert.deepEqual([0, 6].map((n) => pauseSeconds(n, () => 0)), [0.25, 15]);
    start(); sockets[0].onopen();
    for (let turn = 0; turn < 12; turn++) { sockets.at(-1).onclose({ code: 1006 }); await pass(31); }
    assert.equal(sockets.length, 13);
    sockets.at(-1).onopen(); sockets.at(-1).say(event(1)); sockets.at(-1).onclose({ code: 1006 }); await pass(0.6);
    assert.equal(sockets.length, 14);
    """)


def test_a_connection_that_no_longer_answers_is_given_up():
    run("""
    start(); sockets[0].onopen(); await pass(25); assert.deepEqual(sockets[0].sent, ['{"type":"ping"}']);
    sockets[0].say({ type: "pong", seq: 0 }); await pass(25); assert.equal(sockets[0].sent.length, 2);
    await pass(11);
    assert.equal(sockets[0].closes, 1); assert.equal(sockets.length, 2);
    sockets[0].say(event(1)); assert.deepEqual(seen, []);
    """)


def test_it_polls_where_no_socket_gets_through():
    run("""
    const asked = [], answers = [
      { ok: false, status: 503 },
      { ok: true, status: 200, json: async () => ({ events: [event(1), event(2)], terminal: false }) },
      { ok: true, status: 200, json: async () => ({ events: [event(3, "task_failed")], terminal: true }) }];
    globalThis.fetch = async (address) => (asked.push(address), answers.shift());
    start();
    for (let turn = 0; turn < 3; turn++) { sockets.at(-1).onclose({ code: 1006 }); await pass(2); }
    await pass(30);
    assert.equal(sockets.length, 3);
    assert.deepEqual(asked.map((address) => address.split("after=")[1]), ["0&wait=20", "0&wait=20", "2&wait=20"]);
    assert.equal(asked[0], "/api/v1/analysis/id%2F1/events?after=0&wait=20");
    assert.deepEqual(seen, ["warning 1", "warning 2", "task_failed 3"]); assert.equal(states.at(-1), 1000);
    """)


def test_it_stops_asking_when_the_login_has_ended():
    run("""
    globalThis.fetch = async () => ({ status: 401 });
    start();
    for (let turn = 0; turn < 3; turn++) { sockets.at(-1).onclose({ code: 1006 }); await pass(2); }
    assert.equal(states.at(-1), 4401);
    """)


def test_it_polls_where_the_server_fails_at_every_try():
    run("""
    const asked = [];
    globalThis.fetch = async (address) => (asked.push(address), { status: 404 });
    start(); sockets[0].onopen(); sockets[0].say(event(4, "snapshot"));
    for (let turn = 0; turn < 3; turn++) { sockets.at(-1).onopen(); sockets.at(-1).onclose({ code: 1011 }); await pass(5); }
    assert.deepEqual(asked.map((address) => address.split("?")[1]), ["after=4&wait=20"]); assert.equal(states.at(-1), 4404);
    """)


def test_nothing_happens_after_the_page_has_closed_it():
    run("""
    const following = start(); sockets[0].onopen(); following.close();
    assert.equal(sockets[0].closes, 1); await pass(120); assert.equal(sockets.length, 1); assert.equal(states.at(-1), null);
    """)
