"""Stand-ins for the two analyses of texts.

What is broken here are processes, whose steps might as well find nothing. It saves every start of a worker the
seconds that the language tools take to load, and there are many starts.
"""

import sys
from types import ModuleType

from analysis.pipeline import values

_NOTHING_SAID = values.Content(
    summary=None,
    key_points=(),
    topics=(),
    keywords=(),
    entities=None,
    sentiment=None,
    structure=values.Structure(None, ()),
    quality={},
    coverage=1.0,
)


def stand_in() -> None:
    """Put the stand-ins in place; to be called before ``analysis.execution.steps`` is imported."""
    for name, function in (("content_analysis", analyse_content), ("comment_analysis", analyse_comments)):
        module = ModuleType(f"analysis.pipeline.{name}")
        setattr(module, function.__name__, function)
        sys.modules[module.__name__] = module


def analyse_content(video, transcript, *, depth, progress, keep_vectors):
    """Find nothing in what is said."""
    progress.update(1, 2, "Reading")
    return _NOTHING_SAID


def analyse_comments(video, fetched, *, depth, progress, warn, keep_vectors):
    """Count the comments."""
    progress.update(1, 2, "Reading")
    count = len(fetched.comments)
    report = values.CommentReport(
        total=fetched.total,
        fetched=count,
        analyzed=count,
        by_author=0,
        scored=0,
        not_scored=count,
        languages={},
        sentiment=None,
        themes=(),
        top_comments=(),
        author=values.AuthorActivity(0, None, None, ()),
        spam=values.Spam(0, 0.0, ()),
        engagement=values.Engagement(None, None, None, count, 0, count, None),
        time_distribution=values.TimeDistribution(None, ()),
        moments=(),
    )
    return report, ()
