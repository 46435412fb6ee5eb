"""Finds the entries of the index that match a query, within what a caller may see.

Only a bounded number of matches is ranked, the newest ones, so that the most common word is found as fast as a rare
one. The answer says so.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.backends.utils import CursorWrapper

from analysis.access import permissions
from analysis.access.permissions import Caller
from analysis.models import AnalysisTask, SearchEntry
from analysis.models.search import BLOCK
from analysis.search import query_syntax
from analysis.search.filters import Filters, tasks_to_search
from analysis.search.limits import limited_cursor
from analysis.search.query_syntax import InvalidQuery, Query, Term
from analysis.search.words import UNSTEMMED, Stems, dictionaries, dictionary_of, labels, quote

#: Matches that are ranked, and titles among them.
MAX_RANKED, MAX_TITLES = 1_000, 200
#: Texts that are read from the newest on for a frequent word, and for a beginning of words: the index collects all
#: texts of all these words before it combines them with anything else.
MAX_SCANNED, MAX_SCANNED_FOR_PREFIX = 10_000, 50_000
#: Matches after which no more texts are read if so many were: few may have the words as a phrase.
ENOUGH, MAX_READ = 50, 5_000
#: Texts of which the frequency of the words is estimated: stretches of neighbours all over the index.
STRETCHES, STRETCH = 200, 16
#: Titles of which the frequency of the words in titles is estimated, and those that are read for a frequent word.
NEWEST_TITLES, MAX_SCANNED_TITLES = 500, 50_000
#: How many more matches are read than are ranked, and how many times as many texts where there are too few.
_MARGIN, _GROWTH = 1.3, 4
#: As in the index of the words.
_BLOCK_OF_ENTRY = f"ARRAY[id / {BLOCK}]"
#: Analyses that the index of the words is asked for by their labels.
MAX_LABELLED = 200
#: How many times as many analyses there are where a caller is said to see few of them, and how many these are at most.
MIN_HIDDEN, MAX_FEW = 10, 10_000
#: Kinds of the texts that are no titles.
_OTHERS = (SearchEntry.Kind.TRANSCRIPT, SearchEntry.Kind.COMMENTS)
#: Facets of the matches: columns of the index.
FACETS = ("kind", "language", "sentiment")


class Match(NamedTuple):
    """An entry that matches."""

    entry_id: int
    rank: float
    kind: str
    language: str
    sentiment: str
    dictionary: str

    @property
    def place(self) -> tuple[float, int]:
        """Return what the matches are sorted by, best and then newest first."""
        return (-self.rank, -self.entry_id)


@dataclass(frozen=True)
class Found:
    """The matches of a search, best first."""

    terms: tuple[Term, ...]
    matches: Sequence[Match]
    #: True where there are more matches than were ranked.
    is_cut: bool
    #: The newest entry at the time of the search; a later page looks no further.
    newest: int
    facets: Mapping[str, Counter[str]]
    #: Dictionaries of languages in which all the words are stop words, so that nothing in them is found.
    unindexed_in: Sequence[str]
    #: Analyses that a search by meaning could not read.
    unread: int = 0


def find(query: str, filters: Filters, caller: Caller, *, newest: int | None = None) -> Found:
    """Return what matches ``query`` among the entries up to ``newest``, which is the newest of all if None.

    Raises:
        InvalidQuery: the query has no word to look for.
        SearchTimeout: the database took too long.
    """
    terms = query_syntax.parse(query)
    wanted = _by_dictionary(terms, filters.language)
    # Dividing a query among processes would take longer than running it.
    with limited_cursor(workers=0) as (cursor, newest_of_all):
        newest = newest_of_all if newest is None else newest
        reader = _Reader(cursor, wanted, filters, caller, newest)
        matches = reader.read()
    titles = [match for match in matches if match.kind == SearchEntry.Kind.TITLE]
    others = [match for match in matches if match.kind != SearchEntry.Kind.TITLE]
    ranked = sorted([*titles[:MAX_TITLES], *others[:MAX_RANKED]], key=lambda match: match.place)
    return Found(
        terms=terms,
        matches=ranked,
        is_cut=len(ranked) < len(matches) or reader.has_left_blocks,
        newest=newest,
        facets={name: Counter(getattr(match, name) for match in ranked) for name in FACETS},
        unindexed_in=sorted(dictionary for dictionary, query in wanted.items() if not query.matching),
    )


class _Expected(NamedTuple):
    """How many texts are expected: those that match, and those that the index finds and that are then read."""

    matches: float
    read: float


def _by_dictionary(terms: Sequence[Term], language: str | None) -> dict[str, Query]:
    """Return the query in each dictionary that can hold a match; empty where the language has only stop words."""
    own = dictionary_of(language) if language else "english"
    used = {own, UNSTEMMED} if language else dictionaries()
    stems = Stems((dictionary, term.words) for dictionary in used for term in terms)
    wanted = {dictionary: query_syntax.tsquery(terms, dictionary, stems) for dictionary in used}
    if not wanted.get(own, wanted[UNSTEMMED]).matching:
        raise InvalidQuery(
            "only_stop_words", "These words are too common to be looked for. Add another word, or choose a language."
        )
    return wanted


class _Reader:
    """Reads the newest matches of a query. ``benchmarks/search.py`` measures the ways in which it does so."""

    def __init__(
        self, cursor: CursorWrapper, wanted: Mapping[str, Query], filters: Filters, caller: Caller, newest: int
    ) -> None:
        self._cursor = cursor
        self._indexed = {dictionary: query for dictionary, query in wanted.items() if query.matching}
        self._is_everywhere = len(self._indexed) == len(wanted)
        self._is_prefix = any(":*" in query.candidates for query in self._indexed.values())
        self._labels = "".join(f" & {quote(label)}" for label in filters.labels())
        self._tasks = tasks_to_search(filters, caller).query.sql_with_params()
        self._newest = newest
        #: True where older texts were not read, since there are enough matches.
        self.has_left_blocks = False
        # Titles have no sentiment.
        self._wants_titles = filters.kind in (None, SearchEntry.Kind.TITLE) and not filters.sentiment
        self._has_tasks = True
        visible = self._count_few(caller)
        is_one_source = bool(filters.video_id or filters.channel_id)
        self._has_few_tasks = is_one_source or (visible is not None and visible <= MAX_LABELLED)
        self._reads_titles_by_task = is_one_source or visible is not None
        if self._has_few_tasks:
            self._limit_to_tasks()

    def _count_few(self, caller: Caller) -> int | None:
        """Return how many analyses the caller may see; None unless nearly all, and nearly all matches, are hidden."""
        table = AnalysisTask._meta.db_table
        self._cursor.execute("SELECT reltuples::float8 FROM pg_class WHERE oid = %s::regclass", [table])
        most = min(MAX_FEW, math.ceil(self._cursor.fetchone()[0] / MIN_HIDDEN) - 1)
        if most < 0:
            return None
        visible, params = permissions.tasks_visible(caller).order_by().values("pk").query.sql_with_params()
        self._cursor.execute(f"SELECT count(*) FROM ({visible} LIMIT %s) AS task", [*params, most + 1])  # noqa: S608 (our own names only)
        (count,) = self._cursor.fetchone()
        return count if count <= most else None

    def _limit_to_tasks(self) -> None:
        """Have the index of the words also find the analyses, where few are to be searched."""
        visible, params = self._tasks
        self._cursor.execute(f"{visible} LIMIT %s", [*params, MAX_LABELLED + 1])
        found = [str(pk) for (pk,) in self._cursor.fetchall()]
        self._has_tasks = bool(found)
        if 0 < len(found) <= MAX_LABELLED:
            self._labels += f" & ({' | '.join(quote(label) for pk in found for label in labels(task=pk))})"
            # PostgreSQL expects each label in many texts, and might read them all in their order instead.
            self._plan(index_scan=False)

    def read(self) -> list[Match]:
        """Return at most one match more than is ranked; titles are few and count most, so they are read apart."""
        if not self._has_tasks or not self._newest:
            return []
        titles = self._read_titles() if self._wants_titles else []
        if len(titles) > MAX_TITLES:
            # The index leaves them out from here on: the words may be in each title and in no other text.
            self._labels += f" & ({' | '.join(quote(label) for kind in _OTHERS for label in labels(kind=kind))})"
        others = "kind <> 'title'"
        expected = self._expect(others)
        scanned = MAX_SCANNED_FOR_PREFIX if self._is_prefix else MAX_SCANNED
        if not self._has_few_tasks and expected.matches * scanned > _MARGIN * MAX_RANKED * self._newest:
            # Its matches in the index alone are too many to be read. The newest texts hold enough of them.
            found = self._select(f"{others} AND id > %s", [self._newest - scanned], MAX_RANKED + 1)
            if len(found) >= ENOUGH:
                self.has_left_blocks = self._newest > scanned
                return [*titles, *found]
        self._plan(index_scan=False)
        return [*titles, *self._read_by_block(others, expected)]

    def _read_titles(self) -> list[Match]:
        """Return the newest titles that match.

        PostgreSQL does not know how frequent the words are in titles. The newest titles say it: whether enough matches
        are among somewhat more of them, or so few among all that the index of the words may find them all.
        """
        self._plan(index_scan=True)
        if self._reads_titles_by_task:
            return self._select("kind = 'title'", [], MAX_TITLES + 1, by_task=True)
        count, end, found = NEWEST_TITLES, self._newest, list[Match]()
        while count <= MAX_SCANNED_TITLES:
            end = self._title_after(count)
            found = self._select("kind = 'title' AND id > %s", [end], MAX_TITLES + 1)
            if not end or len(found) > MAX_TITLES:
                return found
            count = math.ceil(_MARGIN * count * MAX_TITLES / max(1, len(found)))
        self._plan(index_scan=False)
        return found + self._select("kind = 'title' AND id <= %s", [end], MAX_TITLES + 1 - len(found))

    def _title_after(self, count: int) -> int:
        """Return the entry of the title before the newest ``count`` titles; 0 if there are no more."""
        self._cursor.execute(
            """SELECT id FROM analysis_searchentry WHERE kind = 'title' AND id <= %s
            ORDER BY id DESC OFFSET %s LIMIT 1""",
            [self._newest, count],
        )
        row = self._cursor.fetchone()
        return row[0] if row else 0

    def _read_by_block(self, condition: str, expected: _Expected) -> list[Match]:
        """Read blocks of texts, the newest first, until more matches were found than are ranked.

        The index combines the block of a text with its words, so that older matches are not read.
        """
        found: list[Match] = []
        limits: list[Any]
        begin, rate = self._newest // BLOCK + 1, expected.matches / self._newest
        while begin > 0 and len(found) <= MAX_RANKED:
            read = max(0, self._newest + 1 - begin * BLOCK)
            most = MAX_READ * self._newest / expected.read - read
            if most <= 0:
                if len(found) >= ENOUGH:
                    self.has_left_blocks = True
                    break
                most = _GROWTH * read
            # The index collects the texts of a beginning of words at each step.
            margin = _GROWTH if self._is_prefix else _MARGIN
            oldest = self._newest - read - min(most, margin * (MAX_RANKED + 1 - len(found)) / rate)
            block = min(begin - 1, max(0, int(oldest) // BLOCK))
            if 2 * block < begin:
                # The rest is half of all at least. It is read without its blocks: each is a key to look up.
                block, among, limits = 0, "id < %s", [begin * BLOCK]
            else:
                among, limits = f"{_BLOCK_OF_ENTRY} && %s::bigint[]", [list(range(block, begin))]
            found += self._select(f"{condition} AND {among}", limits, MAX_RANKED + 1 - len(found))
            begin = block
            # Words are not as frequent everywhere.
            rate = min(rate, max(1, len(found)) / (self._newest + 1 - begin * BLOCK))
        return found

    def _expect(self, condition: str) -> _Expected:
        """Return how many texts are expected, at most; PostgreSQL itself knows of no words that often stand together.

        Three more than those seen are expected: of words that none of the texts has, 95 % are no more frequent.
        """
        matching, matching_params = self._matching([query.matching for query in self._indexed.values()])
        candidates, params = self._matching([query.candidates for query in self._indexed.values()])
        step = max(STRETCH, self._newest // STRETCHES)
        self._plan(index_scan=True)
        self._cursor.execute(
            f"""SELECT count(*) FILTER (WHERE {matching}), count(*) FROM generate_series(0, %s, %s) AS start
            CROSS JOIN LATERAL (SELECT words, dictionary FROM analysis_searchentry
                WHERE id >= start AND id < start + %s AND {condition} AND ({candidates}) OFFSET 0) AS entry""",  # noqa: S608 (our own names only)
            [*matching_params, self._newest, step, STRETCH, *params],
        )
        return _Expected(*((seen + 3) * step / STRETCH for seen in self._cursor.fetchone()))

    def _plan(self, *, index_scan: bool) -> None:
        """Have PostgreSQL read either the table from its end or the index of the words."""
        on, off = ("on", "off") if index_scan else ("off", "on")
        self._cursor.execute(
            "SELECT set_config('enable_indexscan', %s, true), set_config('enable_bitmapscan', %s, true)", [on, off]
        )

    def _select(self, condition: str, condition_params: list[Any], limit: int, *, by_task: bool = False) -> list[Match]:
        """Return the newest matches with their ranks; ``by_task`` reads the entries of each analysis by themselves."""
        visible, visible_params = self._tasks
        queries = [query.matching for query in self._indexed.values()]
        matching, matching_params = self._matching(queries)
        columns = "id, words, dictionary, kind, language, sentiment"
        wanted = f"id <= %s AND {condition} AND ({matching})"
        # OFFSET keeps PostgreSQL from reading all that are visible, or all that match.
        if by_task:
            entries = f"SELECT {columns} FROM analysis_searchentry WHERE task_id = task_pk AND {wanted} OFFSET 0"  # noqa: S608 (our own names only)
            source = f"({visible}) AS task (task_pk) CROSS JOIN LATERAL ({entries}) AS entry"
        elif self._has_few_tasks:
            source = f"analysis_searchentry WHERE task_id IN ({visible}) AND {wanted}"
        else:
            source = f"""analysis_searchentry CROSS JOIN LATERAL (
                SELECT FROM ({visible}) AS task (task_pk) WHERE task_pk = task_id OFFSET 0) AS visible WHERE {wanted}"""
        self._cursor.execute(
            f"""SELECT found.id, ts_rank(words, wanted.query, 1)::float8, kind, language, sentiment, dictionary
            FROM (SELECT {columns} FROM {source} ORDER BY id DESC LIMIT %s) AS found
            JOIN unnest(%s::text[], %s::tsquery[]) AS wanted (dictionary, query) USING (dictionary)
            ORDER BY found.id DESC""",  # noqa: S608 (our own names only)
            [
                *(*visible_params, self._newest, *condition_params, *matching_params, limit),
                *(list(self._indexed), queries),
            ],
        )
        return [Match(*row) for row in self._cursor.fetchall()]

    def _matching(self, queries: Sequence[str]) -> tuple[str, list[Any]]:
        """Return the condition that a text has the labels and what is asked in its dictionary; a query for each.

        Equal queries are asked once.
        """
        dictionaries_of: dict[str, list[str]] = {}
        for dictionary, words in zip(self._indexed, queries, strict=True):
            dictionaries_of.setdefault(f"({words}){self._labels}", []).append(dictionary)
        if self._is_everywhere and len(dictionaries_of) == 1:
            return "words @@ %s::tsquery", list(dictionaries_of)
        each = "(dictionary = ANY(%s) AND words @@ %s::tsquery)"
        params = [value for words, names in dictionaries_of.items() for value in (names, words)]
        return " OR ".join([each] * len(dictionaries_of)), params
