"""Whose report goes nowhere is kept with it: who is boss changes. Of those before: what no boss was told of."""

from django.db import migrations, models
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat


def ask_once(apps, schema_editor):
    bosses = apps.get_model("accounts", "User").objects.filter(is_boss=True, frozen_at=None)[:2]
    key = Concat(Value("department-sent:"), Cast(OuterRef("pk"), CharField()), Value(":"))
    told = apps.get_model("core", "Notification").objects.filter(key__startswith=key)
    if len(bosses) == 1:
        reports = apps.get_model("reports", "DepartmentReport").objects.filter(manager=bosses[0])
        reports.filter(~Exists(told)).update(stays_with_boss=True)


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_comments_are_remarks"), ("core", "0010_kinds_of_old_notices")]

    operations = [
        migrations.AddField("departmentreport", "stays_with_boss", models.BooleanField(default=False)),
        migrations.RunPython(ask_once, migrations.RunPython.noop),
    ]
