"""Step bindings: each loads its input, runs the pure pipeline step, and returns how to save its result."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.conf import settings

from analysis import events, speech
from analysis.choices import StepName
from analysis.execution import kept_vectors, llm_session, storage, workspace
from analysis.pipeline import (
    comment_analysis,
    content_analysis,
    extraction,
    llm_refinement,
    ports,
    result_size,
    synthesis,
    transcription,
    values,
)
from analysis.pipeline.progress import Progress
from analysis.sources import audio, registry
from analysis.wording import sentences

T = TypeVar("T")


@dataclass(frozen=True)
class StepContext:
    """Input of a step binding."""

    task_id: UUID
    video_id: str
    #: The upload that it reads; None: it reads the configured sources.
    upload_id: UUID | None
    options: events.JSON
    #: False where another attempt follows a TemporaryError.
    is_last_attempt: bool
    progress: Progress
    #: Saves partial output at once; see ``lifecycle.save_checkpoint``.
    checkpoint: Callable[[Callable[[], events.JSON | None]], None]
    #: Records a warning (code, message) about something that is missing.
    warn: Callable[[str, str], None]

    def sources(self) -> tuple[ports.VideoSource, ...]:
        """Return the sources of this analysis, in the order in which they are tried."""
        return registry.load_sources(self.progress.check_cancelled, self.upload_id)

    def source_of(self, found: values.Extraction, *, media: bool = False) -> ports.VideoSource:
        """Return the source that the video was found in, or that of its captions and audio.

        Raises:
            LookupError: it is no longer configured.
        """
        name = found.media_source or found.source if media else found.source
        return registry.get_source(name, self.progress.check_cancelled, self.upload_id)

    def pass_on(self, warnings: Iterable[values.SourceWarning]) -> None:
        """Record what a source could not give in full."""
        for warning in warnings:
            self.warn(warning.code, warning.message)


@dataclass(frozen=True)
class StepOutcome:
    """Result of a step: ``save`` stores it when the step is completed, ``facts`` are figures for the viewer."""

    save: Callable[[], events.JSON | None]
    facts: events.JSON = field(default_factory=dict)


def extract(run: StepContext) -> StepOutcome:
    """Read the video's metadata."""
    found = extraction.extract(
        run.video_id,
        sources=run.sources(),
        max_seconds=settings.MAX_VIDEO_SECONDS,
        progress=run.progress,
        is_last_attempt=run.is_last_attempt,
    )
    run.pass_on(found.warnings)
    video = found.video
    return StepOutcome(
        save=partial(storage.save_extraction, run.task_id, found),
        facts={"title": video.title, "duration_seconds": video.duration_seconds, "source": found.source},
    )


def transcribe(run: StepContext) -> StepOutcome:
    """Get the transcript from captions or speech recognition."""
    found = storage.load_extraction(run.task_id)
    source = run.source_of(found, media=True)
    stored = storage.step_output(run.task_id, StepName.TRANSCRIPTION)
    with ExitStack() as ending:

        def load_audio(progress: Progress) -> values.Audio:
            folder = ending.enter_context(workspace.temporary_folder())
            fetched = audio.fetch(source, run.video_id, folder, progress, chunk_seconds=settings.SPEECH_CHUNK_SECONDS)
            run.pass_on(fetched.warnings)
            return fetched

        transcript = transcription.transcribe(
            found,
            source=source,
            speech=speech.configured(),
            load_audio=load_audio,
            language=run.options["language"],
            enable_recognition=run.options["enable_transcription"],
            progress=run.progress,
            warn=run.warn,
            resume_from=stored and storage.from_json(stored, values.RecognitionState),
            save_state=lambda state: run.checkpoint(lambda: storage.to_json(state)),
        )
    facts = transcription.transcript_facts(transcript, found.video)
    return StepOutcome(
        save=partial(storage.save_transcript, run.task_id, transcript),
        facts={"source": facts.source, "language": facts.language, "word_count": facts.word_count},
    )


def analyse_content(run: StepContext) -> StepOutcome:
    """Analyse the transcript."""
    extracted = storage.load_extraction(run.task_id)
    video = extracted.video
    transcript = storage.load_transcript(run.task_id)
    assert transcript is not None  # the workflow skips this step without a transcript
    session = None
    if llm_session.refines_result(run.options) or llm_session.asks_summary(run.options):
        session = llm_session.begin(run.task_id, StepName.CONTENT_ANALYSIS, run.checkpoint)
    depth = run.options["analysis_depth"]
    local = run.progress.part(0, 40) if session else run.progress
    vectors = kept_vectors.TranscriptVectors()
    content = content_analysis.analyse_content(
        video, transcript, depth=depth, progress=local, keep_vectors=vectors.keep
    )
    if session:
        further = run.progress.part(40, 100)
        wanted = llm_refinement.SummaryRequest(run.options["summary_language"], run.options["summary_style"])
        content = llm_refinement.refine_content(
            content, video, transcript, session=session, progress=further, wanted=wanted
        )
    content = replace(content, replayed=extracted.replayed)
    usage = llm_session.end(session, run.warn)

    def save() -> events.JSON:
        vectors.save(run.task_id)
        return {"content": storage.to_json(content), "llm": usage}

    return StepOutcome(
        save=save,
        facts={"key_points": len(content.key_points), "sections": len(content.structure.sections)},
    )


def analyse_comments(run: StepContext) -> StepOutcome:
    """Fetch the comments, unless an earlier attempt stored them, and analyse them."""
    video = storage.load_extraction(run.task_id).video
    fetched = _comments(run)
    session = None
    if llm_session.refines_result(run.options):
        other_output = {"total": fetched.total}
        session = llm_session.begin(run.task_id, StepName.COMMENT_ANALYSIS, run.checkpoint, other_output)
    local = run.progress.part(60, 90 if session else 100)
    vectors = kept_vectors.CommentVectors(fetched.comments)
    report, results = comment_analysis.analyse_comments(
        video,
        fetched,
        depth=run.options["analysis_depth"],
        progress=local,
        warn=run.warn,
        keep_vectors=vectors.keep,
    )
    if session:
        report, results = llm_refinement.refine_comments(
            report, results, fetched.comments, session=session, progress=run.progress.part(90, 100)
        )
    usage = llm_session.end(session, run.warn)

    def save() -> events.JSON:
        storage.save_comment_results(run.task_id, results)
        vectors.save(run.task_id)
        return {"total": fetched.total, "report": storage.to_json(report), "llm": usage}

    return StepOutcome(save, _comment_facts(report))


def _comment_facts(report: values.CommentReport) -> events.JSON:
    """Return how many comments there are and how they receive the video, as the list of analyses shows it."""
    return {
        "fetched": report.fetched,
        "analyzed": report.analyzed,
        "spam": report.spam.count,
        "sentiment": report.sentiment.score if report.sentiment else None,
        "scored": report.sentiment.n if report.sentiment else 0,
        "feedback": {name: one.count for name, one in vars(report.feedback).items()} if report.feedback else {},
    }


def _comments(run: StepContext) -> values.CommentSet:
    stored = storage.step_output(run.task_id, StepName.COMMENT_ANALYSIS)
    if stored is not None:
        return storage.load_comments(run.task_id, stored["total"])
    source = run.source_of(storage.load_extraction(run.task_id))
    fetched = source.fetch_comments(
        run.video_id,
        limit=run.options["max_comments"],
        sort=run.options["comment_sort"],
        progress=run.progress.part(0, 60),
    )
    run.pass_on(fetched.warnings)
    run.checkpoint(partial(storage.save_comments, run.task_id, fetched))
    kept = storage.load_comments(run.task_id, fetched.total)
    if left_out := len({comment.id for comment in fetched.comments}) - len(kept.comments):
        run.warn("COMMENTS_LEFT_OUT", f"Comments left out at the request of their authors: {left_out}.")
    return kept


def synthesise(run: StepContext) -> StepOutcome:
    """Combine the results of the earlier steps and answer the caller's questions."""
    video = storage.load_extraction(run.task_id).video
    transcript = storage.load_transcript(run.task_id)
    facts = transcription.transcript_facts(transcript, video) if transcript else None
    content = _load_part(run, StepName.CONTENT_ANALYSIS, "content", values.Content)
    comments = _load_part(run, StepName.COMMENT_ANALYSIS, "report", values.CommentReport)
    result = synthesis.synthesise(video, facts, content, comments, transcript)
    session = llm_session.begin(run.task_id, StepName.SYNTHESIS, run.checkpoint)
    if session and llm_session.refines_result(run.options):
        found = synthesis.result_json(result)
        result = llm_refinement.refine_result(result, found, session=session, progress=run.progress.part(0, 30))
    if session is None and llm_session.asks_summary(run.options):
        run.warn(
            "LLM_NOT_CONFIGURED",
            "The summary is not in the language or style that was asked for: this server has no language model "
            "configured.",
        )
    if run.options["custom_prompts"]:
        result = replace(result, custom_answers=_answers(run, session, transcript, comments))
    usage = llm_session.end(session, run.warn)
    found, cut = result_size.limit(sentences.with_english(synthesis.result_json(result)))
    if cut:
        run.warn("RESULT_SHORTENED", cut)
    return StepOutcome(save=lambda: {"result": found, "llm": usage}, facts={"insights": len(result.insights)})


def _load_part(run: StepContext, step: str, part: str, value_type: type[T]) -> T | None:
    """Return ``part`` of the output of ``step``, or None if the step has no result."""
    output = storage.step_output(run.task_id, step) or {}
    return storage.from_json(output[part], value_type) if part in output else None


def _answers(
    run: StepContext,
    session: llm_refinement.Session | None,
    transcript: values.Transcript | None,
    comments: values.CommentReport | None,
) -> tuple[values.CustomAnswer, ...] | None:
    """Return the answers to the caller's questions; without a language model, record a warning and return None."""
    if session is None:
        run.warn(
            "LLM_NOT_CONFIGURED", "The custom prompts were not answered: this server has no language model configured."
        )
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


#: The function that runs each step of the workflow.
BINDINGS: dict[str, Callable[[StepContext], StepOutcome]] = {
    StepName.EXTRACTION: extract,
    StepName.TRANSCRIPTION: transcribe,
    StepName.CONTENT_ANALYSIS: analyse_content,
    StepName.COMMENT_ANALYSIS: analyse_comments,
    StepName.SYNTHESIS: synthesise,
}
