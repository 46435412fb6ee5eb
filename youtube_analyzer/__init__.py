"""Project package. Importing the Celery app here binds shared tasks to it."""

from youtube_analyzer.celery import app as celery_app

__all__ = ["celery_app"]
