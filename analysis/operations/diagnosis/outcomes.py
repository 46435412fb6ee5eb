"""What a diagnosis finds."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models


class Status(models.TextChoices):
    """How a stage is."""

    OK = "ok"
    #: It works, but not for long or not fully.
    WARNING = "warning"
    FAILED = "failed"
    #: Not configured, not asked for, or impossible because an earlier stage failed.
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Outcome:
    """One stage, in words: how it is, and what to do about it (empty where nothing)."""

    stage: str
    status: Status
    message: str
    advice: str = ""
    seconds: float | None = None


def ok(message: str) -> Outcome:
    return Outcome("", Status.OK, message)


def warning(message: str, advice: str) -> Outcome:
    return Outcome("", Status.WARNING, message, advice)


def failed(message: str, advice: str) -> Outcome:
    return Outcome("", Status.FAILED, message, advice)


def skipped(message: str, advice: str = "") -> Outcome:
    return Outcome("", Status.SKIPPED, message, advice)


def is_well(outcomes: Iterable[Outcome]) -> bool:
    """Return whether nothing failed."""
    return all(outcome.status != Status.FAILED for outcome in outcomes)
