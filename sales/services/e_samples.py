"""E-samples sent to buyers: each is logged with the products as they were (S29, S30), so that a sample can wait for one (S86)."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from catalogue.models import ESample, Product
from catalogue.services import make_esample
from core import audit
from customers.models import Customer, TimelineEntry
from customers.services import lock_current
from customers.timeline import add_entry
from sales.models import QuoteVersion, SentESample, SentESampleItem
from sales.permissions.samples import can_ask_for_sample


@transaction.atomic
def send_e_sample(
    *, actor: User, customer: Customer, name: str, products: Sequence[Product], at: datetime, form_token: str = ""
) -> tuple[SentESample, str]:  # fmt: skip
    """Make a link to `products` for this buyer; return it as sent, and its secret, which is told this once.

    The mail in which it goes is recorded as the contact that it is. Raises PermissionDenied for who may not write to the
    customer any more, and what `make_esample` raises.
    """
    row = lock_current(customer)
    if not can_ask_for_sample(actor, row):
        raise PermissionDenied
    esample, secret = make_esample(actor=actor, name=name, products=products, at=at, form_token=form_token)
    sent = note_e_sample_sent(actor=actor, customer=row, esample=esample, products=products, at=at)
    add_entry(
        customer=row, kind=TimelineEntry.Kind.SAMPLE, at=at, actor=actor, text=said(sent), ref=sent, values={"event": "e_sample"}
    )  # fmt: skip
    audit.record(
        "sales.e_sample_sent", actor=actor, at=at, target=sent, changes={"e_sample": ("", said(sent))}
    )
    return sent, secret


def note_e_sample_sent(
    *, actor: User, customer: Customer, esample: ESample, products: Sequence[Product], at: datetime,
    version: QuoteVersion | None = None, words: str = "",
) -> SentESample:  # fmt: skip
    """Keep that the buyer was sent it, and each product's version of that moment (S30); inside the caller's transaction."""
    sent = SentESample.objects.create(
        customer=customer, esample=esample, version=version, words=words, sent_at=at, sent_by=actor
    )
    SentESampleItem.objects.bulk_create(
        SentESampleItem(sent=sent, product=one, model=one.model_number, product_version=one.version)
        for one in products
    )
    return sent


def said(sent: SentESample) -> str:
    """Return what was sent in one line."""
    return ", ".join(item.model for item in sent.items.all())
