"""What the records say today of the milestones that a person judges, beside the question (S153–S156, S160, S166, S172–S174).

Figures, and names of markets for who reads the catalogue: no customer, no product. Nothing here makes a milestone reached.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, CharField, Count, Exists, F, Min, OuterRef, Q, QuerySet, Sum, Value

from catalogue.models import MarketRegion, Product, RegionCountry
from catalogue.selectors.listing import WITHOUT_POINTS, oldest_fresh
from catalogue.selectors.markets import OTHER_MARKETS
from core.capabilities import Can
from core.ui.formats import as_day
from core.work_days import current_calendar
from customers.models import Customer, Source
from followups.models import Task
from managing.domain.frames import Stretch, stretch_of
from managing.domain.known import (
    Growth,
    Known,
    NextYear,
    Noted,
    Platform,
    PlatformFigures,
    Process,
    Products,
    Storefront,
    Structure,
    Turned,
    first_week,
    noted_of,
    platform_of,
    second_year,
)
from managing.models import Plan, Target
from managing.selectors.snapshots import Measured
from managing.selectors.team import WEEKS, read_trends, reads_all
from oversight.models import PlatformWeek
from reports.domain.figures import Figures
from reports.models import WeeklyReport
from sales.models import MarketNote, MarketQuestion

# Who asks through these knows our name, and did not find us among a platform's sellers.
BY_NAME = (Source.REFERRAL, Source.WEBSITE, Source.WALK_IN)
FIRST_YEAR = 1


def read_known(
    codes: Collection[str], *, user: Any, plan: Plan | None, measured: Measured, at: datetime
) -> dict[str, Known]:
    """Return by code what the records say of these milestones; one of which they say nothing is left out.

    The platform's weeks and the departments' reports are those that `user` reads. Only what is asked for is read: five
    statements at the most, whatever the rows, and none for what last night measured; before the first night nothing is known of that.
    """
    wanted, today = set(codes), current_calendar().day_of(at)
    found: dict[str, Known | None] = _measured(measured) if measured.is_kept else {}
    platform = _platform(user, today) if wanted & {"platform", "storefront"} else None
    found["platform"] = platform
    if wanted & {"products", "storefront"}:
        products = _products(today)
        found |= {"products": products, "storefront": Storefront(products, platform)}
    if wanted & {"buyers", "markets"}:
        found["buyers"], found["markets"] = _noted(user)
    counts = _count_each(_counted(wanted, user, plan, at))
    if "next_year" in wanted and plan is not None:
        begins_on = second_year(plan.starts_on).first
        found["next_year"] = NextYear(begins_on, counts["targets"], counts["tasks"], counts["done"])
    if "department" in wanted:
        found["department"] = _process(user, today, counts)
    return {code: known for code, known in found.items() if code in wanted and known is not None}


def _measured(measured: Measured) -> dict[str, Known | None]:
    """What last night's figures tell. No query."""
    stocks, high = measured.stocks, _by_market(measured)
    by_name = sum(measured.sources.get(source, 0) for source in BY_NAME)
    growth = Growth(
        stocks.get("new_products", 0), stocks.get("sources", 0), sum(measured.sources.values()), by_name
    )
    return {
        "transformed": Turned(measured.year_orders, stocks.get("stable_customers", 0), stocks.get("a_customers", 0) + stocks.get("b_customers", 0)),
        "structure": Structure(
            measured.year_orders, measured.largest_orders, measured.top_orders, high, measured.grades, OTHER_MARKETS
        ),
        "growth": growth,
        "brand": growth,
    }  # fmt: skip


def _by_market(measured: Measured) -> dict[int, int]:
    """A and B customers that somebody looks after, by market."""
    found: dict[int, int] = {}
    for counts in measured.people.values():
        for market, number in counts.items():
            found[market] = found.get(market, 0) + number
    return found


def _products(today: date) -> Products:
    rows = Product.objects.offered()  # scope: figures of the company, no product is named
    found = rows.aggregate(
        offered=Count("pk"),
        told=Count("pk", filter=~WITHOUT_POINTS),
        stale=Count("pk", filter=Q(reviewed_at__lt=oldest_fresh(today))),
        oldest=Min("reviewed_at"),
    )
    oldest = found.pop("oldest")
    return Products(**found, oldest=as_day(oldest) if oldest else None)


def _platform(user: Any, today: date) -> Platform | None:
    """The weeks that `user` keeps: a manager's teams', all for the boss (S105); None for who keeps none."""
    if not user.can(Can.COACH):
        return None
    rows = PlatformWeek.objects.visible_to(user).filter(monday__gte=first_week(today)).order_by()
    told = rows.values_list("monday").annotate(rate=Avg("reply_rate"), updated=Sum("products_updated"))
    return platform_of((PlatformFigures(*row) for row in told), today, is_part=not user.is_boss)


def _noted(user: Any) -> tuple[Noted, Noted]:
    """Of which markets with customers somebody noted how buyers buy, and how the market goes."""
    countries = RegionCountry.objects.filter(region=OuterRef(OuterRef("pk"))).values("country")
    customers = Customer.objects.current().filter(country__in=countries)  # scope: whether there is any
    notes = MarketNote.objects.standing().filter(region=OuterRef("pk"))  # scope: whether there is any
    rows = MarketRegion.objects.filter(Exists(customers)).annotate(
        has_buyers=Exists(notes.filter(question=MarketQuestion.BUYERS)),
        has_trend=Exists(notes.exclude(question=MarketQuestion.BUYERS)),
    )
    markets = list(rows)
    both = (
        noted_of([(str(one), one.has_buyers) for one in markets]),
        noted_of([(str(one), one.has_trend) for one in markets]),
    )
    return both if user.can(Can.READ_CATALOGUE) else (both[0].unnamed(), both[1].unnamed())


def _counted(wanted: Collection[str], user: Any, plan: Plan | None, at: datetime) -> dict[str, QuerySet[Any]]:
    """What is only counted, by name."""
    found: dict[str, QuerySet[Any]] = {}
    if "next_year" in wanted and plan is not None:
        tasks = Task.objects.filter(rule="plan", key__startswith=f"plan:{FIRST_YEAR}:")  # scope: only counted
        found |= {
            "targets": _targets_of_second_year(plan),
            "tasks": tasks,
            "done": tasks.exclude(done_at=None),
        }
    if "department" in wanted:
        owed = WeeklyReport.objects.owed().filter(  # scope: only counted, for a manager their own
            period__day__gt=current_calendar().day_of(at) - timedelta(weeks=WEEKS), period__due_at__lte=at
        )
        owed = owed if reads_all(user) else owed.filter(manager=user)
        found |= {"owed": owed, "in_time": owed.filter(first_submitted_at__lte=F("period__due_at"))}
    return found


def _targets_of_second_year(plan: Plan) -> "QuerySet[Target]":
    """Months and quarters that reach into it."""
    days = second_year(plan.starts_on)
    begun = Q()
    for stretch in Stretch:
        begun |= Q(stretch=stretch, starts_on__gte=stretch_of(stretch, days.first).first)
    return Target.objects.filter(begun, starts_on__lte=days.last).newest().filter(goal__isnull=False)


def _count_each(counted: Mapping[str, "QuerySet[Any]"]) -> dict[str, int]:
    """Return how many rows there are of each. One statement, none for nothing."""
    parts = [
        rows.order_by().values_list(Value(name, output_field=CharField())).annotate(number=Count("pk"))
        for name, rows in counted.items()
    ]
    found = dict(parts[0].union(*parts[1:], all=True)) if parts else {}
    return {name: found.get(name, 0) for name in counted}


def _process(user: Any, today: date, counts: Mapping[str, int]) -> Process:
    trends = read_trends(user, today)
    total = sum(trends.totals, Figures())
    return Process(
        len(trends.weeks), total.target_share, total.cadence_share, counts["in_time"], counts["owed"],
        is_part=not reads_all(user),
    )  # fmt: skip


__all__ = ["BY_NAME", "read_known"]
