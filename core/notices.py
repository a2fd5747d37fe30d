"""In-app notices: told once per person and cause, worded in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from core.models import Notification


@dataclass(frozen=True)
class Notice:
    """What to tell, once per person and `key`. `message` is a msgid marked with gettext_noop, with `%(name)s` places."""

    user_ids: Iterable[int]
    key: str
    message: str
    values: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    is_urgent: bool = False


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
    notify_each([Notice(user_ids, key, message, values or {}, url, is_urgent)], at=at)


def notify_each(notices: Iterable[Notice], *, at: datetime) -> None:
    """Tell several things like `notify`, in one statement."""
    rows = [
        Notification(
            user_id=user_id,
            key=notice.key,
            message=notice.message,
            values=notice.values,
            url=notice.url,
            is_urgent=notice.is_urgent,
            created_at=at,
        )
        for notice in notices
        for user_id in set(notice.user_ids)
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
