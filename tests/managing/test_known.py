"""What the records say beside the question of a milestone that a person judges (S153-S156, S160, S166, S172-S174)."""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from accounts.models import User
from catalogue.models import MarketRegion, RegionCountry
from catalogue.policies import upkeep_policy
from core.request_context import RequestContext, request_context
from core.work_days import current_calendar
from managing.domain.frames import Stretch
from managing.domain.known import Growth, Known, NextYear, Noted, Platform, Process, Products, Turned
from managing.domain.plan import STEPS
from managing.known_words import LINKS, tell
from managing.models import Measure, Plan, Snapshot
from managing.selectors.known import read_known
from managing.selectors.snapshots import Measured, from_stored, measure, to_stored
from managing.services import TargetValues, measure_day, set_target, start_plan, withdraw_target
from oversight.models import PlatformWeek
from reports.domain.figures import Figures
from reports.domain.figures import to_stored as figures_to_stored
from reports.models import DepartmentReport, ReportPeriod, WeeklyReport
from sales.models import MarketNote
from tests import factories
from tests.budgets import ROWS
from tests.followups.helpers import make_customer, nov, shanghai

ClientOf = Callable[[User], Client]
NOW = shanghai(11, 25, 15)  # a Wednesday
JUDGED = [step.code for step in STEPS if not step.is_measured]
KNOWN = {*LINKS}
NOTHING = Measured(nov(24), {}, {})
CUSTOMER, MODEL = "Northfield Hardware Supply, Inc.", "QC-SECRET"


def known(
    user: User, *codes: str, plan: Plan | None = None, measured: Measured = NOTHING, at: datetime = NOW
) -> dict[str, Known]:
    return read_known(codes or JUDGED, user=user, plan=plan, measured=measured, at=at)


def line(user: User, code: str, **values: Any) -> str:
    measured = values.get("measured", NOTHING)
    return tell(code, known(user, code, **values)[code], user, measured).line


def add_week(person: User, monday: date, rate: str | None = None, updated: int | None = None) -> None:
    PlatformWeek.objects.create(
        person=person, monday=monday, reply_rate=rate and Decimal(rate), products_updated=updated, brought_by=person, brought_at=NOW
    )  # fmt: skip


def add_market(name: str, *countries: str) -> MarketRegion:
    region = MarketRegion.objects.create(name_en=name, name_zh=f"{name}市场")
    for country in countries:
        RegionCountry.objects.create(region=region, country=country)
    return region


def add_note(region: MarketRegion, by: User, question: str, **values: Any) -> None:
    MarketNote.objects.create(region=region, question=question, text="x", by=by, at=NOW, **values)


def add_report(manager: User, person: User, day: date, figures: Figures, *, late: bool = False) -> None:
    due = shanghai(day.month, day.day, 13, 30)
    times = dict.fromkeys(("issue_at", "remind_at", "due_at", "department_at", "issued_at"), due)
    period, _is_new = ReportPeriod.objects.get_or_create(
        day=day, defaults={"starts_at": due - timedelta(days=7), **times}
    )
    first = due + timedelta(hours=1 if late else -1)
    WeeklyReport.objects.create(period=period, person=person, manager=manager, state="submitted", submitted_at=first, first_submitted_at=first)  # fmt: skip
    people = [{"person": person.pk, "figures": figures_to_stored(figures)}]
    DepartmentReport.objects.create(period=period, manager=manager, state="sent", sent_at=due, figures={"version": 1, "people": people})  # fmt: skip


def test_products_with_selling_points(cast: SimpleNamespace) -> None:
    factories.ProductFactory(selling_points_zh="铬钒钢", reviewed_at=shanghai(11, 1))
    factories.ProductFactory(selling_points_en="Chrome vanadium", reviewed_at=shanghai(2, 3))
    factories.ProductFactory(reviewed_at=shanghai(11, 2))
    factories.ProductFactory(selling_points_en="old", withdrawn_at=NOW, reviewed_at=shanghai(1, 1))
    assert known(cast.boss, "products")["products"] == Products(3, 2, 1, date(2026, 2, 3))
    assert line(cast.boss, "products") == "2 of 3 products have selling points written down"


def test_an_empty_company_says_so(cast: SimpleNamespace) -> None:
    plan = Plan.objects.create(starts_on=nov(1), set_by=cast.boss, set_at=NOW)
    found = known(cast.boss, plan=plan)
    assert set(found) == KNOWN
    for code, one in found.items():
        assert tell(code, one, cast.boss, NOTHING).line, code
    assert line(cast.boss, "products") == "no products in the catalogue yet"
    assert line(cast.boss, "buyers") == "no customers in any of our markets yet"
    assert "no orders" in line(cast.boss, "structure")


def test_the_platforms_weeks_are_those_that_one_keeps(cast: SimpleNamespace) -> None:
    add_week(cast.owner, nov(16), "90", 3)
    add_week(cast.outsider, nov(16), "80", 4)
    add_week(cast.outsider, nov(9), None, 5)
    add_week(cast.owner, date(2026, 8, 24), "10", 100)  # thirteen weeks ago
    boss, manager = (known(user, "platform")["platform"] for user in (cast.boss, cast.manager))
    assert boss == Platform(2, Decimal(85), nov(16), 12)
    assert manager == Platform(1, Decimal(90), nov(16), 3, is_part=True)
    assert line(cast.boss, "platform") == (
        "platform statistics for 2 of the last 12 weeks · reply rate 85% in the week from 16 Nov"
    )
    assert line(cast.manager, "storefront").startswith("3 products updated on the platform in 12 weeks")
    assert line(cast.manager, "storefront").endswith("of your own teams only")
    for user in (cast.assistant, cast.adviser):
        assert "platform" not in known(user, "platform")
        assert "platform" not in line(user, "storefront")


def test_markets_of_which_nothing_is_noted_are_named(cast: SimpleNamespace) -> None:
    gulf, europe, africa = (
        add_market("Gulf", "AE", "SA"),
        add_market("Europe", "DE"),
        add_market("Africa", "NG"),
    )
    add_market("Oceania", "AU")  # no customers there
    make_customer(cast.owner, country="AE")
    make_customer(cast.owner, country="SA")
    make_customer(cast.outsider, country="DE")
    merged = make_customer(cast.owner, country="NG")
    merged.merged_into = make_customer(cast.owner, country="AE")
    merged.save()
    add_note(gulf, cast.owner, "buyers")
    add_note(europe, cast.owner, "rivals")
    add_note(gulf, cast.owner, "going", withdrawn_at=NOW, withdrawn_by=cast.owner)
    add_note(africa, cast.owner, "buyers")
    found = known(cast.boss, "buyers", "markets")
    assert found == {"buyers": Noted(2, 1, ("Europe",)), "markets": Noted(2, 1, ("Gulf",))}
    assert line(cast.manager, "buyers") == (
        "how buyers buy is noted for 1 of 2 markets with customers · still missing: Europe"
    )
    assert line(cast.adviser, "buyers") == "how buyers buy is noted for 1 of 2 markets with customers"


def test_next_years_targets_and_the_task(cast: SimpleNamespace) -> None:
    plan = start_plan(actor=cast.boss, starts_on=date(2026, 2, 16), at=NOW)

    def target(stretch: Stretch, on: date, measure_: Measure = Measure.ORDERS) -> Any:
        values = TargetValues(measure_, stretch, on, 3)
        return set_target(actor=cast.boss, values=values, form_token="", at=NOW)

    target(Stretch.MONTH, date(2027, 1, 1))  # over before the second year
    target(Stretch.MONTH, date(2027, 2, 1))
    target(Stretch.QUARTER, date(2027, 1, 1))
    again = target(Stretch.MONTH, date(2027, 3, 1))
    assert again is not None
    target(Stretch.MONTH, date(2027, 3, 1), Measure.QUOTES)
    withdraw_target(actor=cast.boss, target=again, at=NOW)
    begins_on = date(2027, 2, 16)
    assert known(cast.boss, "next_year", plan=plan)["next_year"] == NextYear(begins_on, 3, 0, 0)
    assert "comes with the last quarter" in line(cast.boss, "next_year", plan=plan)
    measure_day(at=NOW)  # November is in the last quarter: boss and two managers get the task
    task = cast.boss.tasks.get(rule="plan")
    task.done_at, task.done_by = NOW, cast.boss
    task.save()
    assert known(cast.boss, "next_year", plan=plan)["next_year"] == NextYear(begins_on, 3, 3, 1)
    assert line(cast.boss, "next_year", plan=plan) == (
        "3 targets set for the second year, from 16 Feb 2027 · task to make the plan: 1 of 3 done"
    )
    assert "next_year" not in known(cast.boss, "next_year")  # no plan, no second year


def test_how_the_department_worked(cast: SimpleNamespace) -> None:
    good = Figures(in_target=3, late=1, cadence_asked={"A": 4}, cadence_kept={"A": 3})
    add_report(cast.manager, cast.owner, nov(14), good)
    add_report(cast.manager, cast.owner, nov(21), good, late=True)
    add_report(cast.other_manager, cast.outsider, nov(21), Figures(late=4))
    add_report(cast.manager, cast.owner, date(2026, 8, 22), Figures(late=50), late=True)  # long ago
    assert known(cast.boss, "department")["department"] == Process(2, 0.5, 0.75, 2, 3)
    assert known(cast.manager, "department")["department"] == Process(2, 0.75, 0.75, 1, 2, is_part=True)
    assert line(cast.adviser, "department") == (
        "answered in target 50% in the last 2 reported weeks · cadence kept 75% · 2 of 3 weekly reports in time"
    )


def test_structure_and_growth_are_last_nights(cast: SimpleNamespace) -> None:
    europe = add_market("Europe", "DE")
    large, small = make_customer(cast.owner, "A", country="DE"), make_customer(cast.owner, "B", country="US")
    make_customer(cast.owner, "D", country="DE")
    for customer, number in ((large, 3), (small, 1)):
        for _number in range(number):
            factories.OrderFactory(customer=customer, kind="repeat", state="completed", ordered_on=nov(10))
    for source in ("referral", "alibaba", "alibaba"):
        factories.InquiryFactory(customer=small, owner=cast.owner, received_at=shanghai(11, 10), received_on=nov(10), source=source)  # fmt: skip
    measured = measure(nov(24), since=None)
    assert (measured.largest_orders, measured.grades) == (3, {"A": 1, "B": 1, "C": 0, "D": 1})
    assert from_stored(Snapshot(day=nov(24), figures=to_stored(measured))) == measured
    assert line(cast.boss, "structure", measured=measured) == (
        "of the year's orders the largest customer placed 75%, the five largest 100%"
        f" · A and B customers in 1 market, 100% of them in {europe} · by grade: A 1, B 1, C 0, D 1"
    )
    found = known(cast.boss, "growth", "transformed", measured=measured)
    assert found == {"growth": Growth(0, 2, 3, 1), "transformed": Turned(4, 1, 2)}
    assert line(cast.boss, "brand", measured=measured) == (
        "inquiries from 2 sources within ninety days · 1 of 3 came by referral, our web site or in person"
    )


def test_a_night_before_these_figures_is_still_read(cast: SimpleNamespace) -> None:
    stored = to_stored(Measured(nov(1), {}, {}, top_orders=6, year_orders=10))
    del stored["largest_orders"], stored["grades"]
    measured = from_stored(Snapshot(day=nov(1), figures=stored))
    assert (
        line(cast.boss, "structure", measured=measured)
        == "the five largest buyers placed 60% of the year's orders"
    )


# ── the pages ───────────────────────────────────────────────────────────────
def live(cast: SimpleNamespace, rows: int = 1) -> None:
    """A company with something of everything, named so that it would be noticed."""
    now = timezone.now()
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday() + 7)
    for number in range(rows):
        region = add_market(f"Market {MarketRegion.objects.count()}", ("DE", "US", "FR", "AE", "IN", "BR")[MarketRegion.objects.count()])  # fmt: skip
        country = region.countries.get().country
        customer = make_customer(cast.owner, "A", name=CUSTOMER, country=country)
        factories.OrderFactory(
            customer=customer, kind="trial", state="completed", ordered_on=today - timedelta(days=2)
        )
        factories.ProductFactory(model_number=f"{MODEL}{MarketRegion.objects.count()}", reviewed_at=now)
        add_week(cast.owner, monday - timedelta(weeks=number + 3 * (rows > 1)), "90", 2)
    start_plan(actor=cast.boss, starts_on=today.replace(day=1), at=now)
    measure_day(at=now)


@pytest.mark.parametrize("who", ["boss", "manager", "assistant", "adviser"])
def test_the_plan_tells_it_without_a_name_or_a_link(
    cast: SimpleNamespace, client_of: ClientOf, who: str
) -> None:
    live(cast)
    page = client_of(getattr(cast, who)).get(reverse("managing:plan")).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "0 of 1 products have selling points" in main
    assert ("reply rate 90%" in main) is (who in {"boss", "manager"})
    assert ("still missing: Market 0" in main) is (who != "adviser")
    assert (
        "the largest customer placed" not in main
    )  # asked in the third year: the first is not judged by orders (S152)
    for hidden in (CUSTOMER, MODEL, "/catalogue/", "/customers/", "/market-notes/", "/orders/"):
        assert hidden not in main


@pytest.mark.parametrize("who", ["boss", "adviser"])
def test_the_third_year_is_told_of_the_structure(
    cast: SimpleNamespace, client_of: ClientOf, who: str
) -> None:
    live(cast)
    today = timezone.localdate()
    start_plan(actor=cast.boss, starts_on=date(today.year - 2, today.month, 1), at=timezone.now())
    page = client_of(getattr(cast, who)).get(reverse("managing:plan")).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "the largest customer placed 100%" in main
    assert ("Market 0" in main) is (who != "adviser")
    assert ("100% of them in the largest one" in main) is (who == "adviser")
    assert CUSTOMER not in main


def test_what_is_reached_or_measured_is_not_told_again(cast: SimpleNamespace, client_of: ClientOf) -> None:
    live(cast)
    url = reverse("managing:milestone", args=["products"])
    boss = client_of(cast.boss)
    assert "What the records say" in boss.get(url).content.decode()
    data = {"version": "0", "reached_on": timezone.localdate().isoformat(), "evidence": "A test"}
    assert boss.post(url, data).status_code == 302
    assert "have selling points" not in boss.get(reverse("managing:plan")).content.decode()
    for code in ("potentials", "expert", "staff"):
        page = boss.get(reverse("managing:milestone", args=[code]))
        assert page.status_code == 200
        assert "What the records say" not in page.content.decode()


@pytest.mark.parametrize("who", ["boss", "manager"])
def test_each_link_of_a_judge_opens(cast: SimpleNamespace, client_of: ClientOf, who: str) -> None:
    live(cast)
    user = getattr(cast, who)
    client = client_of(user)
    for code in LINKS:
        page = client.get(reverse("managing:milestone", args=[code]))
        told = page.context["told"]
        assert told.phrases, code
        assert told.links, code
        for link in told.links:
            assert link.url in page.content.decode().replace("&amp;", "&")
            assert client.get(link.url).status_code == 200, link.url


@pytest.mark.parametrize("who", ["assistant", "adviser", "owner", "production", "admin"])
def test_who_may_not_judge_gets_no_page_and_only_links_that_open(
    cast: SimpleNamespace, client_of: ClientOf, who: str
) -> None:
    live(cast)
    user = getattr(cast, who)
    client = client_of(user)
    found = read_known(LINKS, user=user, plan=Plan.objects.get(), measured=NOTHING, at=timezone.now())
    for code in LINKS:
        assert client.get(reverse("managing:milestone", args=[code])).status_code == 403
        links: Collection[Any] = tell(code, found[code], user, NOTHING).links if code in found else ()
        for link in links:
            assert client.get(link.url).status_code == 200, (link.url, resolve(link.url.partition("?")[0]))


@pytest.mark.parametrize("codes", [[code] for code in sorted(LINKS)] + [JUDGED])
def test_it_costs_the_same_for_one_and_for_three(
    cast: SimpleNamespace, django_assert_max_num_queries: Any, codes: list[str]
) -> None:
    counts = []
    for number in ROWS:
        live(cast, rows=number)
        plan, measured, now = Plan.objects.get(), measure(timezone.localdate(), since=None), timezone.now()
        with request_context(RequestContext()):  # what pages read once: policy, calendar
            upkeep_policy()
            current_calendar()
            with django_assert_max_num_queries(5 if codes == JUDGED else 2) as queries:
                read_known(codes, user=cast.boss, plan=plan, measured=measured, at=now)
        counts.append(len(queries))
    assert counts[0] == counts[-1]
