"""Whatever a network can carry is sent to the port of a web server: it stays up, and others are served meanwhile.

``FUZZ_ROUNDS`` and ``FUZZ_SEED`` make a run longer or another one.
"""

import json
import os
import random
import socket
import struct
import threading
import time
from contextlib import suppress

import pytest
import websockets.sync.client

from tests.hostile import attacks
from tests.hostile.web import PATIENCE_SECONDS, Web, exchange
from tests.support.factories import TaskFactory
from tests.support.waiting import until

pytestmark = [pytest.mark.acceptance, pytest.mark.long]

ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "1"))
SEED = int(os.environ.get("FUZZ_SEED", "4"))
#: Bytes by which the server may have grown in the end.
GROWTH_BYTES = 40 * 1024**2
#: Seconds within which another client's ping is answered meanwhile.
PONG_SECONDS = 5.0


@pytest.fixture(params=["uvicorn", "daphne"])
def web(request, tmp_path, transactional_db):
    """A web process, and in its database one task that nobody works on."""
    running = Web(request.param, tmp_path)
    running.task_id = str(TaskFactory().pk)
    try:
        yield running.start()
    finally:
        running.stop()


class Witness(threading.Thread):
    """A well-behaved client on a socket of its own, for as long as the attack lasts."""

    def __init__(self, socket):
        super().__init__(daemon=True)
        self.socket = socket
        assert json.loads(self.socket.recv(timeout=PATIENCE_SECONDS))["type"] == "snapshot"
        self.over = threading.Event()
        self.slowest_seconds = 0.0
        self.failure = None

    def run(self):
        """Ping, and note how long the answer takes."""
        try:
            while not self.over.wait(0.1):
                began = time.monotonic()
                self.socket.send('{"type": "ping"}')
                assert json.loads(self.socket.recv(timeout=PATIENCE_SECONDS))["type"] == "pong"
                self.slowest_seconds = max(self.slowest_seconds, time.monotonic() - began)
        except Exception as error:  # whatever it is, the test wants to know
            self.failure = error

    def rest(self):
        """Stop pinging."""
        self.over.set()
        self.join()
        if self.failure is not None:
            raise self.failure


def attack(web, dice):
    """Do everything once."""
    for odd in attacks.ODD_HANDSHAKES:
        exchange(web, odd, wait_seconds=0.05)
    for odd in attacks.ODD_REQUESTS:
        answer = exchange(web, odd.replace(b"{id}", web.task_id.encode()), wait_seconds=0.05)
        assert b" 500 " not in answer[:20], (odd[:200], answer[:300])
    for query in attacks.QUERIES:
        exchange(web, attacks.handshake(f"/ws/{web.task_id}?{query}"), wait_seconds=0.05)
    for task_id in attacks.IDS:
        exchange(web, attacks.handshake(f"/ws/{task_id}"), wait_seconds=0.05)
    good = attacks.handshake(f"/ws/{web.task_id}?after=0")
    for said in attacks.conversations(dice):
        exchange(web, good + said, wait_seconds=0.05)
        leave_rudely(web, good + said[: dice.randrange(len(said) + 1)], dice)


def leave_rudely(web, sent, dice):
    """Send something and go: by half a close, by a reset, or at once."""
    with web.connect() as connection:
        connection.sendall(sent)
        match dice.randrange(3):
            case 0:
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(0.05)
                with suppress(OSError):  # It says nothing, or has closed.
                    connection.recv(65536)
            case 1:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_nothing_that_is_sent_harms_the_server_or_its_other_clients(web):
    attack(web, random.Random(0))  # What is loaded at first use is no growth.
    before = web.memory()
    with websockets.sync.client.connect(f"ws://127.0.0.1:{web.port}/ws/{web.task_id}") as socket_:
        witness = Witness(socket_)
        witness.start()
        attack_for_long(web)
        until(lambda: web.connections() <= 1, PATIENCE_SECONDS)
        assert web.status("/livez") == 200
        assert web.memory() - before < GROWTH_BYTES
        witness.rest()
        assert cancel(web)["status"] == "cancelled"
        assert json.loads(socket_.recv(timeout=PATIENCE_SECONDS))["type"] == "task_cancelled"
    assert witness.slowest_seconds < PONG_SECONDS
    assert [line for line in web.log().splitlines() if "Traceback" in line] == []


def attack_for_long(web):
    """Attack again and again, while some shake hands one byte at a time."""
    dice = random.Random(SEED)
    dribbling = [web.connect(PATIENCE_SECONDS) for _ in range(20)]
    for number in range(ROUNDS):
        for connection in dribbling:
            connection.send(b"GET /ws/x HTTP/1.1\r\n"[number % 20 : number % 20 + 1])
        attack(web, dice)
    for connection in dribbling:
        connection.close()


def cancel(web):
    answer = exchange(
        web,
        f"POST /api/v1/analysis/{web.task_id}/cancel HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode(),
        wait_seconds=20,
    )
    return json.loads(answer[answer.index(b"\r\n\r\n") + 4 :])
