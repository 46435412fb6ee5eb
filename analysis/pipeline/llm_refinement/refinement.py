"""Refines the local result part by part with what the model writes and what can be verified."""

from collections.abc import Sequence
from dataclasses import replace

from analysis import events
from analysis.pipeline import values
from analysis.pipeline.llm_refinement import chunks, citations, custom_prompts, figure_claims, titles
from analysis.pipeline.llm_refinement import talk_summary as summaries
from analysis.pipeline.llm_refinement.budgeted_session import Session
from analysis.pipeline.llm_refinement.verified_notes import Material
from analysis.pipeline.nlp.words import language
from analysis.pipeline.progress import Progress


def refine_content(
    content: values.Content,
    video: values.Video,
    transcript: values.Transcript,
    *,
    session: Session,
    progress: Progress,
    wanted: summaries.SummaryRequest = summaries.DEFAULT_SUMMARY,
) -> values.Content:
    """Return ``content`` with the ``wanted`` summary and section titles from the model.

    Chapters keep their author's titles.
    """
    lines = chunks.transcript_lines(transcript)
    if not lines:
        return content
    spoken_in = language.base(transcript.language)
    material = Material(citations.TranscriptSource(transcript.segments), " ".join(line.text for line in lines))
    statements: tuple[values.Statement, ...] = session.write(
        "summary",
        lambda: summaries.summarise(lines, material, content, spoken_in, session, progress.part(0, 80), wanted),
        fallback=(),
    )
    if statements:
        written = summaries.join_statements(statements, wanted.style)
        content = replace(content, summary=written, summary_statements=statements)
    progress.update(80, 100, "The language model names the sections")
    if content.structure.sections and not video.chapters:
        sections = session.write(
            "section_titles",
            lambda: titles.title_sections(
                content.structure.sections, lines, spoken_in, session, progress.part(80, 100)
            ),
            fallback=content.structure.sections,
        )
        content = replace(content, structure=replace(content.structure, sections=sections))
    return content


def refine_comments(
    report: values.CommentReport,
    comment_results: Sequence[values.CommentResult],
    comments: Sequence[values.Comment],
    *,
    session: Session,
    progress: Progress,
) -> tuple[values.CommentReport, tuple[values.CommentResult, ...]]:
    """Return the report and the comment results with the theme names that the model gives."""
    if not report.themes:
        return report, tuple(comment_results)
    progress.update(0, 100, "The language model names the themes")
    by_id = {comment.id: comment for comment in comments}
    themes = session.write(
        "theme_names", lambda: titles.name_themes(report.themes, by_id, session, progress), fallback=report.themes
    )
    renamed = {old.name: new.name for old, new in zip(report.themes, themes, strict=True)}
    named = tuple(
        replace(result, theme=renamed.get(result.theme, result.theme)) if result.theme else result
        for result in comment_results
    )
    return replace(report, themes=themes), named


def refine_result(result: values.Result, found: events.JSON, *, session: Session, progress: Progress) -> values.Result:
    """Return ``result`` with the model's claims after those of the rules; ``found`` is the result as JSON."""
    progress.update(0, 100, "The language model reads the figures")
    added: tuple[values.Claim, ...] = session.write(
        "insights",
        lambda: figure_claims.write_claims(figure_claims.extract_figures(found), session, progress),
        fallback=(),
    )
    return replace(result, insights=(*result.insights, *added))


def refine_answers(
    questions: Sequence[custom_prompts.Question],
    transcript: values.Transcript | None,
    comments: Sequence[values.Comment],
    *,
    session: Session,
    progress: Progress,
    language: str | None = None,
) -> tuple[values.CustomAnswer, ...] | None:
    """Return the answers to the caller's questions, None if the model fails; ``comments`` are without spam.

    ``language`` (BCP 47) is that of the answers; None: that of each question.
    """
    return session.write(
        "custom_answers",
        lambda: custom_prompts.answer_questions(questions, transcript, comments, session, progress, language),
        fallback=None,
    )
