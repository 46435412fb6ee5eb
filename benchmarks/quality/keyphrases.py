"""Key phrases of documents against those that people gave them: F1 of the first ten."""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

import Stemmer
import yake

from analysis.pipeline.nlp.keyphrases import keyphrases
from analysis.pipeline.nlp.words import stems, tokens
from benchmarks.quality import keyphrase_data
from benchmarks.quality.keyphrase_data import DataSet, Document
from benchmarks.quality.rows import Row, guarded

_TASK = "key phrases"
_FIRST = 10
#: Characters that are judged of one set: 500 abstracts or 15 papers. YAKE reads about 30,000 a second.
_MOST_CHARACTERS = 500_000
#: The set whose first half chose the constants; its other half is reported.
_CHOSEN_ON = "Inspec"
_WORD = re.compile(r"\w+")
_STEMMER = Stemmer.Stemmer("english")

Method = Callable[[str], list[str]]


def rows() -> list[Row]:
    """Return one row per set."""
    found: list[Row] = []
    for archive in keyphrase_data.archives():
        name = archive.rsplit("/", 1)[-1].removesuffix(".zip")
        found += guarded(_TASK, name, partial(_measured, archive))
    return found


def _measured(archive: str) -> list[Row]:
    data_set = keyphrase_data.read(archive)
    reported, split = data_set.documents, "trained and chose nothing"
    if data_set.name == _CHOSEN_ON:
        reported, split = reported[1::2], "odd documents; the even ones chose"
    documents = keyphrase_data.sample(reported, _MOST_CHARACTERS)
    methods = _methods(data_set, documents)
    figures = {name: _f1(method, documents, data_set.language) for name, method in methods.items()}
    ours = figures.pop("ours")
    note = f"{split}; stems by Snowball, exact match, mean over documents"
    return [Row(_TASK, data_set.name, len(documents), f"F1@{_FIRST} (%)", ours, figures, note=note)]


def _methods(data_set: DataSet, documents: Sequence[Document]) -> dict[str, Method]:
    language = data_set.language
    # The frequencies are those of the evaluated documents: a user has only the own videos to count words in.
    documents_with = Counter(gram for document in documents for gram in set(_grams(document.text, language)))
    return {
        "ours": lambda text: [p.text for p in keyphrases.rank(tokens.sentences(text), language, limit=_FIRST)],
        "YAKE": lambda text: [
            p for p, _ in yake.KeywordExtractor(lan=language, n=3, top=_FIRST).extract_keywords(text)
        ],
        "RAKE": lambda text: _rake(text, language),
        "TF-IDF": lambda text: _tf_idf(text, language, documents_with, len(documents)),
    }


def _rake(text: str, language: str) -> list[str]:
    """Return the phrases between stop words and marks, by the sum of degree over frequency of their words.

    Source: Rose et al. 2010, "Automatic keyword extraction from individual documents"
    """
    runs = _runs(text, language)
    frequency: Counter[str] = Counter()
    degree: Counter[str] = Counter()
    for run in runs:
        frequency.update(run)
        degree.update(dict.fromkeys(run, 0) | {word: len(run) * run.count(word) for word in run})
    weights = {" ".join(run): sum(degree[word] / frequency[word] for word in run) for run in runs}
    return sorted(weights, key=lambda phrase: (-weights[phrase], phrase))[:_FIRST]


def _tf_idf(text: str, language: str, documents_with: Counter[str], documents: int) -> list[str]:
    counts = Counter(_grams(text, language))
    weights = {gram: count * math.log((1 + documents) / documents_with[gram]) for gram, count in counts.items()}
    return sorted(weights, key=lambda gram: (-weights[gram], gram))[:_FIRST]


def _grams(text: str, language: str) -> list[str]:
    """Return every run of one to three words without a stop word."""
    return [
        " ".join(run[start : start + size])
        for run in _runs(text, language)
        for size in (1, 2, 3)
        for start in range(len(run) - size + 1)
    ]


def _runs(text: str, language: str) -> list[list[str]]:
    stops = tokens.stop_words(language)
    runs: list[list[str]] = [[]]
    for match in re.finditer(r"[\w-]+|[^\w\s]", text.lower()):
        if tokens.is_content(match.group(), stops) and match.group()[0].isalpha():
            runs[-1].append(match.group())
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _f1(method: Method, documents: Sequence[Document], language: str) -> float:
    scores = []
    for document in documents:
        found = method(keyphrase_data.unwrap_lines(document.text))
        given = list(dict.fromkeys(_stemmed(phrase, language) for phrase in found))[:_FIRST]
        right = {_stemmed(phrase, language) for phrase in document.keys}
        hits = len(right & set(given))
        scores.append(2 * hits / (len(given) + len(right)) if hits else 0.0)
    return 100 * sum(scores) / max(1, len(scores))


def _stemmed(phrase: str, language: str) -> str:
    words = _WORD.findall(phrase.lower())
    if language == "en":
        return " ".join(_STEMMER.stemWords(words))
    return " ".join(stems.stem(word, language) for word in words)
