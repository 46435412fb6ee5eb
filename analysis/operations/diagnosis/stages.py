"""The stages of a diagnosis, in the order in which an analysis needs them."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from analysis.exceptions import AnalysisError
from analysis.operations.diagnosis import outcomes, services, video, youtube_stages
from analysis.operations.diagnosis.outcomes import Outcome

logger = logging.getLogger(__name__)

#: Stages by name, of the installation itself and of its way to YouTube.
STAGES: dict[str, Callable[[], Outcome]] = {
    "database": services.check_database,
    "broker": services.check_broker,
    "disk": services.check_disk,
    "clock": services.check_clock,
    "models": services.check_models,
    "speech": services.check_speech,
    "ffmpeg": services.check_ffmpeg,
    "yt-dlp": youtube_stages.check_ytdlp,
    "javascript": youtube_stages.check_javascript,
    "cookies": youtube_stages.check_cookies,
    "po_token": youtube_stages.check_po_token,
    "proxy": youtube_stages.check_proxy,
    "network": youtube_stages.check_network,
    "data_api": youtube_stages.check_data_api,
}


def diagnose(url: str | None = None) -> Iterator[Outcome]:
    """Yield what each stage is like; with ``url``, also those of reading this video."""
    for stage, check in STAGES.items():
        yield timed(stage, check)
    trial = video.Trial(url)
    for stage, check in trial.stages().items():
        yield timed(stage, check)


def timed(stage: str, check: Callable[[], Outcome]) -> Outcome:
    """Return what ``check`` finds, or why it could not look."""
    begun = time.perf_counter()
    try:
        found = check()
    except AnalysisError as error:
        found = outcomes.failed(error.message, video.advice_for(error))
    except Exception:
        # A diagnosis must go on to its end, whatever is broken; the cause goes to the log.
        logger.exception("the stage %s of the diagnosis failed", stage)
        found = outcomes.failed("This could not be checked.", "The log has the cause.")
    return replace(found, stage=stage, seconds=round(time.perf_counter() - begun, 3))
