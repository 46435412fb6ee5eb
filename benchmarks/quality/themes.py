"""Agreement of themes with labelled topics of short texts; the number of topics is not given."""

import gzip
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from analysis.pipeline.nlp.themes import themes
from analysis.pipeline.nlp.vectors import arrays, embeddings
from benchmarks.quality.rows import Row, data, guarded

_SET = "StackOverflow titles, 20 topics"
#: Of the 20,000 titles, in an order drawn once, these first ones chose the method; the others are reported.
_CHOSE = 12_000
#: More than there are topics, so that the limit takes no part.
_LIMIT = 40
_PUBLISHED = "SCCL (trained on the set, given the number of topics) ACC .755, NMI .745: https://aclanthology.org/2021.naacl-main.427/"
_NOTE = (
    "8,000 titles that took no part in choosing the method (the other 12,000 did); the number of topics is not given "
    "to ours, but to k-means; titles in no theme count as one more group"
)

Ints = npt.NDArray[np.int_]


def rows() -> list[Row]:
    """Return the lines of this task."""
    return guarded("comment themes", _SET, _stack_overflow)


def _stack_overflow() -> list[Row]:
    titles, topics = _titles()
    points = embeddings.embed(titles)
    ours, lexical = _found(titles, points), _found(titles, None)
    plain = KMeans(20, n_init=4, random_state=0).fit_predict(
        TfidfVectorizer(stop_words="english").fit_transform(titles)
    )
    means = KMeans(20, n_init=4, random_state=0).fit_predict(points)
    judged = {"ours, basic depth": lexical, "TF-IDF + k-means": plain, "embeddings + k-means": means}
    name, part = "comment themes", f"{_SET}, reported part"
    measures = {"accuracy": accuracy, "NMI": normalized_mutual_info_score, "ARI": adjusted_rand_score}
    found = []
    for figure, measure in measures.items():
        baselines = {method: float(measure(topics, groups)) for method, groups in judged.items()}
        found.append(Row(name, part, len(titles), figure, measure(topics, ours), baselines, _PUBLISHED, _NOTE))
    assigned = ours >= 0
    sure = accuracy(topics[assigned], ours[assigned])
    note = f"of the {assigned.mean():.0%} of titles that are in a theme; {len(set(ours[assigned]))} themes"
    found.append(Row(name, part, int(assigned.sum()), "accuracy within themes", sure, {}, note=note))
    order = np.random.default_rng(1).permutation(len(titles))
    kept = np.sort(np.random.default_rng(2).permutation(len(titles))[: len(titles) * 9 // 10])
    for figure, rows, note in (
        ("ARI with themes after reordering", order, "1 is the same"),
        ("ARI with themes of nine tenths", kept, "a tenth of the titles left out at random"),
    ):
        same = adjusted_rand_score(ours[rows], _found([titles[row] for row in rows], points[rows]))
        found.append(Row(name, _SET, len(rows), figure, same, {}, note=note))
    return found


@cache
def _titles() -> tuple[list[str], Ints]:
    texts = gzip.decompress(data("text/stackoverflow/StackOverflow.txt.gz").read_bytes()).decode().splitlines()
    topics = np.array(data("text/stackoverflow/StackOverflow_gnd.txt").read_text().split(), dtype=int)
    reported = np.random.RandomState(1).permutation(len(texts))[_CHOSE:]
    return [texts[row] for row in reported], topics[reported]


def _found(titles: Sequence[str], points: arrays.Float32s | None) -> Ints:
    """Return the number of each title's theme, -1 for none."""
    documents = [themes.Document(f"{row:05}", title, "en") for row, title in enumerate(titles)]
    groups = np.full(len(titles), -1)
    for number, theme in enumerate(themes.find_themes(documents, vectors=points, limit=_LIMIT).themes):
        groups[[int(comment_id) for comment_id in theme.ids]] = number
    return groups


def accuracy(truth: Ints, groups: Ints) -> float:
    """Return the share of texts in the right group, each group standing for the one topic that suits best."""
    _, topics = np.unique(truth, return_inverse=True)
    _, numbers = np.unique(groups, return_inverse=True)
    both = np.zeros((topics.max() + 1, numbers.max() + 1))
    np.add.at(both, (topics, numbers), 1)
    return float(both[linear_sum_assignment(-both)].sum() / len(truth))
