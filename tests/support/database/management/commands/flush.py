"""Empty the tables after a test that commits.

Django truncates every table and then makes content types, permissions and groups anew, which takes 90 ms. Most tests
leave a few rows in a few tables: deleting those takes 5 ms.
"""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand
from django.db import connections, transaction

from analysis.access.permissions import OBSERVERS

#: What migrations make and tests only read.
KEPT = {
    "django_migrations",
    ContentType._meta.db_table,
    Permission._meta.db_table,
    Group._meta.db_table,
    Group.permissions.through._meta.db_table,
}
#: Foreign keys are deferred, so that the order does not matter.
DELETE = """
DO $$
DECLARE
  name text;
  filled boolean;
BEGIN
  FOREACH name IN ARRAY ARRAY[{names}] LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO filled;
    IF filled THEN
      EXECUTE format('DELETE FROM %I', name);
    END IF;
  END LOOP;
END $$"""


class Command(BaseCommand):
    """Remove every row but those that migrations make."""

    stealth_options = ("database", "interactive", "reset_sequences", "allow_cascade", "inhibit_post_migrate")

    def handle(self, **options: Any) -> None:
        """Lock the tables first, as a truncation does: a server that still writes is waited for."""
        connection = connections[options["database"]]
        tables = sorted(set(connection.introspection.django_table_names(only_existing=True)) - KEPT)
        with transaction.atomic(connection.alias), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {', '.join(map(connection.ops.quote_name, tables))} IN ACCESS EXCLUSIVE MODE")
            cursor.execute(DELETE.format(names=", ".join(f"'{name}'" for name in tables)))
            Group.objects.using(connection.alias).exclude(name=OBSERVERS).delete()
