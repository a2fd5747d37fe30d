"""Reads of handovers: whose customers wait, who may get them, how they would be spread (S98)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone

from accounts.models import User
from accounts.scoping import colleagues_of
from catalogue.models import RegionCountry
from core.ui.countries import country_name
from customers.domain.distributing import Item
from customers.models import Contact, Customer, Grade, HandedCustomer, Handover, Interest

GRADES = tuple(Grade.values)
WORDS_SHOWN = 60


@dataclass(frozen=True)
class Share:
    """What one receiver gets: customers by grade, and how many they have before and after."""

    person: User
    given: tuple[tuple[str, int], ...]
    count: int
    before: int
    after: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """How many customers they have afterwards."""
        return self.before + self.count


@dataclass(frozen=True)
class Preview:
    """A distribution before it is done. `shares` of those who get something; `nobody`: items that nobody gets."""

    shares: tuple[Share, ...]
    nobody: int
    count: int

    @property
    def given(self) -> int:
        """How many customers get another owner."""
        return self.count - self.nobody


def people_waiting(user: User) -> list[User]:
    """Return the frozen whose customers are not handed over yet and that `user` may give out, with `held`: how many."""
    return list(_waiting(user).select_related("team").order_by("-frozen_at", "pk"))


def colleagues_and_waiting(user: User) -> tuple[list[User], list[User]]:
    """Return the colleagues whose rows `user` sees, by name, and `people_waiting`, without their teams. One query for both."""
    colleagues = colleagues_of(user).annotate(held=Value(0)).order_by()
    people = list(colleagues.union(_waiting(user).order_by(), all=True).order_by("name", "pk"))
    waiting = [person for person in people if person.held]
    return [person for person in people if not person.held], sorted(waiting, key=_last_gone)


def _waiting(user: User) -> "QuerySet[Any]":
    gone = User.objects.visible_to(user).filter(Q(is_active=False) | Q(frozen_at__isnull=False))
    return _with_held(gone).filter(held__gt=0)


def _last_gone(person: User) -> tuple[float, int]:
    return -person.frozen_at.timestamp() if person.frozen_at else 0, person.pk


def people_to_choose(user: User) -> list[User]:
    """Return whose customers `user` may hand over, with `held`; who has none is not among them."""
    people = User.objects.visible_to(user)
    if not (user.is_boss or user.is_manager):
        people = people.filter(frozen_at__isnull=False)
    return list(_with_held(people).filter(held__gt=0).select_related("team").order_by("name", "pk"))


def _with_held(people: "QuerySet[User]") -> "QuerySet[Any]":
    return people.annotate(held=Count("customers", filter=Q(customers__merged_into=None)))


def receivers_for(user: Any, person: User) -> "QuerySet[User]":
    """Return who can get customers of `person`: active salespeople, for a manager those of the own teams.

    For an admin, who hands over the frozen only, all of them.
    """
    people: QuerySet[User] = User.objects.salespeople().exclude(pk=person.pk)
    if not (user.is_boss or (user.is_admin and person.is_frozen)):
        people = people.filter(Q(team__manager=user) | Q(pk=user.pk))
    return people.order_by("name", "pk")


def customers_to_give(person: User, again: Handover | None = None) -> "QuerySet[Customer]":
    """Return the customers of `person`; `again`: those that came back to them from that undone handover."""
    rows = Customer.objects.current().filter(owner=person)
    if again is not None:
        rows = rows.filter(handed_over__handover=again, handed_over__is_returned=True)
    return rows


def read_items(customers: "QuerySet[Customer]", *, with_words: bool) -> list[Item]:
    """Return `customers` as the rules of distribution see them; the products they asked about only where they matter."""
    words: dict[int, list[str]] = defaultdict(list)
    if with_words:
        asked = Interest.objects.filter(customer__in=customers)
        for pk, text in asked.values_list("customer", "words"):
            words[pk].append(text)
    rows = customers.order_by("pk").values_list("pk", "grade", "country")
    return [Item(pk, grade, country, tuple(words[pk])) for pk, grade, country in rows]


def load_of(people: Iterable[int]) -> dict[int, Counter[str]]:
    """Return how many customers each of `people` has, by grade. One query."""
    found: dict[int, Counter[str]] = {pk: Counter() for pk in people}
    rows = Customer.objects.current().filter(owner__in=found).order_by()
    for owner, grade, count in rows.values_list("owner", "grade").annotate(count=Count("pk")):
        found[owner][grade] = count
    return found


def countries_of(items: Iterable[Item]) -> list[tuple[str, str, int]]:
    """Return code, name and number of the countries of `items`, the most frequent first; without one the code is ""."""
    counts = Counter(item.country for item in items)
    return [(code, country_name(code), count) for code, count in sorted(counts.items(), key=_most)]


def markets_of(countries: Iterable[tuple[str, str, int]]) -> list[tuple[int, str, list[str]]]:
    """Return number, name and country codes of the company's markets that have several of these countries. One query."""
    codes = [code for code, _name, _count in countries if code]
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    rows = RegionCountry.objects.filter(country__in=codes).select_related("region")
    for row in rows.order_by("region__position", "region", "country"):
        found[row.region_id, str(row.region)].append(str(row.country))
    return [(pk, name, inside) for (pk, name), inside in found.items() if len(inside) > 1]


def _most(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def words_asked(customers: "QuerySet[Customer]") -> list[str]:
    """Return the product words that most of `customers` asked about."""
    rows = Interest.objects.filter(customer__in=customers).order_by().values_list("words")
    return [
        words for words, _count in rows.annotate(count=Count("pk")).order_by("-count", "words")[:WORDS_SHOWN]
    ]


def preview_of(
    given: Mapping[int, int | None], items: Sequence[Item], people: Mapping[int, User], load: Mapping[int, Mapping[str, int]]
) -> Preview:  # fmt: skip
    """Return what each receiver gets by this distribution, in the order of `people`."""
    grades = {item.pk: item.grade for item in items}
    gets: dict[int, Counter[str]] = defaultdict(Counter)
    for pk, to in given.items():
        if to is not None:
            gets[to][grades[pk]] += 1
    shares = tuple(
        _share_of(person, gets[pk], load.get(pk, {})) for pk, person in people.items() if pk in gets
    )
    nobody = sum(to is None for to in given.values())
    return Preview(shares, nobody, len(given))


def _share_of(person: User, gets: Mapping[str, int], has: Mapping[str, int]) -> Share:
    return Share(
        person,
        tuple((grade, gets.get(grade, 0)) for grade in GRADES),
        sum(gets.values()),
        sum(has.values()),
        tuple((grade, gets.get(grade, 0) + has.get(grade, 0)) for grade in GRADES),
    )


# ── a handover that was done ────────────────────────────────────────────────
@dataclass(frozen=True)
class Progress:
    """How far a receiver is: customers got by grade, contacted since, overdue and not contacted, no longer theirs."""

    person: User
    given: tuple[tuple[str, int], ...]
    count: int
    contacted: int
    overdue: int
    moved_on: int


def read_handovers(user: User, limit: int) -> list[Handover]:
    """Return the newest handovers that `user` sees, each with `count` of customers and `receivers`. One query."""
    rows = Handover.objects.visible_to(user).select_related("person__team", "by", "undone_by")
    counted = rows.annotate(
        count=Count("customers", distinct=True), receivers=Count("customers__to", distinct=True)
    )
    return list(counted.order_by("-at", "-id")[:limit])


# A handed-over customer that its receiver still has.
STILL_THERE = Q(customer__owner=F("to"), customer__merged_into=None)


def read_progress(handover: Handover, at: datetime) -> list[Progress]:
    """Return how far each receiver is. Two queries."""
    today = timezone.localdate(at)
    since = Q(customer__last_contact_at__gte=handover.at)
    silent = Q(customer__last_contact_at__lt=handover.at) | Q(customer__last_contact_at=None)
    rows = handover.customers.order_by().values("to", "grade")
    rows = rows.annotate(
        count=Count("pk"), contacted=Count("pk", filter=since),
        overdue=Count("pk", filter=STILL_THERE & silent & Q(customer__next_due_on__lt=today)),
        moved_on=Count("pk", filter=~STILL_THERE),
    )  # fmt: skip
    by_person: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_person[row["to"]].append(row)
    people = User.objects.filter(pk__in=by_person).order_by("name", "pk")
    return [_progress_of(person, by_person[person.pk]) for person in people]


def _progress_of(person: User, rows: Sequence[Mapping[str, Any]]) -> Progress:
    grades = {row["grade"]: row["count"] for row in rows}
    sums = {name: sum(row[name] for row in rows) for name in ("count", "contacted", "overdue", "moved_on")}
    return Progress(person, tuple((grade, grades.get(grade, 0)) for grade in GRADES), **sums)


def watched_customers(handover: Handover, user: User) -> "QuerySet[HandedCustomer]":
    """Return the customers of a handover that `user` sees and its receivers still have: not contacted since first, overdue on top."""
    seen = Customer.objects.visible_to(user).current()
    rows = handover.customers.filter(STILL_THERE, customer__in=seen)
    contacted = When(customer__last_contact_at__gte=handover.at, then=0)
    is_silent = Case(contacted, default=1, output_field=IntegerField())
    rows = rows.select_related("customer", "to").annotate(is_silent=is_silent)
    return rows.order_by("-is_silent", F("customer__next_due_on").asc(nulls_last=True), "grade", "pk")


def handed_to(handover: Handover, user: User) -> dict[User, list[HandedCustomer]]:
    """Return the customers of a handover by receiver, for its document: grade by grade, with the primary contact."""
    primary = Prefetch(
        "customer__contacts", Contact.objects.filter(is_primary=True), to_attr="primary_contacts"
    )
    rows = handover.customers.filter(customer__in=Customer.objects.visible_to(user))
    rows = rows.select_related("customer", "to").prefetch_related(primary)
    found: dict[User, list[HandedCustomer]] = defaultdict(list)
    for row in rows.order_by("to__name", "to", "grade", "customer__name_sort", "pk"):
        found[row.to].append(row)
    return dict(found)
