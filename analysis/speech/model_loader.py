"""The model of faster-whisper: fetched where it is not on disk, loaded once a process."""

import logging
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from analysis.exceptions import TranscriptionFailed

logger = logging.getLogger(__name__)

#: More threads than cores make it slower, and more than four hardly faster.
_MOST_THREADS = 4


def loaded() -> Any:
    """Return the ``WhisperModel`` that the settings name; the first call may fetch it and takes its seconds.

    Raises:
        TranscriptionFailed: it can be neither found nor fetched, or not loaded; the message says what would help.
    """
    threads = settings.SPEECH_THREADS or min(_MOST_THREADS, os.cpu_count() or 1)
    return _load(_folder(settings.SPEECH_MODEL), settings.SPEECH_DEVICE, settings.SPEECH_COMPUTE_TYPE, threads)


def not_had(name: str) -> TranscriptionFailed:
    """Return the error that says what to do about a model that cannot be fetched."""
    return TranscriptionFailed(
        f"The speech model {name} could not be fetched. Let the server reach the model hub once, or set SPEECH_MODEL "
        "to a folder that holds a CTranslate2 Whisper model; then retry this analysis."
    )


@lru_cache(maxsize=4)
def _folder(name: str) -> str:
    """Return where the model lies, which is asked of the disk first: a hub that does not answer must not matter."""
    if Path(name).is_dir():
        return name
    # The package is an extra, and importing it costs a second and 200 MB: only who listens pays.
    from faster_whisper.utils import download_model

    cache = str(settings.SPEECH_MODEL_DIR)
    try:
        try:
            return str(download_model(name, cache_dir=cache, local_files_only=True))
        except OSError:
            logger.info("fetching the speech model %s", name)
            return str(download_model(name, cache_dir=cache))
    except ValueError as error:
        raise TranscriptionFailed(
            f"There is no speech model {Path(name).name}: SPEECH_MODEL must name one that faster-whisper knows, "
            "or a folder that holds a CTranslate2 Whisper model."
        ) from error
    except Exception as error:  # which errors come through depends on the HTTP library that the hub's client uses
        logger.warning("the speech model %s could not be fetched: %s", name, error)
        raise not_had(name) from error


@lru_cache(maxsize=1)
def _load(folder: str, device: str, compute_type: str, threads: int) -> Any:
    from faster_whisper import WhisperModel

    try:
        return WhisperModel(folder, device=device, compute_type=compute_type, cpu_threads=threads)
    except (ImportError, MemoryError, OSError, RuntimeError, ValueError) as error:
        logger.warning("the speech model in %s could not be loaded: %s", folder, error)
        raise TranscriptionFailed(f"The speech model {Path(folder).name} cannot be loaded here: {error}") from error
