"""How texts feel. See :mod:`analysis.pipeline.text.sentiment.judging`."""

from analysis.pipeline.text.sentiment.judging import (
    LABELS,
    MODEL,
    Judgement,
    can_judge,
    judge_all,
    label_of,
)

__all__ = ["LABELS", "MODEL", "Judgement", "can_judge", "judge_all", "label_of"]
