"""Comments that are there to sell, lure, pretend or flood: which, and why."""

from analysis.pipeline.nlp.spam.classifier import reasons
from analysis.pipeline.nlp.spam.normalisation import normalised

__all__ = ["normalised", "reasons"]
