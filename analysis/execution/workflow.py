"""The steps of an analysis as data: everything about a step besides what it does."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.choices import AnalysisType, Queue, StepName, StepStatus


@dataclass(frozen=True)
class Step:
    """One step of the workflow."""

    name: StepName
    #: Its name on the status page.
    label: str
    #: Share of the progress bar, from measured durations of captioned videos.
    weight: int
    #: Every step that must be done first, also indirectly: a step that was not requested counts as done.
    #: All steps that are ready run in parallel.
    depends_on: tuple[StepName, ...]
    #: Step whose output this one reads; without it this step is skipped. None: it reads none.
    input_step: StepName | None
    #: False: a failure ends the analysis. True: a failure becomes a warning, and this part of the result is null.
    optional: bool
    #: Types of analysis that include the step.
    analysis_types: frozenset[AnalysisType]
    #: Progress message for the viewer.
    message: str
    #: Member of the result that it makes; null if the step is skipped or given up.
    part: str | None = None
    #: Share of the analysis's tokens of a language model for a step that runs in parallel with others, so that the
    #: result does not depend on which is faster. None: what the steps before it have left.
    llm_share: float | None = None
    #: Where it runs if dedicated workers consume that queue.
    queue: Queue = Queue.ANALYSIS

    @property
    def needed_for_part(self) -> tuple[StepName, ...]:
        """Return the steps without which the result lacks ``part``, in the order in which they run."""
        source = BY_NAME[self.input_step] if self.input_step else None
        return (source.name, self.name) if source and source.optional else (self.name,)


_ALL = frozenset(AnalysisType)
_CONTENT = frozenset({AnalysisType.CONTENT, AnalysisType.COMPREHENSIVE})
_COMMENTS = frozenset({AnalysisType.COMMENTS, AnalysisType.COMPREHENSIVE})

STEPS: tuple[Step, ...] = (
    Step(
        name=StepName.EXTRACTION,
        label="Video metadata",
        weight=10,
        depends_on=(),
        input_step=None,
        optional=False,
        analysis_types=_ALL,
        message="Reading the video's metadata",
    ),
    Step(
        name=StepName.TRANSCRIPTION,
        label="Transcript",
        weight=30,
        depends_on=(StepName.EXTRACTION,),
        input_step=StepName.EXTRACTION,
        optional=True,
        analysis_types=_CONTENT,
        message="Getting the transcript",
        part="transcript",
        queue=Queue.TRANSCRIPTION,
    ),
    Step(
        name=StepName.CONTENT_ANALYSIS,
        label="Content",
        weight=25,
        depends_on=(StepName.EXTRACTION, StepName.TRANSCRIPTION),
        input_step=StepName.TRANSCRIPTION,
        optional=True,
        analysis_types=_CONTENT,
        message="Analysing what is said",
        part="content",
        llm_share=0.6,
    ),
    Step(
        name=StepName.COMMENT_ANALYSIS,
        label="Comments",
        weight=30,
        depends_on=(StepName.EXTRACTION, StepName.TRANSCRIPTION),
        input_step=StepName.EXTRACTION,
        optional=True,
        analysis_types=_COMMENTS,
        message="Reading the comments",
        part="comments",
        llm_share=0.1,
    ),
    Step(
        name=StepName.SYNTHESIS,
        label="Result",
        weight=5,
        depends_on=(StepName.EXTRACTION, StepName.CONTENT_ANALYSIS, StepName.COMMENT_ANALYSIS),
        input_step=StepName.EXTRACTION,
        optional=False,
        analysis_types=_ALL,
        message="Combining the results",
    ),
)
BY_NAME: dict[str, Step] = {step.name: step for step in STEPS}


def is_requested(step: Step, options: dict[str, object]) -> bool:
    """Say whether an analysis with these options includes this step."""
    if step.name == StepName.COMMENT_ANALYSIS and not (options["include_comments"] and options["max_comments"]):
        return False
    return options["analysis_type"] in step.analysis_types


def lacks_material(statuses: Mapping[str, str]) -> bool:
    """Return whether a completed analysis has neither transcript nor comments, by the status of each of its steps."""
    material = [statuses[name] for name in (StepName.TRANSCRIPTION, StepName.COMMENT_ANALYSIS) if name in statuses]
    return all(status in (StepStatus.FAILED, StepStatus.SKIPPED) for status in material)


def ready_steps(done: set[str]) -> list[Step]:
    """Return the steps that can start once the steps in ``done`` are completed, given up or not requested."""
    return [step for step in STEPS if step.name not in done and done.issuperset(step.depends_on)]
