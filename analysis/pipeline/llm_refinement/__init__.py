"""What a language model may add to the local finding: each function returns the local one where the model fails.

What the model writes is kept only as far as it can be checked: quotes must stand where it says they do, figures must be
figures of the finding, names must share a word with what they name.
"""

from analysis.pipeline.llm_refinement.budgeted_session import Kept, Session
from analysis.pipeline.llm_refinement.custom_prompts import Question
from analysis.pipeline.llm_refinement.refinement import refine_answers, refine_comments, refine_content, refine_result

__all__ = [
    "Kept",
    "Question",
    "Session",
    "refine_answers",
    "refine_comments",
    "refine_content",
    "refine_result",
]
