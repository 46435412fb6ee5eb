"""Vectors of questions, from a process beside this one: the encoder takes 130 MB, which a web process must not hold.

The process starts with the first question and ends after ten minutes without one.
"""

import atexit
import json
import math
import operator
import os
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple, Self

from django.conf import settings

from analysis.exceptions import TemporaryError
from analysis.search.nearness import COMMON_TEXTS

DIMENSIONS = 512
_NUMBERS = struct.Struct(f"<{DIMENSIONS}e")
_BYTES = _NUMBERS.size + DIMENSIONS // 8
#: Texts of one request: about a second of work.
MAX_TEXTS = 400
#: Seconds that a request waits for those before it, and seconds that it takes at most, with the start of the process.
_MAX_WAIT_SECONDS, _MAX_SECONDS = 5.0, 30.0


class Vector(NamedTuple):
    """What a text means: its numbers, and a text of ``0`` and ``1`` that says which of them are positive."""

    numbers: tuple[float, ...]
    signs: str

    def without(self, common: tuple[float, ...]) -> Self:
        """Return the vector of length 1 that is left without ``common``."""
        left = tuple(map(operator.sub, self.numbers, common))
        length = math.hypot(*left) or 1.0
        return self._replace(
            numbers=tuple(number / length for number in left), signs="".join("01"[number > 0] for number in left)
        )

    def cosine(self, packed: bytes | memoryview) -> float:
        """Return how near a stored vector is, from -1 to 1."""
        return self.cosine_with(_NUMBERS.unpack(packed))

    def cosine_with(self, numbers: tuple[float, ...]) -> float:
        """Return how near the numbers of another vector are, from -1 to 1."""
        return float(sum(map(operator.mul, self.numbers, numbers)))


class Encoder:
    """One process that embeds texts, one request at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = threading.Lock()

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Return the vector of each of at most ``MAX_TEXTS`` texts.

        Raises:
            TemporaryError: others are asking, or the process does not answer.
        """
        assert len(texts) <= MAX_TEXTS
        if not self._one_at_a_time.acquire(timeout=_MAX_WAIT_SECONDS):
            raise TemporaryError("Too many questions are being asked. Try again in a few seconds.", retry_after=5)
        try:
            answer = self._request(json.dumps(list(texts)).encode() + b"\n", _BYTES * len(texts))
        except OSError as error:
            self.close()
            raise TemporaryError("The search by meaning is not available. Try again in a few seconds.") from error
        finally:
            self._one_at_a_time.release()
        return [_unpack(answer[start : start + _BYTES]) for start in range(0, len(answer), _BYTES)]

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _request(self, line: bytes, size: int) -> bytes:
        """Return the ``size`` bytes that the process answers; one that has ended meanwhile is started again."""
        try:
            return self._exchange(self._running(), line, size)
        except ConnectionError:
            self.close()
            return self._exchange(self._running(), line, size)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self.close()
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "analysis.search.encoder_process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=settings.BASE_DIR,
            )
            # It ends with this process, too: its input does.
            atexit.register(self.close)
        return self._process

    def _exchange(self, process: subprocess.Popen[bytes], line: bytes, size: int) -> bytes:
        """Send a line and return ``size`` bytes.

        Raises:
            OSError: the process has ended, or takes too long.
        """
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(line)
        process.stdin.flush()
        deadline, answer = time.monotonic() + _MAX_SECONDS, b""
        while len(answer) < size:
            ready, _, _ = select.select([process.stdout], [], [], max(0.0, deadline - time.monotonic()))
            piece = os.read(process.stdout.fileno(), size - len(answer)) if ready else b""
            if not ready:
                raise TimeoutError("the encoder takes too long")
            if not piece:
                raise ConnectionAbortedError("the encoder ended")
            answer += piece
        return answer


def _unpack(packed: bytes) -> Vector:
    signs = packed[_NUMBERS.size :]
    return Vector(_NUMBERS.unpack(packed[: _NUMBERS.size]), "".join(f"{byte:08b}" for byte in signs))


_encoder = Encoder()


def embed(texts: Sequence[str]) -> list[Vector]:
    """Return the vectors of texts from this process's encoder; see :meth:`Encoder.embed`."""
    return _encoder.embed(texts)


def embed_question(text: str) -> Vector:
    """Return the vector of a question, without what all texts have in common; raises as :meth:`Encoder.embed`."""
    (vector,) = embed([text])
    return vector.without(_common())


@cache
def _common() -> tuple[float, ...]:
    """Return the mean of the vectors of the common texts: one request a process."""
    columns = zip(*(vector.numbers for vector in embed(COMMON_TEXTS)), strict=True)
    return tuple(sum(column) / len(COMMON_TEXTS) for column in columns)
