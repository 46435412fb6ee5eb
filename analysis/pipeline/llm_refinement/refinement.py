"""The local finding, refined part by part: what the model writes and what holds takes the place of the local part."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.pipeline import values
from analysis.pipeline.llm_refinement import chunks, citations, claims, custom_prompts, naming
from analysis.pipeline.llm_refinement import talk_summary as summaries
from analysis.pipeline.llm_refinement.budgeted_session import Session
from analysis.pipeline.llm_refinement.notes import Ground
from analysis.pipeline.nlp.words import language
from analysis.pipeline.progress import Progress


def refine_content(
    content: values.Content,
    video: values.Video,
    transcript: values.Transcript,
    *,
    session: Session,
    progress: Progress,
) -> values.Content:
    """Return ``content`` with a summary and section titles of the model's; chapters keep their author's titles."""
    lines = chunks.spoken(transcript)
    if not lines:
        return content
    spoken_in = language.base(transcript.language)
    ground = Ground(citations.Speech(transcript.segments), " ".join(line.text for line in lines))
    no_statements: tuple[values.Statement, ...] = ()
    statements = session.write(
        "summary",
        lambda: summaries.summarise(lines, ground, content, spoken_in, session, progress.part(0, 80)),
        fallback=no_statements,
    )
    if statements:
        written = " ".join(statement.text for statement in statements)
        content = replace(content, summary=written, summary_statements=statements)
    progress.update(80, 100, "The language model names the sections")
    if content.structure.sections and not video.chapters:
        sections = session.write(
            "section_titles",
            lambda: naming.title_sections(
                content.structure.sections, lines, spoken_in, session, progress.part(80, 100)
            ),
            fallback=content.structure.sections,
        )
        content = replace(content, structure=replace(content.structure, sections=sections))
    return content


def refine_comments(
    report: values.CommentReport,
    findings: Sequence[values.CommentFinding],
    comments: Sequence[values.Comment],
    *,
    session: Session,
    progress: Progress,
) -> tuple[values.CommentReport, tuple[values.CommentFinding, ...]]:
    """Return the report and the findings with names of the model's for the themes."""
    if not report.themes:
        return report, tuple(findings)
    progress.update(0, 100, "The language model names the themes")
    by_id = {comment.id: comment for comment in comments}
    themes = session.write(
        "theme_names", lambda: naming.name_themes(report.themes, by_id, session, progress), fallback=report.themes
    )
    renamed = {old.name: new.name for old, new in zip(report.themes, themes, strict=True)}
    named = tuple(
        replace(finding, theme=renamed.get(finding.theme, finding.theme)) if finding.theme else finding
        for finding in findings
    )
    return replace(report, themes=themes), named


def refine_result(result: values.Result, found: values.JSON, *, session: Session, progress: Progress) -> values.Result:
    """Return ``result`` with claims of the model's after those of the rules; ``found`` is the result as JSON."""
    progress.update(0, 100, "The language model looks at the figures")
    no_claims: tuple[values.Claim, ...] = ()
    added = session.write(
        "insights", lambda: claims.claim(claims.figures(found), session, progress), fallback=no_claims
    )
    return replace(result, insights=(*result.insights, *added))


def refine_answers(
    questions: Sequence[custom_prompts.Question],
    transcript: values.Transcript | None,
    comments: Sequence[values.Comment],
    *,
    session: Session,
    progress: Progress,
) -> tuple[values.CustomAnswer, ...] | None:
    """Return the answers to the caller's questions, None where the model fails; ``comments`` are those without spam."""
    return session.write(
        "custom_answers",
        lambda: custom_prompts.answer(questions, transcript, comments, session, progress),
        fallback=None,
    )
