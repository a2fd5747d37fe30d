"""A quote as it is now, locked, for a step that its person may take."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied

from accounts.models import User
from customers.models import Customer
from sales.domain.quote_states import Step, may_take, state_after
from sales.models import Quote, QuoteVersion
from sales.permissions.quotes import can_work_on_quote
from sales.services.quote_values import QuoteRefused


def lock_quote(quote: Quote) -> Quote:
    """Return the quote locked with its current version, its customer's row before it: the order in which everybody locks.

    A merge may have given it to another customer meanwhile: then that one is locked.
    """
    Customer.objects.select_for_update().get(pk=quote.customer_id)
    rows = Quote.objects.select_for_update(of=("self",))
    locked = rows.select_related("customer__owner__team", "owner__team", "contact", "inquiry", "current").get(
        pk=quote.pk
    )
    return locked if locked.customer_id == quote.customer_id else lock_quote(locked)


def lock_for_step(
    actor: User, quote: Quote, step: Step, may: Callable[[User, Quote], bool] = can_work_on_quote
) -> tuple[Quote, QuoteVersion]:
    """Return the quote locked, and its current version, for `actor` to take `step`.

    Raises PermissionDenied when it is no longer theirs to (trust.md C4), QuoteRefused("state") when it may not be taken from
    where the quote is now: a second click, or somebody else was faster.
    """
    locked = lock_quote(quote)
    if not may(actor, locked):
        raise PermissionDenied
    if locked.current is None or not may_take(step, locked.state):
        raise QuoteRefused("state")
    locked.current.quote = locked
    return locked, locked.current


def move_on(quote: Quote, step: Step, **values: object) -> None:
    """Write where `step` leads, to the quote and its current version, with what else the version keeps of it."""
    version = quote.current
    assert version is not None  # noqa: S101 - locked for a step
    quote.state = version.state = state_after(step, quote.state)
    for name, value in values.items():
        setattr(version, name, value)
    quote.version += 1
    version.save(update_fields=["state", *values])
    quote.save(update_fields=["state", "version"])
