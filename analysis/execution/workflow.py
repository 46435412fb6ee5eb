"""The steps of an analysis as data: order, weight, what each needs, and whether the analysis can live without it."""

from dataclasses import dataclass

from analysis.choices import AnalysisType, StepName


@dataclass(frozen=True)
class Step:
    """One step of the workflow."""

    name: StepName
    #: Share of the progress bar, from measured durations of captioned videos.
    weight: int
    #: Every step that must be done first, not only the nearest: one not asked for counts as done from the start.
    #: A step that is ready runs beside every other that is.
    needs: tuple[StepName, ...]
    #: Step without whose output there is nothing to do: this one is then skipped.
    feeds_on: StepName | None
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
    Step(
        name=StepName.EXTRACTION,
        weight=10,
        needs=(),
        feeds_on=None,
        optional=False,
        serves=_ALL,
        message="Reading the video's facts",
    ),
    Step(
        name=StepName.TRANSCRIPTION,
        weight=30,
        needs=(StepName.EXTRACTION,),
        feeds_on=StepName.EXTRACTION,
        optional=True,
        serves=_CONTENT,
        message="Getting the transcript",
    ),
    Step(
        name=StepName.CONTENT_ANALYSIS,
        weight=25,
        needs=(StepName.EXTRACTION, StepName.TRANSCRIPTION),
        feeds_on=StepName.TRANSCRIPTION,
        optional=True,
        serves=_CONTENT,
        message="Analysing what is said",
    ),
    Step(
        name=StepName.COMMENT_ANALYSIS,
        weight=30,
        needs=(StepName.EXTRACTION, StepName.TRANSCRIPTION),
        feeds_on=StepName.EXTRACTION,
        optional=True,
        serves=_COMMENTS,
        message="Reading the comments",
    ),
    Step(
        name=StepName.SYNTHESIS,
        weight=5,
        needs=(StepName.EXTRACTION, StepName.CONTENT_ANALYSIS, StepName.COMMENT_ANALYSIS),
        feeds_on=StepName.EXTRACTION,
        optional=False,
        serves=_ALL,
        message="Putting the finding together",
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
