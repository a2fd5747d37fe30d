"""How far inquiries got: valid, quoted, a deal; by source, by person (S179)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.models import User
from analysis.domain.diagnosis import Counts, Diagnosis, diagnose
from analysis.domain.figures import Trend, share, trend
from analysis.selectors.asking import Question, read_markets
from core.domain.work_calendar import ONE_DAY
from core.work_days import current_calendar
from customers.models import Source
from followups.domain.compliance import Tally
from followups.selectors.cadence_windows import read_kept
from inquiries.models import BuyerMessage, Inquiry, Outcome, State, Validity
from inquiries.selectors.clocks import decided
from sales.models import Order, Quote, QuoteState, QuoteVersion

COUNTED = {
    "received": Count("pk"),
    "valid": Count("pk", filter=Q(is_valid=True)),
    "quoted": Count("pk", filter=Q(is_quoted=True)),
    "deals": Count("pk", filter=Q(is_deal=True)),
}


def _with_way(question: Question) -> "QuerySet[Inquiry]":
    """The inquiries that came in the time, each with how far it got until now."""
    sent = QuoteVersion.objects.filter(quote__inquiry=OuterRef("pk"), sent_at__isnull=False)
    taken = Quote.objects.filter(inquiry=OuterRef("pk"), state=QuoteState.ACCEPTED)
    ordered = Order.objects.counting().filter(inquiry=OuterRef("pk"))
    is_real = ~Q(state=State.INVALID) & Q(validity__in=(Validity.VALID, Validity.UNCLEAR))
    is_deal = is_real & (Q(state=State.WON) | Exists(taken) | Exists(ordered))
    rows = question.of(Inquiry.objects).filter(question.within("received_at"))
    countries = read_markets(question.user).countries_of(question.region) if question.region else None
    if countries is not None:
        rows = rows.filter(customer__country__in=countries)
    annotated: QuerySet[Inquiry] = rows.order_by().annotate(
        is_valid=_truth(is_real), is_quoted=_truth(is_deal | is_real & Exists(sent)), is_deal=_truth(is_deal)
    )
    return annotated


def _truth(condition: Any) -> Case:
    return Case(When(condition, then=Value(value=True)), default=Value(value=False))


# ── by source ───────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class SourceRow:
    """What came from a source, and how far it got. `share`: of all that came."""

    source: Source
    counts: Counts
    share: float | None
    trend: Trend

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
            trend(row["received"] - row["late"], row["late"]),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.counts.received, one.source))


def _counts(row: Mapping[str, Any], **more: int) -> Counts:
    return Counts(**{name: row[name] for name in COUNTED}, **more)


# ── by person ───────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class PersonDiagnosis:
    """Somebody's factors beside the department's; `target_share` and `cadence_share` say more about marketing (0 to 1)."""

    person: User | None
    counts: Counts
    diagnosis: Diagnosis
    target_share: float | None = None
    cadence_share: float | None = None


@dataclass(frozen=True)
class DepartmentDiagnosis:
    """The whole, beside the time before, and everybody beside the whole."""

    whole: PersonDiagnosis
    before: Counts
    people: list[PersonDiagnosis]


def read_diagnosis(question: Question) -> DepartmentDiagnosis:
    """Return the diagnosis of what the person may know: one's own, the team's, the department's. Five statements.

    An inquiry counts for who answered its first message, as long as nobody has for who owns it (N9).
    """
    first = BuyerMessage.objects.filter(inquiry=OuterRef("pk")).order_by("received_at", "pk")
    who = Coalesce(Subquery(first.values("responsible")[:1]), F("owner"), output_field=BigIntegerField())
    rows: list[Any] = list(_with_way(question).annotate(who=who).values("who").annotate(**COUNTED))
    earlier = _with_way(question.before).aggregate(people=Count("owner", distinct=True), **COUNTED)
    people = User.objects.in_bulk([row["who"] for row in rows if row["who"]])
    days, days_before = _working_days(question), _working_days(question.before)
    own = {row["who"]: _counts(row, days=days) for row in rows}
    sellers = max(1, sum(one is not None for one in own))
    sums = {name: sum(row[name] for row in rows) for name in COUNTED}
    whole = _counts(sums, days=days, people=sellers)
    before = _counts(earlier, days=days_before, people=max(1, earlier["people"]))
    replies, cadence = _reply_shares(question, people), _cadence_shares(question, people)
    listed = [
        PersonDiagnosis(people[pk], counts, diagnose(counts, whole), share(*replies.get(pk, (0, 0))), share(*cadence.get(pk, (0, 0))))
        for pk, counts in own.items()
        if pk in people
    ]  # fmt: skip
    total = PersonDiagnosis(
        None, whole, diagnose(whole, before), share(*_sum(replies)), share(*_sum(cadence))
    )
    return DepartmentDiagnosis(total, before, sorted(listed, key=lambda one: str(one.person)))


def _sum(shares: Mapping[int, tuple[int, int]]) -> tuple[int, int]:
    return sum(part for part, _whole in shares.values()), sum(whole for _part, whole in shares.values())


def _working_days(question: Question) -> int:
    calendar = current_calendar()
    first, last = calendar.day_of(question.begin), calendar.day_of(question.at)
    return max(1, calendar.working_days_between(first - ONE_DAY, last))


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
    calendar = current_calendar()
    first, last = calendar.day_of(question.begin), calendar.day_of(question.at)
    found = {pk: sum(of.values(), Tally()) for pk, of in read_kept(people.values(), first, last).items()}
    return {pk: (tally.kept, tally.asked) for pk, tally in found.items()}
