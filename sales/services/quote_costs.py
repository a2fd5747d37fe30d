"""Asking production what something costs, and its answer (S16): without a word about the customer (S11)."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.scoping import leaders_of
from core import audit, notices
from core.capabilities import Can
from sales.domain.quote_states import Step
from sales.models import CostRequest, Quote
from sales.selectors.quote_pricing import costings_of
from sales.services.quote_locking import lock_for_step, move_on
from sales.services.quote_values import QuoteRefused


@transaction.atomic
def ask_cost(*, actor: User, quote: Quote, at: datetime) -> list[CostRequest]:
    """Ask production for the cost of each line whose cost is not known and not asked yet.

    Where nobody works in production, the leaders are told. Raises QuoteRefused("costed") when there is nothing to ask.
    """
    quote, version = lock_for_step(actor, quote, Step.ASK_COST)
    lines = list(version.lines.all())
    asked = set(quote.cost_requests.filter(answered_at=None).values_list("model", "words"))
    wanted = [
        line
        for line, costing in zip(lines, costings_of(quote, lines, version.currency), strict=True)
        if not costing.is_costed and (line.model, line.words) not in asked
    ]
    if not wanted:
        raise QuoteRefused("costed")
    requests = CostRequest.objects.bulk_create(
        CostRequest(
            quote=quote, asked_by=actor, asked_at=at, model=line.model, words=line.words, quantity=line.quantity,
            unit=line.unit, packing=line.includes, currency=version.currency,
        )
        for line in wanted
    )  # fmt: skip
    move_on(quote, Step.ASK_COST)
    changes: dict[str, tuple[list[str], list[str]]] = {"lines": ([], [str(line) for line in wanted])}
    audit.record("sales.cost_asked", actor=actor, at=at, target=quote, changes=changes)
    notices.notify(
        _who_answers(quote, at), key=f"costs:{quote.pk}:{quote.version}", at=at, url=reverse("quotes:costs"),
        message=gettext_noop("What does it cost? %(count)s to answer"), values={"count": len(requests)},
    )  # fmt: skip
    return requests


def _who_answers(quote: Quote, at: datetime) -> set[int]:
    people = set(User.objects.active().filter(is_production=True).values_list("pk", flat=True))
    return people or set(leaders_of([quote.owner], at=at)[quote.owner_id])


@transaction.atomic
def answer_cost(
    *, actor: User, request: CostRequest, cost: Decimal, currency: str, remark: str, at: datetime
) -> CostRequest:
    """Say what one unit costs. Raises PermissionDenied for who may not, QuoteRefused("answered") for a second answer."""
    row = CostRequest.objects.select_for_update(of=("self",)).select_related("quote").get(pk=request.pk)
    if not actor.can(Can.ANSWER_COSTS):
        raise PermissionDenied
    if row.answered_at is not None:
        raise QuoteRefused("answered")
    row.cost, row.currency, row.remark, row.answered_at, row.answered_by = cost, currency, remark, at, actor
    row.save(update_fields=["cost", "currency", "remark", "answered_at", "answered_by"])
    audit.record("sales.cost_answered", actor=actor, at=at, target=row, changes={"currency": ("", currency)})
    notices.notify(
        {row.asked_by_id}, key=f"cost:{row.pk}", at=at, url=row.quote.get_absolute_url(), about=row.quote,
        message=gettext_noop("%(number)s: the cost of %(what)s is there"),
        values={"number": row.quote.number, "what": str(row)},
    )  # fmt: skip
    return row
