"""What a language model may add to the local finding: each function returns the local one where the model fails.

What the model writes is kept only as far as it can be checked: quotes must stand where it says they do, figures must be
figures of the finding, names must share a word with what they name.
"""

from analysis.pipeline.narration.answers import Question
from analysis.pipeline.narration.refinement import refine_answers, refine_comments, refine_content, refine_result
from analysis.pipeline.narration.session import Kept, Session

__all__ = [
    "Kept",
    "Question",
    "Session",
    "refine_answers",
    "refine_comments",
    "refine_content",
    "refine_result",
]
