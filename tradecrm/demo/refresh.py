"""Bringing the demo to life again on a later day: the office has worked on meanwhile, nobody's words are lost."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.scoping import responsible_for
from core import audit
from core.models import AuditEntry
from core.work_days import current_calendar
from customers.models import Channel, Customer
from followups.domain.intervals import interval_due
from followups.policies import current_policy
from followups.services import FollowUpValues, recompute_due, record_follow_up, refresh_weeks
from inquiries.models import Inquiry
from inquiries.services import assign_inquiry, record_reply
from tradecrm.demo import (
    asking,
    bargaining,
    briefing,
    managing,
    ordering,
    people,
    reporting,
    story,
    talk,
    texts,
)
from tradecrm.demo.chance import pick, stream

STALE = timedelta(days=4)
CAUGHT_UP = 0.88
REFRESHED = "demo.refreshed"
BY = "传真线路忙，改用邮件"


class NoDemo(Exception):
    """There is no demo to refresh."""


@transaction.atomic
def refresh_demo(*, at: datetime, seed: int = 7) -> dict[str, int]:
    """Let the demo's people do what they would have done since, through the services; then tell today's story.

    Adds contacts and replies, deletes and changes nothing that anybody typed. A second time on one day it adds nothing.
    Returns how much was added. Raises NoDemo.
    """
    at = at.replace(second=0, microsecond=0)
    users = {
        row.email.partition("@")[0]: row
        for row in User.objects.active().select_related("team__manager")
        if people.is_demo_address(row.email)
    }
    if "helen" not in users or "ivy" not in users:
        raise NoDemo
    today = current_calendar().day_of(at)
    if AuditEntry.objects.filter(verb=REFRESHED, at__gte=current_calendar().start_of(today)).exists():
        return {"replies": 0, "follow_ups": 0}
    people.send_on_trip(users, at)
    added = {"replies": _answer_stale(users, at, seed), "follow_ups": _catch_up(users, at, seed)}
    recompute_due(customers=Customer.objects.all(), at=at)
    story.tell_today(users, at=at, seed=seed)
    asking.ask_and_suggest(users, at=at, seed=seed)
    ordering.take_orders(users, at=at)
    bargaining.bargain(users, at=at)
    bargaining.note_markets(users, at=at)
    refresh_weeks(at=at)
    reporting.keep_cadence(at=at)
    people.tick_mails(users, people.SALESPEOPLE, at, seed)
    reporting.write_reports(users, at=at)
    reporting.write_days(users, at=at)
    reporting.write_months(users, at=at)
    briefing.hold_briefings(users, at=at)
    managing.set_targets(users, at=at)
    managing.tell_plan(users, at=at)
    audit.record(REFRESHED, actor=None, at=at, changes={name: (0, count) for name, count in added.items()})
    return added


def _answer_stale(users: Mapping[str, User], at: datetime, seed: int) -> int:
    """Answer what has waited for days: late, as it is."""
    waiting = Inquiry.objects.open().filter(limit_at__lt=at - STALE)  # scope: the demo's own
    rows = list(waiting.select_related("customer", "owner__team__manager").order_by("pk"))
    sellers = [user for _name, user in sorted(users.items()) if user.is_salesperson]
    chance = stream(seed, "late", at.date())
    for waited in rows:
        inquiry = waited
        if waited.owner is None:
            to, reason = chance.choice(sellers), "区域分配"
            inquiry = assign_inquiry(actor=users["helen"], inquiry=waited, to=to, reason=reason, at=at)
        _answer(inquiry, at, chance)
    return len(rows)


def _answer(inquiry: Inquiry, at: datetime, chance: Random) -> None:
    asked = texts.ask(chance, "", inquiry.contact.name if inquiry.contact else inquiry.sender, "en")
    channel = Channel.FAX if inquiry.channel == Channel.FAX else Channel.EMAIL
    replied_at = max(at - timedelta(hours=30), inquiry.received_at + timedelta(hours=1))
    record_reply(
        actor=inquiry.owner, inquiry=inquiry, channel=channel, text=texts.answer(chance, asked), replied_at=replied_at,
        other_channel_reason=BY, at=at,
    )  # fmt: skip


def _catch_up(users: Mapping[str, User], at: datetime, seed: int) -> int:
    """Most of what is overdue was done after all, at days from which the next dates spread over the interval."""
    today = current_calendar().day_of(at)
    known = [user.pk for user in users.values()]
    last_on = current_calendar().previous_working_day(current_calendar().last_working_day_on_or_before(today))
    overdue = Customer.objects.current().filter(
        owner__in=known, next_due_on__lt=last_on
    )  # scope: the demo's own
    done = 0
    for customer in overdue.select_related("owner__team__manager").order_by("pk"):
        done += _contact(customer, today, at, seed)
    return done


def _contact(customer: Customer, today: date, at: datetime, seed: int) -> int:
    chance = stream(seed, "catch up", customer.pk, customer.next_due_on)
    due_on, owner = customer.next_due_on, customer.owner
    if due_on is None or owner is None or chance.random() > CAUGHT_UP:
        return 0
    calendar, policy = current_calendar(), current_policy()
    length = (interval_due(due_on, policy.interval_of(customer.grade), calendar) - due_on).days
    earliest = max(due_on, today - timedelta(days=length))
    room = max((today - earliest).days, 1)
    day = calendar.last_working_day_on_or_before(earliest + timedelta(days=chance.randrange(room)))
    moment = calendar.add_working_minutes(calendar.start_of(day), chance.randint(5, 300))
    if moment >= at or (customer.last_contact_at and moment <= customer.last_contact_at):
        return 0
    contact = customer.contacts.filter(Q(is_primary=True)).first()
    channel = pick(chance, talk.CHANNELS)
    text = talk.contact_text(
        chance, channel, chance.choice(texts.PRODUCTS).chinese, contact.name if contact else ""
    )
    values = FollowUpValues(text=text, channel=channel, contact=contact, next_step=talk.next_step(chance))
    record_follow_up(actor=responsible_for(owner, day) or owner, customer=customer, values=values, at=moment)
    return 1
