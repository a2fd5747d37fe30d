"""What is handed in takes comments that are answered; those of the weekly reports move here."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

AT_ONCE = 1_000
WHAT = ("text", "by_id", "at")


def take_over(apps: Any, schema_editor: Any) -> None:
    """Each comment on a weekly report is the word of a leader: nobody else could write one."""
    remarks, comments = _tables(apps, schema_editor)
    made = (
        remarks.model(on="report", record_id=row["report_id"], by_leader=True, **_said(row))
        for row in comments.order_by("pk").values("report_id", *WHAT).iterator()
    )
    for rows in _batches(made):
        remarks.bulk_create(rows)


def give_back(apps: Any, schema_editor: Any) -> None:
    """What was said to weekly reports, the answers too; of other readings there was no place for it."""
    remarks, comments = _tables(apps, schema_editor)
    there = remarks.filter(on="report", record_id__in=_reports(apps, schema_editor).values("pk"))
    made = (
        comments.model(report_id=row["record_id"], **_said(row))
        for row in there.order_by("pk").values("record_id", *WHAT).iterator()
    )
    for rows in _batches(made):
        comments.bulk_create(rows)


def _tables(apps: Any, schema_editor: Any) -> tuple[Any, Any]:
    database = schema_editor.connection.alias
    return (
        apps.get_model("oversight", "ReadingRemark").objects.using(database),
        apps.get_model("reports", "Comment").objects.using(database),
    )


def _reports(apps: Any, schema_editor: Any) -> Any:
    return apps.get_model("reports", "WeeklyReport").objects.using(schema_editor.connection.alias)


def _said(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in WHAT}


def _batches(made: Iterator[Any]) -> Iterator[list[Any]]:
    """Lists of at most AT_ONCE: a table of any length is not held in memory."""
    while rows := list(islice(made, AT_ONCE)):
        yield rows


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0004_readings_take_marks"),
        ("reports", "0003_entries_of_a_lists_are_confirmed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    # The comments' own table goes once they are here.
    run_before = [("reports", "0005_comments_are_remarks")]

    operations = [
        migrations.CreateModel(
            name="ReadingRemark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "on",
                    models.CharField(
                        choices=[
                            ("report", "Report"),
                            ("department", "Department"),
                            ("day", "Day"),
                            ("digest", "Digest"),
                            ("a_list_part", "A List Part"),
                            ("replies", "Replies"),
                            ("portfolio", "Portfolio"),
                        ],
                        max_length=20,
                    ),
                ),
                ("record_id", models.BigIntegerField()),
                ("text", models.TextField(max_length=2000, verbose_name="Comment")),
                ("by_leader", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
                "indexes": [models.Index(fields=["on", "record_id"], name="reading_remark_reading")],
            },
        ),
        migrations.RunPython(take_over, give_back),
    ]
