"""The steps of an analysis as data: order, weight, what each needs, and whether the analysis can live without it."""

from dataclasses import dataclass

from analysis.choices import AnalysisType, StepName


@dataclass(frozen=True)
class Step:
    """One step of the workflow."""

    name: StepName
    #: Share of the progress bar, from measured durations of captioned videos.
    weight: int
    #: Steps that must be done first. A step that is ready runs beside every other that is.
    needs: tuple[StepName, ...]
    #: False: a failure ends the analysis. True: it becomes a warning and the part is null.
    optional: bool
    #: Kinds of analysis that the step belongs to.
    serves: frozenset[AnalysisType]
    #: What the viewer reads while it runs.
    message: str


_ALL = frozenset(AnalysisType)
_CONTENT = frozenset({AnalysisType.CONTENT, AnalysisType.COMPREHENSIVE})
_COMMENTS = frozenset({AnalysisType.COMMENTS, AnalysisType.COMPREHENSIVE})

STEPS: tuple[Step, ...] = (
    Step(StepName.EXTRACTION, 10, (), False, _ALL, "Reading the video's facts"),
    Step(StepName.TRANSCRIPTION, 30, (StepName.EXTRACTION,), True, _CONTENT, "Getting the transcript"),
    Step(StepName.CONTENT_ANALYSIS, 25, (StepName.TRANSCRIPTION,), True, _CONTENT, "Analysing what is said"),
    Step(StepName.COMMENT_ANALYSIS, 30, (StepName.TRANSCRIPTION,), True, _COMMENTS, "Reading the comments"),
    Step(
        StepName.SYNTHESIS,
        5,
        (StepName.CONTENT_ANALYSIS, StepName.COMMENT_ANALYSIS),
        False,
        _ALL,
        "Putting the finding together",
    ),
)
BY_NAME: dict[str, Step] = {step.name: step for step in STEPS}
WEIGHTS: dict[str, int] = {step.name: step.weight for step in STEPS}


def is_wanted(step: Step, options: dict[str, object]) -> bool:
    """Say whether an analysis with these options has this step."""
    if step.name == StepName.COMMENT_ANALYSIS and not (options["include_comments"] and options["max_comments"]):
        return False
    return options["analysis_type"] in step.serves


def ready(done: set[str]) -> list[Step]:
    """Return the steps that can start once ``done`` (finished, given up or not wanted) are."""
    return [step for step in STEPS if step.name not in done and done.issuperset(step.needs)]
