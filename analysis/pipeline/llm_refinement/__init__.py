"""Refinements of the local result by a language model. If the model fails, the local result stays.

Only what can be checked is kept: a quote must be at the place that the model names, a figure must be one of the
result, and a name must share a word with the text that it names.
"""

from analysis.pipeline.llm_refinement.budgeted_session import Session, StoredReplies
from analysis.pipeline.llm_refinement.custom_prompts import Question
from analysis.pipeline.llm_refinement.refinement import refine_answers, refine_comments, refine_content, refine_result
from analysis.pipeline.llm_refinement.talk_summary import SummaryRequest

__all__ = [
    "Question",
    "Session",
    "StoredReplies",
    "SummaryRequest",
    "refine_answers",
    "refine_comments",
    "refine_content",
    "refine_result",
]
