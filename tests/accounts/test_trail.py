"""The audit trail as each may read it: scope, filters, paging, words, file (permissions.md, trust.md A)."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User
from accounts.services.trail_file import TooManyRows, take_trail
from accounts.trail import reading
from accounts.trail.filters import TrailQuery
from accounts.trail.scope import entries_of
from accounts.trail.words import Line, word_entries
from core import audit, policy
from core.models import AuditEntry
from core.request_context import RequestContext, request_context
from tests.factories import CustomerFactory, InquiryFactory, UserFactory

ClientOf = Callable[[User], Client]


def wrote(
    actor: User | None, verb: str, target: Any = None, at: datetime | None = None, **changes: Any
) -> AuditEntry:
    from tests.factories import AT

    return audit.record(verb, actor=actor, at=at or AT, target=target, changes=changes)


def read_by(user: User) -> set[int]:
    return set(entries_of(user).values_list("pk", flat=True))


def worded(entry: AuditEntry, user: User, **more: Any) -> Line:
    loaded = AuditEntry.objects.select_related("actor", "detail").get(pk=entry.pk)
    return word_entries([loaded], user, **more)[0]


# ── whose ───────────────────────────────────────────────────────────────────
def test_everybody_reads_what_they_did_and_what_was_done_to_their_account(cast: SimpleNamespace) -> None:
    for person in (cast.owner, cast.assistant, cast.production, cast.adviser):
        mine = wrote(person, "followups.task_done")
        frozen = wrote(cast.boss, "accounts.sessions_ended", person, count=(0, 1))
        wrote(cast.outsider, "followups.task_done")
        assert read_by(person) == {mine.pk, frozen.pk}


def test_manager_reads_what_the_team_did_and_what_happened_to_its_customers(cast: SimpleNamespace) -> None:
    theirs, foreign, loose = (CustomerFactory(owner=owner) for owner in (cast.teammate, cast.outsider, None))
    inquiry = InquiryFactory(customer=theirs, owner=cast.teammate)
    seen = [
        wrote(cast.teammate, "followups.task_done"),
        wrote(cast.frozen, "customers.changed", foreign),
        wrote(cast.boss, "customers.read", theirs),
        wrote(cast.boss, "inquiries.read", inquiry),
        wrote(cast.outsider, "customers.changed", loose),
        wrote(None, "customers.stage_changed", theirs),
    ]
    wrote(cast.outsider, "customers.read", foreign)
    wrote(cast.boss, "followups.task_done")
    assert read_by(cast.manager) == {entry.pk for entry in seen}


def test_boss_reads_all_and_the_frozen_nothing(cast: SimpleNamespace) -> None:
    entries = {wrote(person, "followups.task_done").pk for person in (cast.owner, cast.frozen, None)}
    assert [read_by(cast.boss), read_by(cast.frozen)] == [entries, set()]


def test_admin_reads_account_events_only(cast: SimpleNamespace) -> None:
    customer = CustomerFactory(owner=cast.owner)
    seen = {
        wrote(cast.owner, "accounts.signed_in", cast.owner).pk,
        wrote(None, "accounts.sign_in_failed", name=("", "x")).pk,
        wrote(cast.boss, "accounts.frozen", cast.owner, reason=("", "left")).pk,
        wrote(cast.admin, "followups.task_done").pk,
    }
    wrote(cast.owner, "customers.changed", customer)
    wrote(cast.owner, "core.not_found", asked=("", "customers.customer:1"))
    wrote(cast.boss, "core.policy_changed")
    wrote(cast.owner, "accounts.changed", customer)  # whatever its verb, it is about a customer
    assert read_by(cast.admin) == seen


def test_roles_combine(cast: SimpleNamespace) -> None:
    both = UserFactory(roles=(Role.ADMIN, Role.SALESPERSON))
    entries = {wrote(cast.owner, "accounts.signed_in", cast.owner).pk, wrote(both, "followups.task_done").pk}
    assert read_by(both) == entries


def test_alarm_is_not_read_by_whom_it_is_about(cast: SimpleNamespace) -> None:
    alarm = wrote(cast.owner, "customers.read_very_many", cast.owner, pages=(None, 301))
    assert [alarm.pk in read_by(person) for person in (cast.owner, cast.manager, cast.boss, cast.outsider)] == [
        False, True, True, False,
    ]  # fmt: skip


# ── words ───────────────────────────────────────────────────────────────────
def test_entry_is_worded_with_names_labels_and_choices(cast: SimpleNamespace) -> None:
    customer = CustomerFactory(owner=cast.owner)
    entry = wrote(
        cast.owner, "customers.owner_changed", customer, owner=(cast.owner.pk, cast.teammate.pk), stage=("new", "quoted"),
        is_key=(False, True), reason=("", "speaks French"), next_due_on=(None, "2026-11-20"),
    )  # fmt: skip
    line = worded(entry, cast.owner)
    assert (line.who, line.what, line.sort, line.record, line.url) == (
        str(cast.owner), "Owner changed", "Customer", str(customer), customer.get_absolute_url(),
    )  # fmt: skip
    assert [(one.before, one.after) for one in line.changes] == [
        (str(cast.owner), str(cast.teammate)), ("New", "Quoted"), ("no", "yes"), ("", "speaks French"), ("", "2026-11-20"),
    ]  # fmt: skip
    assert "" not in [one.label for one in line.changes]


def test_account_is_linked_for_who_looks_after_it(cast: SimpleNamespace) -> None:
    entry = wrote(cast.owner, "accounts.signed_in", cast.owner)
    urls = {
        name: worded(entry, getattr(cast, name)).url
        for name in ("owner", "manager", "admin", "other_manager")
    }
    page = cast.owner.get_absolute_url()
    assert urls == {"owner": "", "manager": page, "admin": page, "other_manager": ""}
    assert worded(entry, cast.owner).record == str(cast.owner)


def test_moment_is_told_by_the_company_s_clock_and_a_section_by_its_title(
    cast: SimpleNamespace, at: datetime
) -> None:
    inquiry = InquiryFactory(owner=cast.owner)
    line = worded(wrote(cast.owner, "inquiries.message_added", inquiry, received_at=(None, at)), cast.owner)
    assert line.changes[0].after == "2026-11-16 10:00"
    policy.change("accounts.alarms", {"refusals_per_hour": 30}, actor=cast.boss, at=at)
    line = worded(AuditEntry.objects.get(verb="core.policy_changed"), cast.manager)
    assert (line.record, line.changes[0].label[:16], line.changes[0].after) == (
        "Alarms",
        "Refused attempts",
        "30",
    )


def test_record_out_of_sight_is_told_without_name_and_values(cast: SimpleNamespace) -> None:
    """It was theirs when they wrote it; now it is another team's."""
    customer = CustomerFactory(owner=cast.outsider, name="Secret Tools")
    entry = wrote(cast.owner, "customers.changed", customer, name=("Old", "Secret Tools"))
    line = worded(entry, cast.owner)
    assert (line.is_hidden, line.record, line.url, line.changes) == (True, "", "", [])
    seen = worded(entry, cast.outsider)
    assert (seen.is_hidden, seen.record) == (False, "Secret Tools")


def test_value_that_names_a_row_out_of_sight_is_a_number(cast: SimpleNamespace) -> None:
    mine, foreign = (
        CustomerFactory(owner=cast.owner),
        CustomerFactory(owner=cast.outsider, name="Secret Tools"),
    )
    entry = wrote(cast.owner, "customers.linked", mine, other=(None, foreign.pk))
    assert worded(entry, cast.owner).changes[0].after == f"no. {foreign.pk}"
    assert worded(entry, cast.boss).changes[0].after == "Secret Tools"


def test_motive_and_bottom_line_are_not_for_a_stand_in(cast: SimpleNamespace) -> None:
    from tests.factories import AbsenceFactory

    today = timezone.localdate()
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in, starts_on=today, ends_on=today)
    customer = CustomerFactory(owner=cast.owner)
    entry = wrote(cast.stand_in, "customers.changed", customer, bottom_line=("", "9 USD"), note=("", "tall"))
    shown = {
        person: {change.label: change.after for change in worded(entry, getattr(cast, person)).changes}
        for person in ("stand_in", "owner", "manager")
    }
    assert shown["stand_in"] == {"Bottom line": "(not for you)", "Note": "tall"}
    assert shown["owner"] == shown["manager"] == {"Bottom line": "9 USD", "Note": "tall"}


def test_erased_values_are_told_as_erased(cast: SimpleNamespace, at: datetime) -> None:
    customer = CustomerFactory(owner=cast.owner)
    entry = wrote(cast.owner, "customers.changed", customer, note=("", "Anna"))
    audit.erase_details([entry.pk], actor=cast.manager, at=at, target=customer, reason="asked")
    line = worded(entry, cast.boss)
    assert (line.is_erased, line.record, line.changes, line.url) == (
        True,
        "",
        [],
        customer.get_absolute_url(),
    )


# ── filters and pages ───────────────────────────────────────────────────────
def test_filters_narrow_and_stand_in_the_address(
    cast: SimpleNamespace, at: datetime, client_of: ClientOf
) -> None:
    customer = CustomerFactory(owner=cast.owner)
    old = wrote(cast.owner, "customers.changed", customer, at=at - timedelta(days=3))
    graded = wrote(cast.owner, "customers.graded", customer)
    refused = audit.record("core.refused", actor=cast.teammate, at=at, target=customer, is_refused=True)
    signed = wrote(cast.teammate, "accounts.signed_in", cast.teammate)
    found = {
        f"person={cast.owner.pk}": {old, graded},
        "kind=customers": {old, graded},
        "kind=sign_ins": {signed},
        "verb=customers.graded": {graded},
        "refused=on": {refused},
        f"record=customers.customer:{customer.pk}": {old, graded, refused},
        f"record=accounts.user:{cast.teammate.pk}": {signed},
        "since=2026-11-16": {graded, refused, signed},
        "until=2026-11-15": {old},
        "kind=customers&since=2026-11-16": {graded},
    }
    for query, entries in found.items():
        page = client_of(cast.manager).get(f"/audit/?{query}").context["page"]
        assert ({line.entry for line in page.lines}, page.total) == (entries, len(entries)), query


def test_days_are_the_company_s(cast: SimpleNamespace, at: datetime) -> None:
    """23:30 in Shanghai on the 15th is the 15th, though the 15th in UTC goes on."""
    late = at.replace(day=15, hour=15, minute=30)
    early = at.replace(day=15, hour=16, minute=30)
    entries = [wrote(cast.owner, "followups.task_done", at=moment) for moment in (late, early)]
    day = datetime(2026, 11, 16).date()
    assert list(TrailQuery(since=day).narrow(AuditEntry.objects.all())) == [entries[1]]
    assert list(TrailQuery(until=day - timedelta(days=1)).narrow(AuditEntry.objects.all())) == [entries[0]]


@pytest.mark.parametrize(
    "query",
    [
        "kind=nonsense",
        "verb=x",
        "record=x",
        "record=a.b:%00",
        "since=tomorrow",
        "until=99",
        "until=9999-12-31",
        "since=0001-01-01",
    ],
)
def test_filter_that_is_not_understood_is_said(
    query: str, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    answer = client_of(cast.boss).get(f"/audit/?{query}")
    assert [answer.status_code, b"A filter is not understood." in answer.content] == [422, True]


@pytest.mark.parametrize("asked", ["outsider", "nobody", "nonsense"])
def test_person_out_of_sight_is_as_good_as_absent(
    asked: str, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    pk = {"outsider": cast.outsider.pk, "nobody": 987_654, "nonsense": "x"}[asked]
    assert client_of(cast.manager).get(f"/audit/?person={pk}").status_code == 404


def test_pages_go_on_where_the_one_before_ended(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    pks = [wrote(cast.owner, "followups.task_done").pk for _n in range(5)][::-1]
    first = reading.read_trail(cast.owner, TrailQuery())
    second = reading.read_trail(cast.owner, TrailQuery(), before=first.older)
    third = reading.read_trail(cast.owner, TrailQuery(), before=second.older)
    back = reading.read_trail(cast.owner, TrailQuery(), after=third.newer)
    assert [[line.entry.pk for line in page.lines] for page in (first, second, third, back)] == [
        pks[:2], pks[2:4], pks[4:], pks[2:4],
    ]  # fmt: skip
    assert [first.newer, third.older, back.newer] == [None, None, pks[2]]


def test_count_is_capped(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "COUNTED", 2)
    for _n in range(4):
        wrote(cast.owner, "followups.task_done")
    page = reading.read_trail(cast.owner, TrailQuery())
    assert (page.total, page.is_capped) == (2, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_as_much_for_one_entry_as_for_three(
    rows: int, cast: SimpleNamespace, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _n in range(rows):
        customer = CustomerFactory(owner=cast.owner)
        wrote(cast.owner, "customers.owner_changed", customer, owner=(cast.manager.pk, cast.owner.pk))
    client = client_of(cast.manager)
    client.get("/audit/")
    with django_assert_num_queries(16):
        client.get("/audit/")


# ── one entry, alarms, seal ─────────────────────────────────────────────────
def test_entry_of_others_is_not_there(cast: SimpleNamespace, client_of: ClientOf) -> None:
    entry = wrote(cast.owner, "followups.task_done")
    statuses = [
        client_of(getattr(cast, name)).get(f"/audit/{entry.pk}/").status_code
        for name in (
            "owner",
            "manager",
            "boss",
            "teammate",
            "outsider",
            "other_manager",
            "admin",
            "assistant",
        )
    ]
    assert statuses == [200, 200, 200, 404, 404, 404, 404, 404]


def test_alarm_shows_what_was_behind_it(cast: SimpleNamespace, at: datetime, client_of: ClientOf) -> None:
    asked = [
        audit.record("core.not_found", actor=cast.owner, at=at - timedelta(minutes=m), is_refused=True)
        for m in (90, 50, 5)
    ]
    wrote(cast.owner, "followups.task_done")
    alarm = wrote(cast.owner, "accounts.refused_very_often", cast.owner, attempts=(None, 21))
    page = client_of(cast.manager).get(f"/audit/{alarm.pk}/").context
    assert [line.entry for line in page["behind"]] == [asked[2], asked[1]]
    assert [line.entry for line in client_of(cast.boss).get("/audit/alarms/").context["lines"]] == [alarm]
    assert [line.entry for line in client_of(cast.other_manager).get("/audit/alarms/").context["lines"]] == []


def test_check_is_begun_by_a_button_and_shown(cast: SimpleNamespace, client_of: ClientOf) -> None:
    from core.models import AuditCheck

    client = client_of(cast.boss)
    assert client.post("/audit/seal/").status_code == 302
    assert b"Entries checked:" in client.get("/audit/seal/").content
    assert AuditCheck.objects.get().asked_by == cast.boss


# ── as a file ───────────────────────────────────────────────────────────────
def rows_of(content: bytes) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return list(sheet.iter_rows(min_row=3, values_only=True))


def test_file_holds_what_is_asked_and_is_recorded_first(cast: SimpleNamespace, client_of: ClientOf) -> None:
    customer = CustomerFactory(owner=cast.owner, name="=cmd|calc")
    wrote(cast.owner, "customers.changed", customer, note=("", "+49 555"))
    wrote(cast.outsider, "customers.changed", CustomerFactory(owner=cast.outsider))
    answer = client_of(cast.manager).get("/audit/file/?kind=customers")
    rows = rows_of(answer.getvalue())
    assert [(row[1], row[3], row[6], row[7]) for row in rows] == [
        (str(cast.owner), "Customer's particulars changed", "=cmd|calc", "Note:  → +49 555")
    ]
    told = AuditEntry.objects.select_related("detail").get(verb="core.trail_taken")
    assert (told.actor, told.detail.changes["rows"], told.detail.changes["filter"]) == (
        cast.manager, [None, 1], ["", "kind=customers"],
    )  # fmt: skip
    assert len(told.detail.changes["sha256"][1]) == 64


def test_file_names_no_customer_when_its_taker_may_not_export(cast: SimpleNamespace, at: datetime) -> None:
    wrote(
        cast.owner,
        "customers.changed",
        CustomerFactory(owner=cast.owner, name="Secret Tools"),
        note=("", "Anna"),
    )
    policy.change("customers.export", {"managers": False}, actor=cast.boss, at=at)
    content, _name = take_trail(actor=cast.manager, query=TrailQuery(kind="customers"), at=at)
    assert [(row[6], row[7]) for row in rows_of(content)] == [(None, None)]
    wrote(cast.owner, "accounts.signed_in", cast.owner)
    content, _name = take_trail(actor=cast.admin, query=TrailQuery(), at=at)
    assert [row[3] for row in rows_of(content)] == ["Signed in"]


def test_file_is_bounded(
    cast: SimpleNamespace, at: datetime, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.services.trail_file.MOST_ROWS", 2)
    for _n in range(3):
        wrote(cast.owner, "followups.task_done")
    with pytest.raises(TooManyRows):
        take_trail(actor=cast.boss, query=TrailQuery(), at=at)
    answer = client_of(cast.boss).get("/audit/file/", follow=True)
    assert b"A file holds at most 2 entries." in answer.content
    assert not AuditEntry.objects.filter(verb="core.trail_taken").exists()


def test_file_is_written_in_parts(
    cast: SimpleNamespace, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.services.trail_file.ROWS_AT_ONCE", 2)
    pks = [wrote(cast.owner, "followups.task_done").pk for _n in range(5)]
    content, _name = take_trail(actor=cast.boss, query=TrailQuery(), at=at)
    assert [row[10] for row in rows_of(content)] == pks[::-1]


def test_who_has_not_the_right_gets_no_file(cast: SimpleNamespace, client_of: ClientOf) -> None:
    statuses = [
        client_of(getattr(cast, name)).get("/audit/file/").status_code
        for name in ("owner", "assistant", "adviser")
    ]
    assert statuses == [403, 403, 403]


def test_request_and_address_are_told(cast: SimpleNamespace, client_of: ClientOf) -> None:
    with request_context(RequestContext(number="abcd1234", address="203.0.113.7")):
        wrote(cast.owner, "followups.task_done")
    page = client_of(cast.owner).get("/audit/").content
    assert [b"abcd1234" in page, b"203.0.113.7" in page] == [True, True]
