"""The monthly A list: drafted, worded, sent once on the month's last working day, a snapshot without copies (S58)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from accounts.services.teams import change_team
from core import policy
from core.models import AuditEntry, Draft, Notification
from core.request_context import RequestContext, request_context
from core.waiting import read_waiting_rows
from customers.models import GradeChange
from customers.services import change_owner, merge_customers, undo_merge
from customers.services.merging import stamp_of
from reports.models import AList, AListEntry, AListPart
from reports.policies import DAYS
from reports.selectors.a_lists import read_a_lists, read_all_entries
from reports.services import ReportRefused, StaleReport, keep_a_lists, write_part
from tests import factories
from tests.budgets import ROWS
from tests.followups.helpers import had_contact, make_customer, nov, shanghai
from tests.inquiries.test_races import together
from tests.reports.conftest import sheets_of

ClientOf = Callable[[Any], Client]
DRAFT, SEND = shanghai(11, 28, 9), shanghai(11, 30, 16)  # Saturday 28th, Monday 30th
MINUTE = timedelta(minutes=1)


def a_customer(owner: Any, name: str, **values: Any) -> Any:
    return make_customer(owner, "A", name=name, name_sort=name.casefold(), **values)


def part_of(person: Any) -> AListPart:
    return AListPart.objects.select_related("a_list").get(person=person)


def words_of(person: Any) -> dict[str, str]:
    return {one.name: one.words for one in part_of(person).entries.all()}


def write(
    person: Any, words: str, *, is_confirmed: bool = True, version: int = 1, at: Any = DRAFT
) -> AListPart:
    part = part_of(person)
    said = {entry.pk: words for entry in part.entries.all()}
    return write_part(actor=person, part=part, words=said, is_confirmed=is_confirmed, version=version, at=at)


def told(person: Any) -> list[str]:
    rows = Notification.objects.filter(user=person).order_by("pk")
    return [row.message % row.values for row in rows]


def waiting(person: Any) -> list[str]:
    return [row.words for row in read_waiting_rows(person, person, nov(28)) if "A customers" in row.words]


def everything() -> list[Any]:
    return [
        list(AList.objects.values_list()),
        list(AListPart.objects.order_by("pk").values_list()),
        list(AListEntry.objects.order_by("pk").values_list()),
        Notification.objects.count(),
        AuditEntry.objects.count(),
    ]


# ── the timetable ───────────────────────────────────────────────────────────
def test_a_month_in_its_steps(cast: SimpleNamespace) -> None:
    customer = a_customer(cast.owner, "Kept GmbH")
    a_customer(cast.teammate, "Other GmbH")
    a_customer(None, "Pool GmbH", created_by=cast.manager)
    make_customer(cast.owner, "B", name="B GmbH")
    had_contact(customer, shanghai(10, 30))
    had_contact(customer, shanghai(11, 20))
    assert keep_a_lists(at=DRAFT - MINUTE) == {"drafted": 0, "reminded": 0, "sent": 0}
    assert keep_a_lists(at=DRAFT) == {"drafted": 1, "reminded": 0, "sent": 0}
    assert list(words_of(cast.owner)) == ["Kept GmbH"]
    assert "20 Nov" in words_of(cast.owner)["Kept GmbH"]
    assert "30 Oct" not in words_of(cast.owner)["Kept GmbH"]
    assert told(cast.owner) == ["Your A customers of 2026-11: look through what stands there by 11-30 16:00"]
    assert waiting(cast.owner) == ["Look through the A customers of November"]
    write(cast.owner, "Sample approved")
    assert waiting(cast.owner) == []
    assert keep_a_lists(at=SEND) == {"drafted": 0, "reminded": 1, "sent": 1}
    assert told(cast.boss) == ["The A list of 2026-11 is here: 3 customers"]
    assert {part.person: part.is_confirmed for part in AListPart.objects.all()} == {
        cast.owner: True, cast.teammate: False, None: False,
    }  # fmt: skip
    before = everything()
    assert keep_a_lists(at=SEND + MINUTE) == {"drafted": 0, "reminded": 0, "sent": 0}
    assert everything() == before
    with pytest.raises(PermissionDenied):
        write(cast.owner, "Something else", version=2, at=SEND)


def test_the_list_is_that_of_its_hour_however_late_it_comes(cast: SimpleNamespace) -> None:
    kept, lowered, moved = (
        a_customer(cast.owner, name) for name in ("Kept GmbH", "Lowered GmbH", "Moved GmbH")
    )
    raised = make_customer(cast.teammate, "A", name="Raised GmbH")
    late = make_customer(cast.teammate, "A", name="Late GmbH")
    keep_a_lists(at=DRAFT)
    write(cast.owner, "Sample approved", is_confirmed=False)
    step = {"by": cast.owner, "reason": "Spain"}
    GradeChange.objects.create(customer=raised, before="B", after="A", at=SEND - MINUTE, **step)
    GradeChange.objects.create(customer=late, before="B", after="A", at=SEND + MINUTE, **step)
    GradeChange.objects.create(customer=lowered, before="A", after="B", at=SEND - MINUTE, **step)
    lowered.grade = "B"
    lowered.save()
    change_owner(actor=cast.manager, customer=moved, owner=cast.teammate, reason="Spain", at=SEND - MINUTE)
    change_owner(actor=cast.manager, customer=kept, owner=cast.teammate, reason="Spain", at=SEND + MINUTE)
    keep_a_lists(at=SEND + timedelta(days=3))
    assert words_of(cast.owner) == {"Kept GmbH": "Sample approved"}
    assert words_of(cast.teammate) == {"Moved GmbH": "Sample approved", "Raised GmbH": ""}


def test_after_dead_months_each_list_is_made_in_order_once(cast: SimpleNamespace) -> None:
    a_customer(cast.owner, "Kept GmbH")
    keep_a_lists(at=DRAFT)
    assert keep_a_lists(at=shanghai(3, 2, year=2027)) == {"drafted": 3, "reminded": 4, "sent": 4}
    assert [row.month.month for row in AList.objects.order_by("pk")] == [11, 12, 1, 2]
    assert keep_a_lists(at=shanghai(3, 2, year=2027)) == {"drafted": 0, "reminded": 0, "sent": 0}


def test_a_new_installation_does_not_make_up_for_the_past(cast: SimpleNamespace) -> None:
    assert keep_a_lists(at=SEND) == {"drafted": 0, "reminded": 0, "sent": 0}
    assert keep_a_lists(at=DRAFT - timedelta(days=9)) == {"drafted": 0, "reminded": 0, "sent": 0}


def test_refusals(cast: SimpleNamespace) -> None:
    a_customer(cast.owner, "Kept GmbH")
    keep_a_lists(at=DRAFT)
    part = part_of(cast.owner)
    for actor in (cast.manager, cast.boss, cast.teammate, cast.assistant):
        with pytest.raises(PermissionDenied):
            write_part(actor=actor, part=part, words={}, is_confirmed=True, version=1, at=DRAFT)
    with pytest.raises(ReportRefused, match="too_long"):
        write(cast.owner, "x" * 5001)
    write(cast.owner, "First")
    with pytest.raises(StaleReport):
        write(cast.owner, "Second")
    other = a_customer(cast.teammate, "Other GmbH")
    keep_a_lists(at=SEND)
    foreign = AListEntry.objects.get(customer=other)
    assert foreign.words == ""


def test_entries_follow_merges(cast: SimpleNamespace) -> None:
    kept, gone = a_customer(cast.owner, "Kept GmbH"), a_customer(cast.owner, "Gone GmbH")
    keep_a_lists(at=DRAFT)
    stamps = {row.pk: stamp_of(row) for row in (kept, gone)}
    merge = merge_customers(actor=cast.manager, kept=kept, gone=gone, picks={}, stamps=stamps, at=DRAFT)
    assert set(AListEntry.objects.values_list("customer", flat=True)) == {kept.pk}
    undo_merge(actor=cast.manager, merge=merge, at=DRAFT)
    assert set(AListEntry.objects.values_list("customer", flat=True)) == {kept.pk, gone.pk}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_beats_make_one_list(cast: SimpleNamespace) -> None:
    a_customer(cast.owner, "Kept GmbH")
    for at, step in ((DRAFT, "drafted"), (SEND, "sent")):
        found = together(4, lambda _number, at=at: keep_a_lists(at=at))
        assert sorted(one[step] for one in found) == [0, 0, 0, 1]
    assert len(told(cast.boss)) == 1


def test_statements_do_not_grow_with_the_customers(cast: SimpleNamespace) -> None:
    keep_a_lists(at=DRAFT)
    counts = []
    for number, (at, rows) in enumerate(
        ((shanghai(12, 31), ROWS[0]), (shanghai(1, 30, year=2027), ROWS[-1])), start=1
    ):  # a list goes up, the next one is drafted
        for place in range(rows):
            person = factories.UserFactory(roles=(Role.SALESPERSON,), team=cast.team)
            for customer in range(rows):
                had_contact(a_customer(person, f"Buyer {number} {place} {customer}"), shanghai(11, 20))
        if number == 1:
            keep_a_lists(at=SEND)
        with request_context(RequestContext()), CaptureQueriesContext(connection) as queries:
            assert keep_a_lists(at=at)["drafted"] == 1
        counts.append(len(queries))
        keep_a_lists(at=shanghai(1, 4, year=2027))
    assert counts[0] == counts[-1] <= 60


def contacted(customer: Any) -> None:
    at = shanghai(11, 20)
    factories.FollowUpFactory(customer=customer, at=at, entered_at=at, text="wants 3,000 sets")


# ── who may see it ──────────────────────────────────────────────────────────
def test_after_a_handover_neither_name_nor_words_of_the_records_are_shown(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    gone, typed = a_customer(cast.owner, "Northfield GmbH"), a_customer(cast.owner, "Overseas Inc")
    for customer in (gone, typed):
        contacted(customer)
    keep_a_lists(at=DRAFT)
    part = part_of(cast.owner)
    entry = part.entries.get(customer=typed)
    write_part(
        actor=cast.owner, part=part, words={entry.pk: "My own words"}, is_confirmed=False, version=1, at=DRAFT
    )
    keep_a_lists(at=SEND)
    for customer in (gone, typed):
        change_owner(
            actor=cast.boss, customer=customer, owner=cast.outsider, reason="Spain", at=SEND + MINUTE
        )
    part, month = part_of(cast.owner), reverse("reports:a_list", args=["2026-11"])
    hidden = ("Northfield", "Overseas", "3,000 sets", "My own words")
    seen = {
        name: {
            word for path in (part.get_absolute_url(), month) for word in hidden
            if word in client_of(getattr(cast, name)).get(path).content.decode()
        }
        for name in ("owner", "manager", "boss")
    }  # fmt: skip
    assert seen == {"owner": {"My own words"}, "manager": set(), "boss": set(hidden)}
    rows = read_all_entries(part.a_list, cast.manager)
    assert {(row.row.customer, row.row.words) for row in rows} == {(None, "")}


def test_who_lost_a_customer_before_the_list_goes_up_no_longer_words_it(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    gone = a_customer(cast.owner, "Northfield GmbH")
    a_customer(cast.owner, "Kept GmbH")
    contacted(gone)
    keep_a_lists(at=DRAFT)
    change_owner(actor=cast.boss, customer=gone, owner=cast.outsider, reason="Spain", at=DRAFT)
    page = client_of(cast.owner).get(part_of(cast.owner).get_absolute_url()).content.decode()
    assert ("Kept GmbH" in page, "Northfield" in page, "3,000 sets" in page) == (True, False, False)
    write(cast.owner, "Sample approved")
    entry = AListEntry.objects.get(customer=gone)
    assert ("3,000 sets" in entry.words, entry.confirmed_at) == (True, None)


def test_what_came_into_a_part_after_it_was_confirmed_is_not_confirmed(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    a_customer(cast.teammate, "Kept GmbH")
    moved = a_customer(cast.owner, "Moved GmbH")
    keep_a_lists(at=DRAFT)
    write(cast.owner, "Sample approved")
    write(cast.teammate, "Ordered")
    change_owner(actor=cast.manager, customer=moved, owner=cast.teammate, reason="Spain", at=SEND - MINUTE)
    keep_a_lists(at=SEND)
    told_of = dict(part_of(cast.teammate).entries.values_list("name", "confirmed_at"))
    assert told_of == {"Kept GmbH": DRAFT, "Moved GmbH": None}
    page = client_of(cast.boss).get(reverse("reports:a_list", args=["2026-11"])).content.decode()
    assert page.count("came after the confirmation") == 1


def test_two_that_were_merged_are_sent_once_with_the_words_that_were_written(cast: SimpleNamespace) -> None:
    kept, gone = a_customer(cast.owner, "Kept GmbH"), a_customer(cast.owner, "Gone GmbH")
    keep_a_lists(at=DRAFT)
    part = part_of(cast.owner)
    words = {part.entries.get(customer=gone).pk: "Sample approved"}
    write_part(actor=cast.owner, part=part, words=words, is_confirmed=False, version=1, at=DRAFT)
    stamps = {row.pk: stamp_of(row) for row in (kept, gone)}
    merge_customers(actor=cast.manager, kept=kept, gone=gone, picks={}, stamps=stamps, at=DRAFT)
    keep_a_lists(at=SEND)
    assert words_of(cast.owner) == {"Kept GmbH": "Sample approved"}
    assert told(cast.boss) == ["The A list of 2026-11 is here: 1 customers"]


def test_a_late_list_names_the_manager_of_its_hour(cast: SimpleNamespace) -> None:
    a_customer(cast.owner, "Kept GmbH")
    keep_a_lists(at=DRAFT)
    change_team(
        actor=cast.admin, team=cast.other_team, name="America", manager=cast.other_manager, added=[cast.owner],
        at=SEND + MINUTE,
    )  # fmt: skip
    keep_a_lists(at=SEND + timedelta(days=2))
    assert part_of(cast.owner).manager == cast.manager


def test_a_boss_who_sells_words_no_list_to_themself(cast: SimpleNamespace) -> None:
    cast.owner.is_boss = True
    cast.owner.save()
    a_customer(cast.owner, "Kept GmbH")
    keep_a_lists(at=DRAFT)
    assert (told(cast.owner), waiting(cast.owner)) == ([], [])
    with pytest.raises(PermissionDenied):
        write(cast.owner, "Sample approved")
    assert [row.parts_seen for row in read_a_lists(cast.boss, limit=1)] == [0]  # type: ignore[attr-defined]  # for the list


def test_a_list_that_is_switched_off_is_not_drafted(cast: SimpleNamespace) -> None:
    a_customer(cast.owner, "Kept GmbH")
    policy.change(DAYS, {"a_list_is_on": False}, actor=cast.boss, at=DRAFT - MINUTE)
    assert keep_a_lists(at=DRAFT) == {"drafted": 0, "reminded": 0, "sent": 0}
    policy.change(DAYS, {"a_list_is_on": True}, actor=cast.boss, at=DRAFT)
    assert keep_a_lists(at=DRAFT) == {"drafted": 1, "reminded": 0, "sent": 0}


def test_a_list_made_up_for_after_weeks_rings_no_bell(cast: SimpleNamespace) -> None:
    a_customer(cast.owner, "Kept GmbH")
    keep_a_lists(at=DRAFT)
    assert keep_a_lists(at=SEND + timedelta(days=20))["sent"] == 1
    assert told(cast.boss) == []


# ── pages ───────────────────────────────────────────────────────────────────
def test_the_list_of_lists_counts_the_parts_that_one_sees(cast: SimpleNamespace) -> None:
    for owner in (cast.owner, cast.teammate, cast.outsider):
        a_customer(owner, f"Buyer of {owner.pk}")
    keep_a_lists(at=DRAFT)
    write(cast.owner, "Sample approved")
    found = {
        name: [(row.parts_seen, row.parts_confirmed) for row in read_a_lists(getattr(cast, name), limit=5)]  # type: ignore[attr-defined]  # for the list
        for name in ("owner", "manager", "other_manager", "boss", "assistant")
    }
    assert found == {
        "owner": [(1, 1)], "manager": [(2, 1)], "other_manager": [(1, 0)], "boss": [(3, 1)], "assistant": [(3, 1)],
    }  # fmt: skip


def test_pages_of_a_list(cast: SimpleNamespace, client_of: ClientOf) -> None:
    customer = a_customer(cast.owner, "Northfield GmbH")
    factories.ContactFactory(customer=customer, name="Erika Muster", is_primary=True)
    a_customer(cast.outsider, "Overseas Inc")
    keep_a_lists(at=DRAFT)
    part = part_of(cast.owner)
    entry = part.entries.get()
    mine, address = client_of(cast.owner), reverse("reports:part_write", args=[part.pk])
    page = mine.get(part.get_absolute_url()).content.decode()
    assert ("Northfield GmbH" in page, "Erika Muster" in page) == (True, True)
    field = f"words-{entry.pk}"
    mine.post(reverse("core:draft", args=[f"a-list-{part.pk}"]), {"version": "1", field: "Half a sen"})
    assert "Half a sen" in mine.get(part.get_absolute_url()).content.decode()
    answer = mine.post(address, {"version": "1", field: "Sample approved", "confirm": "1"})
    assert (answer.status_code, Draft.objects.count()) == (302, 0)
    stale = mine.post(address, {"version": "1", field: "Something else"})
    assert (stale.status_code, "Something else" in stale.content.decode()) == (409, True)
    assert mine.post(address, {"version": "2", field: "x" * 6000}).status_code == 422
    month = part.a_list.get_absolute_url()
    seen = {
        name: [
            word in client_of(getattr(cast, name)).get(month).content.decode()
            for word in ("Northfield", "Overseas")
        ]
        for name in ("owner", "manager", "boss", "other_manager", "assistant")
    }
    assert seen == {
        "owner": [True, False], "manager": [True, False], "boss": [True, True], "other_manager": [False, True],
        "assistant": [False, False],
    }  # fmt: skip
    assert str(cast.owner) in client_of(cast.assistant).get(month).content.decode()
    keep_a_lists(at=SEND)
    assert "Sample approved" in mine.get(part.get_absolute_url()).content.decode()
    boss = client_of(cast.boss)
    for kind in ("pdf", "xlsx"):
        assert boss.get(reverse("reports:a_list_paper", args=["2026-11", kind])).status_code == 200
    book = sheets_of(boss.get(reverse("reports:a_list_paper", args=["2026-11", "xlsx"])).getvalue())
    rows = {row[1]: row for row in book["A customers"]}
    assert [isinstance(rows["Northfield GmbH"][-1], datetime), rows["Overseas Inc"][-1]] == [
        True, "not confirmed",
    ]  # fmt: skip
    assert boss.get("/reports/a-list/2026-10/").status_code == 404
    assert boss.get("/reports/a-list/november/").status_code == 404
    customer.contacts.update(name="", email="", phone="", is_primary=False)
    assert "Erika Muster" not in boss.get(month).content.decode()  # nothing of a person is copied


def test_pages_ask_the_same_for_few_and_many(cast: SimpleNamespace, client_of: ClientOf) -> None:
    counts = []
    for number, rows in enumerate(ROWS):
        for place in range(rows):
            had_contact(a_customer(cast.owner, f"Buyer {number} {place}"), shanghai(11, 20))
        AList.objects.all()
        keep_a_lists(at=DRAFT if number == 0 else SEND)
        found = []
        for path in (reverse("reports:a_lists"), "/reports/a-list/2026-11/"):
            boss = client_of(cast.boss)
            boss.get(path)
            with CaptureQueriesContext(connection) as queries:
                boss.get(path)
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[-1]
    assert max(counts[-1]) <= 20
