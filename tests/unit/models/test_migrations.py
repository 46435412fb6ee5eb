"""Old code runs on new tables for as long as a deploy takes: what a migration may not do. See docs/deployment.md."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

#: Number of the last migration before the first release: nothing is deployed that it could disturb.
LAST_BEFORE_THE_FIRST_RELEASE = 1
#: Migrations that take something away, each with the version whose code has stopped using it.
CONTRACTS: dict[str, str] = {}
_TAKES_AWAY = (migrations.RemoveField, migrations.DeleteModel)
_RENAMES = (migrations.RenameField, migrations.RenameModel, migrations.AlterModelTable)
_HOLDS_TO_A_RULE = (migrations.AddConstraint, migrations.AlterUniqueTogether)


def breaches(migration: migrations.Migration, before: ProjectState) -> Iterator[str]:
    """Yield what of ``migration``, applied to ``before``, would disturb code that does not know it."""
    made = {operation.name_lower for operation in migration.operations if isinstance(operation, migrations.CreateModel)}
    state = before
    for operation in migration.operations:
        after = state.clone()
        operation.state_forwards("analysis", after)
        is_of_new_table = getattr(operation, "model_name_lower", "") in made
        if not is_of_new_table and (why := _breach(operation, state, after, migration.name)):
            yield f"{migration.name}: {operation.describe()}: {why}"
        state = after
    if (
        any(isinstance(op, migrations.RunPython | migrations.RunSQL) for op in migration.operations)
        and len(migration.operations) > 1
    ):
        yield f"{migration.name}: changes data and tables in one transaction"


def _breach(operation: Operation, before: ProjectState, after: ProjectState, migration: str) -> str | None:
    if isinstance(operation, _RENAMES):
        return "old code asks for the former name"
    if isinstance(operation, _TAKES_AWAY):
        return None if migration in CONTRACTS else "old code asks for what is gone"
    if isinstance(operation, _HOLDS_TO_A_RULE):
        return "old code does not keep to it, and every row is checked under a lock"
    if isinstance(operation, migrations.AddIndex) and not isinstance(operation, AddIndexConcurrently):
        return "nobody can write while the index is made"
    if isinstance(operation, migrations.AddField):
        return None if _can_be_left_out(operation.field) else "old code inserts rows without it"
    if isinstance(operation, migrations.AlterField):
        old, new = (_field(state, operation) for state in (before, after))
        return "the column is written anew or checked under a lock" if _is_narrower(old, new) else None
    return None


def _can_be_left_out(field: models.Field) -> bool:
    return field.null or field.many_to_many or field.has_db_default()


def _field(state: ProjectState, operation: migrations.AlterField) -> models.Field:
    return state.models["analysis", operation.model_name_lower].fields[operation.name]


def _is_narrower(old: models.Field, new: models.Field) -> bool:
    if old.null and not new.null:
        return True
    if isinstance(old, models.CharField) and isinstance(new, models.CharField):
        # PostgreSQL only notes that a text may be longer.
        return (new.max_length or 0) < (old.max_length or 0) or (new.unique and not old.unique)
    return old.db_type(connection) != new.db_type(connection) or (new.unique and not old.unique)


def test_no_migration_since_disturbs_code_that_does_not_know_it():
    loader = MigrationLoader(None)
    found = []
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if app != "analysis" or int(name[:4]) <= LAST_BEFORE_THE_FIRST_RELEASE:
            continue
        found += breaches(migration, loader.project_state((app, name), at_end=False))
    assert not found


def migration(*operations: Operation) -> migrations.Migration:
    made = migrations.Migration("0099_test", "analysis")
    made.operations = list(operations)
    return made


def text(**options: Any) -> models.Field:
    return models.CharField(max_length=20, **options)


@pytest.mark.parametrize(
    ("operations", "why"),
    [
        ([migrations.AddField("analysistask", "queue", text(default="x"))], "inserts rows without it"),
        ([migrations.RemoveField("analysistask", "message")], "what is gone"),
        ([migrations.DeleteModel("StepRun")], "what is gone"),
        ([migrations.RenameField("analysistask", "message", "said")], "former name"),
        ([migrations.AddIndex("analysistask", models.Index(fields=["title"], name="by_title"))], "nobody can write"),
        ([migrations.AlterField("analysistask", "worker", models.CharField(max_length=9))], "written anew"),
        ([migrations.AlterField("analysistask", "current_step", text())], "written anew"),
        (
            [migrations.AddConstraint("analysistask", models.UniqueConstraint(fields=["message"], name="once"))],
            "does not keep to it",
        ),
        (
            [
                migrations.AddField("analysistask", "queue", text(null=True)),
                migrations.RunPython(migrations.RunPython.noop),
            ],
            "data and tables in one transaction",
        ),
    ],
)
def test_what_would_disturb_it_is_seen(operations, why):
    found = list(breaches(migration(*operations), ProjectState.from_apps(apps)))
    assert len(found) == 1
    assert why in found[0]


def test_what_would_not_is_let_through():
    harmless = migration(
        migrations.AddField("analysistask", "queue", text(db_default="analysis")),
        migrations.AddField("analysistask", "note", text(null=True)),
        migrations.AlterField("analysistask", "worker", models.CharField(max_length=400)),
        migrations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True)), ("name", text())]),
        migrations.AddIndex("other", models.Index(fields=["name"], name="other_name")),
    )
    assert list(breaches(harmless, ProjectState.from_apps(apps))) == []
