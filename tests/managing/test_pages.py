"""The pages of figures: who reads them, that they name no customer, and what they cost."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from core import panels
from core.ordered import Ordered
from core.panels import panel
from core.ui.formats import percent
from core.work_days import current_calendar
from followups.models import CadenceWindow
from inquiries.models import Inquiry
from managing.domain.frames import Frame, Stretch, days_of
from managing.models import Measure, Milestone, Target
from managing.plan_words import STEPS
from managing.services import TargetValues, measure_day, set_target, start_plan
from reports.models import TeamMove
from tests import factories
from tests.budgets import ROWS
from tests.followups.helpers import make_customer
from tests.managing.conftest import add_work

ClientOf = Callable[[User], Client]
PAGES = (
    "managing:team",
    "managing:boss",
    "managing:plan",
    "managing:own",
    "managing:fairness",
    "managing:targets",
)
NAME = "Northfield Hardware Supply, Inc."


def open_page(client_of: ClientOf, user: User, name: str, query: str = "") -> Any:
    return client_of(user).get(reverse(name) + query)


def live(cast: SimpleNamespace, people: int = 1, rows: int = 1) -> None:
    """A department at work now, with targets and a plan."""
    now = timezone.now()
    sellers = [factories.UserFactory(roles=(Role.SALESPERSON,), team=cast.team) for _number in range(people)]
    for person in sellers:
        for _number in range(rows):
            customer = make_customer(person, "A", name=NAME)
            inquiry = factories.InquiryFactory(customer=customer, owner=person, received_at=now)
            factories.BuyerMessageFactory(inquiry=inquiry, received_at=now)
            factories.FollowUpFactory(customer=customer, at=now, by=person)
        for measure in Measure:
            for stretch in Stretch:
                values = TargetValues(measure, stretch, timezone.localdate(), 20, person=person)
                set_target(actor=cast.boss, values=values, form_token="", at=now)
    start_plan(actor=cast.boss, starts_on=timezone.localdate().replace(day=1), at=now)
    measure_day(at=now)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("manager", {"team", "plan", "fairness", "targets"}), ("boss", {"team", "boss", "plan", "fairness", "targets"}),
        ("assistant", {"team", "boss", "plan"}), ("adviser", {"team", "boss", "plan"}), ("owner", {"own"}),
        ("production", set()), ("admin", set()),
    ],
)  # fmt: skip
def test_who_reads_which_page(cast: SimpleNamespace, client_of: ClientOf, who: str, seen: set[str]) -> None:
    live(cast)
    for name in PAGES:
        answer = open_page(client_of, getattr(cast, who), name)
        assert answer.status_code == (200 if name.removeprefix("managing:") in seen else 403), name
        assert NAME not in answer.content.decode()


@pytest.mark.parametrize("who", ["adviser", "assistant"])
@pytest.mark.parametrize("name", ["managing:team", "managing:boss"])
def test_figures_without_records_lead_nowhere(
    cast: SimpleNamespace, client_of: ClientOf, who: str, name: str
) -> None:
    live(cast)
    page = open_page(client_of, getattr(cast, who), name).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    for place in ("/customers/", "/inquiries/", "/quotes/", "/orders/", "/samples/", "/follow-ups/"):
        assert f'href="{place}' not in main


@pytest.mark.parametrize(
    "page",
    [
        "managing:team",
        "managing:boss",
        "managing:own",
        "managing:fairness",
        "managing:targets",
        "managing:plan",
    ],
)
def test_pages_cost_the_same_for_one_and_for_three(
    cast: SimpleNamespace, client_of: ClientOf, page: str
) -> None:
    counts = []
    for number in ROWS:
        live(cast, people=number, rows=number)
        client = client_of(cast.owner if page == "managing:own" else cast.boss)
        client.get(reverse(page))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(page) + "?period=month").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[-1] <= 20, (counts, [query["sql"][:110] for query in queries])


HEAD = {
    "reports": ("reports:list", ""),
    "assign": ("inquiries:list", "?tab=unassigned"),
    "handovers": ("handovers:list", ""),
    "given": ("managing:fairness", ""),
}


@pytest.mark.parametrize(
    ("who", "head", "names"),
    [
        ("manager", set(HEAD), {"owner", "teammate"}),
        ("boss", set(HEAD), {"owner", "teammate", "outsider"}),
        ("assistant", {"reports"}, set()),
        ("adviser", set(), set()),
    ],
)
def test_the_team_leads_to_what_its_reader_does_there(
    cast: SimpleNamespace, client_of: ClientOf, who: str, head: set[str], names: set[str]
) -> None:
    """Assign, hand over, review and compile (ux.md), and each person's page: for who may open them."""
    client = client_of(getattr(cast, who))
    page = client.get(reverse("managing:team"))
    words = page.content.decode()
    main = words[words.index("<main") : words.index("</main>")]
    urls = {key: reverse(name) + query for key, (name, query) in HEAD.items()}
    assert {key for key, url in urls.items() if f'href="{url}"' in main} == head
    own = {line.part.person: line.url for line in page.context["lines"]}
    assert {name for name in ("owner", "teammate", "outsider") if own.get(getattr(cast, name))} == names
    for url in (*(urls[key] for key in head), *filter(None, own.values())):
        assert f'href="{url}"' in main
        assert client.get(url).status_code == 200, url


def test_a_name_leads_to_whom_one_still_leads(cast: SimpleNamespace, client_of: ClientOf) -> None:
    TeamMove.objects.create(person=cast.owner, before=cast.team, after=cast.other_team, at=timezone.now())
    cast.owner.team = cast.other_team
    cast.owner.save()
    cast.teammate.frozen_at = timezone.now()
    cast.teammate.save()
    lines = open_page(client_of, cast.manager, "managing:team", "?period=last_month").context["lines"]
    urls = {line.part.person: line.url for line in lines}
    assert urls[cast.owner] == ""
    assert client_of(cast.manager).get(urls[cast.teammate]).status_code == 200


def test_the_overview_draws_every_figure_that_the_plan_asks_by_now(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    now = timezone.now()
    start_plan(actor=cast.boss, starts_on=timezone.localdate() - timedelta(days=400), at=now)
    for days in range(8, 0, -1):  # a Sunday is among them
        measure_day(at=now - timedelta(days=days))
    drawn = {
        str(chart.title) for chart in open_page(client_of, cast.boss, "managing:boss").context["plan_charts"]
    }
    seven = ("potentials", "first_a", "samples", "visits", "trials", "repeats", "key_accounts")
    assert {str(STEPS[code][0]) for code in seven} <= drawn


def test_a_figure_opens_its_records(cast: SimpleNamespace, client_of: ClientOf) -> None:
    live(cast)
    page = open_page(client_of, cast.boss, "managing:team", "?period=month")
    lines = page.context["lines"]
    urls = [cell.url for line in lines for cell in line.cells if cell.url]
    assert len(urls) > 4
    for url in urls:
        assert client_of(cast.boss).get(url).status_code == 200, url


def test_mail_and_cadence_open_the_time_that_is_counted(cast: SimpleNamespace, client_of: ClientOf) -> None:
    """The mail of a month or quarter is the person's in that time; the sum of the cadence opens its table."""
    live(cast)
    today = timezone.localdate()
    sunday = today - timedelta(days=today.weekday() + 1)
    CadenceWindow.objects.create(user=cast.owner, grade="A", last_on=sunday, asked=2, kept=1)
    manager, boss = client_of(cast.manager), client_of(cast.boss)
    for frame in Frame:
        days = days_of(frame, today)
        page = manager.get(reverse("managing:team") + f"?period={frame}").context
        lines = {line.part.person.pk: {cell.key: cell for cell in line.cells} for line in page["lines"]}
        span = f"since={days.first}&until={days.last}"
        if not (mail := lines[cast.owner.pk]["mail"]).is_nothing:
            assert mail.url == f"{reverse('followups:mail_checks')}?person={cast.owner.pk}&{span}"
            shown = manager.get(mail.url).context["total"]
            assert mail.text == percent(shown.done / shown.asked)
        total = {cell.key: cell for cell in page["total"]}
        if not total["mail"].is_nothing:
            assert manager.get(total["mail"].url).status_code == 200
        if not total["kept_A"].is_nothing:
            assert total["kept_A"].url.startswith(reverse("reports:compliance"))
            assert boss.get(total["kept_A"].url).status_code == 200
    cast.teammate.frozen_at = timezone.now()
    cast.teammate.save()
    page = manager.get(reverse("managing:team") + "?period=quarter").context
    gone = next(line for line in page["lines"] if line.part.person == cast.teammate)
    assert {cell.key: cell.url for cell in gone.cells}["mail"] == ""


def test_own_figures_are_ones_own(cast: SimpleNamespace, client_of: ClientOf) -> None:
    live(cast)
    made = factories.FollowUpFactory(customer=make_customer(cast.owner), at=timezone.now(), by=cast.owner)
    page = open_page(client_of, cast.owner, "managing:own", "?period=month")
    shown = {column.key: cell.text for column, cell in page.context["pairs"]}
    assert shown["received"] == "0"
    assert made.by == cast.owner


def test_today_shows_own_targets_and_nobody_elses(cast: SimpleNamespace, client_of: ClientOf) -> None:
    values = TargetValues(Measure.ORDERS, Stretch.MONTH, timezone.localdate(), 3, person=cast.owner)
    set_target(actor=cast.boss, values=values, form_token="", at=timezone.now())
    today = reverse("followups:today")
    assert "Orders confirmed" in client_of(cast.owner).get(today).content.decode()
    assert "Orders confirmed" not in client_of(cast.teammate).get(today).content.decode()
    seen_by_manager = client_of(cast.manager).get(f"{today}?person={cast.owner.pk}").content.decode()
    assert "Orders confirmed" not in seen_by_manager


def test_what_stands_beside_puts_itself_on_the_overview(
    cast: SimpleNamespace, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(panels._panels, ("boss", "top"), Ordered())
    panel("boss", "top", order=1)(lambda _request, _user: "the briefing of today")
    assert "the briefing of today" in open_page(client_of, cast.boss, "managing:boss").content.decode()


def test_setting_a_target_on_its_page(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client, month = client_of(cast.manager), timezone.localdate().replace(day=1).isoformat()
    data = {
        "whose": f"p{cast.owner.pk}",
        "measure": "in_target",
        "stretch": "month",
        "starts_on": month,
        "goal": "120",
    }
    assert client.post(reverse("managing:target_set"), data).status_code == 422
    assert (
        client.post(
            reverse("managing:target_set"), {**data, "whose": f"p{cast.outsider.pk}", "goal": "60"}
        ).status_code
        == 422
    )
    assert client.post(reverse("managing:target_set"), {**data, "goal": "60"}).status_code == 302
    row = Target.objects.get()
    assert client.post(reverse("managing:target_withdraw", args=[row.pk])).status_code == 302
    assert (
        client_of(cast.other_manager).post(reverse("managing:target_withdraw", args=[row.pk])).status_code
        == 404
    )


def test_plan_pages(cast: SimpleNamespace, client_of: ClientOf) -> None:
    boss, plan = client_of(cast.boss), reverse("managing:plan")
    assert "not set" in boss.get(plan).content.decode()
    assert boss.post(reverse("managing:plan_start"), {"starts_on": "never"}).status_code == 422
    assert boss.post(reverse("managing:plan_start"), {"starts_on": "2026-01-05"}).status_code == 302
    assert "month" in boss.get(plan).content.decode()
    url = reverse("managing:milestone", args=["products"])
    assert boss.post(url, {"version": "0", "reached_on": "2026-02-01", "evidence": ""}).status_code == 422
    assert (
        boss.post(url, {"version": "0", "reached_on": "2026-02-01", "evidence": "A test"}).status_code == 302
    )
    assert boss.post(url, {"version": "0", "reached_on": "", "evidence": "Else"}).status_code == 409
    assert Milestone.objects.get().evidence == "A test"
    assert boss.get(reverse("managing:milestone", args=["nothing"])).status_code == 404


def test_the_log_of_assignments(cast: SimpleNamespace, client_of: ClientOf) -> None:
    for person in (cast.owner, cast.outsider):
        inquiry = factories.InquiryFactory(customer=make_customer(person), owner=person)
        inquiry.assignments.create(to=person, rule="rotation", at=timezone.now())
    boss, manager = (open_page(client_of, user, "managing:fairness") for user in (cast.boss, cast.manager))
    assert {share.person: share.assigned for share, _cells in boss.context["shares"] if share.assigned} == {
        cast.owner: 1, cast.outsider: 1,
    }  # fmt: skip
    assert [row.to for row in manager.context["log"]] == [cast.owner]
    assert Inquiry.objects.count() == len(boss.context["log"]) == 2


def test_each_figure_of_who_was_given_what_opens_its_rows(cast: SimpleNamespace, client_of: ClientOf) -> None:
    now = timezone.now()
    for rule, number in (("rotation", 2), ("region", 1), ("handover", 1)):
        for _number in range(number):
            inquiry = factories.InquiryFactory(customer=make_customer(cast.owner, "A"), owner=cast.owner)
            inquiry.assignments.create(to=cast.owner, rule=rule, at=now)
    other = factories.InquiryFactory(customer=make_customer(cast.teammate, "B"), owner=cast.teammate)
    other.assignments.create(to=cast.teammate, rule="rotation", at=now)
    period = cast.owner.customers.first().owner_periods.get()
    period.is_claim, period.started_at = True, now
    period.save()
    for who in ("manager", "boss"):
        client = client_of(getattr(cast, who))
        shares = client.get(reverse("managing:fairness")).context["shares"]
        cells = {cell.key: cell for share, row in shares if share.person == cast.owner for cell in row}
        assert {key: int(cell.text) for key, cell in cells.items()} == {
            "assigned": 3, "same_buyer": 0, "region": 1, "product": 0, "rotation": 2, "manual": 0,
            "customers": 4, "a_customers": 4, "claims": 1,
        }, who  # fmt: skip
        for key in ("assigned", "region", "rotation", "claims"):
            page = client.get(reverse("managing:fairness") + cells[key].url.removesuffix("#log"))
            assert len(page.context["log"]) == int(cells[key].text), key
            assert page.context["chips"][0]["label"] == cast.owner.short_name
        for key in ("customers", "a_customers"):
            assert len(client.get(cells[key].url).context["listing"].rows) == 4, key
        assert [cells[key].url for key in ("same_buyer", "product", "manual")] == ["", "", ""]


def test_the_log_is_narrowed_to_ones_own_people_only(cast: SimpleNamespace, client_of: ClientOf) -> None:
    manager = client_of(cast.manager)
    address = reverse("managing:fairness")
    for person, status in ((cast.owner.pk, 200), (cast.outsider.pk, 404), ("x", 404), (10**30, 404)):
        for rule in ("", "region", "claim", "nothing", "given"):
            answer = manager.get(f"{address}?person={person}&rule={rule}&after=x~1")
            assert answer.status_code == status, (person, rule)
    claimed = make_customer(cast.owner, name=NAME)
    claimed.owner_periods.update(is_claim=True, started_at=timezone.now())
    assert NAME in manager.get(f"{address}?rule=claim").content.decode()
    type(claimed).objects.filter(pk=claimed.pk).update(owner=cast.outsider)
    page = manager.get(f"{address}?rule=claim").content.decode()
    assert (NAME in page, "no longer in your sight" in page) == (False, True)


def test_who_went_to_another_team_is_that_teams_exception(cast: SimpleNamespace, client_of: ClientOf) -> None:
    now = timezone.now()
    make_customer(cast.owner, "A", missed_on=timezone.localdate())
    make_customer(cast.outsider, "B", missed_on=timezone.localdate())

    def missed(user: User) -> dict[str, str]:
        cards = open_page(client_of, user, "managing:team", "?period=last_month").context["exceptions"]
        return {whose.name: whose.url for card in cards if "grade=A" in card.url for whose in card.people}

    assert set(missed(cast.manager)) == {cast.owner.short_name}
    TeamMove.objects.create(person=cast.owner, before=cast.team, after=cast.other_team, at=now)
    cast.owner.team = cast.other_team
    cast.owner.save()
    assert missed(cast.manager) == {}
    found = missed(cast.other_manager)
    assert set(found) == {cast.owner.short_name, cast.outsider.short_name}
    page = client_of(cast.other_manager).get(found[cast.outsider.short_name])
    assert "grade=A&grade=B" in found[cast.outsider.short_name]
    assert cast.outsider.customers.get().name in page.content.decode()  # a B customer stands there, too


def test_a_page_looks_at_each_frame(cast: SimpleNamespace, client_of: ClientOf) -> None:
    add_work(cast.owner, 2)
    found = {
        frame: open_page(client_of, cast.manager, "managing:team", f"?period={frame}").context["days"]
        for frame in Frame
    }
    assert found == {frame: days_of(frame, current_calendar().day_of(timezone.now())) for frame in Frame}


def test_who_reads_no_catalogue_reads_no_products(cast: SimpleNamespace, client_of: ClientOf) -> None:
    titles = {
        who: [str(chart.title) for chart in open_page(client_of, getattr(cast, who), "managing:boss").context["charts"]]
        for who in ("boss", "adviser")
    }  # fmt: skip
    assert "Products by market" in titles["boss"]
    assert "Products by market" not in titles["adviser"]


def test_the_log_leads_only_to_what_one_sees_and_names_who_left(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    now = timezone.now()
    gone = factories.InquiryFactory(customer=make_customer(cast.outsider), owner=cast.outsider)
    kept = factories.InquiryFactory(customer=make_customer(cast.owner), owner=cast.owner)
    for inquiry in (gone, kept):
        inquiry.assignments.create(to=cast.owner, rule="rotation", at=now)
    cast.teammate.frozen_at = now
    cast.teammate.save()
    page = open_page(client_of, cast.manager, "managing:fairness")
    assert gone.get_absolute_url() not in page.content.decode()
    assert kept.get_absolute_url() in page.content.decode()
    assert cast.teammate in [share.person for share, _cells in page.context["shares"]]


def test_a_manager_who_assists_reads_the_log_of_the_own_team(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    cast.manager.is_assistant = True
    cast.manager.save()
    inquiry = factories.InquiryFactory(customer=make_customer(cast.outsider), owner=cast.outsider)
    inquiry.assignments.create(to=cast.outsider, rule="rotation", at=timezone.now())
    assert list(open_page(client_of, cast.manager, "managing:fairness").context["log"]) == []


def test_ones_own_figures_are_found(cast: SimpleNamespace, client_of: ClientOf) -> None:
    for name in ("followups:today", "reports:list"):
        assert f'href="{reverse("managing:own")}"' in open_page(client_of, cast.owner, name).content.decode()


def test_a_cadence_that_was_not_kept_leads_to_whom_it_missed(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    """Kept ones lead to the contacts. Who is in another team by now was the manager's then, and not the new one's."""
    today = timezone.localdate()
    sunday = today - timedelta(days=today.weekday() + 1)
    for grade, kept in (("A", 1), ("B", 2)):
        CadenceWindow.objects.create(user=cast.owner, grade=grade, last_on=sunday, asked=2, kept=kept)
    missed = reverse("reports:missed", args=[cast.owner.pk, "A"])
    page = open_page(client_of, cast.manager, "managing:team", "?period=last_week").content.decode()
    found = re.search(f'href="({re.escape(missed)}[^"]*)">50%<', page)
    assert found is not None
    assert client_of(cast.manager).get(html.unescape(found[1])).status_code == 200
    assert reverse("reports:missed", args=[cast.owner.pk, "B"]) not in page
    assert missed in open_page(client_of, cast.owner, "managing:own", "?period=last_week").content.decode()
    assert (
        missed
        not in open_page(client_of, cast.adviser, "managing:team", "?period=last_week").content.decode()
    )
    cast.owner.team = cast.other_team
    cast.owner.save()
    TeamMove.objects.create(person=cast.owner, before=cast.team, after=cast.other_team, at=timezone.now())
    page = open_page(client_of, cast.manager, "managing:team", "?period=last_week").content.decode()
    found = re.search(f'href="({re.escape(missed)}[^"]*)">50%<', page)
    assert found is not None
    assert client_of(cast.manager).get(html.unescape(found[1])).status_code == 200
    assert client_of(cast.other_manager).get(html.unescape(found[1])).status_code == 404
    page = open_page(client_of, cast.other_manager, "managing:team", "?period=last_week").content.decode()
    assert missed not in page
