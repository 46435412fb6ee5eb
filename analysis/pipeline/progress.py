"""Progress of a step. Each report also checks whether the step must stop."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")

#: Items between two checks of a loop over sentences, comments and the like: some milliseconds of work.
_CHECK_EVERY = 100


class Progress:
    """Reports the progress of one step in whole percents, each once and never lower than before."""

    def __init__(
        self,
        report: Callable[[int, str], None] = lambda percent, message: None,
        check: Callable[[], None] = lambda: None,
        message: str = "",
    ) -> None:
        """Report through ``report(percent, message)``; ``check`` raises when the step must stop."""
        self._report = report
        self._check = check
        self._reported: tuple[int, str] = (0, "")
        self.message = message

    @property
    def percent(self) -> int:
        """Return the percent reported last, 0 to 100."""
        return self._reported[0]

    def update(self, done: float, total: float | None, message: str | None = None) -> None:
        """Report that ``done`` of ``total`` is finished; without a total only the message is reported.

        Raises:
            CancellationRequested, LeaseLost: the step must stop; do not catch them.
        """
        self._check()
        if message is not None:
            self.message = message
        percent = self.percent
        if total:
            percent = max(percent, min(100, int(100 * done / total)))
        if (percent, self.message) != self._reported:
            self._reported = (percent, self.message)
            self._report(percent, self.message)

    def check_cancelled(self) -> None:
        """Check whether the step must stop; raises like :meth:`update`."""
        self._check()

    def part(self, start: int, end: int) -> "Progress":
        """Return the progress of a part that spans ``start`` to ``end`` percent of this one."""
        span = end - start

        def report(percent: int, message: str) -> None:
            self.update(start + span * percent / 100, 100, message)

        return Progress(report, self._check, self.message)


def no_check() -> None:
    """Check nothing: the default of functions that a caller may stop."""


def checked(items: Iterable[T], check: Callable[[], None]) -> Iterator[T]:
    """Yield ``items`` and call ``check``, which raises when the step must stop, once for many of them."""
    for index, item in enumerate(items):
        if index % _CHECK_EVERY == 0:
            check()
        yield item


def overall_percent(percent_by_step: Mapping[str, int], weights: Mapping[str, float]) -> int:
    """Return the percent of the whole analysis, the percents of its steps averaged by ``weights``."""
    total = sum(weights[step] for step in percent_by_step)
    if not total:
        return 0
    return int(sum(weights[step] * percent for step, percent in percent_by_step.items()) / total)
