"""Notices say which row they name; of those that are there it stands in the address they lead to."""

import re
from typing import Any

from django.db import migrations, models

RECORD = re.compile(r"^/(customers|inquiries)/(\d{1,18})/$")
NAMED = {"customers": "customers.customer", "inquiries": "inquiries.inquiry"}
AT_ONCE = 2_000


def name_rows(apps: Any, schema_editor: Any) -> None:
    """Fill in what the notices so far are about."""
    notification = apps.get_model("core", "Notification")
    leading = notification.objects.using(schema_editor.connection.alias).exclude(url="").order_by("pk")
    last = 0
    while rows := list(leading.filter(pk__gt=last).only("pk", "url")[:AT_ONCE]):
        named = [row for row in rows if _name(row)]
        notification.objects.bulk_update(named, ("about_type", "about_id"), batch_size=200)
        last = rows[-1].pk


def _name(row: Any) -> bool:
    found = RECORD.match(row.url)
    if found is not None:
        row.about_type, row.about_id = NAMED[found[1]], int(found[2])
    return found is not None


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_job_cursor"),
    ]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="about_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="notification",
            name="about_type",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.RunPython(name_rows, migrations.RunPython.noop),
    ]
