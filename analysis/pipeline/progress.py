"""How far a step is. Reporting is also where a step learns that it should stop."""

from collections.abc import Callable, Mapping


def _ignore(percent: int, message: str) -> None:
    """Report to nobody."""


def _go_on() -> None:
    """Never stop."""


class Progress:
    """Tells whole percents of one step, each once, and never falls back."""

    def __init__(
        self, report: Callable[[int, str], None] = _ignore, check: Callable[[], None] = _go_on, message: str = ""
    ) -> None:
        """Report through ``report(percent, message)``; ``check`` raises where the step must stop."""
        self._report = report
        self._check = check
        self._told: tuple[int, str] = (0, "")
        self.message = message

    @property
    def percent(self) -> int:
        """Return the percent told last, 0 to 100."""
        return self._told[0]

    def update(self, done: float, total: float | None, message: str | None = None) -> None:
        """Tell that ``done`` of ``total`` is finished; with no total known only the message is told.

        Raises:
            CancellationRequested, LeaseLost: the step must stop; let it through.
        """
        self._check()
        if message is not None:
            self.message = message
        percent = self.percent
        if total:
            percent = max(percent, min(100, int(100 * done / total)))
        if (percent, self.message) != self._told:
            self._told = (percent, self.message)
            self._report(percent, self.message)

    def look(self) -> None:
        """Learn whether the step should go on; raises like :meth:`update`."""
        self._check()

    def part(self, start: int, end: int) -> "Progress":
        """Return a progress of its own for the stretch from ``start`` to ``end`` percent of this one."""
        span = end - start

        def report(percent: int, message: str) -> None:
            self.update(start + span * percent / 100, 100, message)

        return Progress(report, self._check, self.message)


def overall_percent(percent_by_step: Mapping[str, int], weights: Mapping[str, int]) -> int:
    """Return the percent of the whole analysis; only steps in ``weights`` that are part of the analysis count."""
    total = sum(weights[step] for step in percent_by_step)
    if not total:
        return 0
    return int(sum(weights[step] * percent for step, percent in percent_by_step.items()) / total)
