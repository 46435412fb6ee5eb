"""Project package. Importing the Celery app here binds shared tasks to it."""

from youtube_analyzer import lean_imports  # before anything else loads these libraries
from youtube_analyzer.celery import app as celery_app

__all__ = ["celery_app", "lean_imports"]
