"""Remarks on what was handed in, and their answers (S5)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit
from core.forms_once import claim_form, finish_form
from core.locks import retries_deadlocks
from core.notices import Notice, notify_each
from oversight.models import ReadingOn, ReadingRemark
from oversight.permissions import answers_for_reading, can_remark_reading
from oversight.readings import address_of_reading, readings_of
from oversight.selectors.remarks import remarks_on_reading
from oversight.services.remarks import QUOTED
from reports.permissions import was_handed_in_to

SAID = {
    ReadingOn.REPORT: gettext_noop("%(person)s commented on your weekly report: %(text)s"),
    ReadingOn.DEPARTMENT: gettext_noop("%(person)s commented on your department's weekly report: %(text)s"),
    ReadingOn.DAY: gettext_noop("%(person)s commented on your daily report: %(text)s"),
    ReadingOn.DIGEST: gettext_noop("%(person)s commented on your digest of the day: %(text)s"),
    ReadingOn.A_LIST_PART: gettext_noop("%(person)s commented on your A customers of the month: %(text)s"),
    ReadingOn.REPLIES: gettext_noop("%(person)s commented on your record of replies to inquiries: %(text)s"),
    ReadingOn.PORTFOLIO: gettext_noop("%(person)s commented on your customer management report: %(text)s"),
}
ANSWERED = {
    ReadingOn.REPORT: gettext_noop("%(person)s answered your comment on the weekly report: %(text)s"),
    ReadingOn.DEPARTMENT: gettext_noop(
        "%(person)s answered your comment on the department's weekly report: %(text)s"
    ),
    ReadingOn.DAY: gettext_noop("%(person)s answered your comment on the daily report: %(text)s"),
    ReadingOn.DIGEST: gettext_noop("%(person)s answered your comment on the digest of the day: %(text)s"),
    ReadingOn.A_LIST_PART: gettext_noop(
        "%(person)s answered your comment on the A customers of the month: %(text)s"
    ),
    ReadingOn.REPLIES: gettext_noop(
        "%(person)s answered your comment on the record of replies to inquiries: %(text)s"
    ),
    ReadingOn.PORTFOLIO: gettext_noop(
        "%(person)s answered your comment on the customer management report: %(text)s"
    ),
}

# Only weekly reports took comments once: notices of then are still read in both languages.
SAID_BEFORE = gettext_noop("%(person)s commented on your weekly report")


@retries_deadlocks
def write_reading_remark(
    *, actor: User, on: ReadingOn, reading: Any, text: str, at: datetime, form_token: str = ""
) -> ReadingRemark:
    """Say something to what was handed in, or answer. Told are its author, and of an answer the leaders who spoke before.

    Raises PermissionDenied, also when it is no longer `actor`'s to speak to and when there is nothing to answer yet;
    AlreadySubmitted for a second click.
    """
    claim = claim_form(form_token, user=actor, at=at)
    row = readings_of(on).select_for_update(of=("self",)).filter(pk=reading.pk).first()
    if row is None or not can_remark_reading(actor, row):
        raise PermissionDenied
    is_leading = was_handed_in_to(actor, row)
    if not is_leading and not remarks_on_reading(on, row).exists():
        raise PermissionDenied
    hearers = _author_of(row) if is_leading else _leaders_before(on, row)
    said = ReadingRemark.objects.create(
        on=on, record_id=row.pk, text=text.strip(), by=actor, by_leader=is_leading, at=at
    )
    audit.record("reports.commented", actor=actor, at=at, target=row)
    url = f"{address_of_reading(on, row)}#remarks"
    message = (SAID if is_leading else ANSWERED)[on]
    values = {"person": actor.full_name, "text": said.text[:QUOTED]}
    notify_each([Notice(hearers, f"reading-remark:{said.pk}", message, values, url, about=row)], at=at)
    finish_form(claim, url)
    return said


def _author_of(row: Any) -> set[int]:
    """Whom a leader speaks to: whoever handed it in, unless frozen or no longer who reads it; nobody stands in for them."""
    people = User.objects.active().filter(pk=row.owner_id)
    return {person.pk for person in people if answers_for_reading(person, row)}


def _leaders_before(on: ReadingOn, row: Any) -> set[int]:
    """Whom an answer goes to: those who spoke as leaders, are not frozen and still read it as leaders."""
    spoke = remarks_on_reading(on, row).filter(by_leader=True).order_by()
    people = User.objects.active().filter(pk__in=spoke.values("by"))
    return {person.pk for person in people if was_handed_in_to(person, row)}
