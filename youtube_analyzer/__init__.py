"""Wiring. The Celery app is handed on here so that shared tasks bind to it."""

from youtube_analyzer.celery import app as celery_app

__all__ = ["celery_app"]
