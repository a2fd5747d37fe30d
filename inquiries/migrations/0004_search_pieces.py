"""Inquiries with Chinese words get the pieces by which two characters of them are found; the others stay as they are."""

from typing import Any

from django.db import migrations

from core.domain.scripts import is_han
from customers.text import han_pieces

ROWS = 1_000


def fill(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("inquiries", "Inquiry").objects.using(schema_editor.connection.alias)
    pks = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), ROWS):
        found = [
            row
            for row in rows.filter(pk__in=pks[start : start + ROWS]).only("search_text")
            if any(map(is_han, row.search_text))
        ]
        for row in found:
            row.search_text = "\n".join((row.search_text, *han_pieces(row.search_text)))
        rows.bulk_update(found, ["search_text"])


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0003_search_text")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
