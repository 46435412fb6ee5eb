"""Files in the data folder that only their owner may read."""

import os
from pathlib import Path


def private_opener(path: str, flags: int) -> int:
    """Open ``path`` for ``open(opener=...)``; a new file has mode 0600 from its first moment."""
    return os.open(path, flags, 0o600)


def write_private(path: Path, text: str) -> None:
    """Replace ``path`` by a file with ``text``; if the process is killed, the old file stays, or none."""
    temporary = path.with_name(f"{path.name}.new")
    temporary.unlink(missing_ok=True)
    with open(temporary, "w", opener=private_opener) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
