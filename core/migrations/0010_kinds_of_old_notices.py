"""Notices from before they had a kind get theirs; what nobody has read of them is neither mailed nor shown any more."""

from typing import Any

from django.db import migrations
from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.utils import timezone

# As the apps registered them when kinds came (core.notice_kinds); the longest beginning decides.
BEGINNINGS = {
    "inquiries": ("grade-today-", "inquiry-", "past-limit-", "ungraded-"),
    "follow_ups": ("handback-", "task:"),
    "customers": (
        "downgrade:", "handover-undone:", "handover:", "merge:", "owner:", "pool-", "pooled:", "share-ended:", "share:",
    ),
    "sales": (
        "cost:", "costs:", "expired:", "proof-", "proof:", "quote:", "request:", "reward:", "sample-", "stale-products:",
    ),
    "approvals": ("export-asked:", "floor:", "sample:"),
    "reports": (
        "a-list-", "briefing-", "department-", "digest-", "milestone:", "point-red:", "record:", "records:", "report-", "report:", "reports-",
        "ruling:", "target:",
    ),
    "people": (
        "absence-", "advice-answer:", "advice:", "coaching:", "help-late:", "help:", "remark:", "suggestion-ruled:", "suggestion:",
        "suggestions:",
    ),
}  # fmt: skip
SLOT = "before-mails"


def give_kinds(apps: Any, schema_editor: Any) -> None:
    """Tell each notice's kind from its key; mark the unread ones as shown and as counted in a mail that is never sent."""
    database = schema_editor.connection.alias
    notices = apps.get_model("core", "Notification").objects.using(database)
    mails = apps.get_model("core", "NoticeMail").objects.using(database)
    pairs = sorted(((one, kind) for kind, each in BEGINNINGS.items() for one in each), key=_by_length)
    cases = (When(key__startswith=one, then=Value(kind)) for one, kind in pairs)
    notices.filter(kind="system").update(kind=Case(*cases, default=Value("system")))
    now, waiting = timezone.now(), notices.filter(read_at=None)
    mails.bulk_create(
        mails.model(
            user_id=user_id, slot=SLOT, state="dropped", created_at=now, next_try_at=now, ended_at=now
        )
        for user_id in waiting.filter(mail=None).order_by().values_list("user_id", flat=True).distinct()
    )
    made = mails.filter(slot=SLOT, user_id=OuterRef("user_id")).values("pk")[:1]
    waiting.filter(mail=None).update(mail_id=Subquery(made))
    waiting.filter(shown_at=None).update(shown_at=F("created_at"))


def _by_length(pair: tuple[str, str]) -> int:
    return -len(pair[0])


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0009_notices_by_kind_and_mail"),
    ]

    operations = [
        migrations.RunPython(give_kinds, migrations.RunPython.noop),
    ]
