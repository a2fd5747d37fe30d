"""Remarks on records, and their answers (S5)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit
from core.forms_once import claim_form, finish_form
from core.notices import notify
from oversight.models import Remark
from oversight.permissions import can_remark, leads_record
from oversight.records import customer_of, kind_of_record, owner_of, rows_of
from oversight.selectors.remarks import remarks_on

SAID = gettext_noop("%(person)s commented on %(record)s: %(text)s")
ANSWERED = gettext_noop("%(person)s answered your comment on %(record)s: %(text)s")
QUOTED = 120


@transaction.atomic
def write_remark(*, actor: User, record: Any, text: str, at: datetime, form_token: str = "") -> Remark:
    """Say something to a record: its owner is told of what who leads them says, those who spoke before of the answer.

    Raises PermissionDenied, also when the record went to somebody else meanwhile; AlreadySubmitted for a second click.
    """
    claim = claim_form(form_token, user=actor, at=at)
    on = kind_of_record(record)
    row = rows_of(on).select_for_update(of=("self",)).get(pk=record.pk)
    customer = customer_of(row)
    if customer is None or not can_remark(actor, row):
        raise PermissionDenied
    is_leading = leads_record(actor, row)
    before = set(remarks_on(row).values_list("by_id", flat=True))
    said = Remark.objects.create(
        on=on, record_id=row.pk, customer=customer, text=text.strip(), by=actor, by_leader=is_leading, at=at
    )
    audit.record("oversight.remarked", actor=actor, at=at, target=row)
    owner = owner_of(row)
    people = ({owner.pk} if owner else set()) if is_leading else before
    notify(
        people - {actor.pk}, key=f"remark:{said.pk}", message=SAID if is_leading else ANSWERED,
        values={"person": actor.full_name, "record": str(row), "text": said.text[:QUOTED]},
        url=f"{row.get_absolute_url()}#remarks", about=row, at=at,
    )  # fmt: skip
    finish_form(claim, f"{row.get_absolute_url()}#remarks")
    return said
