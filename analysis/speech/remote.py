"""The speech client of workers that leave speech recognition to the workers of another queue."""

from collections.abc import Callable
from typing import NoReturn

from analysis.choices import Queue
from analysis.exceptions import WrongQueue
from analysis.pipeline import ports


class RemoteSpeechClient:
    """Hands the analysis over. ``SPEECH_CLIENT`` of workers that do not consume the queue ``transcription``."""

    model = ""

    def prepare(self, *, language: str | None, check_cancelled: Callable[[], None]) -> NoReturn:
        """Hand the analysis over before any audio is fetched.

        Raises:
            WrongQueue: always.
        """
        raise WrongQueue(Queue.TRANSCRIPTION)

    def transcribe(self, request: ports.TranscriptionRequest) -> NoReturn:
        raise WrongQueue(Queue.TRANSCRIPTION)
