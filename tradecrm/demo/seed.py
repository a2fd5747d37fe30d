"""The whole of the demo in one transaction: people, company, a year of work, and what is alive today."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from core import audit
from core.company import current_company
from core.request_context import RequestContext, request_context
from core.work_days import current_calendar
from customers.models import Customer
from followups.policies import current_policy
from followups.services import recompute_due, refresh_weeks
from inquiries.policies import reply_policy
from tradecrm.demo import (
    asking,
    bargaining,
    briefing,
    managing,
    ordering,
    overseeing,
    people,
    reporting,
    story,
)
from tradecrm.demo.belonging import add_twins_and_group
from tradecrm.demo.buyers import BuyerPlanner
from tradecrm.demo.catalogue import fill_catalogue
from tradecrm.demo.company import set_up_company
from tradecrm.demo.derived import derive_all
from tradecrm.demo.handing_over import hand_some_over
from tradecrm.demo.quotes import write_quotes
from tradecrm.demo.rhythm import plan_contacts
from tradecrm.demo.rows import Rows
from tradecrm.demo.sampling import make_samples
from tradecrm.demo.selling_history import sell_a_year
from tradecrm.demo.threads import Thread, plan_threads
from tradecrm.demo.world import Size, World
from tradecrm.demo.writing import describe, write_buyer, write_tags, write_tags_of
from tradecrm.demo.writing_threads import OpenState, write_thread


class NotEmpty(Exception):
    """There are people or customers already: the demo never writes among them."""


def large(customers: int) -> Size:
    """Return the size of speed.md: 20 salespeople, ten follow-ups and about three inquiries a customer."""
    return Size(customers, inquiries_factor=1.75, spam=0.05, per_customer=10, sellers=20, near_duplicates=0)


@transaction.atomic
def seed_demo(*, size: Size, seed: int, at: datetime, use_copy: bool | None = None) -> dict[str, int]:
    """Fill an empty database; return what was written. Raises NotEmpty.

    The same seed, size and minute give the same rows.
    """
    if User.objects.exists() or Customer.objects.current().exists():  # scope: is there anything at all
        raise NotEmpty
    at = at.replace(second=0, microsecond=0)
    crew = people.PEOPLE + people.extra_salespeople(max(size.sellers - len(people.SALESPEOPLE), 0))
    users = people.create_people(crew, at)
    sellers = {person.mailbox: person for person in crew if person.roles == people.SALES}
    people.create_absences(users, at)
    set_up_company(users, sellers.values(), at)
    world = World(
        seed=seed, at=at, size=size, users=users, people=sellers, calendar=current_calendar(), cadence=current_policy(),
        reply_policy=reply_policy(), rows=Rows(use_copy=use_copy), own_domains=current_company().domains,
    )  # fmt: skip
    products = fill_catalogue(users, at=at, seed=seed)
    counts = {**_write_year(world), "products": products}
    if not size.sellers:  # a larger one is for measuring: bench.selling writes what it sold
        counts |= sell_a_year(at=at, seed=seed)
    recompute_due(customers=Customer.objects.all(), at=at)
    story.tell_today(users, at=at, seed=seed)
    counts["quotes"] = counts.get("quotes", 0) + write_quotes(users, at=at, seed=seed)
    hand_some_over(users, at)
    asking.ask_and_suggest(users, at=at, seed=seed)
    ordering.take_orders(users, at=at)
    bargaining.bargain(users, at=at)
    bargaining.note_markets(users, at=at)
    make_samples(users, at=at)
    _look_back(users, sellers.values(), world)
    if size.near_duplicates:
        add_twins_and_group(users, at)
    audit.record(
        "demo.seeded", actor=None, at=at, changes={name: (0, count) for name, count in counts.items()}
    )
    return counts


def _look_back(users: dict[str, User], sellers: Iterable[people.Person], world: World) -> None:
    """What the beat and its readers left behind: cadence, reports, briefings, comments, targets. Each is a job as theirs."""
    at, seed, is_looked_at = world.at, world.seed, bool(world.size.near_duplicates)
    refresh_weeks(at=at)
    with request_context(RequestContext()):
        reporting.keep_cadence(at=at)
    people.tick_mails(users, sellers, at, seed)
    with request_context(RequestContext()):
        if is_looked_at:  # a department to look at; to measure one, a week is enough
            reporting.write_past_reports(users, at=at, weeks=managing.WEEKS_BACK)
        reporting.write_reports(users, at=at)
    with request_context(RequestContext()):
        reporting.write_days(users, at=at)
        reporting.write_months(users, at=at)
    with request_context(RequestContext()):
        briefing.hold_briefings(users, at=at)
    overseeing.oversee(users, at=at, seed=seed)
    managing.set_targets(users, at=at)
    managing.tell_plan(users, at=at)


def _write_year(world: World) -> dict[str, int]:
    buyers = BuyerPlanner(world).plan_all()
    threads = plan_threads(world, buyers)
    by_buyer: dict[int, list[Thread]] = defaultdict(list)
    for thread in threads:
        by_buyer[thread.buyer.key if thread.buyer else 0].append(thread)
    tags, follow_ups = write_tags(world), 0
    described = [describe(world, buyer) for buyer in buyers]
    derived = derive_all(described, world.own_domains)
    for buyer, words in zip(buyers, zip(described, derived, strict=True), strict=True):
        contacts = plan_contacts(world, buyer, by_buyer[buyer.key])
        follow_ups += len(contacts)
        write_buyer(world, buyer, words, by_buyer.pop(buyer.key, []), contacts)
        write_tags_of(world, buyer, tags)
    spare: dict[Any, Any] = {}
    for thread in by_buyer[0]:
        write_thread(world, thread, OpenState(), spare, spare)
    world.rows.finish()
    _count_numbers(threads)
    return {"customers": len(buyers), "inquiries": len(threads), "follow_ups": follow_ups}


def _count_numbers(threads: list[Thread]) -> None:
    """Let the series of numbers go on after ours."""
    from core.models import NumberSeries

    last: dict[str, int] = {}
    for thread in threads:
        series, _, number = thread.number.rpartition("-")
        last[series] = max(last.get(series, 0), int(number))
    NumberSeries.objects.bulk_create(
        [NumberSeries(series=series, last=number) for series, number in last.items()]
    )


def analyse() -> None:
    """Tell the database how much there is now; it would guess for a while otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
