"""In-app notices: told once per person and cause, worded in the reader's language."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from core.models import Notification


def notify(
    user_ids: Iterable[int],
    *,
    key: str,
    message: str,
    at: datetime,
    values: dict[str, Any] | None = None,
    url: str = "",
    is_urgent: bool = False,
) -> None:
    """Tell each person once. `message` is a msgid marked with gettext_noop, with `%(name)s` places for `values`.

    The same `key` a second time changes nothing, so that sweeps may run twice, late, or on two workers (rules.md §7).
    """
    rows = [
        Notification(
            user_id=user_id,
            key=key,
            message=message,
            values=values or {},
            url=url,
            is_urgent=is_urgent,
            created_at=at,
        )
        for user_id in set(user_ids)
    ]
    with transaction.atomic():
        Notification.objects.bulk_create(rows, ignore_conflicts=True)


def word(notification: Notification) -> str:
    """Return the notice's sentence in the active language."""
    return str(gettext(notification.message) % notification.values)


def count_unread(user: Any) -> int:
    """Return the number at the bell."""
    return Notification.objects.filter(user=user, read_at=None).count()


def mark_read(user: Any, *, at: datetime, pk: int | None = None) -> int:
    """Mark one's own notices read, all or the one; returns how many."""
    rows = Notification.objects.filter(user=user, read_at=None)
    return (rows if pk is None else rows.filter(pk=pk)).update(read_at=at)
