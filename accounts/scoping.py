"""Which rows may this person see? The only place that knows how roles, teams and stand-ins become a filter."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple, Self, TypeVar

from django.db import models
from django.db.models import Q, Value
from django.utils import timezone

from accounts.domain import answering_for
from accounts.models import Absence, AbsenceQuerySet, User, UserQuerySet
from core.request_context import once, today

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Scope:
    """`people`: the owners whose rows are a person's to work on, and all that they see unless `sees_all`.

    `sees_pool` adds rows without an owner, `shared` those of single customers of others (共享客户): none that the scope
    holds anyway. `acts_on`: the shared customers that one may write to as well.
    """

    people: frozenset[int]
    sees_all: bool = False
    sees_pool: bool = False
    shared: frozenset[int] = frozenset()
    acts_on: frozenset[int] = frozenset()

    def covers(self, owner_id: int | None, customer_id: int | None = None) -> bool:
        """Whether a row of this owner (None: nobody's), and of this customer, is inside the scope."""
        is_owned = self.sees_pool if owner_id is None else owner_id in self.people
        return self.sees_all or is_owned or customer_id in self.shared

    def parts(self) -> "list[Scope]":
        """Return scopes that share no row and together are this one: an index finds the rows of each, not of all at once."""
        if self.sees_all:
            return [self]
        people, pool = Scope(self.people), Scope(frozenset(), sees_pool=True)
        held = [part for part, is_there in ((people, self.people), (pool, self.sees_pool)) if is_there]
        return [*held, Scope(frozenset(), shared=self.shared)] if self.shared else held or [self]

    def with_shared(self, shares: "Iterable[Shared]") -> "Scope":
        """Return this and the customers that are shared with the person."""
        rows = list(shares)
        return replace(
            self,
            shared=frozenset(row.customer_id for row in rows if not self.covers(row.owner_id)),
            acts_on=frozenset(row.customer_id for row in rows if row.may_act),
        )


class Shared(NamedTuple):
    """A customer that its owner shares with somebody, who may only read it or act on it."""

    customer_id: int
    owner_id: int
    may_act: bool


NOTHING = Scope(frozenset())
MOST_DIGITS = 9  # of a person's key in an address
ReadShares = Callable[[User, date], Iterable[Shared]]
_read_shares: list[ReadShares] = []


def register_shares(read: ReadShares) -> ReadShares:
    """Decorator: the app of the customers tells with this what is shared with a person on a day (one query)."""
    _read_shares[:] = [read]
    return read


class Person(NamedTuple):
    """What N9 asks of a person."""

    pk: int
    is_active: bool
    frozen_at: datetime | None
    is_salesperson: bool
    is_manager: bool


# About whom it asks, for an absence.
ASKED = ("user", "stand_in", "user__team__manager")
WIDTH = len(Person._fields)
NOBODY = [
    Value(None, output_field=field())
    for field in (models.BigIntegerField, models.BooleanField, models.DateTimeField, models.BooleanField, models.BooleanField)
]  # fmt: skip
NO_ENTRY = Value(0, output_field=models.BigIntegerField())
ASKED_COLUMNS = tuple(f"{person}__{name}" for person in ASKED for name in Person._fields)


@dataclass(frozen=True)
class Away:
    """Who is away on a day, with what N9 asks about them. People are ids.

    `absences`: each one's stand-in, `managers`: each one's; `gone`: the frozen among all of these.
    """

    absences: Mapping[int, int | None]
    managers: Mapping[int, int | None]
    gone: frozenset[int]

    def with_frozen(self, people: Iterable[int], manager: int) -> "Away":
        """Return this and the frozen of a team: until the handover its manager answers (rules.md §6)."""
        left = frozenset(people)
        return Away(self.absences, {**self.managers, **dict.fromkeys(left, manager)}, self.gone | left)

    def answering_for(self, owner: int) -> int | None:
        """Return who answers for `owner` (N9)."""
        return answering_for(owner, manager=self.managers.get(owner), absences=self.absences, gone=self.gone)

    def answered_by(self, person: int) -> frozenset[int]:
        """Return for whom `person` answers: themselves, unless away, and of those named here the ones they stand in for."""
        return frozenset(owner for owner in {person, *self.managers} if self.answering_for(owner) == person)


def scope_of(user: Any, at: datetime | None = None) -> Scope:
    """Return what `user` sees on the company's day of `at` (default: today); worked out once per request.

    Salesperson: own rows and those of the people one stands in for that day. Manager: also the teams' and the pool.
    Boss: all; `people` are still those whose rows are theirs to work on, as a salesperson or manager. Each of them also
    the customers that are shared with them until that day. Everyone else, a frozen or anonymous person: nothing
    (rules.md §6, permissions.md).
    """
    if not isinstance(user, User) or user.is_frozen or not user.is_active:
        return NOTHING
    day = timezone.localdate(at) if at else today()
    return once(("scope", user.pk, day), lambda: _work_out_scope(user, day))


def _work_out_scope(user: User, day: date) -> Scope:
    is_selling = user.is_salesperson or user.is_manager
    people = _people_of(user, day) if is_selling else frozenset()
    scope = Scope(
        people,
        sees_all=user.is_boss,
        sees_pool=user.is_boss or user.is_manager or (is_selling and pool_is_open()),
    )
    # Nearly nobody has any: the mark at the person saves everybody else the question.
    is_asked = user.has_shares and is_selling
    return scope.with_shared(row for read in _read_shares for row in read(user, day)) if is_asked else scope


def _people_of(user: User, day: date) -> frozenset[int]:
    """Oneself, the teams that one leads, and those whom one stands in for on that day."""
    absent = away_on(day).answered_by(user.pk)
    team = {person.pk for person in team_of(user)} if user.is_manager else ()
    return frozenset({user.pk, *absent, *team})


def team_of(user: User) -> list[Person]:
    """Return who is in the teams that `user` leads, the frozen too; read once a request."""
    members = User.objects.filter(team__manager=user).order_by().values_list(*Person._fields)
    return once(("team", user.pk), lambda: [Person(*row) for row in members])


def gone_of(user: User, day: date) -> frozenset[int]:
    """Return those frozen by that day of the teams that `user` leads: until the handover the manager stands in (rules.md §6)."""
    return frozenset(person.pk for person in team_of(user) if _is_gone_on(person, day))


def led_scope(user: User) -> Scope:
    """Return oneself, the teams that one leads and what is nobody's: what a manager answers for, nobody stood in for."""
    return Scope(frozenset({user.pk, *(person.pk for person in team_of(user))}), sees_pool=True)


def away_on(day: date) -> Away:
    """Return who is away on the day; read once a request, as plain columns, for every page asks it."""
    return once(("away", day), lambda: _read_away(day))


def _read_away(day: date) -> Away:
    return _away_of(Absence.objects.on(day).values_list(*ASKED_COLUMNS, "pk"), day)


def away_or_gone_on(day: date) -> Away:
    """As `away_on`, with everybody who has left: until the handover their team's manager answers (rules.md §6, N9).

    One statement, asked once a request.
    """
    return once(("away or gone", day), lambda: _read_away_or_gone(day))


def _read_away_or_gone(day: date) -> Away:
    absent = Absence.objects.on(day).order_by().values_list(*ASKED_COLUMNS, "pk")
    left = User.objects.filter(Q(is_active=False) | Q(frozen_at__isnull=False)).order_by()
    manager = [f"team__manager__{name}" for name in Person._fields]
    return _away_of(
        absent.union(left.values_list(*Person._fields, *NOBODY, *manager, NO_ENTRY), all=True), day
    )


def _away_of(rows: Iterable[tuple[Any, ...]], day: date) -> Away:
    """Of two absences at once the older entry counts."""
    stand_ins: dict[int, int | None] = {}
    managers: dict[int, int | None] = {}
    gone = set()
    for *columns, entry in sorted(rows, key=lambda row: -row[-1]):
        people = owner, stand_in, manager = [
            Person(*columns[start : start + WIDTH]) for start in range(0, len(columns), WIDTH)
        ]
        if entry:
            stand_ins[owner.pk] = stand_in.pk if _works_on(stand_in, day) else None
        if entry or _is_gone_on(owner, day):
            managers[owner.pk] = manager.pk if _works_on(manager, day, has_to_lead=True) else None
        gone |= {person.pk for person in people if person.pk and _is_gone_on(person, day)}
    return Away(stand_ins, managers, frozenset(gone))


def _absences_in(first: date, last: date) -> list[Absence]:
    rows = Absence.objects.holding().within(first, last)
    return list(rows.select_related("user__team__manager", "stand_in").order_by("-pk"))


def _away_on(absences: Iterable[Absence], day: date) -> dict[int, Absence]:
    """Return the day's absences by who is away; of two at once the older entry counts."""
    return {row.user_id: row for row in absences if row.starts_on <= day <= row.ends_on}


def _answering_for(owner: User, away: Mapping[int, Absence], day: date) -> User | None:
    """Return who answers for `owner` by N9 among the owner, the stand-in and the team's manager."""
    if owner.pk not in away and not _is_gone_on(owner, day):
        return owner  # most: no need to read the manager
    stand_in = away[owner.pk].stand_in if owner.pk in away else None
    manager = owner.team.manager if owner.team else None
    manager = manager if manager is not None and _works_on(manager, day, has_to_lead=True) else None
    people = {person.pk: person for person in (owner, stand_in, manager) if person is not None}
    stand_ins = {pk: row.stand_in_id for pk, row in away.items()}
    if stand_in is not None and not _works_on(stand_in, day):
        stand_ins[owner.pk] = None
    answering = answering_for(
        owner.pk,
        manager=manager.pk if manager else None,
        absences=stand_ins,
        gone={pk for pk, person in people.items() if _is_gone_on(person, day)},
    )
    return people[answering] if answering is not None else None


def _is_gone_on(person: User | Person, day: date) -> bool:
    """A leaver answers for the days before the freeze, not for those from it on."""
    return not person.is_active or (
        person.frozen_at is not None and timezone.localdate(person.frozen_at) <= day
    )


def _works_on(person: User | Person, day: date, *, has_to_lead: bool = False) -> bool:
    """Whether a stand-in still sells or leads, or with `has_to_lead` a team's manager still is one: another role answers for nobody.

    Roles are known as they are now: of days that have passed nobody is robbed of what they answered for then.
    """
    has_role = person.is_manager or (person.is_salesperson and not has_to_lead)
    return bool(has_role) or day < today()


def pool_is_open() -> bool:
    """Whether the open pool (公海) is switched on; off until the company sets it (rules.md §6, §10)."""
    from core import policy

    return bool(policy.stored_values().get("customers.pool", {}).get("is_on", False))


class ScopedQuerySet(models.QuerySet[M]):
    """A queryset that knows its owner. Apps name the path in `owner_path`; everything else stands here.

    `customer_path` leads to the key of the customer whose rows they are, if they are one's: a shared customer is shared
    with all that hangs on it.
    """

    owner_path = "owner"
    customer_path = ""

    def visible_to(self, user: Any) -> Self:
        """Narrow to the rows `user` may see now. Lists, searches, counts, choices and files all start here."""
        return self.in_scope(scope_of(user))

    def held_by(self, user: Any) -> Self:
        """Narrow to the rows `user` sees by owner: what leaders answer for and judge, without what is shared with them."""
        return self.in_scope(replace(scope_of(user), shared=frozenset()))

    def led_by(self, user: Any) -> Self:
        """Narrow to the rows whose owner `user` leads: the filter to `leads`, and all for the boss."""
        if user.is_boss:
            return self.all()
        led = Q(**{f"{self.owner_path}__team__manager": user}) | Q(**{f"{self.owner_path}__isnull": True})
        return self.filter(led) if user.is_manager else self.none()

    def in_scope(self, scope: Scope) -> Self:
        """Narrow to `scope`."""
        if scope.sees_all:
            return self.all()
        owned = Q(**{f"{self.owner_path}__in": scope.people})
        if scope.sees_pool:
            owned |= Q(**{f"{self.owner_path}__isnull": True})
        if scope.shared and self.customer_path:
            owned |= Q(**{f"{self.customer_path}__in": scope.shared})
        return self.filter(owned) if scope.people or scope.sees_pool or scope.shared else self.none()


def colleagues_of(user: Any) -> models.QuerySet[User]:
    """Return the people whose rows `user` sees and who can own customers: the choices of "owner" filters and forms."""
    return owners_of(user)


def owners_of(user: Any, *asked: str) -> models.QuerySet[User]:
    """As `colleagues_of`, with the frozen ones among those `asked` for by key: until the handover their rows stand in lists."""
    keys = [int(key) for key in asked if key.isascii() and key.isdecimal() and len(key) <= MOST_DIGITS]
    return people_in_sight(user).filter(Q(frozen_at=None) | Q(pk__in=keys), is_salesperson=True)


def people_in_sight(user: Any) -> models.QuerySet[User]:
    """Return everybody who sells or leads, the frozen too, whose rows `user` sees."""
    scope = scope_of(user)
    people = User.objects.filter(Q(is_salesperson=True) | Q(is_manager=True), is_active=True)
    return people if scope.sees_all else people.filter(pk__in=scope.people)


def accounts_of(user: Any, people: UserQuerySet) -> UserQuerySet:
    """Narrow to the accounts that `user` looks after: all for admin and boss, a manager's own teams and their own."""
    if not isinstance(user, User) or user.is_frozen or not user.is_active:
        return people.none()
    if user.is_admin or user.is_boss:
        return people.all()
    return people.filter(Q(team__manager=user) | Q(pk=user.pk)) if user.is_manager else people.none()


def absences_of(user: Any, absences: AbsenceQuerySet) -> AbsenceQuerySet:
    """Narrow to one's own leave and trips, those in which one stands in, and those of whom one leads; all for the boss."""
    if not isinstance(user, User) or user.is_frozen or not user.is_active:
        return absences.none()
    if user.is_boss:
        return absences.all()
    seen = Q(user=user) | Q(stand_in=user)
    return absences.filter(seen | Q(user__team__manager=user) if user.is_manager else seen)


def leads(user: User, person: User | None) -> bool:
    """Whether `user` is the manager of the person's team; what is nobody's is every manager's (permissions.md).

    Standing in for somebody is not leading them: a stand-in reads and acts. `person` is loaded with its team.
    """
    if not user.is_manager:
        return False
    return person is None or (person.team is not None and person.team.manager_id == user.pk)


def leaders_of(people: Iterable[User | None], *, at: datetime) -> dict[int | None, frozenset[int]]:
    """Return, by each person's id, who is told of what concerns them: the team's manager, else the boss.

    Of a manager who is frozen the boss is told instead, of one who is away on the day of `at` the boss, too: whoever
    stands in for them does not lead the team (`leads`). Nobody is told of themselves; of what is nobody's (None) every
    manager. Two queries, for people loaded with their team.
    """
    rows = list(
        User.objects.active()
        .filter(Q(is_manager=True) | Q(is_boss=True))
        .values_list("pk", "is_manager", "is_boss")
    )
    managers = frozenset(pk for pk, is_manager, _is_boss in rows if is_manager)
    bosses = frozenset(pk for pk, _is_manager, is_boss in rows if is_boss)
    away = away_on(timezone.localdate(at)).absences.keys()
    told = {person: _managers_of(person, managers) for person in people}
    return {
        person.pk if person else None: ids if ids - away else ids | bosses - {person.pk if person else None}
        for person, ids in told.items()
    }


def _managers_of(person: User | None, managers: frozenset[int]) -> frozenset[int]:
    """Return which of the managers lead `person`; what is nobody's (None) all of them."""
    if person is None:
        return managers
    return managers & {person.team.manager_id if person.team else None} - {person.pk}


def responsible_for(owner: User | None, day: date) -> User | None:
    """Return who is responsible on the company's day: the owner, else the stand-in, else the team's manager (N9).

    The rule itself is `accounts.domain.answering_for`; None: nobody's, or of a frozen person without a manager.
    """
    return responsible_on([(owner, day)])[owner.pk, day] if owner else None


def stood_in_for(actor: Any, owner: User | None, day: date) -> User | None:
    """Return the owner when `actor` acts in their place on the company's day, None when not (N9): both stand in history."""
    if actor is None or owner is None or owner.pk == actor.pk:
        return None
    return owner if responsible_for(owner, day) == actor else None


def responsible_on(asked: Iterable[tuple[User, date]]) -> dict[tuple[int, date], User | None]:
    """As `responsible_for`, by owner's id and day: one query, for owners loaded with `team__manager`."""
    pairs = set(asked)
    if not pairs:
        return {}
    days = {day for _owner, day in pairs}
    absences = _absences_in(min(days), max(days))
    away = {day: _away_on(absences, day) for day in days}
    return {(owner.pk, day): _answering_for(owner, away[day], day) for owner, day in pairs}


__all__ = [
    "NOTHING",
    "Scope",
    "ScopedQuerySet",
    "Shared",
    "absences_of",
    "accounts_of",
    "away_on",
    "colleagues_of",
    "gone_of",
    "leaders_of",
    "leads",
    "led_scope",
    "owners_of",
    "people_in_sight",
    "pool_is_open",
    "register_shares",
    "responsible_for",
    "responsible_on",
    "scope_of",
    "stood_in_for",
    "team_of",
]
