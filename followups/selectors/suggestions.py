"""Whom to log a contact with, and what to do with a customer who is due: channel, next date if contacted now."""

from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.domain.work_calendar import WorkCalendar
from core.ui.formats import company_time
from core.ui.there import OPENS_AT, local_time
from customers.domain.due_state import contacts_this_month
from customers.models import Customer
from customers.selectors.finding import each_once, find_customers
from followups.domain.cadence import Due, next_due
from followups.domain.channels import Suggestion, suggest_channel
from followups.due_words import suggestion_sentence
from followups.selectors.due_inputs import Rules, read_customer_inputs

FOUND = 8


@dataclass(frozen=True)
class Advice:
    """The suggested channel and its sentence."""

    channel: str
    sentence: str


def advise(customer: Customer, at: datetime, calendar: WorkCalendar, *, has_phone: bool) -> Advice:
    """Suggest how to contact `customer` at `at` (S72, S73, S120)."""
    opens_at = _opening_today(customer.time_zone, at)
    is_reachable = opens_at is not None and opens_at > at and _is_in_our_hours(opens_at, calendar)
    found: Suggestion = suggest_channel(
        grade=customer.grade,
        last_channel=customer.last_contact_channel,
        has_phone=has_phone,
        is_open_there=_is_open_there(customer, at),
        opens_in_our_hours=is_reachable,
    )
    return Advice(found.channel, suggestion_sentence(found.ground, opens_at=company_time(opens_at)))


def _is_open_there(customer: Customer, at: datetime) -> bool:
    return bool(customer.time_zone) and local_time(customer.time_zone, str(customer.country), at).is_open


def _opening_today(zone: str, at: datetime) -> datetime | None:
    """When the next office day begins there, within 24 hours of `at`."""
    if not zone:
        return None
    local = at.astimezone(ZoneInfo(zone))
    opens = datetime.combine(local.date(), OPENS_AT, ZoneInfo(zone))
    return opens if opens > local else opens + timedelta(days=1)


def _is_in_our_hours(at: datetime, calendar: WorkCalendar) -> bool:
    """Whether it falls into today's windows, the voluntary evening shift included (S120, S122)."""
    local = calendar.local(at)
    windows = calendar.windows_of(local.date(), include_evening=True)
    return any(window.opens <= local.time() < window.closes for window in windows)


def due_if_contacted(customer: Customer, rules: Rules) -> Due | None:
    """The next date after a contact today: what the log form fills in."""
    calendar = rules.calendar
    last_on = calendar.day_of(customer.last_contact_at) if customer.last_contact_at else None
    counted = contacts_this_month(customer.month_contacts, last_on, rules.today)
    after = copy(customer)
    after.last_contact_at = calendar.start_of(rules.today)
    after.month_contacts = counted + (last_on != rules.today)
    inputs = replace(
        read_customer_inputs(after, rules), handed_over_on=None, floor_on=None, manual_due_on=None, is_manual_later=False
    )  # fmt: skip
    return next_due(inputs, rules.policy, calendar)


def find_to_log(user: Any, words: str) -> list[Customer]:
    """Return the first of `user`'s customers that hold `words`; without words, those due first."""
    if words:
        return [hit.customer for hit in each_once(find_customers(user, words))[:FOUND]]
    dated = Customer.objects.visible_to(user).current().filter(next_due_on__isnull=False)
    return list(dated.order_by("next_due_on", "id")[:FOUND])
