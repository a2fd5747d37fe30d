"""Many rows in one statement, where Django's own way costs more."""

import json
from collections.abc import Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

ROWS_AT_ONCE = 1_000
# The rows come as one document; the table's own row type says how each value is read.
UPDATE = """
UPDATE {table} AS held SET {changes}
FROM json_populate_recordset(NULL::{table}, %s::json) AS new WHERE held.{key} = new.{key}"""


def write_columns(rows: Sequence[Any], columns: Sequence[str]) -> None:
    """Write these columns of loaded rows that are there, and that the caller holds: nobody deletes them meanwhile.

    Where `bulk_update` writes a CASE for each row and column, PostgreSQL gets the new values and nothing else; SQLite an
    INSERT that meets each of the rows.
    """
    if not rows or not columns:
        return
    model: type[models.Model] = type(rows[0])
    if connection.vendor != "postgresql":
        model._base_manager.bulk_create(  # noqa: SLF001 - Django's own name for it
            rows, update_conflicts=True, unique_fields=["id"], update_fields=columns, batch_size=ROWS_AT_ONCE
        )
        return
    key: Any = model._meta.pk
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    names = connection.ops.quote_name
    statement = UPDATE.format(
        table=names(model._meta.db_table),
        key=names(key.column),
        changes=", ".join(f"{names(field.column)} = new.{names(field.column)}" for field in fields),
    )
    for start in range(0, len(rows), ROWS_AT_ONCE):
        values = [_values_of(row, (key, *fields)) for row in rows[start : start + ROWS_AT_ONCE]]
        with connection.cursor() as cursor:
            cursor.execute(statement, [json.dumps(values, cls=DjangoJSONEncoder)])


def _values_of(row: Any, fields: Sequence[Any]) -> dict[str, Any]:
    """A row's values by column, as JSON has them: what it has no word for is written as text."""
    values = {}
    for field in fields:
        value = getattr(row, field.attname)
        if not isinstance(field, models.JSONField):
            value = field.get_db_prep_save(value, connection)
            value = value if value is None or isinstance(value, str | int | float) else str(value)
        values[field.column] = value
    return values
