"""Ticking the mail windows: with a click, or by the mails that are recorded (S34, rules.md §3)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from core import audit
from core.domain.work_calendar import ONE_DAY
from core.work_days import current_calendar
from followups.domain.mail_windows import Window, bounds_of, window_at
from followups.models import FollowUp, MailCheck
from followups.policies import mail_policy
from followups.selectors.mail_checks import read_day
from inquiries.models import Channel


@transaction.atomic
def tick_mail(*, actor: Any, at: datetime) -> MailCheck | None:
    """Tick the window that holds `at` for `actor`; a second click finds it ticked. None where nothing is owed today."""
    day, window = _place_of(at)
    if not read_day(actor, at).marks:
        return None
    MailCheck.objects.bulk_create(
        [MailCheck(user=actor, day=day, window=window, at=at, is_by_hand=True)], ignore_conflicts=True
    )
    row = MailCheck.objects.select_for_update().get(user=actor, day=day, window=window)
    if row.at == at and row.is_by_hand:
        audit.record("followups.mail_ticked", actor=actor, at=at, target=row)
    elif not row.is_by_hand:
        row.is_by_hand = True  # stays, even when the mail that ticked it is taken back
        row.save(update_fields=["is_by_hand"])
    return row


def settle_mail(*, person: Any, at: datetime) -> None:
    """Let the window that holds `at` say what the person's records say: ticked by a mail of theirs in it, or not.

    The mail's own time counts, not that of its entry. What was ticked by hand stays. Called whenever a record came, was
    corrected or was taken back; the same however often.
    """
    day, window = _place_of(at)
    if not current_calendar().is_working_day(day):
        return
    first_at = _first_mail(person, day, window)
    if first_at is None:
        MailCheck.objects.filter(user=person, day=day, window=window, is_by_hand=False).delete()
        return
    MailCheck.objects.bulk_create(
        [MailCheck(user=person, day=day, window=window, at=first_at)], ignore_conflicts=True
    )


def settle_mails_of(row: FollowUp, *, was_at: datetime | None = None) -> None:
    """Let the window of a record that came, changed or went say what is true now; `was_at`: where it stood before.

    Only mail ticks a window; a record that changed may have been one before.
    """
    if row.channel == Channel.EMAIL or was_at is not None:
        settle_mail(person=row.by, at=row.at)
    if was_at not in (None, row.at):
        settle_mail(person=row.by, at=was_at)


def _place_of(at: datetime) -> tuple[date, Window]:
    local = current_calendar().local(at)
    return local.date(), window_at(local.time(), mail_policy())


def _first_mail(person: Any, day: date, window: Window) -> datetime | None:
    """The first mail that the person recorded in this window."""
    opens, closes = bounds_of(window, mail_policy())
    calendar = current_calendar()
    ends_at = calendar.start_of(day + ONE_DAY) if closes is None else calendar.instant_of(day, closes)
    mails = FollowUp.objects.filter(
        by=person, channel=Channel.EMAIL, at__gte=calendar.instant_of(day, opens), at__lt=ends_at
    )
    return mails.order_by("at").values_list("at", flat=True).first()
