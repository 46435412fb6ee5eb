"""Do the examples and themes name what readers of the comments put into their summaries?"""

import random

import numpy as np

from analysis.pipeline import comment_analysis, values
from analysis.pipeline.nlp.vectors import arrays, embeddings
from analysis.pipeline.progress import Progress
from benchmarks.quality.rows import Row, data
from benchmarks.training import feedback as training

#: A point is named by a text whose embedding has at least this cosine. Not checked against a judgement by eye.
_SAME = 0.6
#: Draws at random; one alone may be 5 points off.
_DRAWS = 10


def rows(task: str) -> list[Row]:
    """Return the share of the summaries' points that are named, and the same of as many comments at random."""
    named, named_by_examples, marked, count, shown_count = 0, 0, 0, 0, 0
    drawn = 0.0
    for path in sorted(data("comments_labelled/youtube/concerns_icpc17").glob("*/user*_sum.txt")):
        points = sorted({line.strip() for line in path.read_text(errors="replace").split("\n")} - {"", "*****"})
        texts = sorted({one.text for one in training.comments() if one.video == path.parent.name})
        comments = tuple(values.Comment(str(place), text) for place, text in enumerate(texts))
        report, results = comment_analysis.analyse_comments(
            values.Video(id="", url=""), values.CommentSet(comments, None), depth="detailed", progress=Progress()
        )
        if report.feedback is None:
            continue
        by_class = [getattr(report.feedback, name) for name in ("complaints", "requests", "questions", "corrections")]
        vectors = embeddings.embed(points)
        ids = {example.comment_id for one in by_class for example in one.examples}
        named_by_examples += _count_named(vectors, [texts[int(one)] for one in ids])
        ids |= {one for theme in report.themes for one in theme.central_comment_ids}
        named += _count_named(vectors, [texts[int(one)] for one in ids])
        draws = [random.Random(seed).sample(texts, len(ids)) for seed in range(_DRAWS)]
        drawn += sum(_count_named(vectors, draw) for draw in draws) / _DRAWS
        marked += _count_named(
            vectors, [texts[int(one.comment_id)] for one in results if set(one.feedback) - {"praise"}]
        )
        count, shown_count = count + len(points), shown_count + len(ids)
    note = (
        f"five readers' summaries of each of five lessons, lines without repetitions; {shown_count} comments shown; "
        f"named: a cosine of {_SAME} to a shown comment; the models learnt from these comments, the summaries taught "
        "nothing"
    )
    baselines = {
        "examples alone": named_by_examples / count,
        "as many comments at random": drawn / count,
        "all comments in a class but praise": marked / count,
    }
    name = "points of readers' summaries (Poché et al. 2017)"
    return [Row(task, name, count, "share named by examples and themes", named / count, baselines, note=note)]


def _count_named(points: arrays.Float32s, shown: list[str]) -> int:
    return int((np.max(points @ embeddings.embed(shown).T, axis=1) >= _SAME).sum())
