"""A finding and the functions that have a language model by hand refine it."""

from dataclasses import replace
from functools import cache

from analysis.pipeline import comment_analysis, content_analysis, llm_refinement, synthesis, values
from analysis.pipeline.llm_refinement import Question, Session
from analysis.pipeline.progress import Progress
from tests.support import texts
from tests.support.language_models import FakeModel, honest

THEME = values.Theme("music", ("music", "loud"), 3, -0.4, ("c004", "c005"))
QUESTIONS = [
    Question("q1", "Salt", "What does salt do?", "science"),
    Question("q2", "Oven", "Why does the loaf rise in the oven?"),
]
LONG = replace(
    texts.TRANSCRIPT,
    segments=tuple(
        replace(segment, start=segment.start + 185 * turn, end=segment.end + 185 * turn)
        for turn in range(6)
        for segment in texts.TRANSCRIPT.segments
    ),
)
SAID = " ".join(segment.text for segment in texts.TRANSCRIPT.segments)


@cache
def content() -> values.Content:
    """Return the analysis of the talk, made once a process and only where a test needs it."""
    return content_analysis.analyse_content(texts.VIDEO, texts.TRANSCRIPT, depth="detailed", progress=Progress())


@cache
def comments():
    """Return the report on the comments, and what was found about each."""
    return comment_analysis.analyse_comments(texts.VIDEO, texts.COMMENT_SET, depth="detailed", progress=Progress())


def themed() -> values.CommentReport:
    """Return the report with two themes."""
    second = replace(THEME, name="thanks", keywords=("thank",), comment_ids=("c001",))
    return replace(comments()[0], themes=(THEME, second))


def session_with(write=honest, budget=1_000_000, **more) -> Session:
    kept = more.pop("stored_replies", None)
    keep = more.pop("store_replies", lambda replies: None)
    return Session(FakeModel(write, **more), budget_tokens=budget, stored_replies=kept, store_replies=keep)


def refine(session, video=texts.VIDEO, transcript=texts.TRANSCRIPT, progress=None) -> values.Content:
    return llm_refinement.refine_content(content(), video, transcript, session=session, progress=progress or Progress())


def ask(session, questions=QUESTIONS, transcript=texts.TRANSCRIPT, comments=texts.COMMENT_SET.comments):
    return llm_refinement.refine_answers(questions, transcript, comments, session=session, progress=Progress())


def result_with(report=None) -> values.Result:
    return synthesis.synthesise(texts.VIDEO, None, content(), report or comments()[0])


def claim(session, result) -> values.Result:
    found = synthesis.result_json(result)
    return llm_refinement.refine_result(result, found, session=session, progress=Progress())


def codes(session) -> list[str]:
    return [code for code, _ in session.warnings()]


def only(task, reply):
    """Write ``reply`` when asked for ``task``, and honestly else."""
    return lambda name, material, questions: reply if name == task else honest(name, material, questions)


def rename(session, said=texts.COMMENT_SET.comments, report=None, findings=None):
    """Return the report and the results with names of the model's."""
    return llm_refinement.refine_comments(
        report or themed(), findings or comments()[1], said, session=session, progress=Progress()
    )
