"""The company's mailboxes: whose each one is, and that it is the company's own (S144-S147).

The address by which a person signs in is theirs; others (info@, sales@) are noted among the company's things. Each is in
one pair of hands. All that changes this holds the lock of the accounts.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts.domain.mailboxes import Unfit, why_unfit
from accounts.models import CompanyThing, User
from core import audit
from core.company import current_company
from core.locks import lock_name

LOCK = "accounts:people"
WORDS = {
    Unfit.PUBLIC: _(
        "This is a public mail provider. Use a mailbox of the company, so that it stays the company's."
    ),
    Unfit.FOREIGN: _("This address is not on the company's mail domains: %(domains)s."),
}


def check_mailbox(address: str, *, person: User | None = None, field: str = "email") -> str:
    """Return `address` in lower case when it is the company's and in nobody else's hands than `person`'s.

    Raises ValidationError at `field`. Holds the lock of the accounts until the transaction ends.
    """
    address, domains = address.strip().lower(), current_company().domains
    try:
        validate_email(address)
    except ValidationError as refused:
        raise ValidationError({field: refused.messages}) from None
    unfit = why_unfit(address, domains)
    if unfit is not None:
        raise ValidationError({field: WORDS[unfit] % {"domains": ", ".join(sorted(domains))}})
    lock_name(LOCK)
    others = User.objects.exclude(pk=person.pk) if person else User.objects.all()
    holder = others.filter(email=address).first() or _other_holder(address, person)
    if holder is not None:
        raise ValidationError({field: _("This mailbox is %(person)s's already.") % {"person": holder}})
    return address


def check_free_mailbox(address: str, *, person: User) -> str:
    """As `check_mailbox`, for one to be noted among the things of `person`, where it does not stand yet."""
    address = check_mailbox(address, person=person, field="what")
    if CompanyThing.objects.mailboxes(address).exists():
        raise ValidationError({"what": _("This is noted already.")})
    return address


def _other_holder(address: str, person: User | None) -> User | None:
    rows = CompanyThing.objects.mailboxes(address).select_related("person")
    held = (rows.exclude(person=person) if person else rows).first()
    return held.person if held else None


def hold_mailbox_back(*, person: User, actor: User, at: datetime) -> None:
    """Note the mailbox of a frozen person among what is given back: its password is changed, its post read by who follows.

    Behind the lock of the accounts. What is noted already is not noted again.
    """
    if CompanyThing.objects.mailboxes(person.email).exists():
        return
    CompanyThing.objects.create(
        person=person, kind=CompanyThing.Kind.MAILBOX, what=person.email, given_at=person.joined_at or at, given_by=actor,
    )  # fmt: skip
    audit.record(
        "accounts.mailbox_held_back", actor=actor, at=at, target=person, changes={"thing": ("", person.email)}
    )
