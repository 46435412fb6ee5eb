"""Agreement of themes with labelled topics of short texts, without the number of topics, and how stable themes are."""

import csv
import gzip
import tarfile
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
#: Topics of the smaller set, and pairs of draws for the stability.
_FEW, _DRAWS = 8, 2
_PUBLISHED = "SCCL (trained on the set, given the number of topics) ACC .755, NMI .745: https://aclanthology.org/2021.naacl-main.427/"
_NOTE = (
    "8,000 titles that took no part in choosing the method (the other 12,000 did); the number of topics is not given "
    "to ours, but to k-means; titles in no theme count as one more group"
)

Ints = npt.NDArray[np.int_]


def rows() -> list[Row]:
    """Return the lines of this task."""
    return [
        *guarded("comment themes", _SET, _stack_overflow),
        *guarded("comment themes", "comments of tutorials", _tutorials),
        *guarded("comment themes", "comments under tablet reviews", _tablets),
        *guarded("comment themes", "Chinese reviews of deliveries", _deliveries),
    ]


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
    same = adjusted_rand_score(ours[order], _found([titles[row] for row in order], points[order]))
    found.append(Row(name, _SET, len(titles), "ARI with themes after reordering", same, {}, note="1 is the same"))
    return [*found, *_few_topics(titles, topics, points), *_stability(_SET, titles, "en")]


def _few_topics(titles: Sequence[str], topics: Ints, points: arrays.Float32s) -> list[Row]:
    """Return how well eight of the topics are found, where their number is not given."""
    rows = np.flatnonzero(np.isin(topics, np.unique(topics)[:: len(np.unique(topics)) // _FEW][:_FEW]))
    few = [titles[row] for row in rows]
    ours, lexical = _found(few, points[rows]), _found(few, None)
    part = f"StackOverflow titles, {_FEW} topics, reported part"
    note = f"{len(set(ours[ours >= 0]))} themes"
    return [
        Row(
            "comment themes",
            part,
            len(few),
            figure,
            measure(topics[rows], ours),
            {"ours, basic depth": other},
            note=note,
        )
        for figure, measure in (("accuracy", accuracy), ("NMI", normalized_mutual_info_score))
        for other in [float(measure(topics[rows], lexical))]
    ]


def _stability(data_set: str, texts: Sequence[str], language: str) -> list[Row]:
    """Return how far the themes of two draws of nine tenths agree on the texts in both."""
    found = []
    for depth, points in (("detailed", embeddings.embed(texts)), ("basic", None)):
        scores, counts = [], []
        for seed in range(_DRAWS):
            drawn = [np.full(len(texts), -2), np.full(len(texts), -2)]
            for groups, part in zip(drawn, (2 * seed, 2 * seed + 1), strict=True):
                kept = np.sort(np.random.default_rng(part).permutation(len(texts))[: len(texts) * 9 // 10])
                own = None if points is None else points[kept]
                groups[kept] = _found([texts[row] for row in kept], own, language)
                counts.append(int(groups.max()) + 1)
            both = (drawn[0] > -2) & (drawn[1] > -2)
            scores.append(adjusted_rand_score(drawn[0][both], drawn[1][both]))
        note = f"to reach .80; texts in no theme count as one more group; {min(counts)} to {max(counts)} themes"
        figure = f"ARI of two draws of nine tenths, {depth}"
        found.append(Row("comment themes", data_set, len(texts), figure, float(np.mean(scores)), {}, note=note))
    return found


def _tutorials() -> list[Row]:
    folders = sorted(data("comments_labelled/youtube/concerns_icpc17").iterdir())
    found = []
    for folder in folders[::2]:
        lines = "\n".join((folder / f"{part}.txt").read_text(errors="replace") for part in ("concerns", "others"))
        texts = [line.strip() for line in lines.splitlines() if line.strip()]
        found += _stability(f"comments of tutorial {folder.name}", texts, "en")
    return found


def _tablets() -> list[Row]:
    texts = []
    with tarfile.open(data("comments_labelled/youtube/sentube_tablets.tar.xz")) as archive:
        for member in sorted(archive.getmembers(), key=lambda member: member.name):
            if (file := archive.extractfile(member)) is not None:
                texts += [line.strip() for line in file.read().decode(errors="replace").splitlines() if line.strip()]
    return _stability("comments under tablet reviews", texts, "en")


def _deliveries() -> list[Row]:
    with data("comments_labelled/chinese/waimai_10k.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["review"] for row in csv.DictReader(file)]
    return _stability("Chinese reviews of deliveries", texts[:: max(1, len(texts) // 1500)], "zh")


@cache
def _titles() -> tuple[list[str], Ints]:
    texts = gzip.decompress(data("text/stackoverflow/StackOverflow.txt.gz").read_bytes()).decode().splitlines()
    topics = np.array(data("text/stackoverflow/StackOverflow_gnd.txt").read_text().split(), dtype=int)
    reported = np.random.RandomState(1).permutation(len(texts))[_CHOSE:]
    return [texts[row] for row in reported], topics[reported]


def _found(titles: Sequence[str], points: arrays.Float32s | None, language: str = "en") -> Ints:
    """Return the number of each title's theme, -1 for none."""
    documents = [themes.Document(f"{row:05}", title, language) for row, title in enumerate(titles)]
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
