"""Who was there in a period, in which team, from when to when: the parts to which every fact is added (N18)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar

from django.db.models import Case, F, IntegerField, Q, Value, When

from accounts.models import Absence, Team, User
from core.domain.work_calendar import ONE_DAY
from core.request_context import once
from core.work_days import current_calendar
from reports.domain.timetable import Span, owes_report, own_span
from reports.models import LeaderMove, TeamMove

T = TypeVar("T")
LEFT, LEADS = "left", "manager"


@dataclass(frozen=True, eq=False)
class Part:
    """A stretch of the period in which somebody was in one team. `mark`: "left", "moved", "manager" or "".

    "manager": who leads and does not sell; what they did was above all in place of their people (N9). It is their own
    department's, and their team's if they lead one alone: of several nothing says in which.

    Equal is only the part itself: pages look figures up by it some thousand times.
    """

    person: User
    team: Team | None
    span: Span
    mark: str = ""

    @property
    def manager(self) -> User | None:
        """Who leads the team now and so reads what was done in it; None: nobody but the boss."""
        leader = self.person if self.mark == LEADS else self.team.manager if self.team is not None else None
        return leader if leader is not None and _led(leader) and not leader.is_frozen else None


def _led(manager: User) -> bool:
    return manager.is_manager and manager.is_active


class Leaders:
    """Who led which team at a moment: by what was written down when a team got another manager since (N18). Two queries.

    What was done in a period is reported to who led the team at its end; a running one has no end yet. `known`: who is known
    to have led then, whatever they are now.
    """

    def __init__(self, at: datetime, known: Collection[int] = ()) -> None:
        self._at = at
        self._known = known
        # The teams first: whom somebody puts in between stands in a move that is read after it.
        self._leaders: dict[int, User | None] = {
            team.pk: team.manager for team in Team.objects.select_related("manager")
        }
        for move in LeaderMove.objects.filter(at__gte=at).select_related("before").order_by("-at", "-pk"):
            self._leaders[move.team_id] = move.before

    def of(self, team_id: int | None) -> User | None:
        """Return who led the team with this key, unless frozen by then; None: nobody but the boss."""
        return self._if_there(self._leaders.get(team_id or 0))

    def of_part(self, part: Part) -> User | None:
        """Return to whom it was reported what was done in the part."""
        if part.mark == LEADS:
            return self._if_there(part.person)
        return self.of(part.team.pk if part.team is not None else None)

    def key_of(self, part: Part) -> int | None:
        """Return the key of who `of_part` says."""
        leader = self.of_part(part)
        return leader.pk if leader else None

    def _if_there(self, leader: User | None) -> User | None:
        if leader is None or leader.pk in self._known:
            return leader
        is_there = _led(leader) and not (leader.frozen_at and leader.frozen_at < self._at)
        return leader if is_there else None


def leaders_at(at: datetime) -> Leaders:
    """Return who led which team at a moment. Two queries in a request or job."""
    return once(("leaders", at), lambda: Leaders(at))


def managers_at(people: Iterable[User], at: datetime) -> dict[int, User | None]:
    """Return to whom each of `people` reported at a moment, by the team they were in then and who led it. Three queries.

    Nobody reports to themselves (§7).
    """
    team_ids = {person.pk: person.team_id for person in people}
    for move in TeamMove.objects.filter(at__gte=at, person__in=team_ids).order_by("-at", "-pk"):
        team_ids[move.person_id] = move.before_id
    leaders = leaders_at(at)
    found = {pk: leaders.of(team_id) for pk, team_id in team_ids.items()}
    return {pk: manager if manager and manager.pk != pk else None for pk, manager in found.items()}


class Roll:
    """Everybody's parts of a period. A fact of a moment belongs to the part that holds it."""

    def __init__(self, parts: Iterable[Part], sold: Collection[int] = ()) -> None:
        """`sold`: whose mail is asked though they sell no more."""
        self.sold = sold
        self.parts: dict[int, list[Part]] = defaultdict(list)
        for part in parts:
            self.parts[part.person.pk].append(part)
        # The moments from which on a fact is the next part's: none for nearly everybody.
        self._cuts = {
            pk: [part.span.ends_at for part in own if part.mark == LEFT or part is not own[-1]]
            for pk, own in self.parts.items()
        }

    def whole(self, *, moved_only: bool = False) -> "Roll":
        """Return it with one part for each person (of those who changed teams only): all that they were there."""
        parts = [own for own in self.parts.values() if len(own) > 1 or not moved_only]
        return Roll(
            (Part(own[-1].person, own[-1].team, Span(own[0].span.starts_at, own[-1].span.ends_at), own[-1].mark) for own in parts),
            self.sold,
        )  # fmt: skip

    @property
    def people(self) -> list[User]:
        return [own[0].person for own in self.parts.values()]

    @property
    def sellers(self) -> list[User]:
        """Those of whom mail is asked."""
        people = (own[0].person for own in self.parts.values() if own[0].mark != LEADS)
        return [person for person in people if person.is_salesperson or person.pk in self.sold]

    @property
    def has_cuts(self) -> bool:
        """Whether a fact's moment decides in whose part it is."""
        return any(self._cuts.values())

    @property
    def ids(self) -> Collection[int]:
        return self.parts.keys()

    def number_at(self, person: str, at: str) -> Any:
        """Return the expression that numbers the part of a row's person (a field's name) at its moment (another's)."""
        whens = [
            When(Q(**{person: pk, f"{at}__gte": cut}), then=Value(number))
            for pk, cuts in self._cuts.items()
            for number, cut in reversed(list(enumerate(cuts, start=1)))
        ]
        return Case(*whens, default=Value(0), output_field=IntegerField())

    def part(self, person_id: int | None, number: int) -> Part | None:
        """Return a person's part by its number; None for who has none, or not any more."""
        own = self.parts.get(person_id or 0, [])
        return own[number] if number < len(own) else None

    def part_at(self, person_id: int | None, at: datetime) -> Part | None:
        """Return the part that holds a person's fact of this moment."""
        cuts = self._cuts.get(person_id or 0, [])
        return self.part(person_id, sum(cut <= at for cut in cuts))


def read_roll(
    span: Span,
    people: Collection[User] | None = None,
    *,
    and_people: Collection[int] = (),
    sold: Collection[int] | None = None,
    with_managers: bool = False,
) -> Roll:
    """Return who sold in the period, the leavers too, in their teams of then. Three queries.

    Of `people` only, whatever they are now; else salespeople, those who `sold` in the period, as far as that is known, and
    `and_people`.
    `with_managers`: also who leads and does not sell (`without_idle` takes out who did nothing); who changed teams in the
    period stands in these.
    """
    teams = {team.pk: team for team in Team.objects.select_related("manager")}
    leads: dict[int, list[Team]] = defaultdict(list)
    for team in teams.values() if with_managers else ():
        if team.manager is not None and team.manager.is_manager:
            leads[team.manager.pk].append(team)
    rows = User.objects.filter(is_active=True).select_related("team")
    rows = rows.filter(Q(frozen_at=None) | Q(frozen_at__gt=span.starts_at))
    rows = rows.filter(Q(joined_at=None) | Q(joined_at__lt=span.ends_at))
    if people is None:
        rows = rows.filter(Q(is_salesperson=True) | Q(pk__in=[*and_people, *(sold or ()), *leads]))
    else:
        rows = rows.filter(pk__in=[person.pk for person in people])
    sellers = list(rows.order_by(F("team__name").asc(nulls_last=True), "name", "pk"))
    moves: dict[int, list[TeamMove]] = defaultdict(list)
    for move in TeamMove.objects.filter(at__gte=span.starts_at, person__in=sellers).order_by("at", "pk"):
        moves[move.person_id].append(move)
    return Roll(
        (
            part
            for person in sellers
            for part in (
                _leading_part(person, leads[person.pk], span)
                if person.pk in leads and not _sold_in(person, moves[person.pk], sold, span)
                else _parts_of(person, moves[person.pk], teams, span)
            )
        ),
        sold or (),
    )


def _sold_in(person: User, moves: list[TeamMove], sold: Collection[int] | None, span: Span) -> bool:
    """Whether somebody sold in the period; where that is not known, who changed teams in it may have until then."""
    if sold is None:
        return person.is_salesperson or any(move.at < span.ends_at for move in moves)
    return person.is_salesperson or person.pk in sold


def _leading_part(person: User, teams: list[Team], span: Span) -> Iterable[Part]:
    held = _held_of(person, span)
    if held is not None:
        yield Part(person, teams[0] if len(teams) == 1 else None, held, LEADS)


def without_idle(found: Mapping[Part, T], nothing: T) -> dict[Part, T]:
    """Return what was done in the parts, without managers who do not sell and did `nothing` in place of their people."""
    return {part: done for part, done in found.items() if part.mark != LEADS or done != nothing}


def roll_of(people: Iterable[User], span: Span) -> Roll:
    """Return the roll of `people`, whatever they are now, in one part each, whatever teams they were in. No query.

    The same as `read_roll(span, people).whole()`, of people who are loaded with their team.
    """
    parts = ((person, _held_of(person, span)) for person in people if person.is_active)
    return Roll(
        Part(person, person.team, held, LEFT if held.ends_at < span.ends_at else "")
        for person, held in parts
        if held is not None
    )


def _held_of(person: User, span: Span) -> Span | None:
    return own_span(span, joined_at=person.joined_at, left_at=person.frozen_at)


def _parts_of(person: User, moves: list[TeamMove], teams: dict[int, Team], span: Span) -> Iterable[Part]:
    held = _held_of(person, span)
    if held is None:
        return
    inside = [move for move in moves if held.starts_at < move.at < held.ends_at]
    later = next((move for move in moves if move.at >= held.ends_at), None)
    edges = [held.starts_at, *(move.at for move in inside), held.ends_at]
    last = later.before_id if later else person.team_id
    held_teams = [teams.get(pk or 0) for pk in (*(move.before_id for move in inside), last)]
    is_gone = held.ends_at < span.ends_at
    for place, (starts_at, ends_at) in enumerate(pairwise(edges)):
        is_last = place == len(held_teams) - 1
        mark = "" if is_last and not is_gone else LEFT if is_last else "moved"
        yield Part(person, held_teams[place], Span(starts_at, ends_at), mark)


def read_owing(span: Span) -> list[User]:
    """Return who owes the report of a period, as far as it is known now (N18); a boss owes none (§7). Two queries."""
    calendar = current_calendar()
    rows = User.objects.filter(is_salesperson=True, is_active=True, is_boss=False)
    people = list(rows.select_related("team__manager").order_by("name", "pk"))
    first, last = calendar.day_of(span.starts_at) + ONE_DAY, calendar.day_of(span.ends_at)
    away = _days_away(people, first, last)
    return [
        person
        for person in people
        if owes_report(
            span, joined_at=person.joined_at, left_at=person.frozen_at, days_away=away[person.pk], calendar=calendar
        )
    ]  # fmt: skip


def _days_away(people: list[User], first: date, last: date) -> dict[int, set[date]]:
    found: dict[int, set[date]] = defaultdict(set)
    rows = Absence.objects.holding().within(first, last).filter(user__in=people)
    for user_id, starts_on, ends_on in rows.values_list("user_id", "starts_on", "ends_on"):
        length = (min(ends_on, last) - max(starts_on, first)).days + 1
        found[user_id] |= {max(starts_on, first) + timedelta(days=number) for number in range(length)}
    return found
