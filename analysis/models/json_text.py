"""JSON in a column of text."""

import json
from typing import Any

from django.db import models


class JsonTextField(models.TextField):  # type: ignore[type-arg]  # generic in django-stubs only
    """Holds JSON whose members keep their order; PostgreSQL's ``jsonb`` sorts them by the length of their names."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        """Return the value that the text states."""
        return None if value is None else json.loads(value)

    def get_prep_value(self, value: Any) -> str | None:
        """Return the text that is stored."""
        return None if value is None else json.dumps(value, ensure_ascii=False)
