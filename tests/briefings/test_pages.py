"""The pages of briefings and rulings as each caller gets them, and what they cost (P5)."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from briefings.models import Briefing, Kind, Part, Point, Ruling
from briefings.selectors.lists import next_to_compile, read_next, rulings_to_do
from briefings.selectors.subjects import Subject, find_subject
from briefings.selectors.waiting import PAGE, Standing, count_waiting, read_waiting
from briefings.services import (
    PointValues,
    RulingValues,
    add_point,
    close_ruling,
    give_ruling,
    keep_briefings,
    tell_outcome,
)
from core.dated import read_dated
from core.models import Draft, Notification
from customers.models import Customer
from followups.models import HelpRequest
from followups.services import HelpSubject, ask_for_help, escalate_help, renew_feed, suggest
from reports.models import DailyReport, KeyCustomer, WeeklyReport
from reports.selectors.chasing import read_missing
from reports.services import ReportValues, keep_days, keep_timetable, submit_report
from tests import factories
from tests.briefings.conftest import END, MORNING, START
from tests.budgets import ROWS
from tests.followups.helpers import had_contact, make_customer, nov, shanghai
from tests.reports.conftest import report_of

ClientOf = Callable[[Any], Client]
MOST = 20


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(START + timedelta(minutes=10), tick=True) as traveller:
        yield traveller


def page_of(client: Client, briefing: Briefing) -> str:
    answer = client.get(briefing.get_absolute_url())
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_who_reads_what(wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf) -> None:
    url, prepare = wednesday.get_absolute_url(), reverse("briefings:prepare", args=[wednesday.pk])
    answers = {
        name: tuple(client_of(getattr(cast, name)).get(path).status_code for path in (url, prepare))
        for name in ("boss", "manager", "assistant", "owner", "admin", "adviser", "production")
    }
    assert answers == {
        "boss": (200, 200), "manager": (200, 200), "assistant": (403, 200), "owner": (403, 403), "admin": (403, 403),
        "adviser": (403, 403), "production": (403, 403),
    }  # fmt: skip


def test_the_boss_rules_on_the_page(wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf) -> None:
    customer = make_customer(cast.owner, "A", name="Tigris Hand Tools Co.")
    values = PointValues(Part.HARD, "D/P for Iraq?", customer, asks=True)
    point = add_point(actor=cast.manager, briefing=wednesday, values=values, at=MORNING)
    boss, rule = client_of(cast.boss), reverse("briefings:rule")
    page = boss.get(wednesday.get_absolute_url())
    words = page.content.decode()
    assert "D/P for Iraq?" in words
    assert f'value="point-{point.pk}"' in words  # its box is open
    assert 'name="text"' not in page_of(client_of(cast.manager), wednesday)
    box = boss.get(rule, {"about": f"point-{point.pk}"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in box
    assert f'<option value="{cast.manager.pk}" selected>' in box
    form = {
        "about": f"point-{point.pk}", "text": "", "person": cast.owner.pk, "due_on": "2026-11-21", "next": wednesday.get_absolute_url(),
        "form_token": page.context["form"]["form_token"].value(),
    }  # fmt: skip
    assert page.context["form"]["due_on"].value() == nov(21)  # the next briefing
    again = boss.post(rule, form)
    assert (again.status_code, 'value="2026-11-21"' in again.content.decode()) == (422, True)
    without_day = boss.post(rule, form | {"text": "No.", "due_on": ""})
    assert (without_day.status_code, "Say until when" in without_day.content.decode()) == (422, True)
    for _click in range(2):
        answer = boss.post(rule, form | {"text": "No. 30 % deposit."})
        assert (answer.status_code, answer["Location"]) == (302, wednesday.get_absolute_url())
    ruling = Ruling.objects.get()
    assert (ruling.person, ruling.due_on, ruling.point) == (cast.owner, nov(21), point)
    words = page_of(boss, wednesday)
    assert words.count("No. 30 % deposit.") == 2  # given here, and open
    assert boss.get(rule, {"about": f"point-{point.pk + 99}"}).status_code == 404
    assert boss.get(rule, {"about": "nonsense"}).status_code == 404


def test_what_was_typed_into_a_box_keeps_itself(
    wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    """A telephone may drop the page: the ruling, and what came of it, are there when it comes back (ux.md 6)."""
    boss, url = client_of(cast.boss), reverse("briefings:rule")
    older, newer = (
        add_point(
            actor=cast.manager, briefing=wednesday, values=PointValues(Part.HARD, text, asks=True), at=at
        )
        for text, at in (("Freight?", MORNING), ("A camera?", MORNING + timedelta(minutes=1)))
    )
    name, due = f"point-{newer.pk}", "2026-11-25"
    page = page_of(boss, wednesday)
    assert f'value="point-{older.pk}"' in page
    kept = reverse("core:draft", args=[f"rule-{name}"])
    typed = {"text": "Buy one, at most 4,000", "person": cast.teammate.pk, "due_on": due, "about": name}
    assert boss.post(kept, typed | {"text": " "}).status_code == 204
    assert f'value="point-{older.pk}"' in page_of(boss, wednesday)  # nothing to go on with
    boss.post(kept, typed)
    page = page_of(boss, wednesday)  # opens where one stopped
    assert f'name="about" value="{name}"' in page
    assert f'<option value="{cast.teammate.pk}" selected>' in page
    for answer in (page, boss.get(url, {"about": name}).content.decode()):
        assert "Buy one, at most 4,000" in answer
        assert f'value="{due}"' in answer
        assert "This is the draft kept" in answer
    assert "at most 4,000" not in page_of(client_of(cast.manager), wednesday)
    boss.post(url, typed | {"form_token": ""})
    ruling = Ruling.objects.get()
    assert (ruling.text, ruling.person) == ("Buy one, at most 4,000", cast.teammate)
    assert not Draft.objects.exists()
    mate = client_of(cast.teammate)
    mate.post(reverse("core:draft", args=[f"outcome-{ruling.pk}"]), {"outcome": "Ordered at"})
    assert "Ordered at" in mate.get(ruling.get_absolute_url()).content.decode()
    assert "Ordered at" not in boss.get(ruling.get_absolute_url()).content.decode()
    mate.post(reverse("briefings:outcome", args=[ruling.pk]), {"outcome": "Ordered at Canon's"})
    assert not Draft.objects.exists()


def test_the_person_sees_no_more_than_needed(
    wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    customer = make_customer(cast.outsider, name="Rawabi Est.")
    subject = find_subject(cast.boss, f"customer-{customer.pk}")
    assert subject
    ruling = give_ruling(
        actor=cast.boss,
        subject=subject,
        values=RulingValues("Bring the samples", cast.owner, nov(19)),
        at=START,
    )
    url = ruling.get_absolute_url()
    page = client_of(cast.owner).get(url).content.decode()
    assert "Bring the samples" in page
    assert "Rawabi" not in page
    assert "Rawabi" in client_of(cast.boss).get(url).content.decode()
    assert "Rawabi" not in client_of(cast.manager).get(url).content.decode()
    assert "Rawabi" not in page_of(client_of(cast.manager), wednesday)
    for name in ("teammate", "outsider", "stand_in", "assistant", "admin"):
        assert client_of(getattr(cast, name)).get(url).status_code == 404
    today = client_of(cast.owner).get("/").content.decode()
    assert "Bring the samples" in today
    assert url in today
    assert "Bring the samples" in client_of(cast.owner).get(reverse("briefings:rulings")).content.decode()
    answer = client_of(cast.owner).post(
        reverse("briefings:outcome", args=[ruling.pk]), {"outcome": "Brought"}
    )
    assert answer.status_code == 302
    assert "Bring the samples" not in client_of(cast.owner).get("/").content.decode()
    assert client_of(cast.owner).post(reverse("briefings:close", args=[ruling.pk])).status_code == 403
    assert client_of(cast.boss).post(reverse("briefings:close", args=[ruling.pk])).status_code == 302


def test_the_manager_compiles(wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf) -> None:
    manager, url = client_of(cast.manager), reverse("briefings:point_new")
    mine, other = make_customer(cast.owner, name="Elbtal"), make_customer(cast.outsider, "A", name="Hidden")
    form = manager.get(url, {"customer": mine.pk}).content.decode()
    assert "Elbtal" in form
    assert "Hidden" not in form
    values = {"part": "key", "text": "Came back with 5,000", "customer": mine.pk, "asks": "on"}
    assert manager.post(url, values | {"customer": other.pk}).status_code == 422
    assert manager.post(url, values | {"text": ""}).status_code == 422
    assert manager.post(url, values).status_code == 302
    point = Point.objects.get()
    assert (point.part, point.customer, point.asks) == ("key", mine, True)
    assert "Came back with 5,000" in page_of(manager, wednesday)
    assert "Came back" not in page_of(client_of(cast.other_manager), wednesday)
    for name in ("boss", "owner", "assistant"):
        assert client_of(getattr(cast, name)).post(url, values).status_code == 403
    assert client_of(cast.boss).post(reverse("briefings:point_withdraw", args=[point.pk])).status_code == 403
    assert (
        client_of(cast.other_manager).post(reverse("briefings:point_withdraw", args=[point.pk])).status_code
        == 404
    )
    assert manager.post(reverse("briefings:point_withdraw", args=[point.pk])).status_code == 302
    assert "Came back" not in page_of(manager, wednesday)


def test_the_assistant_prepares(wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf) -> None:
    assistant = client_of(cast.assistant)
    page = assistant.get(reverse("briefings:prepare", args=[wednesday.pk])).content.decode()
    assert reverse("briefings:move", args=[wednesday.pk]) not in page
    attend = reverse("briefings:attend", args=[wednesday.pk])
    assert assistant.post(attend, {"people": [cast.boss.pk, cast.manager.pk]}).status_code == 302
    assert cast.manager.short_name in assistant.get(reverse("briefings:list")).content.decode()
    move = {"day": "2026-11-19", "starts_at": "10:00", "reason": "Fair"}
    url = reverse("briefings:move", args=[wednesday.pk])
    assert assistant.post(url, move).status_code == 403
    assert client_of(cast.manager).post(url, move | {"reason": ""}).status_code == 422
    assert client_of(cast.manager).post(url, move | {"day": "2026-11-22"}).status_code == 422
    assert client_of(cast.manager).post(url, move).status_code == 302
    wednesday.refresh_from_db()
    assert wednesday.moved_why == "Fair"


@pytest.mark.parametrize("data", [{}, {"people": "nobody"}])
def test_nothing_is_noted_of_one_that_does_not_stand(
    wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf, data: dict[str, str]
) -> None:
    Briefing.objects.filter(pk=wednesday.pk).update(state="cancelled")
    attend = reverse("briefings:attend", args=[wednesday.pk])
    assert client_of(cast.assistant).post(attend, data).status_code == 403
    assert (
        client_of(cast.manager).post(reverse("briefings:move", args=[wednesday.pk]), data).status_code == 403
    )


def test_the_assistant_reads_no_reason(
    wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    Briefing.objects.update(moved_why="Elbtal visits", moved_at=MORNING, moved_by=cast.boss)
    for name, reads in (("manager", True), ("assistant", False)):
        for url in (reverse("briefings:list"), reverse("briefings:prepare", args=[wednesday.pk])):
            words = client_of(getattr(cast, name)).get(url).content.decode()
            assert ("Elbtal visits" in words) == reads


def wish(person: Any, text: str = "A camera for the fair") -> Any:
    """Hand in a weekly report that asks for support."""
    keep_timetable(at=shanghai(11, 14, 9))
    return submit_report(
        actor=person, report=report_of(person), version=1, at=shanghai(11, 14, 10), key_customers=[],
        values=ReportValues(review="R", support_wanted=text),
    )  # fmt: skip


def test_what_waits_for_a_ruling_is_a_list(
    wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    """Points, requests that went on to the boss, support wanted: the longest waiting first (S111, S112)."""
    customer = make_customer(cast.outsider, name="Rawabi Est.")
    wish(cast.owner)
    ask_for_help(actor=cast.outsider, text="D/P?", subject=HelpSubject(customer), at=shanghai(11, 13, 10))
    ask_for_help(actor=cast.owner, text="Still the manager's", subject=HelpSubject(), at=MORNING)
    escalate_help(at=shanghai(11, 17, 10))
    point = add_point(
        actor=cast.manager,
        briefing=wednesday,
        values=PointValues(Part.HARD, "Freight?", asks=True),
        at=MORNING,
    )
    add_point(actor=cast.manager, briefing=wednesday, values=PointValues(Part.HARD, "Only words"), at=MORNING)
    boss, manager = cast.boss, cast.manager
    waiting = {one.text: one for one in read_waiting(boss, START).rows}
    assert list(waiting) == ["A camera for the fair", "D/P?", "Freight?"]
    assert waiting["D/P?"].customer == customer
    assert [one.text for one in read_waiting(manager, START).rows] == ["A camera for the fair", "Freight?"]
    standing = count_waiting(boss, START)
    assert (standing.number, standing.since, standing.is_red) == (3, shanghai(11, 14, 10), True)
    assert count_waiting(cast.other_manager, START).number == 1
    assert count_waiting(cast.owner, START) == Standing(0, None, is_red=False)
    second = factories.UserFactory(roles=(Role.BOSS,))
    HelpRequest.objects.filter(text="D/P?").update(author=second)
    assert (count_waiting(second, START).number, count_waiting(boss, START).number) == (2, 3)  # not one's own
    HelpRequest.objects.filter(text="D/P?").update(author=cast.outsider)
    url = reverse("briefings:rulings") + "?show=waiting"
    words = client_of(boss).get(url).content.decode()
    assert words.count(f"?about=point-{point.pk}&amp;next=") == 2  # the link, and the box in its place
    assert "Rawabi" in words
    words = client_of(manager).get(url).content.decode()
    assert "Freight?" in words
    assert "D/P?" not in words
    assert "?about=" not in words
    for name in ("owner", "assistant"):
        words = client_of(getattr(cast, name)).get(url).content.decode()
        assert "A camera" not in words
        assert 'href="?show=waiting"' not in words
    give_ruling(
        actor=boss, subject=find_subject(boss, f"point-{point.pk}"), at=START,
        values=RulingValues("Collect", cast.manager, nov(21)),
    )  # fmt: skip
    assert count_waiting(boss, START).number == 2
    overview = client_of(boss).get(reverse("managing:boss")).content.decode()
    assert url in overview
    assert "the oldest since" in overview


def test_what_waits_has_pages(wednesday: Briefing, cast: SimpleNamespace) -> None:
    Point.objects.bulk_create(
        Point(
            briefing=wednesday, part=Part.HARD, text=f"Point {number}", asks=True, raised_by=cast.manager,
            raised_at=MORNING + timedelta(minutes=number),
        )
        for number in range(PAGE + 1)
    )  # fmt: skip
    first, last = read_waiting(cast.boss, START), read_waiting(cast.boss, START, PAGE)
    assert (len(first.rows), first.previous, first.next) == (PAGE, None, PAGE)
    assert ([one.text for one in last.rows], last.previous, last.next) == ([f"Point {PAGE}"], 0, None)


def test_the_boss_rules_from_the_weekly_report(
    wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    report = wish(cast.owner)
    url, rule = report.get_absolute_url(), f"{reverse('briefings:rule')}?about=wish-{report.pk}"
    assert rule in client_of(cast.boss).get(url).content.decode()
    for name in ("manager", "owner"):
        assert rule not in client_of(getattr(cast, name)).get(url).content.decode()
    box = client_of(cast.boss).get(rule, {"about": f"wish-{report.pk}"}).content.decode()
    assert "A camera for the fair" in box
    assert f'<option value="{cast.owner.pk}" selected>' in box
    subject = find_subject(cast.boss, f"wish-{report.pk}")
    assert subject
    ruling = give_ruling(
        actor=cast.boss, subject=subject, values=RulingValues("Buy it", cast.owner, nov(21)), at=START
    )
    words = client_of(cast.boss).get(url).content.decode()
    assert rule not in words
    assert ruling.get_absolute_url() in words
    other = wish(cast.teammate, "")
    assert "?about=wish-" not in client_of(cast.boss).get(other.get_absolute_url()).content.decode()


def test_the_assistants_work_stands_on_the_first_page(
    wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf, clock: Any
) -> None:
    """Nobody's inquiries, who was there, reports that are missing: counted, never whose words (S10, S109)."""
    keep_timetable(at=shanghai(11, 14, 9))
    keep_days(at=shanghai(11, 18, 9))
    keep_days(at=shanghai(11, 18, 16, 30))
    clock.move_to(shanghai(11, 18, 17))
    factories.InquiryFactory(customer=None, owner=None, sender="hidden@buyer.example")
    words = client_of(cast.assistant).get("/").content.decode()
    missing = {one.kind: one for one in read_missing(timezone.now())}
    assert [missing["week"].due_on, missing["day"].due_on] == [nov(14), nov(18)]
    assert f"{missing['week'].number} weekly reports are missing" in words
    assert f"{missing['day'].number} daily reports are not confirmed" in words
    assert missing["week"].url in words
    assert "1 inquiry is nobody" in words
    assert reverse("briefings:prepare", args=[wednesday.pk]) in words
    assert "Note who was there" in words
    for name in ("manager", "boss", "owner"):
        others = client_of(getattr(cast, name)).get("/").content.decode()
        assert "reports are missing" not in others
        assert "Note who was there" not in others
    attend = reverse("briefings:attend", args=[wednesday.pk])
    client_of(cast.assistant).post(attend, {"people": [cast.manager.pk]})
    assert "Note who was there" not in client_of(cast.assistant).get("/").content.decode()
    User.objects.filter(pk=cast.owner.pk).update(frozen_at=timezone.now())
    assert [one.number for one in read_missing(timezone.now())] == [
        missing[kind].number - 1 for kind in ("week", "day")
    ]
    DailyReport.objects.update(confirmed_at=timezone.now())
    WeeklyReport.objects.update(state="submitted", submitted_at=timezone.now())
    assert read_missing(timezone.now()) == []


def test_the_overview_of_the_boss(wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf) -> None:
    for due_on in (nov(18), nov(21), nov(21)):
        ruling = give_ruling(
            actor=cast.boss, subject=Subject(), values=RulingValues("Rule", cast.owner, due_on), at=MORNING
        )
    close_ruling(actor=cast.boss, ruling=ruling, at=MORNING)
    Ruling.objects.filter(due_on=nov(18)).update(due_on=nov(17))
    url = reverse("managing:boss")
    words = client_of(cast.boss).get(url).content.decode()
    assert wednesday.get_absolute_url() in words
    assert '<b class="fig">2</b>' in words
    assert "1 late" in words
    for name in ("adviser", "assistant"):
        assert wednesday.get_absolute_url() not in client_of(getattr(cast, name)).get(url).content.decode()
    with CaptureQueriesContext(connection) as caught:
        assert read_next(cast.boss, nov(18)) == wednesday
    assert len(caught) == 1


def test_one_that_does_not_take_place(
    wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    Briefing.objects.update(state="cancelled")
    manager = client_of(cast.manager)
    listed = manager.get(reverse("briefings:list")).content.decode()
    assert "Does not take place" in listed
    assert manager.get(wednesday.get_absolute_url()).status_code == 302
    words = manager.get(reverse("briefings:prepare", args=[wednesday.pk])).content.decode()
    assert "The timetable has no day for it." in words
    assert reverse("briefings:move", args=[wednesday.pk]) not in words


def test_the_boss_has_looked(wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf) -> None:
    page_of(client_of(cast.manager), wednesday)
    wednesday.refresh_from_db()
    assert wednesday.read_at is None
    page_of(client_of(cast.boss), wednesday)
    wednesday.refresh_from_db()
    assert wednesday.read_at is not None
    assert "read by the boss" in client_of(cast.manager).get(reverse("briefings:list")).content.decode()


def test_from_the_notice_to_the_page(wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf) -> None:
    keep_briefings(at=START)
    row = Notification.objects.get(user=cast.boss, key__startswith="briefing-ready")
    assert row.url == wednesday.get_absolute_url()
    assert "The briefing is ready" in client_of(cast.boss).get(reverse("core:notices")).content.decode()


def test_a_past_one_stays_as_it_was(
    wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf, clock: Any
) -> None:
    add_point(
        actor=cast.manager, briefing=wednesday, values=PointValues(Part.NEW, "Fair: 46 cards"), at=MORNING
    )
    keep_briefings(at=END)
    clock.move_to(END + timedelta(days=1))
    Point.objects.update(text="Another")
    words = page_of(client_of(cast.boss), wednesday)
    assert "Fair: 46 cards" in words
    assert f'href="{reverse("briefings:rule")}' not in words
    assert "What waits for a ruling now" in words
    pdf = client_of(cast.boss).get(reverse("briefings:paper", args=[wednesday.pk]))
    assert (pdf.status_code, b"".join(pdf)[:5]) == (200, b"%PDF-")


def test_a_kept_ruling_that_went_out_of_sight(
    wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf, clock: Any
) -> None:
    customer = make_customer(cast.owner, name="Elbtal GmbH")
    subject = find_subject(cast.boss, f"customer-{customer.pk}")
    assert subject
    for is_told in (False, True):
        values = RulingValues("Offer less to Elbtal", cast.owner, nov(21))
        ruling = give_ruling(actor=cast.boss, subject=subject, values=values, at=START)
        if is_told:
            tell_outcome(actor=cast.owner, ruling=ruling, text="Elbtal agreed", at=START)
    keep_briefings(at=END)
    clock.move_to(END + timedelta(days=1))
    Customer.objects.filter(pk=customer.pk).update(owner=cast.outsider)
    manager = client_of(cast.manager)
    words = page_of(manager, wednesday)
    assert "Elbtal" not in words
    assert 'href=""' not in words
    assert "Of a customer that is no longer in your sight" in words
    assert manager.get(reverse("briefings:paper", args=[wednesday.pk])).status_code == 200


def test_the_boss_alone(db: None, client_of: ClientOf) -> None:
    one = factories.UserFactory(roles=(Role.MANAGER, Role.BOSS), language="en")
    keep_briefings(at=MORNING)
    briefing = Briefing.objects.get(day=nov(18))
    words = page_of(client_of(one), briefing)
    assert "Nobody has to brief you" in words
    assert reverse("briefings:point_new") not in words


# ── what pages cost ─────────────────────────────────────────────────────────
def fill(cast: SimpleNamespace, briefing: Briefing, count: int) -> None:
    """Put `count` more rows into every section and exception."""
    for number in range(count):
        best = make_customer(cast.owner, "A", created_at=shanghai(11, 16), missed_on=nov(17))
        had_contact(best, shanghai(11, 17))
        best.grade_changes.create(before="B", after="A", by=cast.owner, at=shanghai(11, 17))
        KeyCustomer.objects.create(report=report_of(cast.owner), customer=best, words="Wants 2,000")
        asked_at = shanghai(11, 13, 10, number)
        ask_for_help(actor=cast.owner, text="D/P?", subject=HelpSubject(best), at=asked_at)
        for part in Part:
            values = PointValues(part, f"Point {number}", best, asks=part is Part.HARD or bool(number % 2))
            add_point(actor=cast.manager, briefing=briefing, values=values, at=MORNING)
        for is_told in (False, True):
            ruling = give_ruling(
                actor=cast.boss, subject=Subject(), values=RulingValues("Rule", cast.owner, nov(19)), at=START
            )
            if is_told:
                tell_outcome(actor=cast.owner, ruling=ruling, text="Done", at=START)
        suggest(actor=cast.teammate, text="Count the samples", at=START)
        inquiry = factories.InquiryFactory(customer=best, owner=cast.owner)
        factories.BuyerMessageFactory(inquiry=inquiry, received_at=shanghai(11, 12, 10))
        factories.ProofFactory(customer=best, requested_by=cast.owner)
    escalate_help(at=shanghai(11, 17, 10))


def test_another_department_is_on_no_managers_page(
    wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    keep_timetable(at=shanghai(11, 14, 9))
    submit_report(
        actor=cast.outsider, report=report_of(cast.outsider), version=1, at=shanghai(11, 14, 10), key_customers=[],
        values=ReportValues(review="R", support_wanted="Rawabi wants a camera"),
    )  # fmt: skip
    others = SimpleNamespace(
        owner=cast.outsider, teammate=cast.outsider, manager=cast.other_manager, boss=cast.boss
    )
    fill(others, wednesday, 2)
    Customer.objects.update(name="Rawabi Est.")
    answers = {
        name: client_of(getattr(cast, name)).get(wednesday.get_absolute_url()) for name in ("manager", "boss")
    }
    assert "Rawabi" not in answers["manager"].content.decode()
    assert "Rawabi" in answers["boss"].content.decode()
    sections = {
        name: answers[who].context["page"].sections for name, who in (("own", "manager"), ("all", "boss"))
    }
    empty = {"suggestions"}  # between who signed them and the boss
    for name, section in sections["own"].items():
        assert (section.rows, section.total) == ((), 0), name
        assert section_is_filled(sections["all"][name]) or name in empty, name


def section_is_filled(section: Any) -> bool:
    return bool(section.rows or section.total)


def test_what_a_colleague_is_to_do_stands_there_for_who_reads_it(cast: SimpleNamespace) -> None:
    """Of the rulings that wait for somebody, a manager reads those of their people, but none on a suggestion (S141)."""
    signed = suggest(actor=cast.teammate, text="Count the samples", at=START)
    for subject in (Subject(), find_subject(cast.boss, f"suggestion-{signed.pk}") or Subject()):
        give_ruling(
            actor=cast.boss, subject=subject, values=RulingValues("Do it", cast.owner, nov(21)), at=START
        )
    counts = {
        name: len(rulings_to_do(getattr(cast, name), cast.owner, 9))
        for name in ("owner", "manager", "boss", "teammate", "other_manager")
    }
    assert counts == {"owner": 2, "manager": 1, "boss": 2, "teammate": 0, "other_manager": 0}


def test_a_ruling_stands_on_its_day_in_week_and_calendar(
    cast: SimpleNamespace, client_of: Any, client: Client
) -> None:
    """Until it is closed: told it is done in the week and gone from the feed, which names neither customer nor words."""
    customer = make_customer(cast.owner, name="Nordwerk GmbH", next_due_on=None)
    subject = find_subject(cast.boss, f"customer-{customer.pk}") or Subject()
    ruling = give_ruling(
        actor=cast.boss,
        subject=subject,
        values=RulingValues("Lower the price", cast.owner, nov(20)),
        at=START,
    )
    signed = suggest(actor=cast.teammate, text="Count the samples", at=START)
    secret_subject = find_subject(cast.boss, f"suggestion-{signed.pk}") or Subject()
    give_ruling(
        actor=cast.boss, subject=secret_subject, values=RulingValues("Count", cast.owner, nov(20)), at=START
    )
    secret = renew_feed(actor=cast.owner, at=START)

    def in_week(who: str, week: str = "2026-W47") -> list[tuple[int, str, bool, bool]]:
        asked = {"week": week, "person": cast.owner.pk}
        page = client_of(getattr(cast, who)).get(reverse("followups:week"), asked)
        days = page.context["week"].days if page.status_code == 200 else []
        return [(day.on.day, row.words, row.is_done, late) for day in days for row, late in day.dated]

    def in_feed() -> list[str]:
        body = client.get(reverse("followups:feed", args=[secret])).content.decode().replace("\r\n ", "")
        assert [word in body for word in ("Lower", "Nordwerk", "Count")] == [False] * 3
        return re.findall(r"SUMMARY:(.*)\r\n", body)

    both = [(20, "Lower the price", False, False), (20, "Count", False, False)]
    with time_machine.travel(shanghai(11, 18, 15), tick=False):
        assert [in_week(who) for who in ("owner", "boss")] == [both] * 2
        assert in_week("manager") == both[:1]
        assert in_week("owner", "2026-W48") == []
        assert in_feed() == [f"Ruling of {cast.boss.short_name}"] * 2
        page = client_of(cast.owner).get(reverse("followups:week"), {"week": "2026-W47"}).content.decode()
        assert f'href="{ruling.get_absolute_url()}"' in page
    with time_machine.travel(shanghai(11, 21, 9), tick=False):
        assert in_week("owner")[0] == (20, "Lower the price", False, True)
        assert len(in_feed()) == 2
        tell_outcome(actor=cast.owner, ruling=ruling, text="Done", at=shanghai(11, 21, 9))
        assert in_week("owner")[0] == (20, "Lower the price", True, False)
        assert len(in_feed()) == 1
        close_ruling(actor=cast.boss, ruling=ruling, at=shanghai(11, 21, 10))
        assert [row[1] for row in in_week("owner")] == ["Count"]
        assert len(in_feed()) == 1


@pytest.mark.parametrize("rows", ROWS)
def test_calendar_costs_the_same_for_one_ruling_and_for_three(
    cast: SimpleNamespace, django_assert_num_queries: Any, rows: int
) -> None:
    for _number in range(rows):
        values = RulingValues("Do it", cast.owner, nov(20))
        give_ruling(actor=cast.boss, subject=Subject(), values=values, at=START)
    with django_assert_num_queries(1):
        assert len(read_dated(cast.owner, cast.owner, nov(16), nov(22))) == rows


def test_who_prepares_no_briefing_has_none_to_put_a_point_into(
    wednesday: Briefing, cast: SimpleNamespace
) -> None:
    found = {
        name: next_to_compile(getattr(cast, name), MORNING)
        for name in ("manager", "boss", "owner", "adviser")
    }
    assert found == {"manager": wednesday, "boss": wednesday, "owner": None, "adviser": None}


def addresses(cast: SimpleNamespace, briefing: Briefing) -> dict[str, str]:
    point = Point.objects.filter(asks=False).latest("pk")
    return {
        "detail": briefing.get_absolute_url(),
        "list": reverse("briefings:list"),
        "rulings": reverse("briefings:rulings"),
        "waiting": f"{reverse('briefings:rulings')}?show=waiting",
        "ruling": Ruling.objects.latest("pk").get_absolute_url(),
        "rule": f"{reverse('briefings:rule')}?about={Kind.POINT}-{point.pk}",
        "prepare": reverse("briefings:prepare", args=[briefing.pk]),
        "point": reverse("briefings:point_new"),
        "today": "/",
    }


@pytest.mark.parametrize(
    ("name", "page"),
    [
        *(("boss", page) for page in ("detail", "list", "rulings", "waiting", "ruling", "rule", "prepare", "today")),
        *(("manager", page) for page in ("detail", "list", "rulings", "waiting", "ruling", "point", "prepare", "today")),
        ("owner", "rulings"), ("owner", "ruling"), ("owner", "today"), ("assistant", "today"),
    ],
)  # fmt: skip
def test_cost(name: str, page: str, wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf) -> None:
    keep_timetable(at=shanghai(11, 14, 9))
    submit_report(
        actor=cast.owner, report=report_of(cast.owner), version=1, at=shanghai(11, 14, 10), key_customers=[],
        values=ReportValues(review="R", support_wanted="A camera"),
    )  # fmt: skip
    counts, client = [], client_of(getattr(cast, name))
    for number in ROWS:
        fill(cast, wednesday, number)
        keep_briefings(at=START)
        url = addresses(cast, wednesday)[page]
        client.get(url)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        counts.append([query["sql"][:160] for query in caught])
    assert len(counts[0]) == len(counts[-1]), counts
    assert len(counts[-1]) <= MOST, counts[-1]


def test_the_boss_lets_a_ruling_go_on_from_its_page(
    wednesday: Briefing, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    ruling = give_ruling(
        actor=cast.boss,
        subject=Subject(),
        values=RulingValues("Ask for the deposit", cast.owner, nov(19)),
        at=START,
    )
    tell_outcome(actor=cast.owner, ruling=ruling, text="Asked", at=START)
    boss = client_of(cast.boss)
    page = boss.get(ruling.get_absolute_url())
    assert "Not settled yet" in page.content.decode()
    assert "Not settled yet" not in client_of(cast.manager).get(ruling.get_absolute_url()).content.decode()
    url = reverse("briefings:go_on", args=[ruling.pk])
    form = {"text": "", "person": cast.teammate.pk, "due_on": "2026-11-25"}
    refused = boss.post(url, form)
    assert (refused.status_code, "Write something." in refused.content.decode()) == (422, True)
    assert boss.post(url, form | {"text": "Until Wednesday then"})["Location"] == ruling.get_absolute_url()
    ruling.refresh_from_db()
    assert (ruling.state, ruling.person, ruling.due_on) == ("open", cast.teammate, nov(25))
    assert "Until Wednesday then" in client_of(cast.teammate).get(ruling.get_absolute_url()).content.decode()
