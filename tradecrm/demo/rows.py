"""Writing many rows: bulk inserts everywhere, COPY on PostgreSQL; both leave the same rows."""

import json
from collections import defaultdict
from typing import Any

from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

FULL = 20_000


class Rows:
    """Collects rows by table and writes them in batches. Keys are given here, so that rows can name each other.

    Rows refer to each other before they are written: everything runs in one transaction, whose constraints are checked
    at its end.
    """

    def __init__(self, *, use_copy: bool | None = None) -> None:
        self._use_copy = connection.vendor == "postgresql" if use_copy is None else use_copy
        self._waiting: dict[type[models.Model], list[dict[str, Any]]] = defaultdict(list)
        self._next_key: dict[type[models.Model], int] = {}

    def new_key(self, model: type[models.Model]) -> int:
        """Return the next free primary key of a table."""
        if model not in self._next_key:
            highest = _all(model).aggregate(highest=models.Max("pk"))["highest"]
            self._next_key[model] = (highest or 0) + 1
        key = self._next_key[model]
        self._next_key[model] = key + 1
        return key

    def add(self, model: type[models.Model], values: dict[str, Any], key: int | None = None) -> int:
        """Take a row; what `values` leaves out is the field's default. Returns its key."""
        values["id"] = key or self.new_key(model)
        waiting = self._waiting[model]
        waiting.append(values)
        if len(waiting) >= FULL:
            self._write(model)
        return values["id"]

    def finish(self) -> None:
        """Write what still waits, and let the tables count on from there."""
        for model in list(self._waiting):
            self._write(model)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self._next_key)):
                cursor.execute(statement)

    def _write(self, model: type[models.Model]) -> None:
        rows, self._waiting[model] = self._waiting[model], []
        if self._use_copy:
            _copy(model, rows)
        else:
            _all(model).bulk_create([model(**row) for row in rows])


def _all(model: type[models.Model]) -> models.QuerySet[models.Model]:
    return models.QuerySet(model)


def _copy(model: type[models.Model], rows: list[dict[str, Any]]) -> None:
    fields = model._meta.concrete_fields
    documents = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
    defaults = [(field.attname, field.get_default()) for field in fields]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            values = [row.get(name, default) for name, default in defaults]
            for place in documents:
                values[place] = json.dumps(values[place], cls=DjangoJSONEncoder, ensure_ascii=False)
            copy.write_row(values)
