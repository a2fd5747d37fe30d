"""Remarks on records, and their answers (S5)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.scoping import responsible_for
from core import audit
from core.forms_once import claim_form, finish_form
from core.locks import retries_deadlocks
from core.notices import Notice, notify_each
from core.work_days import current_calendar
from oversight.models import Remark
from oversight.permissions import answers_for_record, can_remark, leads_record
from oversight.records import customer_of, kind_of_record, owner_of, rows_of
from oversight.selectors.remarks import remarks_on

SAID = gettext_noop("%(person)s commented on %(record)s: %(text)s")
ANSWERED = gettext_noop("%(person)s answered your comment on %(record)s: %(text)s")
QUOTED = 120


@retries_deadlocks
def write_remark(*, actor: User, record: Any, text: str, at: datetime, form_token: str = "") -> Remark:
    """Say something to a record; who is told: `_hearers`, `_leaders_before`.

    Raises PermissionDenied, also when the record went to somebody else or was taken back meanwhile; AlreadySubmitted for a
    second click.
    """
    claim = claim_form(form_token, user=actor, at=at)
    on = kind_of_record(record)
    row = rows_of(on).select_for_update(of=("self",)).filter(pk=record.pk).first()
    customer = customer_of(row) if row else None
    if row is None or customer is None or not can_remark(actor, row, at):
        raise PermissionDenied
    is_leading = leads_record(actor, row)
    hearers = _hearers(row, at) if is_leading else set()
    leaders = _leaders_before(row) if answers_for_record(actor, row, at) else set()
    said = Remark.objects.create(
        on=on, record_id=row.pk, customer=customer, text=text.strip(), by=actor, by_leader=is_leading, at=at
    )
    audit.record("oversight.remarked", actor=actor, at=at, target=row)
    url = f"{row.get_absolute_url()}#remarks"
    values = {"person": actor.full_name, "record": str(row), "text": said.text[:QUOTED]}
    told = ((leaders, ANSWERED), (hearers - leaders, SAID))
    notify_each(
        [
            Notice(people - {actor.pk}, f"remark:{said.pk}", message, values, url, about=row)
            for people, message in told
        ],
        at=at,
    )
    finish_form(claim, url)
    return said


def _hearers(row: Any, at: datetime) -> set[int]:
    """Whom a leader speaks to: the owner unless frozen, and who answers in their place on that day (N9)."""
    owner = owner_of(row)
    answering = responsible_for(owner, current_calendar().day_of(at))
    people = (person for person in (owner, answering) if person is not None)
    return {person.pk for person in people if person.is_active and not person.is_frozen}


def _leaders_before(row: Any) -> set[int]:
    """Whom an answer goes to: those who spoke as leaders, are not frozen and still lead the record's owner."""
    spoke = remarks_on(row).filter(by_leader=True).order_by()
    people = User.objects.active().filter(pk__in=spoke.values("by")).select_related("team")
    return {person.pk for person in people if leads_record(person, row)}
