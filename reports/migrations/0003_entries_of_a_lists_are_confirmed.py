from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_from_parts(apps: Any, _schema_editor: Any) -> None:
    """Until now a part was confirmed with everything in it."""
    parts = apps.get_model("reports", "AListPart").objects.filter(pk=OuterRef("part"))
    entries = apps.get_model("reports", "AListEntry").objects
    entries.update(confirmed_at=Subquery(parts.values("confirmed_at")[:1]))


class Migration(migrations.Migration):
    """Each entry says itself whether its owner confirmed it."""

    dependencies = [("reports", "0002_days_a_list_and_records")]

    operations = [
        migrations.AddField(
            model_name="alistentry",
            name="confirmed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(take_from_parts, migrations.RunPython.noop),
    ]
