"""In-app notices: told once per person and cause, worded in the reader's language for who may see what they name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext, override

from core.keyset import Page, Sort, page_of
from core.models import Notification
from core.notice_kinds import NoticeKind, kind_of

WORD = "word"  # under which a value holds a msgid
NEWEST = Sort("-created", "created_at", datetime, is_descending=True)


@dataclass(frozen=True)
class Notice:
    """What to tell, once per person and `key`. `message` is a msgid marked with gettext_noop, with `%(name)s` places.

    A value of `values` that is a word of ours, such as the label of a choice, comes from `word_of`: it is told in the reader's language.

    `about`: the row that the words name, of a model with `visible_to`; None when they name none.
    """

    user_ids: Iterable[int]
    key: str
    message: str
    values: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    is_urgent: bool = False
    about: models.Model | None = None


def notify(
    user_ids: Iterable[int],
    *,
    key: str,
    message: str,
    at: datetime,
    values: dict[str, Any] | None = None,
    url: str = "",
    is_urgent: bool = False,
    about: models.Model | None = None,
) -> None:
    """Tell each person once. `message` is a msgid marked with gettext_noop, with `%(name)s` places for `values`.

    `about` is the row that the words name: who may no longer see it later is not told them again (permissions.md).
    The same `key` a second time changes nothing, so that sweeps may run twice, late, or on two workers (rules.md §7).
    """
    notify_each([Notice(user_ids, key, message, values or {}, url, is_urgent, about)], at=at)


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
            about_type=notice.about._meta.label_lower if notice.about else "",
            about_id=notice.about.pk if notice.about else None,
            kind=kind_of(notice.key),
            created_at=at,
        )
        for notice in notices
        for user_id in set(notice.user_ids)
    ]
    if rows:
        with transaction.atomic():
            Notification.objects.bulk_create(rows, ignore_conflicts=True)


def word_of(label: Any) -> dict[str, str]:
    """Return a label without a context as a value of a notice, which each reader is told in their own language."""
    with override(None):
        return {WORD: str(label)}


def rename(model: type[models.Model], names: Mapping[int, str], to: str) -> None:
    """Write `to` where a notice about one of these rows of `model` (by id) names it, or its person, as `names` says."""
    label = model._meta.label_lower
    rows = [
        row
        for row in Notification.objects.filter(about_type=label, about_id__in=names)
        if names[row.about_id] in row.values.values()  # type: ignore[index]  # asked for by it
    ]
    for row in rows:
        row.values = {
            key: to if value == names[row.about_id] else value  # type: ignore[index]  # as above
            for key, value in row.values.items()
        }
    Notification.objects.bulk_update(rows, ["values"], batch_size=500)


@dataclass(frozen=True)
class Told:
    """A notice as its reader is told it now: `text` in the active language, `url` "" where it leads nowhere."""

    row: Notification
    text: str
    url: str


def read_notices(user: Any, *, kind: str = "", after: str = "", before: str = "") -> Page["Told"]:
    """Return a page of `Told`, the newest notices of `user` first, of one kind or of all; what is out of their sight has no words.

    One query more for each kind of row that they name.
    """
    rows = Notification.objects.filter(user=user, **({"kind": kind} if kind in NoticeKind.values else {}))
    page = page_of(rows, NEWEST, after=after, before=before)
    return Page(tell(page.rows, user), page.before, page.after)


def tell(notifications: Iterable[Notification], user: Any) -> list[Told]:
    """Word notices of `user` in the active language; of a row that they may not see neither name nor address."""
    rows = list(notifications)
    hidden = _hidden_among(rows, user)
    return [_hide(row) if row.pk in hidden else _word(row) for row in rows]


def _hidden_among(rows: Iterable[Notification], user: Any) -> set[int]:
    named: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.about_id is not None:
            named[row.about_type].add(row.about_id)
    seen = {
        (label, pk)
        for label, ids in named.items()
        for pk in _rows_of(label).visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)
    }
    return {row.pk for row in rows if row.about_id is not None and (row.about_type, row.about_id) not in seen}


def _rows_of(label: str) -> Any:
    return apps.get_model(label).objects


def _hide(notification: Notification) -> Told:
    return Told(notification, gettext("About a record that is no longer with you."), "")


def _word(notification: Notification) -> Told:
    values = {
        name: gettext(value[WORD]) if isinstance(value, dict) else value
        for name, value in notification.values.items()
    }
    return Told(notification, str(gettext(notification.message) % values), notification.url)


def count_unread(user: Any) -> int:
    """Return the number at the bell."""
    return Notification.objects.filter(user=user, read_at=None).count()


def mark_read(user: Any, *, at: datetime, pk: int | None = None) -> int:
    """Mark one's own notices read, all or the one; returns how many."""
    rows = Notification.objects.filter(user=user, read_at=None)
    return (rows if pk is None else rows.filter(pk=pk)).update(read_at=at)
