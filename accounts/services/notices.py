"""What a person is told of outside of the page: their own choice, and what a browser shows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts.domain.notices import Hours, is_quiet
from accounts.models import NoticeChoice, User
from accounts.policies import notice_policy
from core import audit
from core.models import Notification
from core.notice_kinds import NoticeKind
from core.work_days import current_calendar

SHOWN_BACK = timedelta(days=14)  # what is older was on the page long enough


@dataclass(frozen=True)
class ChoiceValues:
    """What a person chooses. `digest` "": as the policy says; the kinds are those that are *not* told."""

    digest: str
    muted_mail: tuple[str, ...]
    muted_browser: tuple[str, ...]
    not_before: time | None = None
    not_after: time | None = None


def choice_of(user: User) -> NoticeChoice:
    """Return the person's choice; one that says nothing where there is none. It is not saved."""
    return NoticeChoice.objects.filter(user=user).first() or NoticeChoice(user=user)


@transaction.atomic
def choose_notices(*, actor: User, values: ChoiceValues, at: datetime) -> NoticeChoice:
    """Keep one's own choice. Raises Refused (`accounts.domain.notices.Hours`) when the hours leave no working time of the day."""
    Hours(values.not_before, values.not_after).check_within(current_calendar().policy.counted_windows)
    row = _lock(actor)
    after = {
        **vars(values),
        "muted_mail": list(values.muted_mail),
        "muted_browser": list(values.muted_browser),
    }
    changes = audit.changes_between({name: getattr(row, name) for name in after}, after)
    if changes:
        for name, value in after.items():
            setattr(row, name, value)
        row.save()
        audit.record("accounts.notices_chosen", actor=actor, at=at, target=actor, changes=changes)
    return row


@transaction.atomic
def switch_browser(*, actor: User, is_on: bool, at: datetime) -> NoticeChoice:
    """Let browsers in which the person allowed it show notices, or none. What came before is not shown any more."""
    row = _lock(actor)
    if row.is_browser_on != is_on:
        row.is_browser_on = is_on
        row.save(update_fields=["is_browser_on"])
        if is_on:
            Notification.objects.filter(user=actor, read_at=None, shown_at=None).update(shown_at=at)
        audit.record(
            "accounts.notices_chosen",
            actor=actor,
            at=at,
            target=actor,
            changes={"is_browser_on": (not is_on, is_on)},
        )
    return row


def _lock(user: User) -> NoticeChoice:
    """The row, made where it is missing, locked: two tabs of one person lose nothing."""
    NoticeChoice.objects.bulk_create([NoticeChoice(user=user)], ignore_conflicts=True)
    return NoticeChoice.objects.select_for_update().get(user=user)


@dataclass(frozen=True)
class Card:
    """What a browser says of new notices of a kind: how many, never of whom; it may stand on a locked screen."""

    kind: NoticeKind
    count: int
    newest_id: int


@dataclass(frozen=True)
class Shown:
    """What a browser is to show now; `is_on`: whether it is to ask again."""

    is_on: bool
    cards: list[Card]


@transaction.atomic
def show_notices(*, actor: User, at: datetime) -> Shown:
    """Take what no browser has shown yet: marked here, so that of several tabs and machines one shows it.

    In quiet hours nothing, or only the urgent where the policy says so; it waits for the next window.
    """
    choice = choice_of(actor)
    if not choice.is_browser_on:
        return Shown(is_on=False, cards=[])
    quiet = is_quiet(current_calendar(), choice.hours, at)
    if quiet and not notice_policy().urgent_at_once:
        return Shown(is_on=True, cards=[])
    rows = Notification.objects.filter(
        user=actor, read_at=None, shown_at=None, created_at__gt=at - SHOWN_BACK
    )
    rows = rows.exclude(kind__in=choice.muted_browser).order_by("created_at", "pk")
    return Shown(is_on=True, cards=_cards_of(_claim(rows.filter(is_urgent=True) if quiet else rows, at)))


def _cards_of(notices: Iterable[Notification]) -> list[Card]:
    """One for each kind, in the order of the kinds."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for notice in notices:
        by_kind[notice.kind].append(notice.pk)
    return [Card(kind, len(by_kind[kind]), by_kind[kind][-1]) for kind in NoticeKind if kind in by_kind]


def _claim(rows: "QuerySet[Notification]", at: datetime) -> list[Notification]:
    found = list(rows.select_for_update())
    if found:
        Notification.objects.filter(pk__in=[row.pk for row in found]).update(shown_at=at)
    return found
