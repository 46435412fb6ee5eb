"""Comments that are there to sell, lure, pretend or flood: which, and why."""

from analysis.pipeline.text.spam.verdicts import reasons
from analysis.pipeline.text.spam.wording import normalised

__all__ = ["normalised", "reasons"]
