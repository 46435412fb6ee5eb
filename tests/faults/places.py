"""The boundaries at which a test can have something happen: the places in a worker's work.

``unclaimed`` ``claimed`` ``in STEP`` ``uncommitted STEP`` ``committed STEP`` ``uncommitted end`` ``committed end``
``unacknowledged``, and ``out of STEP`` where a step was stopped or broke. "Uncommitted" is the last moment before the
COMMIT, when all has been written.
"""

from analysis.choices import StepName

STEPS = tuple(step.value for step in StepName)
#: Every boundary of a worker's child process, in the order in which an analysis passes them.
OF_CHILD = (
    "unclaimed",
    "claimed",
    *(f"{place} {step}" for step in STEPS for place in ("uncommitted", "committed")),
    "uncommitted end",
    "committed end",
)
