"""What a comment tells the creator. See :mod:`analysis.pipeline.nlp.feedback.classifier`."""

from analysis.pipeline.nlp.feedback.classifier import CLASSES, classify

__all__ = ["CLASSES", "classify"]
