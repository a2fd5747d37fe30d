"""Why deals are lost, and where we are too dear (S181)."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from analysis.domain.figures import Trend, share, trend
from analysis.selectors.asking import Question
from analysis.selectors.products import Matrix, ProductRow
from catalogue.selectors.markets import read_markets
from inquiries.models import Inquiry, LostReason, State
from sales.models import DeclineReason, Quote, QuoteLine, QuoteState, QuoteVersion

SHOWN = 20
# A reason has one name, whether an inquiry or a quote was lost by it.
REASONS: dict[str, Any] = {**dict(DeclineReason.choices), **dict(LostReason.choices)}


@dataclass(frozen=True)
class ReasonRow:
    """So many inquiries and quotes were lost by a reason. `share`: of all that were."""

    reason: str
    label: str
    inquiries: int
    quotes: int
    share: float | None
    trend: Trend

    @property
    def count(self) -> int:
        return self.inquiries + self.quotes


@dataclass(frozen=True)
class LostOnPrice:
    """A product that stood in so many quotes that were declined by their price."""

    product_id: int
    model: str
    quotes: int


@dataclass(frozen=True)
class Losses:
    """By reason, most first; the products lost on price."""

    reasons: list[ReasonRow]
    on_price: list[LostOnPrice]


def read_losses(question: Question) -> Losses:
    """Return what was lost in the time. Three statements, five with a market."""
    countries = read_markets(question.user).countries_of(question.region) if question.region else None
    inquiries = question.of(Inquiry.objects).filter(question.within("closed_at"), state=State.LOST)
    # A deal is lost once: not by a version that was followed by another, nor by the quote of an inquiry counted already.
    quotes = question.of(Quote.objects).filter(state=QuoteState.DECLINED).exclude(inquiry__in=inquiries)
    versions = QuoteVersion.objects.filter(
        question.within("answered_at"), quote__in=quotes, pk=F("quote__current")
    )
    said_no = QuoteVersion.objects.filter(
        question.within("answered_at"), quote__in=question.of(Quote.objects).filter(state=QuoteState.DECLINED),
        pk=F("quote__current"), decline_reason=DeclineReason.PRICE,
    )  # fmt: skip
    lines = QuoteLine.objects.filter(version__in=said_no, product__isnull=False)
    if countries is not None:
        inquiries = inquiries.filter(customer__country__in=countries)
        versions = versions.filter(quote__customer__country__in=countries)
        lines = lines.filter(version__quote__customer__country__in=countries)
    lost = _by_reason(inquiries, "close_reason", "closed_at", question)
    declined = _by_reason(versions, "decline_reason", "answered_at", question)
    models = lines.order_by().values_list("product", "product__model_number")
    counted = models.annotate(n=Count("version__quote", distinct=True)).order_by(
        "-n", "product__model_number"
    )
    on_price = [LostOnPrice(*row) for row in counted[:SHOWN]] if question.sees_catalogue else []
    return Losses(_reasons(lost, declined), on_price)


def _by_reason(rows: Any, field: str, at: str, question: Question) -> dict[str, tuple[int, int]]:
    late = Count("pk", filter=Q(**{f"{at}__gte": question.half}))
    found = rows.order_by().values(field).annotate(n=Count("pk"), late=late)
    return {row[field]: (row["n"], row["late"]) for row in found}


def _reasons(lost: dict[str, tuple[int, int]], declined: dict[str, tuple[int, int]]) -> list[ReasonRow]:
    total = sum(count for rows in (lost, declined) for count, _late in rows.values())
    late: Counter[str] = Counter()
    for rows in (lost, declined):
        late.update({reason: number for reason, (_count, number) in rows.items()})
    found = []
    for reason in {*lost, *declined}:
        inquiries, quotes = lost.get(reason, (0, 0))[0], declined.get(reason, (0, 0))[0]
        count = inquiries + quotes
        found.append(
            ReasonRow(
                reason, str(REASONS.get(reason, reason)), inquiries, quotes, share(count, total, fewest=1),
                trend(count - late[reason], late[reason]),
            )
        )  # fmt: skip
    return sorted(found, key=lambda row: (-row.count, row.label))


def too_dear(matrix: Matrix) -> list[ProductRow]:
    """Return the products for which we ask more than others do, the dearest first."""
    dear = [row for row in matrix.rows if row.total.gap is not None and row.total.gap > 0]
    return sorted(dear, key=lambda row: -(row.total.gap or 0))
