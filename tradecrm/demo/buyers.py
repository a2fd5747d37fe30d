"""Planning the buyers: who they are, whose they are, how they were graded (requirements D2, D3)."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random

from accounts.models import User
from customers.models import Customer, Grade, Source
from tradecrm.demo.chance import pick, stream
from tradecrm.demo.countries import WEIGHTED, Country, PhoneBook
from tradecrm.demo.names import Firm, NameMaker, Persona
from tradecrm.demo.people import LEAVING, NEWCOMER
from tradecrm.demo.texts import SOURCES
from tradecrm.demo.world import World, any_moment, office_moment

GRADES = ((Grade.A, 6), (Grade.B, 17), (Grade.C, 33), (Grade.D, 44))
POOL_AMONG_LOW = 0.18 / 0.77  # the open pool holds C and D customers: 18 % of all
IMPORTED = 0.15
CONTACTS = ((1, 65), (2, 24), (3, 8), (4, 3))
WHY_RAISED = ("客户确认年度采购计划", "样品测试通过，准备试单", "谈妥付款方式，等定金", "看厂后要求报整柜价")
WHY_LOWERED = ("多次报价无回音", "预算推迟到下半年", "主要向其他供应商采购", "只要小批量，价格谈不拢")
WHY_POOLED = "连续三次未按期跟进，转入公海"
WHY_HANDED_OVER = "区域调整，由新同事接手"
BEFORE_NEWCOMER = "omar"


@dataclass(slots=True)
class Owned:
    """Who owned a buyer from when on; `user` None is the open pool."""

    user: User | None
    since: datetime
    reason: str = ""
    by: User | None = None


@dataclass(slots=True)
class Graded:
    """A step of the grade."""

    before: str
    after: str
    at: datetime
    reason: str = ""


@dataclass(slots=True)
class Buyer:
    """A buyer as planned. `owners` and `grades` are histories, oldest first."""

    key: int
    country: Country
    city: str
    time_zone: str
    firm: Firm
    people: list[Persona]
    phones: list[str]
    source: str
    grades: list[Graded]
    owners: list[Owned]
    created_at: datetime
    is_imported: bool
    contact_keys: list[int] = field(default_factory=list)

    @property
    def grade(self) -> str:
        return self.grades[-1].after

    @property
    def owner(self) -> User | None:
        return self.owners[-1].user

    @property
    def pooled_at(self) -> datetime | None:
        """When it fell to the open pool; nothing happened with it since."""
        return self.owners[-1].since if self.owners[-1].user is None else None

    def owner_at(self, moment: datetime) -> User | None:
        """Return who owned it at `moment`."""
        held = [period.user for period in self.owners if period.since <= moment]
        return held[-1] if held else self.owners[0].user

    def grade_at(self, day: datetime) -> str:
        """Return the grade that held at `day`."""
        held = [step.after for step in self.grades if step.at <= day]
        return held[-1] if held else self.grades[0].after


class BuyerPlanner:
    """Plans one buyer after the other; no two share a name, mailbox or telephone but the near-duplicates."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._names, self._phones = NameMaker(), PhoneBook()
        self._taken: set[str] = set()
        self._sellers = sorted(world.people)

    def plan_all(self) -> list[Buyer]:
        """Return every buyer, the near-duplicates last."""
        world = self._world
        originals = [
            self._plan(number) for number in range(world.size.customers - world.size.near_duplicates)
        ]
        step = max(len(originals) // max(world.size.near_duplicates, 1), 1)
        copies = [
            self._plan_double(originals[n * step], n)
            for n in range(world.size.near_duplicates if originals else 0)
        ]
        return originals + copies

    def _plan(self, number: int) -> Buyer:
        chance = stream(self._world.seed, "buyer", number)
        country = pick(chance, WEIGHTED)
        city, zone = chance.choice(country.cities)
        firm = self._names.make_firm(chance, country, city)
        count = pick(chance, CONTACTS)
        people = [self._names.make_person(chance, country, firm, self._taken) for _ in range(count)]
        phones = [
            self._phones.next_number(country) if chance.random() < 0.8 else "" for _ in range(count + 1)
        ]
        seller = self._seller_of(chance, country)
        is_imported = chance.random() < IMPORTED
        created_at = self._entry(chance, seller, is_imported=is_imported)
        grades = self._grades(chance, created_at)
        owners = self._owners(chance, seller, created_at, grades[-1].after)
        source = (
            pick(chance, SOURCES)
            if not is_imported
            else chance.choice((Source.TRADE_SHOW, Source.ALIBABA, Source.REFERRAL))
        )
        return Buyer(
            key=self._world.rows.new_key(Customer), country=country, city=city, time_zone=zone, firm=firm, people=people,
            phones=phones, source=source, grades=grades, owners=owners, created_at=created_at, is_imported=is_imported,
        )  # fmt: skip

    def _plan_double(self, original: Buyer, number: int) -> Buyer:
        """The same buyer once more, as an office without a lookup would have entered it (requirements D2)."""
        world = self._world
        chance = stream(world.seed, "double", number)
        firm, phones = original.firm, [""] * (len(original.phones))
        person = self._names.make_person(chance, original.country, firm, self._taken)
        short = firm.name.rpartition(" ")[0] or firm.name
        kind = number % 4
        if kind == 0:  # same domain, the name a little different
            firm = replace(firm, name=f"{short} Trading")
        elif kind == 1:  # without the legal form, from public mail
            firm = replace(firm, name=short, domain="")
            person = self._names.make_person(chance, original.country, firm, self._taken)
        elif kind == 2:  # the telephone in another form
            digits = "".join(filter(str.isdigit, next(filter(None, original.phones), "")))
            phones[0] = f"00{digits}" if digits else ""
            firm = replace(firm, name=f"{short} Group", domain="")
        else:  # the group's mail address
            person = replace(
                person, name="Purchasing", email=f"info@{firm.domain or 'gmx.example'}", form_of_address=""
            )
        created_at = any_moment(
            chance, max(original.created_at, world.at - timedelta(days=200)), world.at - timedelta(days=3)
        )
        seller = self._sellers[number % len(self._sellers)]
        return Buyer(
            key=world.rows.new_key(Customer), country=original.country, city=original.city, time_zone=original.time_zone,
            firm=replace(firm, local_name="", address=""), people=[person], phones=phones[:2], source=Source.ALIBABA,
            grades=[Graded("", Grade.D, created_at)], owners=[Owned(world.users[seller], created_at)],
            created_at=created_at, is_imported=False,
        )  # fmt: skip

    def _seller_of(self, chance: Random, country: Country) -> str:
        if self._world.size.sellers:
            return chance.choice(self._sellers)
        responsible = [name for name in self._sellers if country.code in self._world.people[name].countries]
        return chance.choice(responsible)

    def _entry(self, chance: Random, seller: str, *, is_imported: bool) -> datetime:
        world = self._world
        if is_imported:  # the old card box: all in one morning
            return world.calendar.instant_of(
                world.calendar.next_working_day(world.calendar.day_of(world.start_at)), time(10)
            )
        moment = any_moment(chance, world.start_at + timedelta(days=40), world.at - timedelta(days=2))
        return office_moment(
            chance, world.calendar.last_working_day_on_or_before(world.calendar.day_of(moment)), world
        )

    def _grades(self, chance: Random, created_at: datetime) -> list[Graded]:
        final = pick(chance, GRADES)
        first_day = world_day(self._world, created_at) + timedelta(days=8)
        room = (self._world.today - first_day).days
        if chance.random() < 0.68 or room < 5:
            return [Graded("", final, created_at)]
        letters = [grade for grade in "ABCD" if grade != final and abs(ord(grade) - ord(final)) <= 2]
        initial = chance.choice(letters)
        at = self._working_moment(chance, first_day, room)
        why = chance.choice(WHY_RAISED if final < initial else WHY_LOWERED)
        return [Graded("", initial, created_at), Graded(initial, final, at, why)]

    def _owners(self, chance: Random, seller: str, created_at: datetime, grade: str) -> list[Owned]:
        """The history of owners: some handed over, some fallen to the pool; the newcomer took over what is old."""
        world = self._world
        user, manager = world.users[seller], world.users["helen"]
        if seller == NEWCOMER and user.joined_at and created_at < user.joined_at:
            handed_at = self._working_moment(chance, world_day(world, user.joined_at) + timedelta(days=3), 5)
            return [
                Owned(world.users[BEFORE_NEWCOMER], created_at),
                Owned(user, handed_at, WHY_HANDED_OVER, manager),
            ]
        room = (world.today - world_day(world, created_at)).days - 45
        if room < 20:
            return [Owned(user, created_at)]
        if grade in "CD" and chance.random() < POOL_AMONG_LOW * 1.25:
            at = self._working_moment(chance, world_day(world, created_at) + timedelta(days=40), room)
            return [Owned(user, created_at), Owned(None, at, WHY_POOLED, manager)]
        others = [name for name in self._sellers if name not in {seller, NEWCOMER, LEAVING}]
        if chance.random() < 0.08 and others:
            at = self._working_moment(chance, world_day(world, created_at) + timedelta(days=30), room)
            return [
                Owned(world.users[chance.choice(others)], created_at),
                Owned(user, at, "区域调整", manager),
            ]
        return [Owned(user, created_at)]

    def _working_moment(self, chance: Random, first: date, room: int) -> datetime:
        """Return a moment in working hours within `room` days from `first`."""
        world = self._world
        day = world.calendar.last_working_day_on_or_before(
            first + timedelta(days=chance.randrange(max(room, 1)))
        )
        return office_moment(chance, day, world, world.at - timedelta(hours=1))


def world_day(world: World, moment: datetime) -> date:
    """Return the company's day of `moment`."""
    return world.calendar.day_of(moment)
