"""Quote, e-sample and company profile sent as one contact (S21)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from catalogue.models import ESample, Product
from catalogue.selectors.esamples import find_esample
from catalogue.services import MOST_PRODUCTS, make_esample
from core.forms_once import claim_form, finish_form
from sales.domain.quote_states import Step
from sales.models import Quote, QuoteVersion
from sales.papers.bundle import enclosed_text
from sales.selectors.e_samples import offered_in
from sales.services.quote_locking import lock_for_step
from sales.services.quote_sending import Enclosed, Sending, send_quote
from sales.services.quote_values import QuoteRefused


class LinkRefused(ValueError):
    """The link that was to go along cannot; `lacking`: models of the quote that it does not show, none: it is dead or not theirs."""

    def __init__(self, lacking: Sequence[str] = ()) -> None:
        super().__init__(", ".join(lacking))
        self.lacking = tuple(lacking)


@transaction.atomic
def send_bundle(
    *, actor: User, quote: Quote, sending: Sending, at: datetime, secret: str = "", form_token: str = ""
) -> tuple[QuoteVersion, str]:  # fmt: skip
    """Send the confirmed version with an e-sample of its products: one contact, one line in the history.

    `secret`: that of a live link of the actor's which shows these products; without one a new link is made. Returns the
    version and the link's secret, which is kept nowhere. From now on the customer has an e-sample of these products (S86).
    Raises what `send_quote` does, QuoteRefused("no_products") when no product of the catalogue is quoted, LinkRefused.
    """
    claim = claim_form(form_token, user=actor, at=at)
    locked, version = lock_for_step(actor, quote, Step.SEND)
    quoted = offered_in(version, actor)[:MOST_PRODUCTS]
    if not quoted:
        raise QuoteRefused("no_products")
    esample, secret, products = (
        _linked(actor, secret, quoted, at) if secret else _made(actor, locked, quoted, at)
    )
    enclosed = Enclosed(esample, products, enclosed_text(version.language))
    sent = send_quote(actor=actor, quote=locked, sending=sending, enclosed=enclosed, at=at)
    finish_form(claim, quote.get_absolute_url())
    return sent, secret


def _made(
    actor: User, quote: Quote, quoted: list[Product], at: datetime
) -> tuple[ESample, str, list[Product]]:
    esample, secret = make_esample(
        actor=actor, name=f"{quote.number} {quote.customer}", products=quoted, at=at
    )
    return esample, secret, quoted


def _linked(
    actor: User, secret: str, quoted: list[Product], at: datetime
) -> tuple[ESample, str, list[Product]]:
    """The link with all that it shows now. Raises LinkRefused."""
    esample = find_esample(secret, at=at)
    if esample is None or esample.user_id != actor.pk:
        raise LinkRefused
    shown = [
        item.product for item in esample.items.filter(product__withdrawn_at=None).select_related("product")
    ]
    lacking = [one.model_number for one in quoted if one not in shown]
    if lacking:
        raise LinkRefused(lacking)
    return esample, secret, shown
