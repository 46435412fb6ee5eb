"""The comments of a video with what their texts say, as columns of one table."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import compress

import numpy as np

from analysis.pipeline import values
from analysis.pipeline.nlp import sentiment
from analysis.pipeline.nlp.vectors import arrays
from analysis.pipeline.nlp.words import language


@dataclass(frozen=True)
class CommentTable:
    """Columns of equal length, one row per comment."""

    comments: tuple[values.Comment, ...]
    detections: tuple[language.Detection, ...]
    #: None where not scored.
    predictions: tuple[sentiment.Prediction | None, ...]
    #: Classes of ``feedback.CLASSES``.
    feedback: tuple[tuple[str, ...], ...]
    #: Seconds of the video that the comment cites.
    cites: tuple[tuple[float, ...], ...]
    #: None where not spam.
    spam_reasons: tuple[str | None, ...]
    #: Embeddings; None at the depth that uses words alone.
    vectors: arrays.Float32s | None

    def __len__(self) -> int:
        return len(self.comments)

    @property
    def languages(self) -> tuple[str | None, ...]:
        """Codes, None where undetermined."""
        return tuple(detection.language for detection in self.detections)

    @property
    def scores(self) -> tuple[float | None, ...]:
        """Sentiment, -1 to 1, None where not scored."""
        return tuple(prediction.score if prediction else None for prediction in self.predictions)

    def select(self, rows: Iterable[bool]) -> "CommentTable":
        """Return the table of those rows for which ``rows`` is true."""
        chosen = list(rows)
        return CommentTable(
            tuple(compress(self.comments, chosen)),
            tuple(compress(self.detections, chosen)),
            tuple(compress(self.predictions, chosen)),
            tuple(compress(self.feedback, chosen)),
            tuple(compress(self.cites, chosen)),
            tuple(compress(self.spam_reasons, chosen)),
            None if self.vectors is None else self.vectors[np.flatnonzero(chosen)],
        )
