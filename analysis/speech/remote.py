"""Speech recognition by workers of their own, as seen from the others: they hand the analysis over."""

from collections.abc import Callable
from typing import NoReturn

from analysis.choices import Queue
from analysis.exceptions import BelongsElsewhere
from analysis.pipeline import values


class Elsewhere:
    """Hears nothing itself. ``SPEECH_CLIENT`` of workers that do not take the queue ``transcription``."""

    model = ""

    def prepare(self, *, language: str | None, look: Callable[[], None]) -> NoReturn:
        """Have the analysis handed over, before any sound is fetched.

        Raises:
            BelongsElsewhere: always.
        """
        raise BelongsElsewhere(Queue.TRANSCRIPTION)

    def listen(
        self,
        audio: values.Audio,
        *,
        start: float,
        end: float,
        language: str | None,
        hint: str | None,
        tell: Callable[[float], None],
    ) -> NoReturn:
        """Have the analysis handed over, like :meth:`prepare`, which comes first."""
        raise BelongsElsewhere(Queue.TRANSCRIPTION)
