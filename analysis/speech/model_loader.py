"""Loads the model of faster-whisper once per process; downloads it first if it is not on disk."""

import logging
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from analysis.exceptions import TranscriptionFailed

logger = logging.getLogger(__name__)

#: More threads than cores are slower, and more than four are hardly faster.
_MAX_THREADS = 4


def load_model() -> Any:
    """Return the ``WhisperModel`` that the settings name. The first call takes seconds, or minutes for a download.

    Raises:
        TranscriptionFailed: it cannot be found, downloaded or loaded; the message says what to do.
    """
    threads = settings.SPEECH_THREADS or min(_MAX_THREADS, os.cpu_count() or 1)
    return _load(_find_folder(settings.SPEECH_MODEL), settings.SPEECH_DEVICE, settings.SPEECH_COMPUTE_TYPE, threads)


def model_unavailable(name: str) -> TranscriptionFailed:
    """Return the error for a model that cannot be downloaded; it says what to do."""
    return TranscriptionFailed(
        f"The speech model {name} could not be downloaded. Give the server access to the model hub once, or set "
        "SPEECH_MODEL to a folder with a CTranslate2 Whisper model; then retry this analysis."
    )


@lru_cache(maxsize=4)
def _find_folder(name: str) -> str:
    """Return the folder of the model. The disk is searched first, so that a model there needs no network."""
    if Path(name).is_dir():
        return name
    # Imported late: the package is an extra, and the import takes a second and 200 MB.
    from faster_whisper.utils import download_model

    cache = str(settings.SPEECH_MODEL_DIR)
    try:
        try:
            return str(download_model(name, cache_dir=cache, local_files_only=True))
        except OSError:
            logger.info("downloading the speech model %s", name)
            return str(download_model(name, cache_dir=cache))
    except ValueError as error:
        raise TranscriptionFailed(
            f"There is no speech model {Path(name).name}. SPEECH_MODEL must be the name of a model of faster-whisper, "
            "or a folder with a CTranslate2 Whisper model."
        ) from error
    except Exception as error:  # the types depend on the HTTP library of the hub's client
        logger.warning("speech model %s could not be downloaded: %s", name, error)
        raise model_unavailable(name) from error


@lru_cache(maxsize=1)
def _load(folder: str, device: str, compute_type: str, threads: int) -> Any:
    from faster_whisper import WhisperModel

    try:
        return WhisperModel(folder, device=device, compute_type=compute_type, cpu_threads=threads)
    except (ImportError, MemoryError, OSError, RuntimeError, ValueError) as error:
        logger.warning("speech model in %s could not be loaded: %s", folder, error)
        raise TranscriptionFailed(
            f"The speech model {Path(folder).name} cannot be loaded here. The server's log says why; check "
            "SPEECH_MODEL, SPEECH_DEVICE and SPEECH_COMPUTE_TYPE."
        ) from error
