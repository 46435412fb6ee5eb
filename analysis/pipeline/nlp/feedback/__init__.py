"""What a comment tells the creator. See :mod:`analysis.pipeline.nlp.feedback.classifier`."""

from analysis.pipeline.nlp.feedback.classifier import CLASSES, classify, weigh_complaints

__all__ = ["CLASSES", "classify", "weigh_complaints"]
