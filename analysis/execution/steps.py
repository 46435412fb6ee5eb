"""The steps bound to the world: each loads what it needs, runs the pure step, and says how to save what came of it."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.conf import settings

from analysis import events, sources, speech
from analysis.choices import StepName
from analysis.execution import llm_session, storage, workspace
from analysis.pipeline import (
    comment_analysis,
    content_analysis,
    extraction,
    llm_refinement,
    synthesis,
    transcription,
    values,
)
from analysis.pipeline.progress import Progress
from analysis.sources import audio

T = TypeVar("T")


@dataclass(frozen=True)
class StepContext:
    """What a step is told."""

    task_id: UUID
    video_id: str
    options: events.JSON
    progress: Progress
    #: Stores what the step has so far, at once; see ``lifecycle.checkpointed``.
    checkpoint: Callable[[Callable[[], events.JSON | None]], None]
    #: Tells the viewers (code, message) that something is missing.
    warn: Callable[[str, str], None]


@dataclass(frozen=True)
class Outcome:
    """What a step found: ``save`` stores it when the step is closed, ``facts`` are figures for the viewer."""

    save: Callable[[], events.JSON | None]
    facts: events.JSON = field(default_factory=dict)


def extract(run: StepContext) -> Outcome:
    """Read the video's facts."""
    found = extraction.extract(
        run.video_id,
        sources=sources.configured(run.progress.look),
        max_seconds=settings.MAX_VIDEO_SECONDS,
        progress=run.progress,
    )
    video = found.video
    return Outcome(
        save=partial(storage.save_extraction, run.task_id, found),
        facts={"title": video.title, "duration_seconds": video.duration_seconds, "source": found.source},
    )


def transcribe(run: StepContext) -> Outcome:
    """Get what is said: captions, else speech recognition."""
    found = storage.load_extraction(run.task_id)
    source = sources.named(found.source, run.progress.look)
    kept = storage.step_output(run.task_id, StepName.TRANSCRIPTION)
    with ExitStack() as ending:

        def load_audio(progress: Progress) -> values.Audio:
            folder = ending.enter_context(workspace.folder())
            return audio.fetch(source, run.video_id, folder, progress, chunk_seconds=settings.SPEECH_CHUNK_SECONDS)

        transcript = transcription.transcribe(
            found,
            source=source,
            speech=speech.configured(),
            load_audio=load_audio,
            language=run.options["language"],
            enable_recognition=run.options["enable_transcription"],
            progress=run.progress,
            heard=kept and storage.from_json(kept, values.Heard),
            keep=lambda heard: run.checkpoint(lambda: storage.to_json(heard)),
        )
    facts = transcription.transcript_facts(transcript, found.video)
    return Outcome(
        save=partial(storage.save_transcript, run.task_id, transcript),
        facts={"source": facts.source, "language": facts.language, "word_count": facts.word_count},
    )


def analyse_content(run: StepContext) -> Outcome:
    """Find what the video says."""
    video = storage.load_extraction(run.task_id).video
    transcript = storage.load_transcript(run.task_id)
    assert transcript is not None  # the workflow feeds this step on the transcription's output
    session = _session(run, StepName.CONTENT_ANALYSIS)
    depth = run.options["analysis_depth"]
    local = run.progress.part(0, 40) if session else run.progress
    content = content_analysis.analyse_content(video, transcript, depth=depth, progress=local)
    if session:
        further = run.progress.part(40, 100)
        content = llm_refinement.refine_content(content, video, transcript, session=session, progress=further)
    account = llm_session.end(session, run.warn)
    return Outcome(
        save=lambda: {"content": storage.to_json(content), "llm": account},
        facts={"key_points": len(content.key_points), "sections": len(content.structure.sections)},
    )


def _session(run: StepContext, step: str, besides: events.JSON | None = None) -> llm_refinement.Session | None:
    """Return the talk with a language model that refines what ``step`` finds, None where none shall."""
    return llm_session.begin(run.task_id, step, run.checkpoint, besides) if llm_session.refines(run.options) else None


def analyse_comments(run: StepContext) -> Outcome:
    """Fetch the comments, unless an earlier attempt did, and find what they say."""
    video = storage.load_extraction(run.task_id).video
    fetched = _comments(run)
    session = _session(run, StepName.COMMENT_ANALYSIS, {"total": fetched.total})
    local = run.progress.part(60, 90 if session else 100)
    report, findings = comment_analysis.analyse_comments(
        video, fetched, depth=run.options["analysis_depth"], progress=local
    )
    if session:
        report, findings = llm_refinement.refine_comments(
            report, findings, fetched.comments, session=session, progress=run.progress.part(90, 100)
        )
    account = llm_session.end(session, run.warn)

    def save() -> events.JSON:
        storage.save_findings(run.task_id, findings)
        return {"total": fetched.total, "report": storage.to_json(report), "llm": account}

    return Outcome(save, {"fetched": report.fetched, "analyzed": report.analyzed, "spam": report.spam.count})


def _comments(run: StepContext) -> values.CommentSet:
    kept = storage.step_output(run.task_id, StepName.COMMENT_ANALYSIS)
    if kept is not None:
        return storage.load_comments(run.task_id, kept["total"])
    source = sources.named(storage.load_extraction(run.task_id).source, run.progress.look)
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
    """Put the finding together from what the steps before left, and answer the caller's questions."""
    video = storage.load_extraction(run.task_id).video
    transcript = storage.load_transcript(run.task_id)
    facts = transcription.transcript_facts(transcript, video) if transcript else None
    content = _found(run, StepName.CONTENT_ANALYSIS, "content", values.Content)
    comments = _found(run, StepName.COMMENT_ANALYSIS, "report", values.CommentReport)
    result = synthesis.synthesise(video, facts, content, comments, transcript)
    session = llm_session.begin(run.task_id, StepName.SYNTHESIS, run.checkpoint)
    if session and llm_session.refines(run.options):
        found = synthesis.result_json(result)
        result = llm_refinement.refine_result(result, found, session=session, progress=run.progress.part(0, 30))
    if run.options["custom_prompts"]:
        result = replace(result, custom_answers=_answers(run, session, transcript, comments))
    account = llm_session.end(session, run.warn)
    found = synthesis.result_json(result)
    return Outcome(save=lambda: {"result": found, "llm": account}, facts={"insights": len(result.insights)})


def _found(run: StepContext, step: str, part: str, kind: type[T]) -> T | None:
    """Return what ``step`` found, None where it found nothing."""
    output = storage.step_output(run.task_id, step) or {}
    return storage.from_json(output[part], kind) if part in output else None


def _answers(
    run: StepContext,
    session: llm_refinement.Session | None,
    transcript: values.Transcript | None,
    comments: values.CommentReport | None,
) -> tuple[values.CustomAnswer, ...] | None:
    """Return the answers to the caller's questions; None, and a warning, where nobody could be asked."""
    if session is None:
        run.warn("LLM_NOT_CONFIGURED", "The custom prompts were not answered: no language model is configured here.")
        return None
    spam = frozenset(comments.spam.comment_ids) if comments else frozenset()
    audience = storage.load_comments(run.task_id, None).comments if comments else ()
    return llm_refinement.refine_answers(
        [llm_refinement.Question(**prompt) for prompt in run.options["custom_prompts"]],
        transcript,
        [comment for comment in audience if comment.id not in spam],
        session=session,
        progress=run.progress.part(30, 100),
    )


#: Which function runs which step of the workflow.
BINDINGS: dict[str, Callable[[StepContext], Outcome]] = {
    StepName.EXTRACTION: extract,
    StepName.TRANSCRIPTION: transcribe,
    StepName.CONTENT_ANALYSIS: analyse_content,
    StepName.COMMENT_ANALYSIS: analyse_comments,
    StepName.SYNTHESIS: synthesise,
}
