"""How soon a run notices a cancel, measured in a way that a busy machine does not change."""

import time
from itertools import pairwise

from analysis.execution import leases
from tests.support import waiting

#: Within how many seconds a cancel stops the work. Stated in docs/reliability.md.
CANCEL_SECONDS = 2.0
#: Gaps of which the shortest counts: a busy machine makes some of them longer, hardly each.
GAPS = 2


class Polls:
    """When the runs of this process looked at their row, and when they asked whether they may go on."""

    def __init__(self, monkeypatch):
        self.refreshes, self.checks = [], []
        for name, moments in (("refresh", self.refreshes), ("check", self.checks)):
            monkeypatch.setattr(leases.Lease, name, _noted(getattr(leases.Lease, name), moments))

    def assert_a_cancel_stops_it_in_time(self):
        """Watch a run that waits for something, and fail if a cancel could stay unnoticed for CANCEL_SECONDS.

        The row may be cancelled just after a look at it, and the lease end just after a check: the gaps add up.
        """
        for moments in (self.refreshes, self.checks):
            moments.clear()
        waiting.until(lambda: min(len(self.refreshes), len(self.checks)) > GAPS)
        gaps = [min(later - sooner for sooner, later in pairwise(each)) for each in (self.refreshes, self.checks)]
        assert sum(gaps) < CANCEL_SECONDS, f"a cancel may stay unnoticed for {sum(gaps):.1f} s"


def _noted(method, moments):
    def noted(self):
        moments.append(time.monotonic())
        return method(self)

    return noted
