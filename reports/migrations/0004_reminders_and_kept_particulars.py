from datetime import time, timedelta
from typing import Any

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Greatest

DAYS = "reports.days"
REMINDED_AT, A_LIST_REMINDED_AT = time(19, 30), time(9)
BEFORE_DIGEST, BEFORE_LIST = timedelta(minutes=30), timedelta(hours=7)


def give_hours(apps: Any, _schema_editor: Any) -> None:
    """Days and lists get the hour of their reminder; of what has gone nobody is reminded any more."""
    days, lists = (apps.get_model("reports", name).objects for name in ("ReportDay", "AList"))
    days.update(remind_at=Greatest(F("ask_at"), F("digest_at") - BEFORE_DIGEST), reminded_at=F("sent_at"))
    lists.update(remind_at=Greatest(F("draft_at"), F("send_at") - BEFORE_LIST), reminded_at=F("sent_at"))


def fit_policy(apps: Any, _schema_editor: Any) -> None:
    """Where a company set its own hours, or plans to, the reminders' get one that lies between them: else the policy would not be one."""
    settings, plans = (apps.get_model("core", name).objects for name in ("PolicySetting", "PlannedPolicy"))
    for rows in (settings.filter(section=DAYS), plans.filter(section=DAYS, state="planned")):
        for row in rows:
            fit(row.values)
            row.save(update_fields=["values"])


def fit(values: dict[str, Any]) -> None:
    """Give reminders their hours, and where no minute lies between two, the earlier or the later one a minute more."""
    asked, digest = (_clock(values, *one) for one in (("asked_at", "16:30"), ("digest_at", "20:00")))
    goes = _clock(values, "a_list_at", "16:00")
    if not asked < _minutes(REMINDED_AT) < digest:
        if digest - asked < 2:
            asked = digest - 2
            values["asked_at"] = _told(asked)
        values["reminded_at"] = _told((asked + digest) // 2)
    if goes <= _minutes(A_LIST_REMINDED_AT):
        if goes < 1:
            goes = 1
            values["a_list_at"] = _told(goes)
        values["a_list_reminded_at"] = _told(goes // 2)


def _clock(values: dict[str, Any], name: str, default: str) -> int:
    """Minutes since midnight."""
    return _minutes(time.fromisoformat(values.get(name, default)))


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _told(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


class Migration(migrations.Migration):
    """Who has not confirmed the day or the A list is reminded; a list that has gone keeps what is no person's."""

    dependencies = [
        ("reports", "0003_entries_of_a_lists_are_confirmed"),
        ("core", "0010_kinds_of_old_notices"),
    ]

    operations = [
        migrations.AddField("alist", "remind_at", models.DateTimeField(null=True)),
        migrations.AddField("alist", "reminded_at", models.DateTimeField(null=True)),
        migrations.AddField("alistentry", "kept", models.JSONField(null=True)),
        migrations.AddField("reportday", "remind_at", models.DateTimeField(null=True)),
        migrations.AddField("reportday", "reminded_at", models.DateTimeField(null=True)),
        migrations.RunPython(give_hours, migrations.RunPython.noop),
        migrations.RunPython(fit_policy, migrations.RunPython.noop),
        migrations.AlterField("alist", "remind_at", models.DateTimeField()),
        migrations.AlterField("reportday", "remind_at", models.DateTimeField()),
    ]
