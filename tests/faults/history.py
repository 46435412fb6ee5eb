"""What the history of all analyses must be, asked of the tables without a line of the product's code."""

from typing import Any

import psycopg

#: Each finds the analyses that break a rule. The names of the rules are what tests compare.
_RULES = {
    "not ended": "SELECT id FROM analysis_tasks WHERE status NOT IN ('completed', 'failed', 'cancelled')",
    "not completed": "SELECT id FROM analysis_tasks WHERE status <> 'completed'",
    "not exactly one ending": """
        SELECT t.id FROM analysis_tasks t LEFT JOIN analysis_taskevent e ON e.task_id = t.id AND e.terminal
        GROUP BY t.id HAVING count(e.id) <> 1""",
    "something after the ending": """
        SELECT t.id FROM analysis_tasks t JOIN analysis_taskevent e ON e.task_id = t.id AND e.terminal
        WHERE e.seq <> t.last_seq""",
    "a gap in the events": """
        SELECT t.id FROM analysis_tasks t LEFT JOIN analysis_taskevent e ON e.task_id = t.id
        GROUP BY t.id, t.last_seq HAVING count(e.id) <> t.last_seq OR coalesce(max(e.seq), 0) <> t.last_seq""",
    "a step not done once": """
        SELECT t.id FROM analysis_tasks t JOIN analysis_steprun s ON s.task_id = t.id
        WHERE t.status = 'completed' AND s.completions <> 1""",
    "a step not told once": """
        SELECT t.id FROM analysis_tasks t JOIN analysis_steprun s ON s.task_id = t.id
        LEFT JOIN analysis_taskevent e ON e.task_id = t.id AND e.type = 'step_completed' AND e.data->>'step' = s.name
        WHERE t.status = 'completed' GROUP BY t.id, s.name HAVING count(e.id) <> 1""",
}
RULES = tuple(_RULES)
#: The rules that hold however an analysis ends.
ENDED = tuple(rule for rule in RULES if rule != "not completed")


def breaches(connection: psycopg.Connection[Any], rules: tuple[str, ...] = RULES) -> dict[str, list[str]]:
    """Return, for each rule that is broken, the ids of the analyses that break it."""
    found = {rule: [str(row[0]) for row in connection.execute(_RULES[rule])] for rule in rules}
    return {rule: ids for rule, ids in found.items() if ids}


def active(connection: psycopg.Connection[Any]) -> int:
    """Return how many analyses have not ended."""
    row = connection.execute(f"SELECT count(*) FROM ({_RULES['not ended']}) AS active").fetchone()
    assert row is not None
    return int(row[0])


def everything(connection: psycopg.Connection[Any], task_id: str) -> dict[str, list[Any]]:
    """Return every row of an analysis, as text, for a comparison with what is there later."""
    tables = {"analysis_tasks": "id", "analysis_steprun": "task_id", "analysis_taskevent": "task_id"}
    tables |= dict.fromkeys(
        ("analysis_video", "analysis_transcript", "analysis_comment", "analysis_searchentry"), "task_id"
    )
    return {
        table: connection.execute(f"SELECT x::text FROM {table} x WHERE {column} = %s ORDER BY 1", [task_id]).fetchall()
        for table, column in tables.items()
    }
