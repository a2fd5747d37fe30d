"""Names and numbers are folded otherwise than before: a job brings the keys of the customers there are up to date."""

from typing import Any

from django.db import migrations
from django.utils import timezone


def enqueue(apps: Any, schema_editor: Any) -> None:
    alias, now = schema_editor.connection.alias, timezone.now()
    if apps.get_model("customers", "Customer").objects.using(alias).exists():
        jobs = apps.get_model("core", "Job").objects.using(alias)
        jobs.get_or_create(
            key="customers.refold:0012",
            defaults={"kind": "customers.refold", "due_at": now, "created_at": now},
        )


class Migration(migrations.Migration):
    dependencies = [("customers", "0011_import_and_export_choices"), ("core", "0004_notice_about")]
    operations = [migrations.RunPython(enqueue, migrations.RunPython.noop)]
