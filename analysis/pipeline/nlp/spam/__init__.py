"""Comments that advertise, lure, impersonate or flood, each with the reason."""

from analysis.pipeline.nlp.spam.classifier import find_spam
from analysis.pipeline.nlp.spam.normalisation import normalise

__all__ = ["find_spam", "normalise"]
