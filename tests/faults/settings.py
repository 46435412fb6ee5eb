"""The settings of the processes that are broken: the product's, a source that does as it is told, and the faults."""

from tests.faults import light
from youtube_analyzer import env
from youtube_analyzer.settings import *  # noqa: F403 (settings are its names)

light.stand_in()
INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.injection.Injection"]  # noqa: F405 (see above)
VIDEO_SOURCES = ["tests.faults.source.ScriptedSource"]
# Seconds; the product's own settings allow none so short.
CELERY_TASK_SOFT_TIME_LIMIT = env.integer("FAULTS_SOFT_TIME_LIMIT", 600)
CELERY_TASK_TIME_LIMIT = env.integer("FAULTS_TIME_LIMIT", 1200)
