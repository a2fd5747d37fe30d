"""The steps of a quote before it is sent: confirmed, approved below the floor, taken back, renewed, dropped."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.scoping import leaders_of
from core import audit, notices, robots
from core.work_days import current_calendar
from sales.domain.quote_states import DRAFT, Step
from sales.models import Quote, QuoteLine, QuoteVersion
from sales.permissions.quotes import can_approve_prices, can_work_on_quote
from sales.policies import quote_policy
from sales.robot_topics import APPROVALS
from sales.selectors.quote_pricing import costings_of
from sales.services.quote_locking import lock_for_step, move_on
from sales.services.quote_values import QuoteRefused


@transaction.atomic
def confirm_quote(*, actor: User, quote: Quote, at: datetime) -> Quote:
    """Say that it is right as it stands: from here on it does not change until it is sent or taken back (S20).

    It bears the date of this day. Raises QuoteRefused with "no_lines", "no_price", "no_place" or "ended" for one that cannot
    be sent like this. With a price below its floor the leaders are asked to approve it.
    """
    quote, version = lock_for_step(actor, quote, Step.CONFIRM)
    day = current_calendar().day_of(at)
    lines = list(version.lines.all())
    if reason := why_not_ready(version, lines, day):
        raise QuoteRefused(reason)
    is_below = is_below_floor(quote, version, lines)
    asked_at = at if is_below else None
    move_on(quote, Step.CONFIRM, confirmed_by=actor, dated_on=day, approval_asked_at=asked_at)
    changes = {"state": ("draft", quote.state), "is_below": (None, is_below)}
    audit.record("sales.quote_confirmed", actor=actor, at=at, target=quote, changes=changes)
    if is_below:
        notices.notify(
            leaders_of([quote.owner], at=at)[quote.owner_id], key=f"floor:{quote.pk}:{quote.version}", at=at,
            url=quote.get_absolute_url(), about=quote, values={"number": quote.number, "person": actor.name},
            message=gettext_noop("%(number)s of %(person)s is below the floor price: approve it?"),
        )  # fmt: skip
        robots.announce(APPROVALS, at=at)
    return quote


def why_not_ready(version: QuoteVersion, lines: list[QuoteLine], day: object) -> str:
    """Return why the version cannot be sent as it stands: a code, "" when it can."""
    if not lines:
        return "no_lines"
    if any(line.price is None for line in lines):
        return "no_price"
    if not version.place:
        return "no_place"
    if version.valid_until is not None and version.valid_until < day:  # type: ignore[operator]  # a date
        return "ended"
    return ""


def is_below_floor(quote: Quote, version: QuoteVersion, lines: list[QuoteLine]) -> bool:
    """Whether one of the prices is below its floor now (rules.md §9)."""
    return any(costing.is_below for costing in costings_of(quote, lines, version.currency))


@transaction.atomic
def approve_quote(*, actor: User, quote: Quote, at: datetime) -> Quote:
    """Let prices below the floor pass. Raises PermissionDenied for who may not, QuoteRefused("state") when it is not asked."""
    quote, version = lock_for_step(actor, quote, Step.APPROVE, can_approve_prices)
    if version.approved_at is not None:
        return quote
    version.approved_by, version.approved_at = actor, at
    version.save(update_fields=["approved_by", "approved_at"])
    audit.record("sales.price_approved", actor=actor, at=at, target=quote)
    message = gettext_noop("%(number)s: the price is approved, it can be sent")
    _tell_confirmer(quote, version.confirmed_by_id, actor, at, message)
    return quote


@transaction.atomic
def change_quote(*, actor: User, quote: Quote, at: datetime, reason: str = "") -> Quote:
    """Take the confirmation back, to change the quote; who leads its owner says so to refuse a price, with a reason.

    An approval falls with it.
    """
    quote, version = lock_for_step(actor, quote, Step.CHANGE, may_send_back)
    confirmer = version.confirmed_by_id
    move_on(
        quote, Step.CHANGE, approved_by=None, approved_at=None, approval_asked_at=None,
    )  # fmt: skip
    audit.record("sales.quote_taken_back", actor=actor, at=at, target=quote, changes={"reason": ("", reason)})
    message = gettext_noop("%(number)s goes back to you: %(reason)s")
    _tell_confirmer(quote, confirmer, actor, at, message, reason=reason or "–")
    return quote


def may_send_back(user: User, quote: Quote) -> bool:
    """Who works on it, and who may approve its prices."""
    return can_work_on_quote(user, quote) or can_approve_prices(user, quote)


def _tell_confirmer(
    quote: Quote, confirmer_id: int | None, actor: User, at: datetime, message: str, **values: str
) -> None:
    people = [confirmer_id] if confirmer_id and confirmer_id != actor.pk else []
    notices.notify(
        people, key=f"quote:{quote.pk}:{quote.version}", message=message, at=at,
        values={"number": quote.number, **values}, url=quote.get_absolute_url(), about=quote,
    )  # fmt: skip


@transaction.atomic
def renew_quote(*, actor: User, quote: Quote, at: datetime) -> Quote:
    """Begin the next version of what was sent: the same words and prices, dated today, to be changed. What was sent stays."""
    quote, version = lock_for_step(actor, quote, Step.RENEW)
    lines = list(version.lines.all())
    day = current_calendar().day_of(at)
    new = QuoteVersion.objects.create(
        quote=quote, number=version.number + 1, dated_on=day,
        valid_until=day + timedelta(days=quote_policy().valid_days), buyer=version.buyer, attention=version.attention,
        language=version.language, currency=version.currency, incoterm=version.incoterm, place=version.place,
        payment=version.payment, lead_days=version.lead_days, notes=version.notes, remarks=version.remarks,
        total=version.total,
    )  # fmt: skip
    for line in lines:
        line.pk, line.version = None, new
    QuoteLine.objects.bulk_create(lines)
    quote.current, quote.state = new, DRAFT
    quote.version += 1
    quote.save(update_fields=["current", "state", "version"])
    audit.record(
        "sales.quote_renewed",
        actor=actor,
        at=at,
        target=quote,
        changes={"version": (version.number, new.number)},
    )
    return quote


@transaction.atomic
def drop_quote(*, actor: User, quote: Quote, at: datetime) -> Quote | None:
    """Forget the version at work, which was never sent: the one before it is the current one again.

    A quote of which nothing was sent goes with it (None); its number stays unused.
    """
    quote, version = lock_for_step(actor, quote, Step.DROP)
    audit.record(
        "sales.quote_dropped", actor=actor, at=at, target=quote, changes={"version": (version.number, None)}
    )
    before = quote.versions.exclude(pk=version.pk).order_by("-number").first()
    version.delete()
    if before is None:
        quote.delete()
        return None
    quote.current, quote.state = before, before.state
    quote.version += 1
    quote.save(update_fields=["current", "state", "version"])
    return quote
