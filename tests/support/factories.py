"""Rows for tests."""

import factory
from django.contrib.auth import get_user_model
from django.utils.timezone import now

from analysis import options, youtube
from analysis.access.accounts import access_tokens
from analysis.choices import AnalysisDepth, StepStatus, TaskStatus
from analysis.execution import workflow
from analysis.models import AnalysisTask, StepRun

#: The video of the sample archive, as a caller names it.
SAMPLE = youtube.parse("https://youtu.be/sample_talk")
#: The least work: models that read closely take seconds to load in each process.
BASIC_OPTIONS = options.with_defaults({"analysis_depth": AnalysisDepth.BASIC.value})


class UserFactory(factory.django.DjangoModelFactory):
    """Someone with a login."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")


def token_of(user: object) -> str:
    """Return the text of a new token of a user."""
    return access_tokens.issue(user=user, name="script")[1]


class TaskFactory(factory.django.DjangoModelFactory):
    """A pending analysis of a video, with its steps."""

    class Meta:
        model = AnalysisTask
        skip_postgeneration_save = True

    youtube_url = SAMPLE.url
    video_id = SAMPLE.video_id
    options = factory.LazyFunction(BASIC_OPTIONS.copy)

    @factory.post_generation
    def steps(self: AnalysisTask, create: bool, extracted: object, **kwargs: object) -> None:
        """Add a row a step."""
        rows = []
        for position, step in enumerate(workflow.STEPS):
            wanted = workflow.is_requested(step, self.options)
            status = StepStatus.PENDING if wanted else StepStatus.SKIPPED
            rows.append(StepRun(task=self, name=step.name, position=position, status=status))
        StepRun.objects.bulk_create(rows)

    class Params:
        completed = factory.Trait(
            status=TaskStatus.COMPLETED, completed_at=factory.LazyFunction(now), progress=100, result_data={"video": {}}
        )
        failed = factory.Trait(
            status=TaskStatus.FAILED,
            completed_at=factory.LazyFunction(now),
            error_code="VIDEO_PRIVATE",
            error_message="The video is private.",
            error_step="extraction",
        )
