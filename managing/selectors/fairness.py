"""Who was given what (S107): inquiries, A customers and claims of the pool by salesperson, and the log of decisions."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value

from accounts.models import User
from core.keyset import Page, Sort, page_of
from customers.models import Customer, OwnerPeriod
from inquiries.models import Assignment, Inquiry
from reports.domain.timetable import Span

PAGE = 50
NEWEST = Sort("newest", "at", datetime, is_descending=True)
NEWEST_CLAIM = Sort("newest", "started_at", datetime, is_descending=True)
# To what the log is narrowed besides a rule: all that the first column counts, and what was taken out of the pool.
GIVEN, CLAIMS = "given", "claim"
BY_RULE = {f"assigned_{rule}": rule for rule in Assignment.Rule.values if rule != Assignment.Rule.HANDOVER}


@dataclass(frozen=True)
class Share:
    """A salesperson's part. `by_rule`: how their inquiries came to them."""

    person: User
    assigned: int
    by_rule: dict[str, int]
    customers: int
    a_customers: int
    claims: int


@dataclass(frozen=True)
class Narrowing:
    """Whose decisions are read (None: all), and of which rule; `GIVEN`: all but handovers, "": all."""

    person: User | None = None
    rule: str = ""


RULES = frozenset({*Assignment.Rule.values, GIVEN, CLAIMS})


def people_read(user: Any) -> list[User]:
    """Return the salespeople whom `user` leads today, and `user`; all for the boss. One query."""
    return _led(user, User.objects.salespeople())


def people_answered_for(user: Any) -> list[User]:
    """As `people_read`, with the frozen of the teams: until the handover the manager stands in (rules.md §6). One query."""
    return _led(user, User.objects.filter(is_salesperson=True, is_active=True))


def people_given(user: Any, span: Span) -> list[User]:
    """As `people_read`, with those who left in the span or after it. One query."""
    was_there = Q(frozen_at=None) | Q(frozen_at__gt=span.starts_at)
    return _led(user, User.objects.filter(was_there, is_salesperson=True, is_active=True))


def _led(user: Any, rows: QuerySet[User]) -> list[User]:
    if not user.is_boss:
        rows = rows.filter(Q(team__manager=user) | Q(pk=user.pk))
    return list(rows.select_related("team").order_by("team__name", "name", "pk"))


def read_shares(people: list[User], span: Span) -> list[Share]:
    """Return what each was given in the span, and holds now; a handover gives nobody anything. One statement."""
    ids = [person.pk for person in people]
    given = Assignment.objects.filter(at__gte=span.starts_at, at__lt=span.ends_at, to__in=ids)
    held = Customer.objects.current().filter(owner__in=ids)
    claimed = OwnerPeriod.objects.filter(
        is_claim=True, started_at__gte=span.starts_at, started_at__lt=span.ends_at, owner__in=ids
    )
    counted = [
        *(_grouped(name, given.filter(rule=rule), "to") for name, rule in BY_RULE.items()),
        _grouped("customers", held, "owner"),
        _grouped("a_customers", held.filter(grade="A"), "owner"),
        _grouped("claims", claimed, "owner"),
    ]
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for name, person_id, number in counted[0].union(*counted[1:], all=True):
        found[person_id][name] = number
    return [_share_of(person, found[person.pk]) for person in people]


def _share_of(person: User, counts: dict[str, int]) -> Share:
    by_rule = {rule: counts[name] for name, rule in BY_RULE.items() if name in counts}
    kept = (counts.get(name, 0) for name in ("customers", "a_customers", "claims"))
    return Share(person, sum(by_rule.values()), by_rule, *kept)


def _grouped(name: str, rows: Any, who: str) -> Any:
    named = rows.order_by().annotate(fact=Value(name, output_field=CharField()), whose=F(who))
    return named.values("fact", "whose").annotate(number=Count("pk")).values_list("fact", "whose", "number")


def read_log(
    user: Any,
    people: list[User],
    span: Span,
    wanted: Narrowing | None = None,
    *,
    after: str = "",
    before: str = "",
) -> Page[Assignment]:
    """Return the decisions of the span, newest first: the boss's all, a manager's those to their people. One query.

    `wanted` narrows them. `is_visible`: whether `user` may open the inquiry, which may be another team's by now.
    """
    wanted = wanted or Narrowing()
    rows = Assignment.objects.filter(at__gte=span.starts_at, at__lt=span.ends_at)
    if not user.is_boss:
        rows = rows.filter(to__in=[person.pk for person in people])
    if wanted.person is not None:
        rows = rows.filter(to=wanted.person)
    if wanted.rule:
        rows = rows.filter(rule__in=BY_RULE.values() if wanted.rule == GIVEN else [wanted.rule])
    visible = Inquiry.objects.visible_to(user).filter(pk=OuterRef("inquiry"))
    rows = rows.annotate(is_visible=Exists(visible)).select_related("inquiry", "to", "by").order_by()
    return page_of(rows, NEWEST, after=after, before=before, size=PAGE)


def read_claims(
    user: Any, people: list[User], span: Span, person: User | None, *, after: str = "", before: str = ""
) -> Page[OwnerPeriod]:
    """Return what `people` (or one of them) took out of the pool in the span, newest first. One query.

    `is_visible`: whether `user` may see the customer, which may be another team's by now.
    """
    owners = [person.pk] if person is not None else [one.pk for one in people]
    rows = OwnerPeriod.objects.filter(is_claim=True, owner__in=owners)
    rows = rows.filter(started_at__gte=span.starts_at, started_at__lt=span.ends_at)
    visible = Customer.objects.visible_to(user).filter(pk=OuterRef("customer"))
    rows = rows.annotate(is_visible=Exists(visible)).select_related("customer", "owner").order_by()
    return page_of(rows, NEWEST_CLAIM, after=after, before=before, size=PAGE)
