"""What a test orders and what the processes report, as files in a folder that all of them know.

An order is a file ``orders/{task_id}@{boundary}`` with one word in it; whoever reaches the boundary carries it out,
once, or each time where the word has ``always`` before it. The diary has a line for everything that was reached.
"""

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

#: The environment variable with the folder.
FOLDER_VARIABLE = "FAULTS_FOLDER"

#: The environment variable with the protections that a process is to do without, commas between; see ``sabotage``.
OFF_VARIABLE = "FAULTS_OFF"
#: What stands before an order that is never done with.
ALWAYS = "always "


@dataclass(frozen=True)
class Entry:
    """A line of the diary."""

    moment: float
    pid: int
    task_id: str
    boundary: str
    #: The order that was carried out, empty for none.
    order: str


class Folder:
    """The orders and the diary of one cluster."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "orders").mkdir(parents=True, exist_ok=True)

    def give(self, task_id: str, boundary: str, order: str) -> None:
        """Have whoever reaches ``boundary`` with the task next carry out ``order``."""
        (self.path / "orders" / f"{task_id}@{boundary}").write_text(order)

    def open_orders(self) -> list[str]:
        """Return what nobody has carried out, as ``task_id@boundary``."""
        return sorted(file.name for file in (self.path / "orders").iterdir())

    def take(self, task_id: str, boundary: str) -> str:
        """Return the order for this place and forget it; empty where there is none."""
        file = self.path / "orders" / f"{task_id}@{boundary}"
        if file.exists() and (order := file.read_text()).startswith(ALWAYS):
            return order.removeprefix(ALWAYS)
        taken = file.with_name(f"{file.name}.{os.getpid()}")
        try:
            file.rename(taken)  # of several that come at once, one gets it
        except FileNotFoundError:
            return ""
        order = taken.read_text()
        taken.unlink()
        return order

    def note(self, task_id: str, boundary: str, order: str) -> None:
        """Add a line to the diary; short enough that lines of several processes do not mix."""
        line = json.dumps([time.time(), os.getpid(), task_id, boundary, order]) + "\n"
        diary = os.open(self.path / "diary", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(diary, line.encode())
        finally:
            os.close(diary)

    def diary(self) -> list[Entry]:
        """Return what was reached, in the order of time."""
        file = self.path / "diary"
        lines = file.read_text().splitlines() if file.exists() else []
        return [Entry(*json.loads(line)) for line in lines]

    def recoveries(self) -> list[float]:
        """Return for every order that was carried out the seconds to the next claim of its task."""
        seconds, carried_out = [], {}
        for entry in self.diary():
            if entry.boundary == "claimed" and entry.task_id in carried_out:
                seconds.append(entry.moment - carried_out.pop(entry.task_id))
            if entry.order:
                carried_out[entry.task_id] = entry.moment
        return seconds

    def moment(self, task_id: str, boundary: str) -> float | None:
        """Return when the task reached ``boundary`` last, seconds since 1970; None where it has not."""
        found = [entry.moment for entry in self.diary() if (entry.task_id, entry.boundary) == (task_id, boundary)]
        return found[-1] if found else None

    def claims_since(self, moment: float) -> int:
        """Return how many tasks were claimed after ``moment``, seconds since 1970."""
        return sum(entry.boundary == "claimed" and entry.moment > moment for entry in self.diary())

    def clear(self) -> None:
        """Forget everything."""
        for file in (self.path / "orders").iterdir():
            file.unlink()
        (self.path / "diary").unlink(missing_ok=True)
