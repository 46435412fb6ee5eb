"""Finds the passages that mean most nearly what a question says, in any language of the sentence encoder.

All signatures within the filters are compared with that of the question; of the nearest the exact vectors are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper

from analysis.access.permissions import Caller
from analysis.models import SearchEntry
from analysis.search import encoder
from analysis.search.filters import Filters, tasks_to_search
from analysis.search.limits import limited_cursor
from analysis.search.matching import FACETS, Found, Match
from analysis.search.nearness import MIN_COSINE, MIN_SHARE

#: Passages whose exact vectors are compared, and which are ranked.
MAX_RANKED = 200
#: Two passages of one analysis that differ in at most so many signs say nearly the same, at a cosine of about 0.92.
MAX_SIGNS_OF_THE_SAME = encoder.DIMENSIONS // 8
#: Processes of PostgreSQL that compare signatures beside the first.
_WORKERS = 2


def find(question: str, filters: Filters, caller: Caller, *, newest: int | None = None) -> Found:
    """Return the passages nearest to ``question`` among the entries up to ``newest``; as :func:`matching.find`.

    Raises:
        TemporaryError: the encoder is not available.
        SearchTimeout: the database took too long.
    """
    wanted = encoder.embed_question(question)
    with limited_cursor(workers=_WORKERS) as (cursor, newest_of_all):
        newest = newest_of_all if newest is None else newest
        tasks = tasks_to_search(filters, caller).query.sql_with_params()
        matches, is_cut = nearest(cursor, wanted, *tasks, filters, newest)
        unread = count_unread(cursor, *tasks)
    return Found(
        terms=(),
        matches=matches,
        is_cut=is_cut,
        newest=newest,
        facets={name: Counter(getattr(match, name) for match in matches) for name in FACETS},
        unindexed_in=(),
        unread=unread,
    )


def nearest(
    cursor: CursorWrapper,
    wanted: encoder.Vector,
    tasks_sql: str,
    tasks_params: Sequence[Any],
    filters: Filters,
    newest: int,
) -> tuple[list[Match], bool]:
    """Return the passages of the analyses whose ids a query gives, nearest first, and whether there may be more.

    Of passages of one kind in one analysis that say nearly the same, the nearest stands for all. There may be more
    where one of the farthest tenth of those whose vectors were compared is near enough.
    """
    condition, params = _conditions(filters)
    cursor.execute(
        f"""SELECT near.task_id, bits::text, vector, near.entry_id, near.kind, language, sentiment FROM (
            SELECT task_id, bits, entry_id, kind, language, sentiment,
                bit_count(bits # %s::bit({encoder.DIMENSIONS})) AS distance
            FROM analysis_searchsignature WHERE entry_id <= %s AND (task_id IN ({tasks_sql})) IS TRUE {condition}
            ORDER BY distance, entry_id DESC LIMIT %s
        ) AS near JOIN analysis_searchvector USING (entry_id) ORDER BY distance""",  # noqa: S608 (our own names only)
        [wanted.signs, newest, *tasks_params, *params, MAX_RANKED],
    )
    found = [
        (Match(entry, wanted.cosine(vector), kind, language, sentiment, dictionary=""), (task_id, kind), int(signs, 2))
        for task_id, signs, vector, entry, kind, language, sentiment in cursor.fetchall()
    ]
    least = least_cosine(match for match, _, _ in found)
    farthest = found[MAX_RANKED - MAX_RANKED // 10 :]
    return _distinct([one for one in found if one[0].rank >= least]), any(one[0].rank >= least for one in farthest)


def least_cosine(matches: Iterable[Match]) -> float:
    """Return the cosine with the question that passages need to be shown beside the nearest of ``matches``."""
    return max(MIN_COSINE, MIN_SHARE * max((match.rank for match in matches), default=0.0))


def _distinct(found: list[tuple[Match, tuple[Any, str], int]]) -> list[Match]:
    """Return the matches, nearest first, without those that say nearly the same as one of their group before them."""
    matches: list[Match] = []
    before: dict[tuple[Any, str], list[int]] = defaultdict(list)
    for match, group, signs in sorted(found, key=lambda one: one[0].place):
        if all((signs ^ other).bit_count() > MAX_SIGNS_OF_THE_SAME for other in before[group]):
            matches.append(match)
            before[group].append(signs)
    return matches


def _conditions(filters: Filters) -> tuple[str, list[Any]]:
    """Return what the filters ask of a signature."""
    conditions, params = [], []
    for column, value in (("kind", filters.kind), ("sentiment", filters.sentiment)):
        if value:
            conditions.append(f"AND {column} = %s")
            params.append(value)
    if filters.language:
        conditions.append("AND (lower(language) = lower(%s) OR starts_with(lower(language), lower(%s) || '-'))")
        params += [filters.language, filters.language]
    return " ".join(conditions), params


def count_unread(cursor: CursorWrapper, tasks_sql: str, tasks_params: Sequence[Any]) -> int:
    """Return how many of the analyses have passages but no vectors: those made at the depth ``basic``."""
    cursor.execute(
        f"""SELECT count(*) FROM ({tasks_sql}) AS task (id)
        WHERE EXISTS (SELECT FROM analysis_searchentry WHERE task_id = task.id AND kind <> %s)
        AND NOT EXISTS (SELECT FROM analysis_searchsignature WHERE task_id = task.id)""",  # noqa: S608 (our own)
        [*tasks_params, SearchEntry.Kind.TITLE.value],
    )
    (number,) = cursor.fetchone()
    return int(number)
