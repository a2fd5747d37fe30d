"""How far inquiries got: valid, quoted, a deal; by source, by person (S179)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.models import Team, User
from accounts.scoping import led_scope
from analysis.domain.diagnosis import Counts, Diagnosis, diagnose
from analysis.domain.figures import Trend, share, trend
from analysis.selectors.asking import Question
from catalogue.ranking import counts_all
from catalogue.selectors.markets import read_markets
from core.domain.work_calendar import ONE_DAY
from core.ui.addresses import address_of
from core.work_days import current_calendar
from customers.models import Source
from followups.domain.compliance import Tally
from followups.selectors.cadence_windows import read_kept
from inquiries.models import BuyerMessage, Inquiry, Outcome, State, Validity
from inquiries.selectors.clocks import decided
from inquiries.selectors.lists import ALL
from sales.models import Order, QuoteState, QuoteVersion

COUNTED = {
    "received": Count("pk"),
    "valid": Count("pk", filter=Q(is_valid=True)),
    "quoted": Count("pk", filter=Q(is_quoted=True)),
    "deals": Count("pk", filter=Q(is_deal=True)),
}


def _with_way(question: Question) -> Any:
    """The inquiries that came in the time, each with how far it got by its end: two times are compared at one age."""
    until = question.at
    sent = QuoteVersion.objects.filter(quote__inquiry=OuterRef("pk"), sent_at__lt=until)
    taken = QuoteVersion.objects.filter(
        quote__inquiry=OuterRef("pk"), state=QuoteState.ACCEPTED, answered_at__lt=until
    )
    ordered = Order.objects.counting().filter(inquiry=OuterRef("pk"), ordered_on__lte=question.last_day)
    is_real = ~Q(state=State.INVALID) & Q(validity__in=(Validity.VALID, Validity.UNCLEAR))
    is_won = Q(state=State.WON, closed_at__lt=until)
    is_deal = is_real & (is_won | Exists(taken) | Exists(ordered))
    rows = question.of(Inquiry.objects).filter(question.within("received_at"))
    countries = read_markets(question.user).countries_of(question.region) if question.region else None
    if countries is not None:
        rows = rows.filter(customer__country__in=countries)
    first = BuyerMessage.objects.filter(inquiry=OuterRef("pk")).order_by("received_at", "pk")
    return rows.order_by().annotate(
        is_valid=_truth(is_real), is_quoted=_truth(is_deal | is_real & Exists(sent)), is_deal=_truth(is_deal),
        who=Coalesce(Subquery(first.values("responsible")[:1]), F("owner"), output_field=BigIntegerField()),
    )  # fmt: skip


def _truth(condition: Any) -> Case:
    return Case(When(condition, then=Value(value=True)), default=Value(value=False))


# ── by source ───────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class SourceRow:
    """What came from a source, and how far it got. `share`: of all that came. `url`: the list of it, "" where there is none."""

    source: Source
    counts: Counts
    share: float | None
    trend: Trend
    url: str = ""

    @property
    def valid_share(self) -> float | None:
        return share(self.counts.valid, self.counts.received)

    @property
    def quoted_share(self) -> float | None:
        return share(self.counts.quoted, self.counts.valid)

    @property
    def deal_share(self) -> float | None:
        """Deals ÷ valid ones: what an inquiry of this source is worth."""
        return share(self.counts.deals, self.counts.valid)


def read_sources(question: Question) -> list[SourceRow]:
    """Return the sources from which anything came, most first. One statement, three with a market."""
    late = Count("pk", filter=Q(received_at__gte=question.half))
    rows: list[Any] = list(_with_way(question).values("source").annotate(**COUNTED, late=late))
    total = sum(row["received"] for row in rows)
    found = [
        SourceRow(
            Source(row["source"]), _counts(row), share(row["received"], total, fewest=1),
            trend(row["received"] - row["late"], row["late"]), _list_of(question, row["source"]),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.counts.received, one.source))


def _list_of(question: Question, source: str) -> str:
    """The list knows no market."""
    if not question.opens_records or question.region is not None:
        return ""
    days = {"since": question.first_day.isoformat(), "until": question.last_day.isoformat()}
    return f"{address_of('inquiries:list')}?{urlencode({'tab': ALL, 'source': source, **days})}"


def _counts(row: Mapping[str, Any], **more: int) -> Counts:
    return Counts(**{name: row[name] for name in COUNTED}, **more)


# ── by person ───────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class PersonDiagnosis:
    """Somebody's factors beside those of all; `target_share` and `cadence_share` say more about marketing (0 to 1).

    `person` None: those of a `team`, or of all together.
    """

    person: User | None
    counts: Counts
    diagnosis: Diagnosis
    target_share: float | None = None
    cadence_share: float | None = None
    team: Team | None = None


@dataclass(frozen=True)
class DepartmentDiagnosis:
    """The whole, beside the time before; everybody beside the whole, and where there are several, their teams of today."""

    whole: PersonDiagnosis
    before: Counts
    people: list[PersonDiagnosis]
    teams: list[PersonDiagnosis]


def read_diagnosis(question: Question) -> DepartmentDiagnosis:
    """Return the diagnosis of what the person may know: one's own, the team's, the department's. Six statements, ten with a market.

    An inquiry counts for who answered its first message, as long as nobody has for who owns it (N9). Who is none of the
    reader's people (a former owner, a stand-in of another team) is counted in the whole, and has no line.
    """
    rows, earlier = _by_person(question), _by_person(question.before)
    days, days_before = _working_days(question), _working_days(question.before)
    whole, before = _total(rows, days), _total(earlier, days_before)
    people = _people_of(question, rows)
    own = {pk: _counts(rows[pk], days=days) for pk in people}
    is_whole = question.region is None  # what follows is not told by market
    replies = _reply_shares(question, people) if is_whole else {}
    cadence = _cadence_shares(question, people) if is_whole else {}
    listed = [
        PersonDiagnosis(people[pk], counts, diagnose(counts, whole), share(*replies.get(pk, (0, 0))), share(*cadence.get(pk, (0, 0))))
        for pk, counts in own.items()
    ]  # fmt: skip
    total = PersonDiagnosis(
        None, whole, diagnose(whole, before), share(*_sum(replies)), share(*_sum(cadence))
    )
    teams = _by_team(people, own, whole, replies, cadence)
    return DepartmentDiagnosis(total, before, sorted(listed, key=lambda one: str(one.person)), teams)


def _by_team(
    people: Mapping[int, User], own: Mapping[int, Counts], whole: Counts, replies: Mapping[int, tuple[int, int]],
    cadence: Mapping[int, tuple[int, int]],
) -> list[PersonDiagnosis]:  # fmt: skip
    """Return the teams beside the whole; none where all are of one team, or of none. No query."""
    members: dict[Team, list[int]] = defaultdict(list)
    for pk, person in people.items():
        if person.team is not None:
            members[person.team].append(pk)
    found = []
    for team, ids in sorted(members.items(), key=lambda one: one[0].name) if len(members) > 1 else ():
        sums = {name: sum(getattr(own[pk], name) for pk in ids) for name in COUNTED}
        counts = _counts(sums, days=whole.days, people=len(ids))
        replied, kept = (share(*_sum({pk: of[pk] for pk in ids if pk in of})) for of in (replies, cadence))
        found.append(PersonDiagnosis(None, counts, diagnose(counts, whole), replied, kept, team))
    return found


def _by_person(question: Question) -> dict[int | None, dict[str, Any]]:
    rows: list[Any] = list(_with_way(question).values("who").annotate(**COUNTED))
    return {row["who"]: row for row in rows}


def _total(rows: Mapping[int | None, dict[str, Any]], days: int) -> Counts:
    sums = {name: sum(row[name] for row in rows.values()) for name in COUNTED}
    return _counts(sums, days=days, people=max(1, sum(pk is not None for pk in rows)))


def _people_of(question: Question, rows: Mapping[int | None, Any]) -> dict[int, User]:
    """Who has a line: everybody for who reads all figures, else oneself and whom one leads."""
    ids = {pk for pk in rows if pk is not None}
    if not counts_all(question.user):
        ids &= {question.user.pk} | led_scope(question.user).people
    found: dict[int, User] = User.objects.select_related("team").in_bulk(sorted(ids))
    return found


def _sum(shares: Mapping[int, tuple[int, int]]) -> tuple[int, int]:
    return sum(part for part, _whole in shares.values()), sum(whole for _part, whole in shares.values())


def _working_days(question: Question) -> int:
    return max(1, current_calendar().working_days_between(question.first_day - ONE_DAY, question.last_day))


def _reply_shares(question: Question, people: Mapping[int, User]) -> dict[int, tuple[int, int]]:
    """Answered in target, and decided, by who answered for it."""
    rows = decided(
        BuyerMessage.objects.filter(question.within("received_at"), responsible__in=people), question.at
    )
    counted = rows.order_by().values("responsible").annotate(
        part=Count("pk", filter=Q(outcome=Outcome.IN_TARGET)), whole=Count("pk")
    )  # fmt: skip
    return {row["responsible"]: (row["part"], row["whole"]) for row in counted}


def _cadence_shares(question: Question, people: Mapping[int, User]) -> dict[int, tuple[int, int]]:
    """Contacts kept, and asked, in the windows that ended in the time, by person: as they were written down (N17)."""
    kept = read_kept(people.values(), question.first_day, question.last_day)
    found = {pk: sum(of.values(), Tally()) for pk, of in kept.items()}
    return {pk: (tally.kept, tally.asked) for pk, tally in found.items()}
