"""Inquiries get the text that a search looks into; those already there are filled in, and an index finds pieces of it."""

from typing import Any

from django.db import migrations, models

from core.trigrams import trigram_index
from inquiries.text import inquiry_words

ROWS = 1_000


def fill(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("inquiries", "Inquiry").objects.using(schema_editor.connection.alias)
    fields = ("number", "sender", "subject", "first_text")
    pks = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), ROWS):
        found = list(rows.filter(pk__in=pks[start : start + ROWS]).only(*fields).prefetch_related("lines"))
        for row in found:
            row.search_text = inquiry_words(row, [line.words for line in row.lines.all()])
        rows.bulk_update(found, ["search_text"])


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0002_letter_version")]
    operations = [
        migrations.AddField(
            model_name="inquiry",
            name="search_text",
            field=models.TextField(blank=True, default="", editable=False),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        trigram_index(name="inquiry_search", table="inquiries_inquiry", column="search_text"),
    ]
