"""How texts feel. See :mod:`analysis.pipeline.nlp.sentiment.prediction`."""

from analysis.pipeline.nlp.sentiment.prediction import (
    CLOSE_MODEL,
    LABELS,
    MODEL,
    Judgement,
    can_judge,
    closely_at,
    judge_all,
    label_of,
)

__all__ = ["CLOSE_MODEL", "LABELS", "MODEL", "Judgement", "can_judge", "closely_at", "judge_all", "label_of"]
