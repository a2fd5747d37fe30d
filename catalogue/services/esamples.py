"""E-samples: links to products that a buyer opens without signing in (S29, S30, S86)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from accounts.models import User
from catalogue.models import ESample, ESampleItem, Product
from catalogue.permissions import can_send_esample
from catalogue.policies import upkeep_policy
from catalogue.services.common import require
from catalogue.services.errors import TooMany
from core import audit
from core.forms_once import claim_form, finish_form
from core.secret_links import digest_of, new_secret
from core.text import clean_line

MOST_PRODUCTS = 100


@transaction.atomic
def make_esample(
    *, actor: User, name: str, products: Sequence[Product], at: datetime, form_token: str = ""
) -> tuple[ESample, str]:
    """Make a link to `products`, in their order; return it and its secret, which is told this once.

    Raises PermissionDenied, TooMany, ValueError for none, and AlreadySubmitted for a second click (C5).
    """
    claim = claim_form(form_token, user=actor, at=at)
    require(can_send_esample, actor)
    if not products:
        raise ValueError("an e-sample shows something")
    if len(products) > MOST_PRODUCTS:
        raise TooMany(MOST_PRODUCTS)
    secret = new_secret()
    row = ESample(user=actor, name=clean_line(name)[:80], made_at=at)
    _set_secret(row, secret, actor, at)
    ESampleItem.objects.bulk_create(
        [ESampleItem(esample=row, product=one, position=number) for number, one in enumerate(products)]
    )
    changes = {
        "products": ("", ", ".join(one.model_number for one in products)),
        "until": (None, row.expires_at),
    }
    audit.record("catalogue.esample_made", actor=actor, at=at, target=row, changes=changes)
    finish_form(claim, reverse("catalogue:esample", args=[row.pk]))
    return row, secret


@transaction.atomic
def renew_esample(*, actor: User, esample: ESample, at: datetime) -> tuple[ESample, str]:
    """Give it a new address, for another while; the old one is dead from now on. Raises PermissionDenied."""
    require(can_send_esample, actor, esample)
    row = ESample.objects.select_for_update().get(pk=esample.pk)
    secret = new_secret()
    row.revoked_at = None
    _set_secret(row, secret, actor, at)
    audit.record(
        "catalogue.esample_renewed", actor=actor, at=at, target=row, changes={"until": (None, row.expires_at)}
    )
    return row, secret


def _set_secret(row: ESample, secret: str, actor: User, at: datetime) -> None:
    row.digest, row.epoch = digest_of(secret), User.objects.get(pk=actor.pk).session_epoch
    row.expires_at = at + timedelta(days=upkeep_policy().link_days)
    row.save()


@transaction.atomic
def revoke_esample(*, actor: User, esample: ESample, at: datetime) -> None:
    """End the link; a second time changes nothing. Raises PermissionDenied."""
    require(can_send_esample, actor, esample)
    row = ESample.objects.select_for_update().get(pk=esample.pk)
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        audit.record("catalogue.esample_revoked", actor=actor, at=at, target=row)


def note_opening(*, esample: ESample, at: datetime) -> None:
    """Count that somebody opened it, person or program: "possibly seen", and no figure about anybody (issue 5)."""
    ESample.objects.filter(pk=esample.pk).update(opened_count=F("opened_count") + 1, last_opened_at=at)
