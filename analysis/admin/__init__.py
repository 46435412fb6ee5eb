"""The admin site. Rows are read-only; actions call services."""

# Each module registers its pages.
from analysis.admin import (  # noqa: F401 (imported for that)
    batches,
    celery_results,
    comments,
    invitations,
    names,
    operations,
    tasks,
    tokens,
    users,
    videos,
    webhooks,
)

names.translate()
