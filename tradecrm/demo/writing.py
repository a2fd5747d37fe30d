"""From plans to rows: a customer with everything that its services would have left."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.models import User
from customers.lookup import HARD_KINDS
from customers.models import (
    BusinessType,
    Contact,
    Credit,
    Customer,
    GradeChange,
    Horizon,
    Interest,
    LookupKey,
    OwnerPeriod,
    Rank,
    Stage,
    Tag,
    TimelineEntry,
)
from tradecrm.demo.buyers import Buyer
from tradecrm.demo.chance import known, pick, stream
from tradecrm.demo.derived import Derived, Particulars
from tradecrm.demo.following import ContactState, write_contacts
from tradecrm.demo.rhythm import Contacted
from tradecrm.demo.tell import tell
from tradecrm.demo.threads import Thread
from tradecrm.demo.world import World
from tradecrm.demo.writing_threads import OpenState, write_thread

TAGS = ("展会客户", "价格敏感", "GS认证", "圣诞季", "OEM贴牌", "连锁超市", "工程渠道", "电商卖家")
PAYMENTS = ("30% T/T deposit, 70% against B/L copy", "L/C at sight", "T/T in advance", "PayPal for samples")
HABITS = (
    "喜欢WhatsApp，早上回得快",
    "每年二月、八月下单",
    "只看含税到港价",
    "周五不接电话",
    "圣诞节前两个月备货",
)
MOTIVES = ("现有供应商交期不稳", "想增加自有品牌", "原供应商涨价", "新开连锁店")
LINES = ("单价再降3%可下单", "接受30%定金，不接受见单付清前发货", "首单不超过USD 8,000")
ONWARD = ((Stage.QUOTED, 50), (Stage.SAMPLING, 25), (Stage.NEGOTIATING, 25))


def write_tags(world: World) -> list[int]:
    """Write the demo's tags; return their keys."""
    return [world.rows.add(Tag, {"name": name}) for name in TAGS]


def describe(world: World, buyer: Buyer) -> Particulars:
    """Return a buyer's own words: what is typed into the forms of customer and contacts."""
    chance = stream(world.seed, "particulars", buyer.key)
    people = [_contact_row(world, buyer, place, chance) for place in range(len(buyer.people))]
    return Particulars(_customer_values(world, buyer, chance), people)


def write_buyer(
    world: World,
    buyer: Buyer,
    words: tuple[Particulars, Derived],
    threads: Sequence[Thread],
    contacts: Sequence[Contacted],
) -> None:
    """Write a buyer with people, keys, histories, inquiries, follow-ups and the timeline."""
    particulars, derived = words
    open_state = OpenState()
    asked: dict[str, tuple[int, datetime]] = {}
    replies: dict[tuple[int, Any], int] = {}
    for thread in threads:
        write_thread(world, thread, open_state, asked, replies)
    state = write_contacts(world, buyer, contacts, replies)
    stage = {"stage": _final_stage(world, buyer, threads, contacts, state)}
    values = particulars.values | derived.columns | stage | state.columns() | open_state.columns()
    world.rows.add(Customer, values, buyer.key)
    for row in particulars.people:
        world.rows.add(Contact, row, row["id"])
    _write_keys(world, buyer, derived)
    _write_histories(world, buyer)
    for product, (times, last_asked_at) in asked.items():
        row = {"customer_id": buyer.key, "words": product, "times": times, "last_asked_at": last_asked_at}
        world.rows.add(Interest, row)


def write_tags_of(world: World, buyer: Buyer, tags: Sequence[int]) -> None:
    """Put none, one or two tags on a buyer."""
    chance = stream(world.seed, "tags", buyer.key)
    for key in sorted(chance.sample(list(tags), chance.choices((0, 1, 2), (62, 28, 10))[0])):
        world.rows.add(Customer.tags.through, {"customer_id": buyer.key, "tag_id": key})


def _contact_row(world: World, buyer: Buyer, place: int, chance: Random) -> dict[str, Any]:
    person = buyer.people[place]
    phone = buyer.phones[place + 1] if place + 1 < len(buyer.phones) else ""
    key = world.rows.new_key(Contact)
    buyer.contact_keys.append(key)
    is_mobile = bool(phone) and chance.random() < 0.5
    return {
        "id": key, "customer_id": buyer.key, "name": person.name, "form_of_address": person.form_of_address,
        "job_title": person.job_title, "email": person.email, "phone": phone, "whatsapp": phone if is_mobile else "",
        "language": buyer.country.language, "is_primary": place == 0, "is_decision_maker": person.job_title == "Owner",
    }  # fmt: skip


def _customer_values(world: World, buyer: Buyer, chance: Random) -> dict[str, Any]:
    firm, owner, manager = buyer.firm, buyer.owner, world.users["helen"]
    is_high = buyer.grade in "AB"
    first_owner = buyer.owners[0].user
    return {
        "id": buyer.key, "name": firm.name, "local_name": firm.local_name, "country": buyer.country.code, "city": buyer.city,
        "time_zone": buyer.time_zone, "website": f"www.{firm.domain}" if firm.domain and chance.random() < 0.7 else "",
        "phone": buyer.phones[0], "address": firm.address if chance.random() < 0.6 else "",
        "business_type": chance.choice(BusinessType.values) if chance.random() < 0.8 else "",
        "annual_purchase": f"USD {chance.randint(2, 90) * 10:,},000" if chance.random() < 0.35 else "",
        "source": buyer.source, "grade": buyer.grade, "graded_at": buyer.grades[-1].at,
        "owner_id": owner.pk if owner else None,
        "payment_habit": chance.choice(PAYMENTS) if chance.random() < 0.4 else "",
        "habits": chance.choice(HABITS) if chance.random() < 0.3 else "",
        "horizon": chance.choice(Horizon.values) if chance.random() < 0.5 else "",
        "our_rank": chance.choice(Rank.values) if chance.random() < 0.4 else "",
        "credit": pick(chance, (("", 75), (Credit.GOOD, 18), (Credit.CAUTION, 6), (Credit.BLOCKED, 1))),
        "do_not_contact": chance.random() < 0.005, "is_key": is_high and chance.random() < 0.12,
        "is_seed": chance.random() < 0.018, "motive": chance.choice(MOTIVES) if is_high else "",
        "bottom_line": chance.choice(LINES) if is_high else "", "is_imported": buyer.is_imported,
        "due_floor_on": _floor(world, buyer), "created_at": buyer.created_at,
        "created_by_id": manager.pk if buyer.is_imported or first_owner is None else first_owner.pk,
    }  # fmt: skip


def _floor(world: World, buyer: Buyer) -> Any:
    """N13's day after the last change of grade or owner, as `raise_floor` leaves it."""
    changes = [step.at for step in buyer.grades[1:]] + [period.since for period in buyer.owners[1:]]
    return world.calendar.next_working_day(world.calendar.day_of(max(changes))) if changes else None


def _write_keys(world: World, buyer: Buyer, derived: Derived) -> None:
    """The first buyer with a hard key has it for itself, as `store_keys` would leave it; a near-duplicate shares it."""
    for key in derived.keys:
        is_exclusive = key[0] in HARD_KINDS and key not in world.given_keys
        if is_exclusive:
            world.given_keys.add(key)
        row = {"customer_id": buyer.key, "kind": key[0], "value": key[1], "is_exclusive": is_exclusive}
        world.rows.add(LookupKey, row)


def _final_stage(
    world: World,
    buyer: Buyer,
    threads: Sequence[Thread],
    contacts: Sequence[Contacted],
    state: ContactState,
) -> str:
    """How far the buyer got, told in the timeline where a person moved it."""
    chance = stream(world.seed, "stage", buyer.key)
    if state.first_contact_at is None:
        return Stage.NEW
    won = sum(thread.state == "won" for thread in threads)
    owner = buyer.owner or known(buyer.owners[0].user)
    style = world.people[owner.email.partition("@")[0]].style
    draw = chance.random()
    if won:
        stage, reason = (Stage.REPEAT if won > 1 else Stage.TRIAL_ORDER), ""
    elif draw < 0.04 and buyer.grade in "CD":
        stage, reason = Stage.LOST, "客户已停止该产品线"
    elif draw < 0.1 and buyer.grade in "CD":
        stage, reason = Stage.DORMANT, ""
    elif draw < 0.1 + style.quotes * 0.8:
        stage, reason = pick(chance, ONWARD), ""
    else:
        return Stage.CONTACTED
    moved = contacts[-1]
    tell(
        world, buyer, TimelineEntry.Kind.STAGE, moved.at + timedelta(minutes=1), moved.by, text=reason,
        values={"before": Stage.CONTACTED.value, "after": stage.value},
    )  # fmt: skip
    return stage


def _write_histories(world: World, buyer: Buyer) -> None:
    """Grades and owners with their lines in the timeline."""
    creator = world.users["helen"] if buyer.is_imported else known(buyer.owners[0].user)
    tell(world, buyer, TimelineEntry.Kind.DATA, buyer.created_at, creator, values={"what": "created"})
    for step in buyer.grades:
        by = buyer.owner_at(step.at) or world.users["helen"]
        row = {
            "customer_id": buyer.key, "before": step.before, "after": step.after, "reason": step.reason, "by_id": by.pk,
            "at": step.at,
        }  # fmt: skip
        key = world.rows.add(GradeChange, row)
        if step.before:
            tell(
                world, buyer, TimelineEntry.Kind.GRADE, step.at, by, text=step.reason,
                values={"before": str(step.before), "after": str(step.after)}, ref=(GradeChange, key),
            )  # fmt: skip
    _write_owners(world, buyer, creator)


def _write_owners(world: World, buyer: Buyer, creator: User) -> None:
    for place, period in enumerate(buyer.owners):
        after = buyer.owners[place + 1] if place + 1 < len(buyer.owners) else None
        by = period.by or creator
        if period.user is not None:
            row = {
                "customer_id": buyer.key, "owner_id": period.user.pk, "started_at": period.since,
                "ended_at": after.since if after else None, "reason": period.reason, "by_id": by.pk,
            }  # fmt: skip
            world.rows.add(OwnerPeriod, row)
        if place:
            names = {"before": str(buyer.owners[place - 1].user or ""), "after": str(period.user or "")}
            tell(world, buyer, TimelineEntry.Kind.OWNER, period.since, by, text=period.reason, values=names)
