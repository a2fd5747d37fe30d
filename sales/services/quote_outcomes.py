"""What became of a quote: accepted, declined with a reason, or its time ran out."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit, notices
from core.events import publish
from core.locks import retries_deadlocks
from core.work_days import current_calendar
from customers.models import Customer, TimelineEntry
from customers.timeline import add_entries
from sales.domain.quote_states import EXPIRED, SENT, Step
from sales.events import QuoteAnswered
from sales.models import Quote, QuoteVersion
from sales.services.quote_locking import lock_for_step, move_on
from sales.services.quote_sending import tell_history
from sales.services.quote_values import QuoteRefused


@transaction.atomic
def accept_quote(*, actor: User, quote: Quote, at: datetime) -> QuoteVersion:
    """Record that the buyer takes what was sent. Publishes QuoteAnswered."""
    return _answer(actor, quote, Step.ACCEPT, at)


@transaction.atomic
def decline_quote(*, actor: User, quote: Quote, reason: str, note: str, at: datetime) -> QuoteVersion:
    """Record that the buyer does not, and why. Raises QuoteRefused("no_reason") without one. Publishes QuoteAnswered."""
    if not reason:
        raise QuoteRefused("no_reason")
    return _answer(actor, quote, Step.DECLINE, at, decline_reason=reason, decline_note=note)


def _answer(actor: User, quote: Quote, step: Step, at: datetime, **values: str) -> QuoteVersion:
    quote, version = lock_for_step(actor, quote, step)
    move_on(quote, step, answered_at=at, **values)
    tell_history(quote, version, actor=actor, at=at, event=version.state, text=values.get("decline_note", ""))
    changes = {"state": (SENT, version.state), "reason": ("", values.get("decline_reason", ""))}
    audit.record("sales.quote_answered", actor=actor, at=at, target=quote, changes=changes)
    publish(QuoteAnswered(version.pk, version.state, at))
    return version


@retries_deadlocks
def expire_quotes(*, at: datetime) -> int:
    """Close the sent quotes whose validity ended before the company's day of `at`, tell their owners; return how many.

    Set-based, and twice does no harm. The customers are locked first, in one order, as everybody does.
    """
    day = current_calendar().day_of(at)
    over = Quote.objects.sent().filter(current__valid_until__lt=day)
    customers = over.values("customer")
    list(Customer.objects.select_for_update().filter(pk__in=customers).order_by("pk").values_list("pk"))
    rows = list(over.select_for_update(of=("self",)).select_related("customer", "current").order_by("pk"))
    if not rows:
        return 0
    QuoteVersion.objects.filter(pk__in=[row.current_id for row in rows]).update(state=EXPIRED, answered_at=at)
    for row in rows:
        row.state = EXPIRED
        row.version += 1
    Quote.objects.bulk_update(rows, ["state", "version"], batch_size=500)
    add_entries(
        {
            "customer": row.customer, "kind": TimelineEntry.Kind.QUOTE, "at": at, "ref": row,
            "values": {"number": row.number, "event": EXPIRED},
        }
        for row in rows
    )  # fmt: skip
    audit.record_each(
        "sales.quote_expired", actor=None, at=at, changed=[(row, {"state": (SENT, EXPIRED)}) for row in rows]
    )
    notices.notify_each(
        (
            notices.Notice(
                {row.owner_id}, f"expired:{row.pk}:{row.current_id}",
                gettext_noop("%(number)s has run out: renew it, or ask the buyer"), {"number": row.number},
                row.get_absolute_url(), about=row,
            )
            for row in rows
            if row.owner_id
        ),
        at=at,
    )  # fmt: skip
    return len(rows)
