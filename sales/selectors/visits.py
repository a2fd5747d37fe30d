"""Factory visits as pages show them, counted by quarter (S94, S161)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import ExtractQuarter, ExtractYear

from core.keyset import Page, Sort, page_of
from sales.models import FactoryVisit, VisitKind

PAGE = 50
QUARTERS = 6
BY_DAY = Sort("day", "on_day", date, is_descending=True)
RELATED = ("customer__owner__team", "host", "created_by")


@dataclass(frozen=True)
class Quarter:
    """How many groups came to see or to audit the factory, and how many people."""

    year: int
    number: int
    visits: int
    audits: int
    people: int


def read_visits(user: Any, *, after: str = "", before: str = "") -> Page[FactoryVisit]:
    """Return a page of visits that `user` sees, the newest day first."""
    rows = FactoryVisit.objects.visible_to(user).select_related(*RELATED).annotate(photos=Count("files"))
    return page_of(rows, BY_DAY, after=after, before=before, size=PAGE)


def count_quarters(user: Any, today: date) -> list[Quarter]:
    """Return the last six quarters in which somebody came, the newest first; what is only planned does not count."""
    held = FactoryVisit.objects.visible_to(user).filter(on_day__lte=today).order_by()
    rows = (
        held.annotate(year=ExtractYear("on_day"), quarter=ExtractQuarter("on_day"))
        .values("year", "quarter")
        .annotate(
            visits=Count("pk", filter=Q(kind=VisitKind.VISIT)),
            audits=Count("pk", filter=Q(kind=VisitKind.AUDIT)),
            heads=Sum("head_count"),
        )
        .order_by("-year", "-quarter")[:QUARTERS]
    )
    return [Quarter(row["year"], row["quarter"], row["visits"], row["audits"], row["heads"]) for row in rows]
