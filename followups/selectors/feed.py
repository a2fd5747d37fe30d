"""The calendar feed: due contacts, tasks and what else has a day in the next eight weeks, with company names and nothing else of a buyer."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.models import User
from core.dated import read_dated
from core.secret_links import digest_of
from customers.models import Customer
from followups.due_words import due_sentence
from followups.models import CalendarFeed, Task
from followups.selectors.due_inputs import rules_at
from followups.selectors.people import charge_of

AHEAD = timedelta(weeks=8)
MOST_EVENTS = 1_000
DOMAIN = "tradecrm.example"


def find_feed(secret: str) -> CalendarFeed | None:
    """Return the feed of a secret link; None when it was replaced, revoked, or its person is or was frozen since."""
    return CalendarFeed.objects.live().select_related("user").filter(digest=digest_of(secret)).first()


def build_feed(user: User, at: datetime) -> bytes:
    """Return the iCalendar file of `user`: whole-day events from what is overdue to eight weeks ahead."""
    rules = rules_at(at)
    last = rules.today + AHEAD
    calendar = Calendar()
    calendar.add("prodid", "-//TradeCRM//Follow-ups//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("TradeCRM: follow-ups"))
    owners = charge_of(user, rules.today).owner_ids
    customers = Customer.objects.visible_to(user).current().filter(owner_id__in=owners, next_due_on__lte=last)
    for customer in customers.order_by("next_due_on", "grade", "id")[:MOST_EVENTS]:
        calendar.add_component(
            _contact_event(customer, max(customer.next_due_on or rules.today, rules.today), at)
        )
    for task in Task.objects.visible_to(user).open().filter(assignee=user, due_on__lte=last)[:MOST_EVENTS]:
        calendar.add_component(_event(f"task-{task.pk}", task.words, max(task.due_on, rules.today), at))
    for row in read_dated(user, user, None, last):
        if not row.is_done:
            calendar.add_component(_event(row.key, row.outside, max(row.on, rules.today), at))
    return calendar.to_ical()  # type: ignore[no-any-return]  # icalendar returns bytes


def _contact_event(customer: Customer, on: Any, at: datetime) -> Event:
    title = _("Contact %(customer)s (%(grade)s)") % {"customer": str(customer), "grade": customer.grade}
    return _event(f"contact-{customer.pk}", title, on, at, _why(customer))


def _why(customer: Customer) -> str:
    """The rule behind the date; what somebody wrote as the reason for a date by hand stays in the house."""
    params = {name: value for name, value in customer.due_why.get("params", {}).items() if name != "reason"}
    return due_sentence({**customer.due_why, "params": params}) if customer.due_why else ""


def _event(uid: str, title: str, on: Any, at: datetime, description: str = "") -> Event:
    event = Event()
    event.add("uid", f"{uid}@{DOMAIN}")
    event.add("dtstamp", at)
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("summary", title)
    if description:
        event.add("description", description)
    event.add("transp", "TRANSPARENT")
    return event
