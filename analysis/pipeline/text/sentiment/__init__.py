"""How texts feel. See :mod:`analysis.pipeline.text.sentiment.judging`."""

from analysis.pipeline.text.sentiment.judging import (
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
