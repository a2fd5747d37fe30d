"""A feed lives as long as its person's sessions may: those that are there are of the present epoch."""

from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_present_epoch(apps: Any, schema_editor: Any) -> None:
    """Bind the feeds so far to the epoch in which their people are."""
    app, name = settings.AUTH_USER_MODEL.split(".")
    people = apps.get_model(app, name).objects.filter(pk=OuterRef("user"))
    feeds = apps.get_model("followups", "CalendarFeed").objects.filter(user__frozen_at=None)
    feeds.update(epoch=Subquery(people.values("session_epoch")))


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0002_author_day_index"),
        ("accounts", "0002_remove_what_nothing_reads"),
    ]

    operations = [
        migrations.AddField(
            model_name="calendarfeed",
            name="epoch",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunPython(take_present_epoch, migrations.RunPython.noop),
    ]
