"""The company's things in people's hands: given, and given back (S147)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import CompanyThing, User
from accounts.permissions import can_keep_things
from accounts.services.mailboxes import check_free_mailbox
from core import audit
from core.forms_once import claim_form, finish_form


@transaction.atomic
def give_thing(
    *, actor: User, person: User, kind: str, what: str, is_registered: bool = False, at: datetime, form_token: str = ""
) -> CompanyThing:  # fmt: skip
    """Note that `person` has something of the company's. `is_registered`: a chat account under the company's mailbox.

    A mailbox is the company's and in one pair of hands (`check_free_mailbox`). Raises PermissionDenied, ValidationError (field
    `what`), AlreadySubmitted for the second of two clicks.
    """
    claim = claim_form(form_token, user=actor, at=at)
    if not can_keep_things(actor, person):
        raise PermissionDenied
    kind, what = CompanyThing.Kind(kind), what.strip()
    if kind == CompanyThing.Kind.MAILBOX:
        what = check_free_mailbox(what, person=person)
    row = CompanyThing.objects.create(
        person=person, kind=kind, what=what, is_registered=is_registered and kind == CompanyThing.Kind.CHAT,
        given_at=at, given_by=actor,
    )  # fmt: skip
    audit.record("accounts.thing_given", actor=actor, at=at, target=person, changes={"thing": ("", row.what)})
    finish_form(claim, person.get_absolute_url())
    return row


@transaction.atomic
def return_thing(*, actor: User, thing: CompanyThing, is_returned: bool, at: datetime) -> CompanyThing:
    """Tick off that it was given back, or take the tick back; a second time changes nothing.

    Raises PermissionDenied, ValidationError for a mailbox that somebody else has meanwhile.
    """
    row = CompanyThing.objects.select_for_update(of=("self",)).select_related("person__team").get(pk=thing.pk)
    if not can_keep_things(actor, row.person):
        raise PermissionDenied
    if (row.returned_at is not None) == is_returned:
        return row
    if not is_returned and row.kind == CompanyThing.Kind.MAILBOX:
        check_free_mailbox(row.what, person=row.person)
    row.returned_at, row.returned_to = (at, actor) if is_returned else (None, None)
    row.save(update_fields=["returned_at", "returned_to"])
    audit.record(
        "accounts.thing_returned" if is_returned else "accounts.thing_not_returned",
        actor=actor,
        at=at,
        target=row.person,
        changes={"thing": ("", row.what)},
    )
    return row
