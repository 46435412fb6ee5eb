"""How long searches take among millions of texts: ``python -m benchmarks.search [ANALYSES]``.

Fills a database of its own with analyses of 2,000 comments and 2,000 transcript lines each, in words as frequent as in
natural text, and asks the endpoint in this process. Then measures what the index adds to the saving of an analysis.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks import filling

COMMENTS, LINES = 2_000, 2_000
#: Different texts, of which the analyses are made.
POOL, LINES_A_WINDOW = 100_000, 10
#: Different words and characters. The most frequent word is in a fifth of the comments.
WORDS, CHARACTERS = 100_000, 3_000
#: Queries of each case.
QUERIES = 20
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]


class Vocabulary:
    """Made-up words by frequency (Zipf and Mandelbrot), the most frequent first."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(1)
        self._shares = {size: self._frequencies(size) for size in (WORDS, CHARACTERS)}

    @staticmethod
    def _frequencies(size: int) -> Any:
        weights = 1 / (np.arange(size) + 6) ** 1.05
        return np.cumsum(weights / weights.sum())

    @staticmethod
    def word(rank: int) -> str:
        """Return the word of this rank, from 0."""
        return "".join(_SYLLABLES[rank // 70**place % 70] for place in range(3))

    def text(self, words: int) -> str:
        """Return a text in a language with spaces."""
        return " ".join(map(self.word, self._sample(WORDS, words)))

    def chinese(self, characters: int) -> str:
        """Return a text without spaces."""
        return "".join(chr(0x4E00 + rank) for rank in self._sample(CHARACTERS, characters))

    def _sample(self, size: int, count: int) -> list[int]:
        return [int(rank) for rank in np.searchsorted(self._shares[size], self._random.random(count))]


def main(analyses: int) -> None:
    """Fill, ask, print a table."""
    import tests.support.servers  # noqa: F401 (starts PostgreSQL and Valkey)

    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "ERROR"}
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    console, vocabulary = Console(width=160), Vocabulary()
    begun = time.perf_counter()
    fill(analyses, vocabulary)
    texts = f"{analyses:,} analyses, {analyses * COMMENTS:,} comments, {analyses * LINES:,} lines"
    console.print(f"{texts}: filled in {time.perf_counter() - begun:.0f} s")
    import youtube_analyzer.asgi  # noqa: F401 (garbage is collected as in a web process)

    table = Table("query", "filters", "CPU ms", "CPU p95", "ms", "p95", "hits ranked")
    for row in measured(vocabulary):
        table.add_row(*map(str, row))
        console.print(*row)
    console.print(table)
    words, vectors = shares_of_saving(vocabulary)
    console.print(f"share of the CPU time of saving an analysis: index of words {words:.1%}, vectors {vectors:.1%}")


def fill(analyses: int, vocabulary: Vocabulary) -> None:
    """Insert the analyses; their texts are drawn from a pool."""
    from django.db import connection

    from analysis.models import AnalysisTask, Comment, SearchEntry, Transcript
    from analysis.search import indexing

    with connection.cursor() as cursor, filling.without_indexes(cursor):
        cursor.execute(
            """INSERT INTO analysis_tasks (id, youtube_url, video_id, options, request_id, status, progress, message,
                warnings, result_data, error_code, error_message, error_step, error_retryable, created_at, updated_at,
                completed_at, last_seq, fence, attempts, celery_id, worker)
            SELECT gen_random_uuid(), 'https://youtu.be/x', 'video' || n, '{}', '', 'completed', 100, '', '[]', '{}',
                '', '', '', false, now() - n * interval '1 hour', now(), now(), 1, 1, 0, '', ''
            FROM generate_series(1, %s) n""",
            [analyses],
        )
        cursor.execute(
            """INSERT INTO analysis_video (task_id, youtube_id, title, channel_name, channel_id, facts)
            SELECT id, video_id, 'Title', 'Channel', 'UC' || (row_number() OVER ()) % 20, '{}' FROM analysis_tasks"""
        )
        pool = AnalysisTask.objects.only("pk").first()
        assert pool is not None
        comments = [
            Comment(
                text=vocabulary.chinese(14) if n % 10 == 0 else vocabulary.text(12),
                language="zh" if n % 10 == 0 else "en",
                sentiment=("positive", "neutral", "negative")[n % 3],
            )
            for n in range(POOL)
        ]
        indexing.index_comments(pool.pk, comments)
        segments = [[3.0 * n, 3.0 * n + 3, vocabulary.text(8), None] for n in range(POOL)]
        indexing.index_transcript(pool.pk, Transcript(language="en", segments=segments))
        cursor.execute("CREATE TEMP TABLE pool AS SELECT * FROM analysis_searchentry")
        cursor.execute("CREATE TEMP TABLE texts (n int, text text)")
        with cursor.copy("COPY texts FROM STDIN") as copy:
            for n, comment in enumerate(comments):
                copy.write_row((n, comment.text))
        SearchEntry.objects.all().delete()
        _copy_from_pool(cursor)
        _make_vectors(cursor)


def _copy_from_pool(cursor: Any) -> None:
    """Give each analysis its part of the pool, in the order in which workers would write it."""
    columns = "lines, language, sentiment, dictionary, words"
    cursor.execute(
        f"""CREATE TEMP TABLE numbered AS SELECT row_number() OVER (PARTITION BY kind ORDER BY id) - 1 AS n, kind,
            {columns} FROM pool"""
    )
    cursor.execute("CREATE INDEX ON numbered (kind, n); CREATE INDEX ON texts (n); ANALYZE numbered; ANALYZE texts")
    cursor.execute(
        "CREATE TEMP TABLE tasks AS SELECT id, row_number() OVER (ORDER BY created_at) AS number FROM analysis_tasks"
    )
    cursor.execute("CREATE TEMP TABLE kinds (kind text, count int, size int)")
    windows = LINES // LINES_A_WINDOW
    cursor.execute(
        "INSERT INTO kinds VALUES ('transcript', %s, %s), ('comments', %s, %s)",
        [windows, POOL // LINES_A_WINDOW, COMMENTS, POOL],
    )
    cursor.execute(
        f"""INSERT INTO analysis_searchentry (task_id, kind, comment_id, {columns})
        SELECT tasks.id, kinds.kind, CASE kinds.kind WHEN 'comments' THEN 'c' || i ELSE '' END, {columns[:-5]}
            words || quote_literal('/task=' || tasks.id)::tsvector
        FROM tasks, kinds, generate_series(0, kinds.count - 1) i, LATERAL (SELECT * FROM numbered
            WHERE numbered.kind = kinds.kind AND n = ((number * kinds.count + i) * 7919) % kinds.size) AS drawn
        ORDER BY number, kinds.kind DESC, i"""
    )
    cursor.execute(
        """INSERT INTO analysis_comment (task_id, position, comment_id, parent_id, author, author_channel_id, text,
            published_is_estimated, is_pinned, is_hearted, is_author, sentiment, language, theme, is_spam, spam_reason,
            cites)
        SELECT tasks.id, i, 'c' || i, '', '', '', text, false, false, false, false, 'neutral', 'en', '', false, '', '[]'
        FROM tasks, generate_series(0, %s) i, LATERAL (SELECT text FROM texts
            WHERE n = ((number * %s + i) * 7919) %% %s) AS drawn""",
        [COMMENTS - 1, COMMENTS, POOL],
    )


def _make_vectors(cursor: Any) -> None:
    """Give each passage a signature of its own; their vectors are alike, since only few of them are read."""
    cursor.execute(
        """INSERT INTO analysis_searchsignature (entry_id, task_id, kind, language, sentiment, bits)
        SELECT id, task_id, kind, language, sentiment, ('x' || encode(sha512(id::text::bytea), 'hex'))::bit(512)
        FROM analysis_searchentry WHERE kind <> 'title'"""
    )
    cursor.execute(
        """INSERT INTO analysis_searchvector (entry_id, task_id, kind, vector)
        SELECT entry_id, task_id, kind, decode(repeat('002c', 512), 'hex') FROM analysis_searchsignature"""
    )


def measured(vocabulary: Vocabulary) -> Iterator[tuple[Any, ...]]:
    """Yield the columns of the table for each kind of query and of filters."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    word = vocabulary.word
    queries: dict[str, Callable[[int], str]] = {
        "very common word": lambda n: word(n),
        "common word": lambda n: word(50 + 20 * n),
        "word in every hundredth text": lambda n: word(300 + 50 * n),
        "rare word": lambda n: word(50_000 + 997 * n),
        "two common words": lambda n: f"{word(n)} {word(n + 30)}",
        "common without common": lambda n: f"{word(n)} -{word(n + 1)}",
        "phrase of common words": lambda n: f'"{word(n)} {word(n + 1)}"',
        "phrase of rare words": lambda n: f'"{word(4_000 + n)} {word(5_000 + n)}"',
        "prefix": lambda n: f"{word(n)[:4]}*",
        "short prefix": lambda n: f"{word(n)[:3]}*",
        "Chinese, one character": lambda n: chr(0x4E00 + 10 * n),
        "Chinese, two characters": lambda n: chr(0x4E00 + n) + chr(0x4E01 + 2 * n),
        "Chinese, four characters": lambda n: vocabulary.chinese(4),
    }
    filters: dict[str, dict[str, str]] = {
        "none": {},
        "comments, negative": {"in": "comments", "sentiment": "negative"},
        "transcript": {"in": "transcript"},
        "language": {"language": "zh"},
        "one video": {"video_id": "video7"},
        "one channel": {"channel_id": "UC7"},
        "newest tenth, all": {"created_after": "2026-11-25", "all": "true"},
    }
    for name, query in queries.items():
        for limited, parameters in filters.items():
            yield (name, limited, *_ask(client, [{"q": query(n), **parameters} for n in range(QUERIES)]))
    for limited, parameters in filters.items():
        asked = [{"q": f"{word(n)} {word(2 * n)}", "mode": "meaning", **parameters} for n in range(QUERIES)]
        yield ("by meaning", limited, *_ask(client, asked))


def _ask(client: Any, asked: list[dict[str, str]]) -> tuple[str, ...]:
    """Return median and 95th percentile of the CPU time, those of the time, and the median of the hits."""
    cpu, elapsed, ranked = [], [], []
    for parameters in asked:
        used, begun = _cpu_seconds(), time.perf_counter()
        answer = client.get("/api/v1/search", parameters)
        elapsed.append(1000 * (time.perf_counter() - begun))
        cpu.append(1000 * (_cpu_seconds() - used))
        ranked.append(answer.json()["ranked"] if answer.status_code == 200 else -answer.status_code)
    figures = [*_median_and_p95(cpu), *_median_and_p95(elapsed), statistics.median(ranked)]
    return tuple(f"{figure:.0f}" for figure in figures)


def _median_and_p95(values: list[float]) -> tuple[float, float]:
    return statistics.median(values), statistics.quantiles(values, n=20)[18]


def _cpu_seconds() -> float:
    """Return the CPU time of this process and of its PostgreSQL process: that of a shared machine says little."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return time.process_time() + int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def shares_of_saving(vocabulary: Vocabulary) -> tuple[float, float]:
    """Return the CPU times of indexing and of storing vectors, as shares of that of storing an analysis with it."""
    from unittest import mock

    from analysis.execution import kept_vectors, storage
    from analysis.pipeline import values
    from tests.support.factories import TaskFactory

    task = TaskFactory()
    comments = tuple(values.Comment(f"c{n}", vocabulary.text(12)) for n in range(1_000))
    analysed = {"sentiment_score": 0.5, "sentiment_confidence": 0.9, "language_confidence": 0.9, "theme": "theme"}
    rest = {"is_spam": False, "spam_reason": None, "cites": (), "feedback": ()}
    results = [
        values.CommentResult(comment_id=each.id, sentiment="positive", language="en", **analysed, **rest)
        for each in comments
    ]
    segments = tuple(values.Segment(3.0 * n, 3.0 * n + 3, vocabulary.text(8)) for n in range(1_000))
    video = values.Video(id="x", url="https://youtu.be/x", title=vocabulary.text(6), language="en")

    def save() -> float:
        begun = _cpu_seconds()
        storage.save_extraction(task.pk, values.Extraction(video, "archive"))
        storage.save_transcript(task.pk, values.Transcript("manual_captions", "en", segments))
        storage.save_comments(task.pk, values.CommentSet(comments))
        storage.save_comment_results(task.pk, results)
        return _cpu_seconds() - begun

    rows = np.random.default_rng(1).normal(size=(1_000, 512)).astype(np.float32)

    def save_vectors() -> float:
        spoken, written = kept_vectors.TranscriptVectors(), kept_vectors.CommentVectors(comments)
        spoken.keep([segment.start for segment in segments], rows)
        written.keep([comment.id for comment in comments], rows)
        begun = _cpu_seconds()
        spoken.save(task.pk)
        written.save(task.pk)
        return _cpu_seconds() - begun

    def save_without_index() -> float:
        with mock.patch.object(storage, "indexing"):
            return save()

    # In turns: PostgreSQL's own work in the background counts, too.
    turns = [(save(), save_without_index(), save_vectors()) for _ in range(15)]
    whole, without, vectors = map(statistics.median, zip(*turns, strict=True))
    return (whole - without) / whole, vectors / (whole + vectors)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
