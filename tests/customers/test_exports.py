"""Exports: whose customers, in which columns, with the rights of the moment, recorded, gone after a day (trust.md X)."""

import hashlib
import tracemalloc
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, SignInFailure, User, UserSession
from core import jobs, policy
from core.models import AuditEntry, Job, Notification, StoredFile
from core.request_context import RequestContext, request_context
from customers import services
from customers.filters import ListQuery
from customers.models import Customer, CustomerExport, PagesRead
from customers.policies import EXPORT
from customers.selectors import exporting
from customers.services import ExportRefused, exports
from customers.services.reading import watch_reading
from tests import budgets
from tests.conftest import sign_in
from tests.factories import (
    AT,
    PASSWORD,
    AbsenceFactory,
    ContactFactory,
    CustomerFactory,
    InterestFactory,
    TagFactory,
    UserFactory,
)
from tests.security.oracles import difference, normalise

ClientOf = Callable[[User], Client]
URL = "/customers/export/"
LISTED = ("grade", "customer", "country")
ALLOWED = {"answer": "allow", "password": PASSWORD}
TOKEN = "6d1c7e0a-3f0e-4f0e-9d52-0d6f4f3f7a11"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


def let(actor: User, **values: Any) -> None:
    policy.change(EXPORT, values, actor=actor, at=AT)


def ask(
    user: User, query: ListQuery | None = None, fields: tuple[str, ...] = LISTED, **rest: Any
) -> CustomerExport:
    values = {"has_contacts": False, "at": AT, **rest}
    return services.start_export(actor=user, query=query or ListQuery(), fields=fields, **values)


def work(export: CustomerExport, at: datetime = AT) -> CustomerExport:
    """Run the job as a worker does."""
    with request_context(RequestContext(number="w", address="worker")):
        assert jobs.run(export.job_id, at=at)
    export.refresh_from_db()
    return export


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def read(export: CustomerExport, name: str = "Customers") -> list[list[Any]]:
    with export.file.file.open("rb") as content:
        return sheets_of(content.read())[name]


def names_in(export: CustomerExport) -> set[str]:
    return {row[1] for row in read(export)[2:]}


def entries(verb: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(verb=f"customers.{verb}").select_related("detail").order_by("pk"))


# ── whose ───────────────────────────────────────────────────────────────────
@pytest.fixture
def everywhere(cast: SimpleNamespace) -> None:
    mine = CustomerFactory(owner=cast.owner, name="Mine")
    CustomerFactory(owner=cast.teammate, name="Teammate's")
    CustomerFactory(owner=cast.outsider, name="Outsider's")
    CustomerFactory(owner=cast.stand_in, name="Stand-in's")
    CustomerFactory(owner=None, name="Nobody's")
    CustomerFactory(owner=cast.owner, name="Merged", merged_into=mine)
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in)
    let(cast.boss, salespeople=True)


@pytest.mark.parametrize(
    ("person", "names"),
    [
        ("owner", {"Mine"}), ("teammate", {"Teammate's"}), ("stand_in", {"Stand-in's"}),
        ("manager", {"Mine", "Teammate's", "Stand-in's", "Nobody's"}), ("other_manager", {"Outsider's", "Nobody's"}),
        ("boss", {"Mine", "Teammate's", "Stand-in's", "Outsider's", "Nobody's"}),
    ],
)  # fmt: skip
def test_export_holds_what_is_ones_own_to_take(
    cast: SimpleNamespace, everywhere: None, person: str, names: set[str]
) -> None:
    assert names_in(work(ask(getattr(cast, person)))) == names


def test_export_of_a_manager_leaves_out_whom_they_stand_in_for(cast: SimpleNamespace) -> None:
    CustomerFactory(owner=cast.outsider, name="Outsider's")
    CustomerFactory(owner=cast.owner, name="Team's")
    AbsenceFactory(user=cast.outsider, stand_in=cast.manager)
    assert names_in(work(ask(cast.manager))) == {"Team's"}


@pytest.mark.parametrize(
    ("person", "switch"), [("owner", "salespeople"), ("manager", "managers"), ("boss", "boss")]
)
def test_policy_decides_for_each_role(
    cast: SimpleNamespace, client_of: ClientOf, person: str, switch: str
) -> None:
    CustomerFactory(owner=cast.owner)
    client = client_of(getattr(cast, person))
    for is_on, status in ((True, 200), (False, 403)):
        let(cast.boss, **{switch: is_on})
        page = client.get("/customers/").content.decode()
        assert [client.get(URL).status_code, client.post(URL, {"columns": "list"}).status_code] == [
            status, 302 if is_on else 403,
        ]  # fmt: skip
        assert ('href="/customers/exports/"' in page) == is_on


def test_rights_of_several_roles_add_up(cast: SimpleNamespace) -> None:
    both = UserFactory(roles=(Role.MANAGER, Role.SALESPERSON), language="en")
    CustomerFactory(owner=both, name="Own")
    CustomerFactory(owner=cast.owner, name="Mine")
    let(cast.boss, salespeople=True, managers=False)
    assert names_in(work(ask(both))) == {"Own"}


@pytest.mark.parametrize("person", ["assistant", "production", "admin", "adviser"])
@pytest.mark.parametrize("url", [URL, "/customers/exports/"])
def test_who_does_not_sell_exports_nothing(
    cast: SimpleNamespace, client_of: ClientOf, person: str, url: str
) -> None:
    let(cast.boss, salespeople=True)
    assert client_of(getattr(cast, person)).get(url).status_code == 403


# ── what ────────────────────────────────────────────────────────────────────
def test_export_follows_the_lists_filters_order_and_columns(
    cast: SimpleNamespace, client_of: ClientOf, django_capture_on_commit_callbacks: Any
) -> None:
    for name, grade, due in (("B one", "B", 9), ("B two", "B", None), ("B three", "B", 2), ("A one", "A", 1)):
        on = AT.date() + timedelta(days=due) if due else None
        CustomerFactory(owner=cast.owner, name=name, grade=grade, next_due_on=on)
    client = client_of(cast.manager)
    query = "grade=B&sort=-due&cols=due,contact"
    assert "3 customers" in client.get(f"{URL}?{query}").content.decode()
    answer = client.post(URL, {"query": query, "columns": "list"})
    assert [answer.status_code, answer["Location"]] == [302, "/customers/exports/"]
    export = work(CustomerExport.objects.get())
    heads, *rows = read(export)[1:]
    assert heads == [
        "Grade",
        "Customer",
        "Next contact",
        "Contact: Name",
        "Contact: E-mail",
        "Contact: Telephone",
    ]
    assert [row[1] for row in rows] == ["B two", "B one", "B three"]
    assert [row[2] for row in rows] == [None, datetime(2026, 11, 25), datetime(2026, 11, 18)]


@pytest.mark.parametrize("sort", ["due", "-due", "name", "-name", "last", "-last", "created", "-created"])
def test_order_is_the_lists(cast: SimpleNamespace, client_of: ClientOf, sort: str) -> None:
    for number in range(8):
        due = AT.date() + timedelta(days=number % 3) if number % 4 else None
        last = AT - timedelta(days=number % 3) if number % 2 else None
        CustomerFactory(owner=cast.owner, name=f"N{number % 5}", next_due_on=due, last_contact_at=last)
    listed = client_of(cast.manager).get("/customers/", {"sort": sort}).context["listing"].rows
    assert exporting.read_ids(cast.manager, ListQuery(sort=sort), at=AT) == [
        row.customer.pk for row in listed
    ]


def test_all_particulars_with_their_contacts(cast: SimpleNamespace) -> None:
    customer = CustomerFactory(
        owner=cast.owner, name="=cmd|' /C calc'!A0", phone="+49 40 555", fax="-", credit="caution", is_key=True,
        motive="Wants our price", bottom_line="-5%", last_contact_at=AT, last_contact_channel="phone", note="@home\n＝1",
        website="=1+1", city="@town",
    )  # fmt: skip
    customer.tags.add(TagFactory(name="零售"), TagFactory(name="bulk"))
    InterestFactory(customer=customer, words="=pliers")
    ContactFactory(customer=customer, name="Ana", left_on=AT.date())
    ContactFactory(customer=customer, name="Carol", phone="+1 555", is_primary=True, is_decision_maker=True)
    export = work(ask(cast.manager, fields=exporting.ALL_FIELDS, has_contacts=True))
    row = dict(zip(export.fields, read(export)[2], strict=True))
    assert row | {
        "name": "=cmd|' /C calc'!A0", "phone": "+49 40 555", "fax": "-", "credit": "Caution", "is_key": "yes", "is_seed": None,
        "motive": "Wants our price", "bottom_line": "-5%", "tags": "bulk, 零售", "asks": "=pliers", "contact_name": "Carol",
        "contact_phone": "+1 555", "note": "@home\n＝1", "last": datetime(2026, 11, 16, 10), "last_channel": "Telephone",
        "country": "United States of America", "website": "=1+1", "city": "@town",
    } == row  # fmt: skip
    people = read(export, "Contacts")[2:]
    assert [[person[1], person[9], person[10], person[11]] for person in people] == [
        ["Carol", "yes", "yes", None], ["Ana", None, None, datetime(2026, 11, 16)],
    ]  # fmt: skip


def test_private_fields_stay_with_who_may_read_them(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    CustomerFactory(owner=cast.owner, motive="secret", bottom_line="secret")
    monkeypatch.setattr(exporting, "can_read_private", lambda user, customer: False)
    export = work(ask(cast.manager, fields=exporting.ALL_FIELDS))
    assert "secret" not in str(read(export))


def test_every_field_has_a_heading_and_a_value(cast: SimpleNamespace) -> None:
    CustomerFactory(owner=None, name="")
    columns = exporting.columns_of(exporting.FIELDS)
    assert [column.label for column in columns if not column.label] == []
    line = exporting.read_lines(cast.boss, list(Customer.objects.values_list("pk", flat=True)))[0]
    assert len(exporting.values_of(line, exporting.FIELDS)) == len(columns)
    assert len({column.label for column in exporting.columns_of(exporting.ALL_FIELDS)}) == len(
        exporting.ALL_FIELDS
    )


def test_file_speaks_the_persons_language_and_says_whose_it_is(cast: SimpleNamespace) -> None:
    CustomerFactory(owner=cast.owner, grade="A")
    cast.manager.language = "zh-hans"
    cast.manager.save()
    export = work(ask(cast.manager))
    mark, heads, *_rows = read(export, "客户")
    assert heads == ["级别", "客户", "国家"]
    assert [word in mark[0] for word in (cast.manager.full_name, cast.manager.email, "2026-11-16 10:00")] == [
        True
    ] * 3
    assert export.file.name == f"客户 2026-11-16 {export.pk}.xlsx"
    with export.file.file.open("rb") as content:
        book = openpyxl.load_workbook(BytesIO(content.read()))
    assert book.properties.identifier == f"user={cast.manager.pk} export={export.pk}"


# ── how it is made ──────────────────────────────────────────────────────────
def test_export_is_recorded_before_its_first_byte(cast: SimpleNamespace, client_of: ClientOf) -> None:
    CustomerFactory(owner=cast.owner)
    client = client_of(cast.manager)
    client.post(URL, {"query": "grade=C", "columns": "list"})
    export = work(CustomerExport.objects.get())
    answer = client.get(f"/customers/exports/{export.pk}/file/")
    digest = hashlib.sha256(b"".join(answer.streaming_content)).hexdigest()
    assert [answer["Content-Disposition"].startswith("attachment"), answer["Cache-Control"]] == [
        True,
        "private, no-store",
    ]
    found = [entries(verb) for verb in ("export_asked", "exported", "export_downloaded")]
    assert [len(one) for one in found] == [1, 1, 1]
    for (entry,), given in zip(found, ("", digest, digest), strict=True):
        changes = {name: after for name, (_before, after) in entry.detail.changes.items()}
        assert changes | {
            "filter": "grade=C", "rows": 1, "contacts": False, "sha256": given,
            "fields": "grade,customer,owner,country,contact_name,contact_email,contact_phone,asks,due,last,last_channel,inquiries",
        } == changes  # fmt: skip
        assert (entry.actor_id, entry.target_id) == (cast.manager.pk, str(export.pk))
    assert [found[0][0].address, found[1][0].address, found[2][0].address] == [
        "127.0.0.1",
        "worker",
        "127.0.0.1",
    ]


def test_every_download_is_recorded(cast: SimpleNamespace, client_of: ClientOf) -> None:
    CustomerFactory(owner=cast.owner)
    export = work(ask(cast.manager))
    for _ in range(3):
        answer = client_of(cast.manager).get(f"/customers/exports/{export.pk}/file/")
        assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert len(entries("export_downloaded")) == 3


@pytest.mark.parametrize("rows", budgets.ROWS)
def test_lines_cost_the_same_with_more_rows(
    cast: SimpleNamespace, django_assert_num_queries: Any, rows: int
) -> None:
    for _ in range(rows):
        customer = CustomerFactory(owner=cast.owner)
        ContactFactory.create_batch(2, customer=customer)
        InterestFactory(customer=customer)
        customer.tags.add(TagFactory())
    ids = list(Customer.objects.values_list("pk", flat=True))
    with django_assert_num_queries(6), request_context(RequestContext()):
        lines = exporting.read_lines(cast.boss, ids)
        assert [
            exporting.values_of(line, exporting.FIELDS) and exporting.contact_rows(line) for line in lines
        ]


@pytest.mark.parametrize("rows", budgets.ROWS)
def test_list_of_exports_costs_the_same_with_more_rows(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_num_queries: Any, rows: int
) -> None:
    CustomerFactory(owner=cast.owner)
    for _ in range(rows):
        work(ask(cast.manager, ListQuery({"owner": (str(cast.owner.pk),)})))
    client = client_of(cast.manager)
    with django_assert_num_queries(9):
        assert len(client.get("/customers/exports/").context["exports"]) == rows


def test_progress_survives_in_parts(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "ROWS_AT_ONCE", 2)
    CustomerFactory.create_batch(5, owner=cast.owner)
    export = ask(cast.manager)
    seen = []
    for part in services.make_export(export_id=export.pk, at=AT):
        part.write()
        export.refresh_from_db()
        seen.append((part.done, part.total, export.state, export.done, export.rows))
    assert seen == [(done, 5, "running", done, 5) for done in (0, 2, 4, 5)] + [(5, 5, "ready", 5, 5)]
    assert [len(names_in(export)), export.expires_at] == [5, AT + timedelta(hours=24)]


def test_export_holds_no_transaction_while_it_computes(cast: SimpleNamespace) -> None:
    """The generator writes nothing itself, so that on SQLite nobody waits for the zipping."""
    CustomerFactory.create_batch(3, owner=cast.owner)
    export = ask(cast.manager)
    parts = services.make_export(export_id=export.pk, at=AT)
    with CaptureQueriesContext(connection) as queries:
        parts_seen = [next(parts) for _ in range(3)]
    assert len(parts_seen) == 3
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []
    parts.close()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_export_is_made_part_by_part_by_a_worker(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "ROWS_AT_ONCE", 1)
    CustomerFactory.create_batch(3, owner=cast.owner)
    export = work(ask(cast.manager, has_contacts=True))
    job = Job.objects.get(pk=export.job_id)
    assert [job.state, job.done_count, job.total_count, job.result, export.state] == [
        "done",
        3,
        3,
        {"rows": 3},
        "ready",
    ]


def test_interrupted_export_is_begun_anew_and_given_up_at_last(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "ROWS_AT_ONCE", 2)
    CustomerFactory.create_batch(5, owner=cast.owner)
    export = ask(cast.manager)
    for _ in range(2):
        parts = services.make_export(export_id=export.pk, at=AT)
        next(parts).write()
        next(parts).write()
        parts.close()
    assert len(names_in(work(export))) == 5
    CustomerExport.objects.filter(pk=export.pk).update(state="running", file=None)
    (end,) = services.make_export(export_id=export.pk, at=AT)
    end.write()
    export.refresh_from_db()
    assert [export.state, export.rows] == ["failed", 0]


def test_done_export_is_not_made_again(cast: SimpleNamespace) -> None:
    CustomerFactory(owner=cast.owner)
    export = work(ask(cast.manager))
    assert list(services.make_export(export_id=export.pk, at=AT)) == []
    assert [StoredFile.objects.count(), len(entries("exported"))] == [1, 1]


# ── rights at run time (X3) ─────────────────────────────────────────────────
def freeze(cast: SimpleNamespace) -> None:
    User.objects.filter(pk=cast.manager.pk).update(frozen_at=AT)


def demote(cast: SimpleNamespace) -> None:
    User.objects.filter(pk=cast.manager.pk).update(is_manager=False, is_assistant=True)


def forbid(cast: SimpleNamespace) -> None:
    let(cast.boss, managers=False)


@pytest.mark.parametrize("withdraw", [freeze, demote, forbid])
def test_right_withdrawn_while_queued_makes_no_row(
    cast: SimpleNamespace, withdraw: Callable[[SimpleNamespace], None]
) -> None:
    CustomerFactory(owner=cast.owner)
    export = ask(cast.manager)
    withdraw(cast)
    work(export)
    assert [export.state, export.refusal, export.rows, export.file] == ["refused", "no_right", 0, None]
    assert [StoredFile.objects.count(), entries("exported")[0].is_refused] == [0, True]


@pytest.mark.parametrize("withdraw", [freeze, demote, forbid])
def test_right_withdrawn_while_it_is_made_leaves_no_file(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, withdraw: Callable[[SimpleNamespace], None]
) -> None:
    monkeypatch.setattr(exports, "ROWS_AT_ONCE", 1)
    CustomerFactory.create_batch(3, owner=cast.owner)
    export = ask(cast.manager)
    with request_context(RequestContext()):
        parts = services.make_export(export_id=export.pk, at=AT)
        next(parts).write()
        next(parts).write()
        withdraw(cast)
        (end,) = parts
        end.write()
    export.refresh_from_db()
    assert [export.state, export.refusal, StoredFile.objects.count()] == ["refused", "no_right", 0]


def test_customer_given_away_meanwhile_is_left_out(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "ROWS_AT_ONCE", 1)
    CustomerFactory(owner=cast.owner, name="Kept", name_sort="1")
    gone = CustomerFactory(owner=cast.owner, name="Gone", name_sort="2")
    export = ask(cast.manager, ListQuery(sort="name"))
    with request_context(RequestContext()):
        parts = services.make_export(export_id=export.pk, at=AT)
        next(parts).write()
        Customer.objects.filter(pk=gone.pk).update(owner=cast.outsider)
        for part in parts:
            part.write()
    export.refresh_from_db()
    assert [names_in(export), export.rows] == [{"Kept"}, 1]


def test_right_withdrawn_afterwards_closes_the_file(cast: SimpleNamespace, client_of: ClientOf) -> None:
    CustomerFactory(owner=cast.owner)
    export = work(ask(cast.manager))
    forbid(cast)
    client = client_of(cast.manager)
    assert client.get(f"/customers/exports/{export.pk}/file/").status_code == 403
    assert "no right to export" in client.get("/customers/exports/").content.decode()
    assert entries("export_downloaded") == []


# ── caps (X4) ───────────────────────────────────────────────────────────────
def test_above_the_days_rows_another_person_is_asked(cast: SimpleNamespace, client_of: ClientOf) -> None:
    let(cast.boss, salespeople=True, rows_per_day=3)
    CustomerFactory.create_batch(2, owner=cast.owner)
    client = client_of(cast.owner)
    assert client.post(URL, {"columns": "list"}).status_code == 302
    assert "1 more" in client.get(URL).content.decode()
    assert client.post(URL, {"columns": "list"}).status_code == 302
    export = CustomerExport.objects.get(state="asked")
    assert [export.rows, export.job, Job.objects.count()] == [2, None, 1]
    again = client.post(URL, {"columns": "list"})
    assert [again.status_code, "asked already" in again.content.decode()] == [422, True]
    told = Notification.objects.filter(key__startswith="export-asked")
    assert [(note.user, note.values["rows"], note.values["left"]) for note in told] == [(cast.manager, 2, 1)]
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        tomorrow = sign_in(Client(), cast.owner)
        assert tomorrow.post(URL, {"columns": "list"}).status_code == 302


@pytest.fixture
def asked(cast: SimpleNamespace) -> CustomerExport:
    let(cast.boss, salespeople=True, rows_per_day=1)
    CustomerFactory.create_batch(2, owner=cast.owner)
    return ask(cast.owner)


def test_what_waits_for_ones_word_is_not_hidden_by_what_waits_for_others(
    cast: SimpleNamespace, asked: CustomerExport
) -> None:
    let(cast.boss, salespeople=True)
    values = {"state": "asked", "fields": [], "created_at": AT - timedelta(hours=1), "owner": cast.outsider}
    CustomerExport.objects.bulk_create(CustomerExport(**values) for _turn in range(exporting.SHOWN + 1))
    assert [row for row, _words in exporting.read_asked(cast.manager)] == [asked]


def test_approved_export_is_made(cast: SimpleNamespace, client_of: ClientOf, asked: CustomerExport) -> None:
    client = client_of(with_password(cast.manager))
    url = f"/customers/exports/{asked.pk}/decide/"
    assert url in client.get("/customers/exports/").content.decode()
    assert (
        'autocomplete="current-password"' in client.get(url, headers={"HX-Request": "true"}).content.decode()
    )
    assert client.post(url, ALLOWED).status_code == 302
    asked.refresh_from_db()
    assert [asked.state, asked.decided_by, len(entries("export_decided"))] == ["waiting", cast.manager, 1]
    work(asked)
    assert [asked.state, asked.rows] == ["ready", 2]
    assert client.post(url, {"answer": "refuse"}).status_code == 302  # decided: nothing changes any more
    asked.refresh_from_db()
    assert asked.state == "ready"


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def test_allowing_takes_ones_own_password_again(
    cast: SimpleNamespace, client_of: ClientOf, asked: CustomerExport
) -> None:
    client, url = client_of(with_password(cast.manager)), f"/customers/exports/{asked.pk}/decide/"
    for data, told in (
        ({}, "This field is required."),
        ({"password": "wrong"}, "The password is wrong. After 4 more failures you have to wait."),
    ):
        answer = client.post(url, {"answer": "allow", **data})
        assert [answer.status_code, told in answer.content.decode()] == [422, True]
    asked.refresh_from_db()
    assert [asked.state, Job.objects.count(), entries("export_decided")] == ["asked", 0, []]
    tried = AuditEntry.objects.get(verb="accounts.sign_in_failed")
    assert [tried.actor, "wrong" in client.get(url).content.decode()] == [cast.manager, False]


def test_wrong_passwords_at_allowing_are_failures_to_sign_in(
    cast: SimpleNamespace, client_of: ClientOf, asked: CustomerExport
) -> None:
    client, url = client_of(with_password(cast.manager)), f"/customers/exports/{asked.pk}/decide/"
    wrong = {"answer": "allow", "password": "wrong"}
    sign_in_form = {"username": cast.manager.email, "password": PASSWORD}
    answers = [client.post(url, wrong).content.decode() for _ in range(6)]
    assert ["The password is wrong." in page for page in answers] == [True] * 5 + [False]
    waiting = client.post(url, ALLOWED)
    assert [waiting.status_code, "Too many failures" in waiting.content.decode()] == [422, True]
    assert SignInFailure.objects.count() == 5
    assert Client().post("/sign-in/", sign_in_form).status_code == 429
    asked.refresh_from_db()
    assert asked.state == "asked"
    assert (
        client.post(url, {"answer": "refuse"}).status_code == 302
    )  # what keeps customers in the house takes no password


def test_failures_to_sign_in_count_at_allowing_and_are_forgotten_by_the_right_password(
    cast: SimpleNamespace, client_of: ClientOf, asked: CustomerExport
) -> None:
    client, url = client_of(with_password(cast.manager)), f"/customers/exports/{asked.pk}/decide/"
    for _ in range(4):
        Client().post("/sign-in/", {"username": cast.manager.email, "password": "wrong"})
    answer = client.post(url, {"answer": "allow", "password": "wrong"})
    assert "Wait a moment" in answer.content.decode()
    with time_machine.travel(AT + timedelta(minutes=2), tick=False):
        assert client.post(url, ALLOWED).status_code == 302
    assert not SignInFailure.objects.exists()


def test_session_goes_on_under_another_key_after_the_password(
    cast: SimpleNamespace, asked: CustomerExport
) -> None:
    """S5: what was overheard before is worth nothing afterwards."""
    client = Client()
    client.post("/sign-in/", {"username": with_password(cast.manager).email, "password": PASSWORD})
    old = client.session.session_key
    assert client.post(f"/customers/exports/{asked.pk}/decide/", ALLOWED).status_code == 302
    new = client.session.session_key
    listed = UserSession.objects.get(user=cast.manager).session_key
    assert [new != old, listed == new, client.get("/me/").status_code] == [True, True, 200]
    client.cookies["sessionid"] = old
    assert client.get("/me/").status_code == 302


def test_declined_export_is_not_made_and_its_owner_is_told(
    cast: SimpleNamespace, client_of: ClientOf, asked: CustomerExport
) -> None:
    client_of(cast.manager).post(f"/customers/exports/{asked.pk}/decide/", {"answer": "refuse"})
    asked.refresh_from_db()
    assert [asked.state, asked.refusal, Job.objects.count()] == ["refused", "declined", 0]
    assert Notification.objects.filter(user=cast.owner, key=f"export:{asked.pk}").exists()


@pytest.mark.parametrize("person", ["owner", "teammate", "stand_in", "other_manager", "assistant"])
def test_nobody_else_approves_an_export(
    cast: SimpleNamespace, client_of: ClientOf, asked: CustomerExport, person: str
) -> None:
    client, url = client_of(getattr(cast, person)), f"/customers/exports/{asked.pk}/decide/"
    assert client.post(url, ALLOWED).status_code in (403, 404)
    assert url not in client.get("/customers/exports/").content.decode()
    with pytest.raises(PermissionDenied):
        services.decide_export(actor=getattr(cast, person), export=asked, is_allowed=True, at=AT)
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_managers_export_is_the_bosss_to_approve_and_the_bosss_a_managers(cast: SimpleNamespace) -> None:
    let(cast.boss, rows_per_day=1)
    CustomerFactory.create_batch(2, owner=cast.owner)
    for person, others in ((cast.manager, {cast.boss}), (cast.boss, {cast.manager, cast.other_manager})):
        export = ask(person)
        assert {note.user for note in Notification.objects.filter(key=f"export-asked:{export.pk}")} == others
        with pytest.raises(PermissionDenied):
            services.decide_export(actor=person, export=export, is_allowed=True, at=AT)


def test_approval_holds_for_what_was_asked(cast: SimpleNamespace, asked: CustomerExport) -> None:
    services.decide_export(actor=cast.manager, export=asked, is_allowed=True, at=AT)
    asked.refresh_from_db()
    CustomerFactory(owner=cast.owner)
    work(asked)
    assert [asked.state, asked.refusal] == ["refused", "limit"]


def test_what_nobody_allows_for_a_day_is_declined(cast: SimpleNamespace, asked: CustomerExport) -> None:
    assert services.clear_exports(at=AT + timedelta(hours=23))["undecided"] == 0
    assert services.clear_exports(at=AT + timedelta(hours=24))["undecided"] == 1
    asked.refresh_from_db()
    assert asked.refusal == "declined"


def test_who_reads_very_many_pages_is_told_to_the_manager(cast: SimpleNamespace, client_of: ClientOf) -> None:
    """One's own customers count, too; the sweep of the next minute tells it, once an hour."""
    let(cast.boss, pages_per_hour=3)
    customer = CustomerFactory(owner=cast.owner)
    client = client_of(cast.owner)
    for number in range(5):
        assert watch_reading(at=AT) == (number > 3)
        client.get(customer.get_absolute_url())
    watch_reading(at=AT)
    watch_reading(at=AT + timedelta(minutes=59))
    told = Notification.objects.filter(key__startswith="reads-many")
    assert [(note.user, note.values["pages"]) for note in told] == [(cast.manager, 4)]
    assert AuditEntry.objects.filter(verb="customers.read_very_many").count() == 1
    assert watch_reading(at=AT + timedelta(minutes=61)) == 0
    assert not PagesRead.objects.exists()


def test_one_hour_of_reading_is_told_once_though_the_clock_strikes_between(cast: SimpleNamespace) -> None:
    at = AT.replace(minute=58)
    PagesRead.objects.create(user=cast.owner, minute=at, count=500)
    assert [watch_reading(at=at + timedelta(minutes=number)) for number in (0, 1, 3)] == [1, 0, 0]
    assert Notification.objects.filter(key__startswith="reads-many").count() == 1


@pytest.mark.parametrize("way", ["edit", "timeline", "contact_edit", "contact_vcard"])
def test_other_pages_with_the_particulars_are_counted_too(
    cast: SimpleNamespace, client_of: ClientOf, way: str
) -> None:
    contact = ContactFactory(customer=CustomerFactory(owner=cast.owner))
    number = contact.pk if way.startswith("contact") else contact.customer_id
    client_of(cast.owner).get(reverse(f"customers:{way}", args=[number]))
    assert PagesRead.objects.get(user=cast.owner).count == 1


def test_export_that_nobody_else_could_allow_is_refused_at_once(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    """rules.md §7: nothing waits for a second pair of hands that does not exist."""
    let(cast.boss, rows_per_day=1)
    CustomerFactory.create_batch(2, owner=cast.owner)
    User.objects.filter(is_manager=True).update(is_active=False)
    answer = client_of(cast.boss).post(URL, {"columns": "list", "form_token": TOKEN})
    assert answer.status_code == 422
    assert "Nobody else is here who could allow it" in answer.content.decode()
    assert not CustomerExport.objects.exists()


def test_only_who_may_export_is_asked(cast: SimpleNamespace) -> None:
    let(cast.boss, rows_per_day=1, salespeople=True, managers=False)
    CustomerFactory.create_batch(2, owner=cast.owner)
    with pytest.raises(ExportRefused, match="alone"):
        ask(cast.owner)
    assert not Notification.objects.filter(key__startswith="export-asked").exists()


def test_cap_is_asked_again_when_it_runs(cast: SimpleNamespace) -> None:
    let(cast.boss, rows_per_day=2)
    CustomerFactory(owner=cast.owner)
    export = ask(cast.manager)
    CustomerFactory.create_batch(2, owner=cast.owner)
    work(export)
    assert [export.state, export.refusal] == ["refused", "limit"]


def test_refused_and_failed_exports_use_up_no_rows(cast: SimpleNamespace) -> None:
    let(cast.boss, rows_per_day=2)
    for state, rows in (("refused", 2), ("failed", 2), ("expired", 1)):
        CustomerExport.objects.create(owner=cast.manager, state=state, rows=rows, created_at=AT)
    assert services.rows_left(cast.manager, at=AT) == 1


@pytest.mark.parametrize(
    ("figure", "status"), [("1", 302), ("100000", 302), ("0", 422), ("100001", 422), ("", 422)]
)
def test_cap_has_its_bounds(cast: SimpleNamespace, client_of: ClientOf, figure: str, status: int) -> None:
    answer = client_of(cast.boss).post(
        f"/settings/policy/{EXPORT}/", {"rows_per_day": figure, "pages_per_hour": "300"}
    )
    assert answer.status_code == status


# ── the page ────────────────────────────────────────────────────────────────
def test_two_clicks_make_one_export(cast: SimpleNamespace, client_of: ClientOf) -> None:
    CustomerFactory(owner=cast.owner)
    client = client_of(cast.manager)
    data = {"columns": "list", "form_token": TOKEN}
    answers = [client.post(URL, data), client.post(URL, data)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, "/customers/exports/")
    ] * 2
    assert [CustomerExport.objects.count(), Job.objects.filter(kind=exports.JOB).count()] == [1, 1]


def test_dialog_is_sent_by_htmx_too(cast: SimpleNamespace, client_of: ClientOf) -> None:
    CustomerFactory(owner=cast.owner)
    client, headers = client_of(cast.manager), {"HX-Request": "true"}
    page = client.get(f"{URL}?grade=C", headers=headers).content.decode()
    assert ["<html" in page, 'value="grade=C"' in page, "Grade: C" in page] == [False, True, True]
    answer = client.post(URL, {"query": "grade=C", "columns": "nonsense"}, headers=headers)
    assert [answer.status_code, "<html" in answer.content.decode()] == [422, False]
    answer = client.post(URL, {"query": "grade=C", "columns": "all"}, headers=headers)
    assert answer["HX-Redirect"] == "/customers/exports/"
    assert CustomerExport.objects.get().fields == list(exporting.ALL_FIELDS)


def test_nothing_to_export_is_said(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client = client_of(cast.manager)
    assert "None of these customers" in client.get(f"{URL}?grade=A").content.decode()
    assert client.post(URL, {"query": "grade=A", "columns": "list"}).status_code == 422
    assert CustomerExport.objects.count() == 0


@pytest.mark.parametrize(
    "query", ["%00=&q=%00", "sort=owner__password&cols=password", "x" * 8000, "owner=" + "9" * 40]
)
def test_nonsense_in_the_query_is_left_out(cast: SimpleNamespace, client_of: ClientOf, query: str) -> None:
    CustomerFactory(owner=cast.owner)
    answer = client_of(cast.manager).post(URL, {"query": query, "columns": "list"})
    assert [answer.status_code, CustomerExport.objects.get().query] == [302, ""]


def test_page_shows_how_far_it_is_and_then_the_file(cast: SimpleNamespace, client_of: ClientOf) -> None:
    CustomerFactory(owner=cast.owner)
    client = client_of(cast.manager)
    assert "Nothing exported yet" in client.get("/customers/exports/").content.decode()
    export = ask(cast.manager)
    page = client.get("/customers/exports/", headers={"HX-Request": "true"}).content.decode()
    assert ["<html" in page, "every 2s" in page, "Waiting" in page] == [False, True, True]
    work(export)
    page = client.get("/customers/exports/").content.decode()
    assert ["every 2s" in page, f"/customers/exports/{export.pk}/file/" in page] == [False, True]


def test_end_is_told_to_who_asked(cast: SimpleNamespace, client_of: ClientOf) -> None:
    CustomerFactory(owner=cast.owner)
    work(ask(cast.manager))
    note = Notification.objects.get()
    assert [note.user, note.url] == [cast.manager, "/customers/exports/"]
    page = client_of(cast.manager).get("/notices/").content.decode()
    assert "The export of 1 customers is ready" in page


@pytest.mark.parametrize("person", ["owner", "teammate", "other_manager", "boss"])
def test_file_of_somebody_else_answers_like_an_absent_one(
    cast: SimpleNamespace, client_of: ClientOf, person: str
) -> None:
    CustomerFactory(owner=cast.owner)
    export = work(ask(cast.manager))
    client = client_of(getattr(cast, person))
    answers = [client.get(f"/customers/exports/{pk}/file/") for pk in (export.pk, 987_654)]
    assert [answer.status_code for answer in answers] == [404, 404]
    texts = [normalise(answer.content.decode(), answer.request["PATH_INFO"]) for answer in answers]
    assert difference((404, texts[0]), (404, texts[1])) == ""
    assert [client.get("/customers/exports/").context["exports"], entries("export_downloaded")] == [[], []]


# ── the end ─────────────────────────────────────────────────────────────────
def test_file_is_gone_after_a_day(
    cast: SimpleNamespace, client_of: ClientOf, django_capture_on_commit_callbacks: Any
) -> None:
    CustomerFactory(owner=cast.owner)
    export = work(ask(cast.manager))
    path, url = export.file.file.name, f"/customers/exports/{export.pk}/file/"
    client = client_of(cast.manager)
    last, over = AT + timedelta(hours=24, seconds=-1), AT + timedelta(hours=24)
    with time_machine.travel(last, tick=False):
        assert services.clear_exports(at=last) == {"deleted": 0, "failed": 0, "undecided": 0}
        answer = sign_in(client, cast.manager).get(url)
        assert [answer.status_code, b"".join(answer.streaming_content)[:2]] == [200, b"PK"]
    with time_machine.travel(over, tick=False):
        client = sign_in(Client(), cast.manager)
        assert client.get(url).status_code == 404  # before the sweep, too
        assert url not in client.get("/customers/exports/").content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            assert services.clear_exports(at=over) == {"deleted": 1, "failed": 0, "undecided": 0}
        assert services.clear_exports(at=over) == {"deleted": 0, "failed": 0, "undecided": 0}
        export.refresh_from_db()
        assert [export.state, export.file, StoredFile.objects.count()] == ["expired", None, 0]
        assert [default_storage.exists(path), client.get(url).status_code] == [False, 404]
        assert "Deleted" in client.get("/customers/exports/").content.decode()


def test_given_up_job_ends_its_export(cast: SimpleNamespace, client_of: ClientOf) -> None:
    CustomerFactory(owner=cast.owner)
    export = ask(cast.manager)
    assert services.clear_exports(at=AT) == {"deleted": 0, "failed": 0, "undecided": 0}
    Job.objects.filter(pk=export.job_id).update(state=Job.State.FAILED)
    page = client_of(cast.manager).get("/customers/exports/").content.decode()
    assert ["Failed" in page, "every 2s" in page] == [True, False]
    assert services.clear_exports(at=AT) == {"deleted": 0, "failed": 1, "undecided": 0}
    export.refresh_from_db()
    assert [export.state, Notification.objects.get().message] == [
        "failed",
        "The export was not made: see why.",
    ]


# ── one contact ─────────────────────────────────────────────────────────────
def test_card_of_a_contact_is_handed_out_and_recorded(cast: SimpleNamespace, client_of: ClientOf) -> None:
    customer = CustomerFactory(owner=cast.owner, name="Hagemann GmbH", motive="secret", note="secret")
    contact = ContactFactory(customer=customer, name="王小明", wechat="wx1", note="secret", phone="+49 40 5")
    client = client_of(cast.owner)
    url = f"/customers/contacts/{contact.pk}/vcard/"
    assert url in client.get(customer.get_absolute_url()).content.decode()
    answer = client.get(url)
    text = b"".join(answer.streaming_content).decode()
    assert [answer["Content-Type"], answer["X-Content-Type-Options"]] == [
        "text/vcard; charset=utf-8",
        "nosniff",
    ]
    assert "attachment; filename*=utf-8''%E7%8E%8B%E5%B0%8F%E6%98%8E.vcf" in answer["Content-Disposition"]
    found = [
        word in text
        for word in ("FN:王小明", "ORG:Hagemann GmbH", "TEL;TYPE=WORK,VOICE:+49 40 5", "wx1", "secret")
    ]
    assert found == [True, True, True, True, False]
    (entry,) = entries("contact_downloaded")
    assert [entry.actor_id, entry.target_id] == [cast.owner.pk, str(contact.pk)]


def test_card_of_a_foreign_contact_does_not_exist(cast: SimpleNamespace, client_of: ClientOf) -> None:
    contact = ContactFactory(customer=CustomerFactory(owner=cast.outsider))
    client = client_of(cast.owner)
    answers = [client.get(f"/customers/contacts/{pk}/vcard/") for pk in (contact.pk, 987_654)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert entries("contact_downloaded") == []


# ── size ────────────────────────────────────────────────────────────────────
def add_many(owner: User, count: int) -> None:
    Customer.objects.bulk_create(
        [
            Customer(
                name=f"Company {number} GmbH", name_sort=str(number), country="DE", owner=owner, created_by=owner,
                note="x" * 200, graded_at=AT, created_at=AT,
            )
            for number in range(count)
        ],
        batch_size=500,
    )  # fmt: skip


@pytest.mark.slow
def test_memory_does_not_grow_with_the_rows(cast: SimpleNamespace) -> None:
    let(cast.boss, rows_per_day=100_000)
    peaks = []
    for count in (1_500, 6_000):
        add_many(cast.owner, count - Customer.objects.count())
        export = ask(cast.manager, fields=exporting.ALL_FIELDS)
        tracemalloc.start()
        work(export)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert export.rows == count
    assert peaks[1] - peaks[0] < 4 * 1024 * 1024
