"""The steps bound to the world: each loads what it needs, runs the pure step, and says how to save what came of it."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings

from analysis import events, sources, speech, storage
from analysis.choices import StepName
from analysis.pipeline import (
    comment_analysis,
    content_analysis,
    extraction,
    synthesis,
    transcription,
    values,
)
from analysis.pipeline.progress import Progress
from analysis.sources import audio


@dataclass(frozen=True)
class StepContext:
    """What a step is told."""

    task_id: UUID
    video_id: str
    options: events.JSON
    progress: Progress
    #: Stores what the step has so far, at once; see ``lifecycle.checkpointed``.
    checkpoint: Callable[[Callable[[], events.JSON | None]], None]


@dataclass(frozen=True)
class Outcome:
    """What a step found: ``save`` stores it when the step is closed, ``facts`` are figures for the viewer."""

    save: Callable[[], events.JSON | None]
    facts: events.JSON = field(default_factory=dict)


def extract(run: StepContext) -> Outcome:
    """Read the video's facts."""
    found = extraction.extract(
        run.video_id, sources=sources.configured(), max_seconds=settings.MAX_VIDEO_SECONDS, progress=run.progress
    )
    video = found.video
    return Outcome(
        save=partial(storage.save_extraction, run.task_id, found),
        facts={"title": video.title, "duration_seconds": video.duration_seconds, "source": found.source},
    )


def transcribe(run: StepContext) -> Outcome:
    """Get what is said: captions, else speech recognition."""
    found = storage.load_extraction(run.task_id)
    source = sources.named(found.source)
    with tempfile.TemporaryDirectory(prefix="analysis-", dir=_temporary_folder()) as folder:
        transcript = transcription.transcribe(
            found,
            source=source,
            speech=speech.configured(),
            load_audio=partial(audio.fetch, source, run.video_id, Path(folder)),
            language=run.options["language"],
            enable_recognition=run.options["enable_transcription"],
            progress=run.progress,
        )
    facts = transcription.transcript_facts(transcript, found.video)
    return Outcome(
        save=partial(storage.save_transcript, run.task_id, transcript),
        facts={"source": facts.source, "language": facts.language, "word_count": facts.word_count},
    )


def _temporary_folder() -> Path:
    folder: Path = settings.DATA_DIR / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def analyse_content(run: StepContext) -> Outcome:
    """Find what the video says."""
    video = storage.load_extraction(run.task_id).video
    transcript = storage.load_transcript(run.task_id)
    assert transcript is not None  # the workflow feeds this step on the transcription's output
    depth = run.options["analysis_depth"]
    content = content_analysis.analyse_content(video, transcript, depth=depth, progress=run.progress)
    return Outcome(
        save=lambda: storage.to_json(content),
        facts={"key_points": len(content.key_points), "sections": len(content.structure.sections)},
    )


def analyse_comments(run: StepContext) -> Outcome:
    """Fetch the comments, unless an earlier attempt did, and find what they say."""
    video = storage.load_extraction(run.task_id).video
    fetched = _comments(run)
    report, findings = comment_analysis.analyse_comments(
        video, fetched, depth=run.options["analysis_depth"], progress=run.progress.part(60, 100)
    )

    def save() -> events.JSON:
        storage.save_findings(run.task_id, findings)
        return {"total": fetched.total, "report": storage.to_json(report)}

    return Outcome(save, {"fetched": report.fetched, "analyzed": report.analyzed, "spam": report.spam.count})


def _comments(run: StepContext) -> values.CommentSet:
    kept = storage.step_output(run.task_id, StepName.COMMENT_ANALYSIS)
    if kept is not None:
        return storage.load_comments(run.task_id, kept["total"])
    source = sources.named(storage.load_extraction(run.task_id).source)
    fetched = source.fetch_comments(
        run.video_id,
        limit=run.options["max_comments"],
        sort=run.options["comment_sort"],
        progress=run.progress.part(0, 60),
    )

    def save() -> events.JSON:
        storage.save_comments(run.task_id, fetched)
        return {"total": fetched.total}

    run.checkpoint(save)
    return storage.load_comments(run.task_id, fetched.total)


def synthesise(run: StepContext) -> Outcome:
    """Put the finding together from what the steps before left."""
    video = storage.load_extraction(run.task_id).video
    transcript = storage.load_transcript(run.task_id)
    facts = transcription.transcript_facts(transcript, video) if transcript else None
    content = storage.step_output(run.task_id, StepName.CONTENT_ANALYSIS)
    comments = storage.step_output(run.task_id, StepName.COMMENT_ANALYSIS) or {}
    result = synthesis.synthesise(
        video,
        facts,
        content and storage.from_json(content, values.Content),
        storage.from_json(comments["report"], values.CommentReport) if "report" in comments else None,
    )
    found = synthesis.result_json(result)
    return Outcome(save=lambda: found, facts={"insights": len(result.insights)})


#: Which function runs which step of the workflow.
BINDINGS: dict[str, Callable[[StepContext], Outcome]] = {
    StepName.EXTRACTION: extract,
    StepName.TRANSCRIPTION: transcribe,
    StepName.CONTENT_ANALYSIS: analyse_content,
    StepName.COMMENT_ANALYSIS: analyse_comments,
    StepName.SYNTHESIS: synthesise,
}
