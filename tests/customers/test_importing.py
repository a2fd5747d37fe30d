"""A stranger's workbook, from the upload to the customers and back (issue: Import; N12)."""

import io
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from secrets import token_hex
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from accounts.models import User
from core import jobs, policy
from core.models import AuditEntry, Job, Notification
from customers.models import (
    Contact,
    Customer,
    CustomerImport,
    ImportHeading,
    ImportRow,
    LookupKey,
    OwnerPeriod,
    TimelineEntry,
)
from customers.services import (
    ImportRefused,
    change_owner,
    choose_match,
    choose_sheet,
    confirm_columns,
    correct_cell,
    create_customer,
    decide_rows,
    join_rows,
    link_customers,
    start_import,
    take_in,
    try_again,
    undo_import,
    update_customer,
)
from customers.services.values import ContactValues, CustomerValues
from followups.models import FollowUp, Task
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
HEADER = (
    "公司名称",
    "国家",
    "联系人",
    "邮箱",
    "手机",
    "级别",
    "最近联系时间",
    "跟进内容",
    "标签",
    "产品",
    "备注",
)
NORD = (
    "Nord GmbH",
    "德国",
    "Hans Nord",
    "hans@nord.example",
    "+49 421 5550101",
    "A",
    "2026-10-01",
    "报价已发",
    "VIP,工具",
    "扳手",
    "老客户",
)
SUED = ("Süd AG", "Germany", "Eva Süd", "eva@sued.example", 4989555010, "B", None, None, None, None, None)
MORE = (None, None, "Karl Nord", "karl@nord.example", None, None, None, None, None, None, None)


def upload(
    *rows: tuple[Any, ...], name: str = "客户.xlsx", **sheets: list[tuple[Any, ...]]
) -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for title, further in sheets.items():
        sheet = book.create_sheet(title)
        for row in further:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def run_jobs(at: datetime) -> None:
    """Run what waits, as a worker does."""
    for row in Job.objects.filter(state=Job.State.QUEUED, kind__startswith="customers.import").order_by("pk"):
        assert jobs.run(row.pk, at=at), row.key


@pytest.fixture
def bring(at: datetime) -> Callable[..., CustomerImport]:
    """Bring a workbook as far as the look-through: read, columns as proposed, checked."""

    def go(actor: User, *rows: tuple[Any, ...], **values: Any) -> CustomerImport:
        batch = start_import(actor=actor, upload=upload(*rows), at=at)
        run_jobs(at)
        batch.refresh_from_db()
        fields = [(column["field"], column["number"]) for column in batch.columns]
        chosen = {"grade": "D", "source": "import", "owner": batch.owner} | values
        confirm_columns(actor=actor, batch=batch, fields=fields, at=at, **chosen)
        run_jobs(at)
        batch.refresh_from_db()
        return batch

    return go


def finish(batch: CustomerImport, step: Callable[..., Any], at: datetime) -> CustomerImport:
    step(actor=batch.created_by, batch=batch, at=at)
    run_jobs(at)
    batch.refresh_from_db()
    return batch


def test_a_workbook_is_read_and_its_columns_proposed(cast: SimpleNamespace, at: datetime) -> None:
    batch = start_import(actor=cast.owner, upload=upload(("客户资料 2026",), (), HEADER, NORD, SUED), at=at)
    assert batch.state == "reading"
    run_jobs(at)
    batch.refresh_from_db()
    assert (batch.state, batch.header_row, batch.rows.count()) == ("columns", 3, 2)
    assert [column["field"] for column in batch.columns] == [
        "name", "country", "contact_name", "email", "contact_phone", "grade", "last_contact_on", "follow_up_text", "tags",
        "products", "note",
    ]  # fmt: skip


def test_rows_become_customers_with_people_history_and_dates(
    cast: SimpleNamespace, at: datetime, bring: Any
) -> None:
    batch = finish(bring(cast.owner, HEADER, NORD, MORE, SUED), take_in, at)
    assert (batch.state, list(batch.rows.values_list("state", flat=True))) == ("done", ["done"] * 3)
    nord, sued = Customer.objects.order_by("pk")
    assert (nord.name, nord.country.code, nord.grade, nord.owner, nord.is_imported) == (
        "Nord GmbH",
        "DE",
        "A",
        cast.owner,
        True,
    )
    assert sorted(nord.contacts.values_list("name", "email", "is_primary")) == [
        ("Hans Nord", "hans@nord.example", True), ("Karl Nord", "karl@nord.example", False),
    ]  # fmt: skip
    assert sorted(nord.tags.values_list("name", flat=True)) == ["VIP", "工具"]
    assert list(nord.interests.values_list("words", flat=True)) == ["扳手"]
    assert sued.contacts.get().phone == "4989555010"
    follow_up = FollowUp.objects.get()
    assert (follow_up.customer, follow_up.text, str(follow_up.on_day), follow_up.by) == (
        nord,
        "报价已发",
        "2026-10-01",
        cast.owner,
    )
    assert (nord.last_contact_at.date().isoformat(), nord.last_contact_text) == ("2026-10-01", "报价已发")
    assert nord.next_due_on is not None
    assert sued.next_due_on is not None
    assert OwnerPeriod.objects.filter(ended_at=None).count() == 2
    assert AuditEntry.objects.filter(verb="customers.imported").count() == 2
    assert Notification.objects.filter(user=cast.owner, values__done=3).exists()


def test_the_same_workbook_again_changes_nothing(cast: SimpleNamespace, at: datetime, bring: Any) -> None:
    finish(bring(cast.owner, HEADER, NORD, SUED), take_in, at)
    before = [list(model.objects.order_by("pk").values()) for model in (Customer, Contact)]
    batch = bring(cast.owner, HEADER, NORD, SUED)
    assert set(batch.rows.values_list("decision", flat=True)) == {"merge"}
    finish(batch, take_in, at)
    after = [list(model.objects.order_by("pk").values()) for model in (Customer, Contact)]
    assert before == after


def test_doubtful_cells_are_marked_corrected_and_never_lost(
    cast: SimpleNamespace, at: datetime, bring: Any
) -> None:
    doubtful = (
        "Ost KG",
        "Narnia",
        "Ina",
        "ina at ost",
        None,
        "excellent",
        "3/4/2026",
        None,
        None,
        None,
        None,
    )
    batch = bring(cast.owner, HEADER, doubtful)
    row = batch.rows.get()
    assert sorted(map(tuple, row.problems)) == [
        (1, "not_country"),
        (3, "not_email"),
        (5, "not_grade"),
        (6, "either_day"),
    ]
    correct_cell(actor=cast.owner, row=row, place=1, text="Germany", at=at)
    correct_cell(actor=cast.owner, row=row, place=6, text="2026-04-03", at=at)
    row.refresh_from_db()
    assert sorted(map(tuple, row.problems)) == [(3, "not_email"), (5, "not_grade")]
    finish(batch, take_in, at)
    customer = Customer.objects.get()
    assert (customer.country.code, customer.grade, customer.last_contact_at.date().isoformat()) == (
        "DE",
        "D",
        "2026-04-03",
    )
    assert ("邮箱: ina at ost" in customer.note, "级别: excellent" in customer.note) == (True, True)


def test_a_customer_that_is_there_is_added_to_not_overwritten(
    cast: SimpleNamespace, at: datetime, bring: Any
) -> None:
    there = create_customer(
        actor=cast.owner, values=CustomerValues(name="Nord", country="DE", city="Bremen", grade="B"),
        contact=ContactValues(name="Hans", email="hans@nord.example"), owner=cast.owner, at=at,
    )  # fmt: skip
    header = ("公司名称", "城市", "网址", "邮箱", "联系人", "级别")
    batch = bring(cast.owner, header, ("Nord GmbH", "Hamburg", "nord.example", "hans@nord.example", "Hans", "A"),
                  (None, None, None, "new@nord.example", "Neu", None))  # fmt: skip
    assert [(row.decision, row.matched) for row in batch.rows.filter(leader=None)] == [("merge", there)]
    finish(batch, take_in, at)
    there.refresh_from_db()
    assert (there.name, there.city, there.website, there.grade) == ("Nord", "Bremen", "nord.example", "B")
    assert sorted(there.contacts.values_list("email", flat=True)) == ["hans@nord.example", "new@nord.example"]
    assert Customer.objects.count() == 1


def test_a_colleagues_customer_is_left_alone(cast: SimpleNamespace, at: datetime, bring: Any) -> None:
    theirs = create_customer(
        actor=cast.outsider, values=CustomerValues(name="Nord GmbH", country="DE"),
        contact=ContactValues(name="Hans", email="hans@nord.example"), owner=cast.outsider, at=at,
    )  # fmt: skip
    batch = bring(cast.owner, HEADER, NORD, SUED)
    decide_rows(
        actor=cast.owner, batch=batch, rows=batch.rows.values_list("pk", flat=True), decision="create", at=at
    )
    finish(batch, take_in, at)
    assert [(row.state, row.refusal) for row in batch.rows.all()] == [("refused", "colleague"), ("done", "")]
    theirs.refresh_from_db()
    assert (theirs.version, theirs.contacts.count(), Customer.objects.count()) == (1, 1, 2)


def test_very_many_refusals_for_colleagues_are_told_to_the_manager(
    cast: SimpleNamespace, at: datetime, bring: Any
) -> None:
    """Guessed addresses in a workbook count like those in a lookup (trust.md D3)."""
    policy.change("customers.lookup", {"colleagues_per_hour": 1}, actor=cast.boss, at=at)
    rows = [(f"Firm{n}", f"p@firm{n}.example") for n in range(3)]
    for name, address in rows:
        contact = ContactValues(name="P", email=address)
        create_customer(
            actor=cast.outsider, values=CustomerValues(name=name), contact=contact, owner=cast.outsider, at=at
        )
    batch = bring(cast.owner, ("公司名称", "邮箱"), *rows)
    Notification.objects.all().delete()
    decide_rows(
        actor=cast.owner, batch=batch, rows=batch.rows.values_list("pk", flat=True), decision="create", at=at
    )
    finish(batch, take_in, at)
    assert set(batch.rows.values_list("refusal", flat=True)) == {"colleague"}
    assert Notification.objects.filter(user=cast.manager, key__startswith="lookup-withheld").exists()


def test_one_who_is_only_called_alike_is_told_and_not_added_to(
    cast: SimpleNamespace, at: datetime, bring: Any
) -> None:
    create_customer(
        actor=cast.owner,
        values=CustomerValues(name="Nordwerk Handel", country="DE"),
        contact=None,
        owner=cast.owner,
        at=at,
    )
    batch = bring(cast.owner, ("公司名称", "国家"), ("Nordwerk Handels", "DE"))
    row = batch.rows.get()
    assert (row.matched is not None, row.decision) == (True, "create")
    finish(batch, take_in, at)
    assert Customer.objects.count() == 2


def test_rows_of_one_buyer_in_the_file_become_one(cast: SimpleNamespace, at: datetime, bring: Any) -> None:
    header = ("公司名称", "邮箱", "联系人")
    finish(bring(cast.owner, header, ("Nord GmbH", "a@nord.example", "A"), ("West", "w@west.example", "W"), ("NORD Gmbh", "b@nord.example", "B")), take_in, at)  # fmt: skip
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["Nord GmbH", "West"]
    assert Customer.objects.get(name="Nord GmbH").contacts.count() == 2


@pytest.mark.parametrize("sure_of_undo", [True, False])
def test_undo_takes_back_all_but_what_was_worked_on(
    cast: SimpleNamespace, at: datetime, bring: Any, sure_of_undo: bool
) -> None:
    before = _counts()
    batch = finish(bring(cast.owner, HEADER, NORD, MORE, SUED), take_in, at)
    later = at + timedelta(days=1)
    if not sure_of_undo:
        worked = Customer.objects.get(name="Nord GmbH")
        update_customer(
            actor=cast.owner, customer=worked, values={"city": "Bremen"}, version=worked.version, at=later
        )
    finish(batch, undo_import, later)
    assert batch.state == "undone"
    if sure_of_undo:
        assert _counts() == before
        assert set(batch.rows.values_list("state", flat=True)) == {"undone"}
    else:
        assert [row.state for row in batch.rows.all()] == ["kept", "kept", "undone"]
        assert list(Customer.objects.values_list("name", flat=True)) == ["Nord GmbH"]


def test_undo_of_what_was_added_restores_the_customer(
    cast: SimpleNamespace, at: datetime, bring: Any
) -> None:
    there = create_customer(
        actor=cast.owner, values=CustomerValues(name="Nord", country="DE"),
        contact=ContactValues(name="Hans", email="hans@nord.example"), owner=cast.owner, at=at,
    )  # fmt: skip
    batch = finish(bring(cast.owner, ("公司名称", "城市", "邮箱", "联系人"), ("Nord", "Bremen", "hans@nord.example", "Hans"),
                         (None, None, "neu@nord.example", "Neu")), take_in, at)  # fmt: skip
    finish(batch, undo_import, at)
    there.refresh_from_db()
    assert (there.city, list(there.contacts.values_list("name", flat=True))) == ("", ["Hans"])


def _counts() -> list[int]:
    return [model.objects.count() for model in (Customer, Contact, FollowUp, TimelineEntry, OwnerPeriod)]


def test_headings_are_remembered_for_the_next_workbook(cast: SimpleNamespace, at: datetime) -> None:
    batch = start_import(actor=cast.owner, upload=upload(("公司名称", "星级备注"), ("Nord", "x")), at=at)
    run_jobs(at)
    batch.refresh_from_db()
    confirm_columns(
        actor=cast.owner,
        batch=batch,
        fields=[("name", 1), ("note", 1)],
        grade="D",
        source="import",
        owner=cast.owner,
        at=at,
    )
    assert ImportHeading.objects.get(heading="星级备注").field == "note"
    again = start_import(actor=cast.owner, upload=upload(("星级备注", "公司名称"), ("x", "Nord")), at=at)
    run_jobs(at)
    again.refresh_from_db()
    assert [(column["field"], column["because"]) for column in again.columns] == [
        ("note", "chosen"),
        ("name", "chosen"),
    ]


def test_another_sheet_can_be_chosen(cast: SimpleNamespace, at: datetime) -> None:
    file = upload(
        ("说明",),
        ("用法",),
        客户=[("公司名称", "邮箱"), ("Nord", "h@nord.example")],
        旧=[("Company", "E-mail"), ("Alt", "a@alt.example")],
    )
    batch = start_import(actor=cast.owner, upload=file, at=at)
    run_jobs(at)
    batch.refresh_from_db()
    assert (batch.sheet, batch.sheets) == (1, ["Sheet", "客户", "旧"])
    choose_sheet(actor=cast.owner, batch=batch, sheet=2, at=at)
    run_jobs(at)
    batch.refresh_from_db()
    assert (batch.state, [row.cells for row in batch.rows.all()]) == ("columns", [["Alt", "a@alt.example"]])
    with pytest.raises(ValidationError):
        choose_sheet(actor=cast.owner, batch=batch, sheet=9, at=at)


def test_a_file_that_is_no_workbook_says_so(cast: SimpleNamespace, at: datetime) -> None:
    batch = start_import(
        actor=cast.owner, upload=SimpleUploadedFile("x.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 50), at=at
    )
    run_jobs(at)
    batch.refresh_from_db()
    assert (batch.state, batch.refusal) == ("refused", {"code": "unknown_kind"})


def test_columns_that_name_nobody_or_stand_twice_are_refused(cast: SimpleNamespace, at: datetime) -> None:
    batch = start_import(actor=cast.owner, upload=upload(("公司名称", "国家"), ("Nord", "DE")), at=at)
    run_jobs(at)
    batch.refresh_from_db()
    for fields in (
        [("", 1), ("country", 1)],
        [("name", 1), ("name", 1)],
        [("name", 1)],
        [("password", 1), ("name", 1)],
    ):
        with pytest.raises(ValidationError):
            confirm_columns(
                actor=cast.owner, batch=batch, fields=fields, grade="D", source="import", owner=None, at=at
            )
    with pytest.raises(ValidationError):
        confirm_columns(actor=cast.owner, batch=batch, fields=[("name", 1), ("country", 1)], grade="D", source="import", owner=cast.outsider, at=at)  # fmt: skip


def test_only_its_maker_goes_on_with_an_import_and_only_in_its_state(
    cast: SimpleNamespace, at: datetime, bring: Any
) -> None:
    batch = bring(cast.owner, HEADER, NORD)
    for other in (cast.manager, cast.outsider, cast.boss):
        with pytest.raises(PermissionDenied):
            take_in(actor=other, batch=batch, at=at)
    finish(batch, take_in, at)
    with pytest.raises(ImportRefused):
        take_in(actor=cast.owner, batch=batch, at=at)
    with pytest.raises(ImportRefused):
        undo_import(actor=cast.owner, batch=batch, at=at + timedelta(days=31))


def test_an_import_stops_when_its_maker_is_frozen(cast: SimpleNamespace, at: datetime, bring: Any) -> None:
    batch = bring(cast.owner, HEADER, NORD)
    take_in(actor=cast.owner, batch=batch, at=at)
    User.objects.filter(pk=cast.owner.pk).update(frozen_at=at)
    run_jobs(at)
    batch.refresh_from_db()
    assert (batch.state, Customer.objects.count()) == ("review", 0)


def test_a_killed_part_is_done_once(
    cast: SimpleNamespace, at: datetime, bring: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that ends in the middle of a part leaves nothing of it; the next one goes on behind the last."""
    monkeypatch.setattr("customers.services.import_taking.TAKEN_AT_ONCE", 1)
    batch = bring(cast.owner, HEADER, NORD, SUED)
    take_in(actor=cast.owner, batch=batch, at=at)
    job = Job.objects.get(kind="customers.import_take_in")
    from customers.services import import_taking

    write, calls = import_taking._write, []

    def fail_second(*args: Any, **values: Any) -> None:
        calls.append(1)
        write(*args, **values)
        if len(calls) == 2:
            raise RuntimeError("killed")

    monkeypatch.setattr(import_taking, "_write", fail_second)
    assert not jobs.run(job.pk, at=at)
    assert Customer.objects.count() == 1
    Job.objects.filter(pk=job.pk).update(due_at=at)
    assert jobs.run(job.pk, at=at)
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["Nord GmbH", "Süd AG"]


@pytest.mark.postgres  # SQLite cuts bulk statements at its number of variables
def test_taking_in_costs_the_same_for_more_rows(cast: SimpleNamespace, at: datetime, bring: Any) -> None:
    counts = []
    for size in (4, 40):
        rows = [
            (
                f"Firm {size} {n} Handels GmbH",
                "DE",
                f"P {n}",
                f"p{n}@firm-{size}-{n}.example",
                None,
                "C",
                *[None] * 5,
            )
            for n in range(size)
        ]
        batch = bring(cast.owner, HEADER, *rows)
        with CaptureQueriesContext(connection) as queries:
            finish(batch, take_in, at)
        assert ImportRow.objects.filter(batch=batch, state="done").count() == size
        counts.append(len(queries))
    assert (
        counts[1] - counts[0] <= 4
    )  # the bulk statements of 40 rows are cut in two where one has very many values


# ── what a strict reader found ──────────────────────────────────────────────
def test_rows_that_hang_together_by_different_keys_are_one_customer(
    cast: SimpleNamespace, at: datetime, bring: Any
) -> None:
    """1 and 2 share a telephone, 2 and 3 a mailbox: none of them is left behind."""
    rows = [
        ("One", "a@x.example", "+49 421 5550101"),
        ("Two", "b@x.example", "+49 421 5550101"),
        ("Three", "b@x.example", None),
    ]
    batch = finish(bring(cast.owner, ("联系人", "邮箱", "手机"), *rows), take_in, at)
    assert set(batch.rows.values_list("state", flat=True)) == {"done"}
    assert (Customer.objects.count(), Contact.objects.count()) == (1, 3)


def test_a_list_of_people_is_a_customer_each(cast: SimpleNamespace, at: datetime, bring: Any) -> None:
    rows = [(f"Person {n}", f"p{n}@{token_hex(4)}.example") for n in range(3)]
    finish(bring(cast.owner, ("姓名", "邮箱"), *rows), take_in, at)
    assert sorted(Customer.objects.values_list("called", flat=True)) == ["Person 0", "Person 1", "Person 2"]


def test_a_continued_row_follows_the_customer_that_the_row_above_went_on_with(
    cast: SimpleNamespace, at: datetime, bring: Any
) -> None:
    header = ("公司名称", "邮箱", "联系人")
    rows = [
        ("Nord", "a@nord.example", "A"),
        ("West", "w@west.example", "W"),
        ("Nord", "b@nord.example", "B"),
        (None, None, "C"),
    ]
    finish(bring(cast.owner, header, *rows), take_in, at)
    people = {row.name: sorted(row.contacts.values_list("name", flat=True)) for row in Customer.objects.all()}
    assert people == {"Nord": ["A", "B", "C"], "West": ["W"]}


@pytest.mark.parametrize("who", ["outsider", "frozen", "admin"])
def test_customers_go_to_nobody_to_whom_their_maker_may_not_give_them(
    cast: SimpleNamespace, at: datetime, bring: Any, who: str
) -> None:
    batch = bring(cast.owner, ("公司名称", "负责人"), ("Nord", getattr(cast, who).email))
    assert batch.rows.get().problems == [[1, "not_owner"]]
    finish(batch, take_in, at)
    customer = Customer.objects.get()
    assert (customer.owner, getattr(cast, who).email in customer.note) == (cast.owner, True)


def test_taking_in_goes_on_where_it_was_stopped(
    cast: SimpleNamespace, at: datetime, bring: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("customers.services.import_taking.TAKEN_AT_ONCE", 1)
    batch = bring(cast.owner, HEADER, NORD, SUED)
    first = batch.rows.order_by("number")[0]
    finish(batch, take_in, at)
    CustomerImport.objects.filter(pk=batch.pk).update(state="review")
    finish(batch, take_in, at)
    first.refresh_from_db()
    made = {"customer": True, "follow_up": FollowUp.objects.get().pk}
    assert (Customer.objects.count(), first.made) == (2, made)
    CustomerImport.objects.filter(pk=batch.pk).update(state="review")
    with pytest.raises(ImportRefused):
        choose_sheet(actor=cast.owner, batch=batch, sheet=0, at=at)


def test_a_step_whose_job_failed_is_begun_again(cast: SimpleNamespace, at: datetime, bring: Any) -> None:
    batch = bring(cast.owner, HEADER, NORD)
    take_in(actor=cast.owner, batch=batch, at=at)
    with pytest.raises(ImportRefused):
        try_again(actor=cast.owner, batch=batch, at=at)
    Job.objects.filter(kind="customers.import_take_in").update(state=Job.State.FAILED)
    finish(batch, try_again, at)
    assert (batch.state, Customer.objects.count()) == ("done", 1)


def test_too_long_texts_and_planned_days_do_no_harm(cast: SimpleNamespace, at: datetime, bring: Any) -> None:
    street = "Long Street " * 30
    batch = bring(
        cast.owner,
        ("公司名称", "地址", "地址2", "跟进内容", "跟进时间"),
        ("Nord", street[:290], street[:290], "Call again", "2030-01-01"),
    )
    finish(batch, take_in, at)
    customer = Customer.objects.get()
    assert (len(customer.address) <= 300, street[:290] in customer.note) == (True, True)
    assert (FollowUp.objects.get().is_contact, customer.last_contact_at) == (False, None)


def test_undo_keeps_what_was_given_to_somebody_else_since(
    cast: SimpleNamespace, at: datetime, bring: Any
) -> None:
    there = create_customer(
        actor=cast.owner, values=CustomerValues(name="Nord", country="DE"),
        contact=ContactValues(name="Hans", email="hans@nord.example"), owner=cast.owner, at=at,
    )  # fmt: skip
    batch = finish(
        bring(cast.owner, ("公司名称", "城市", "邮箱"), ("Nord", "Bremen", "hans@nord.example")), take_in, at
    )
    change_owner(actor=cast.boss, customer=there, owner=cast.outsider, reason="fair", at=at)
    finish(batch, undo_import, at)
    there.refresh_from_db()
    assert (batch.state, batch.rows.get().state, there.city) == ("undone", "kept", "Bremen")


def test_undo_frees_the_keys_of_a_person_it_takes_back(
    cast: SimpleNamespace, at: datetime, bring: Any
) -> None:
    create_customer(
        actor=cast.owner, values=CustomerValues(name="Nord", country="DE"),
        contact=ContactValues(name="Hans", email="hans@nord.example"), owner=cast.owner, at=at,
    )  # fmt: skip
    rows = [("Nord", "hans@nord.example", "Hans"), (None, "neu@other.example", "Neu")]
    batch = finish(bring(cast.owner, ("公司名称", "邮箱", "联系人"), *rows), take_in, at)
    finish(batch, undo_import, at)
    assert not LookupKey.objects.filter(value__contains="neu@other").exists()


def test_what_further_rows_say_otherwise_is_kept_and_a_second_time_changes_nothing(
    cast: SimpleNamespace, at: datetime, bring: Any
) -> None:
    header = ("公司名称", "邮箱", "城市", "备注")
    rows = [("Nord", "a@nord.example", "Bremen", "first"), ("Nord", "b@nord.example", "Hamburg", "second")]
    finish(bring(cast.owner, header, *rows), take_in, at)
    customer = Customer.objects.get()
    assert (customer.city, sorted(customer.note.splitlines())) == ("Bremen", ["Hamburg", "first", "second"])
    finish(bring(cast.owner, header, *rows), take_in, at)
    assert Customer.objects.values_list("version", "note").get() == (1, customer.note)


# ── back to where it was (trust.md U7) ──────────────────────────────────────
# What is meant to stay: the trail, the import itself, how often and by whom something was done, and running numbers.
STAYS = {
    "core.auditentry", "core.auditdetail", "core.job", "core.notification", "core.storedfile", "core.auditseal",
    "customers.customerimport", "customers.importrow", "customers.importheading", "customers.tag",
    "customers.lookupsighting", "sessions.session",
}  # fmt: skip
NUMBERS = {"id", "version"}


def everything() -> dict[str, list[Any]]:
    """Every row of every table, without its number."""
    rows = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label_lower not in STAYS:
            found = model._base_manager.values()
            plain = [sorted((k, str(v)) for k, v in row.items() if k not in NUMBERS) for row in found]
            rows[model._meta.label_lower] = sorted(plain)
    return rows


def known_buyers(cast: SimpleNamespace, at: datetime) -> list[Customer]:
    return [
        create_customer(
            actor=cast.owner, values=CustomerValues(name=name, country="DE"),
            contact=ContactValues(name="Hans", email=f"hans@{name.lower()}.example"), owner=cast.owner, at=at,
        )
        for name in ("Nord", "West", "Ost")
    ]  # fmt: skip


ADDING = (
    ("公司名称", "城市", "邮箱", "联系人", "标签", "产品", "最近联系时间", "跟进内容", "备注"),
    ("Nord", "Bremen", "hans@nord.example", "Hans", "VIP", "扳手", "2026-10-01", "报价已发", "one"),
    (None, None, "neu@nord.example", "Neu", None, None, None, None, None),
    ("West", None, "hans@west.example", "Hans", None, "锤子", None, None, None),
    ("Süd", "Ulm", "eva@sued.example", "Eva", "VIP", "扳手", "2026-10-02", "样品", "new"),
    ("Nord", "Hamburg", "drei@nord.example", "Drei", "展会", "钳子", "2026-10-03", "电话", "two"),
)  # fmt: skip


def test_undo_restores_every_table(
    cast: SimpleNamespace, at: datetime, bring: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where several rows, in several parts of the work, spoke of one customer: the last one goes first."""
    monkeypatch.setattr("customers.services.import_taking.TAKEN_AT_ONCE", 1)
    monkeypatch.setattr("customers.services.import_undoing.UNDONE_AT_ONCE", 1)
    known_buyers(cast, at)
    before = everything()
    batch = bring(cast.owner, *ADDING)
    batch.rows.filter(number=6).update(leader=None)  # as if only the lookup had found it
    finish(batch, take_in, at)
    assert everything() != before
    assert set(batch.rows.values_list("state", flat=True)) == {"done"}
    finish(batch, undo_import, at)
    assert dict(batch.rows.values_list("number", "state")) == dict.fromkeys(range(2, 7), "undone")
    assert everything() == before


def test_undo_keeps_what_was_changed_since_and_takes_back_the_rest(
    cast: SimpleNamespace, at: datetime, bring: Any
) -> None:
    nord, west, _ost = known_buyers(cast, at)
    batch = finish(bring(cast.owner, *ADDING), take_in, at)
    nord.refresh_from_db()
    update_customer(
        actor=cast.owner, customer=nord, values={"fax": "+49 421 5550109"}, version=nord.version, at=at
    )
    finish(batch, undo_import, at)
    nord.refresh_from_db()
    states = dict(batch.rows.values_list("number", "state"))
    assert (states, nord.city, west.interests.count()) == (
        {2: "kept", 3: "kept", 4: "undone", 5: "undone", 6: "kept"}, "Bremen", 0,
    )  # fmt: skip


def test_undo_keeps_a_customer_that_something_leads_to(
    cast: SimpleNamespace, at: datetime, bring: Any
) -> None:
    batch = finish(bring(cast.owner, HEADER, NORD, SUED), take_in, at)
    nord = Customer.objects.get(name="Nord GmbH")
    Task.objects.create(
        customer=nord,
        assignee=cast.owner,
        title="Call",
        due_on=at.date(),
        created_at=at,
        created_by=cast.owner,
    )
    finish(batch, undo_import, at)
    assert [row.state for row in batch.rows.all()] == ["kept", "undone"]
    assert FollowUp.objects.filter(customer=nord).count() == 1


def test_the_same_workbook_again_changes_no_table(cast: SimpleNamespace, at: datetime, bring: Any) -> None:
    known_buyers(cast, at)
    finish(bring(cast.owner, *ADDING), take_in, at)
    before = everything()
    finish(bring(cast.owner, *ADDING), take_in, at)
    assert everything() == before


@pytest.mark.postgres  # SQLite cuts bulk statements at its number of variables
@pytest.mark.parametrize("step", [take_in, undo_import])
def test_adding_and_undoing_cost_the_same_for_more_rows(
    cast: SimpleNamespace, at: datetime, bring: Any, step: Any
) -> None:
    counts = []
    for size in (3, 24):
        rows = [(f"Firm {size} {n} AG", f"p{n}@firm-{size}-{n}.example", f"P {n}") for n in range(size)]
        finish(bring(cast.owner, ("公司名称", "邮箱", "联系人"), *rows), take_in, at)
        more = [
            (name, address, person, "Bremen", "VIP", f"+49 421 55{size}{n:04d}", "扳手", "2026-10-01", "报价")
            for n, (name, address, person) in enumerate(rows)
        ]
        header = (
            "公司名称",
            "邮箱",
            "联系人",
            "城市",
            "标签",
            "公司电话",
            "产品",
            "最近联系时间",
            "跟进内容",
        )
        batch = bring(cast.owner, header, *more)
        if step is undo_import:
            finish(batch, take_in, at)
        with CaptureQueriesContext(connection) as queries:
            finish(batch, step, at)
        assert batch.rows.filter(state="undone" if step is undo_import else "done").count() == size
        counts.append(len(queries))
    assert counts[1] - counts[0] <= 4, Counter(
        re.sub(r"\d+", "N", q["sql"])[:150] for q in queries
    ).most_common(6)


# ── found by a chosen key, picked, joined ───────────────────────────────────
def checked_again(batch: CustomerImport, at: datetime, **values: Any) -> CustomerImport:
    fields = [(column["field"], column["number"]) for column in batch.columns]
    chosen = {"grade": "D", "source": "import", "owner": batch.created_by} | values
    confirm_columns(actor=batch.created_by, batch=batch, fields=fields, at=at, **chosen)
    run_jobs(at)
    batch.refresh_from_db()
    return batch


@pytest.mark.parametrize("key", ["email", "domain", "name", "phone"])
def test_a_chosen_key_finds_who_is_updated(cast: SimpleNamespace, at: datetime, bring: Any, key: str) -> None:
    """What a row says replaces what stands there, empty cells change nothing, and undoing gives the old words back."""
    there = create_customer(
        actor=cast.owner, values=CustomerValues(name="Nord", country="DE", city="Bremen", website="nord.example",
                                                phone="+49 421 5550101", address="Weg 1"),
        contact=ContactValues(name="Hans", email="hans@nord.example"), owner=cast.owner, at=at,
    )  # fmt: skip
    header = ("公司名称", "城市", "邮箱", "网址", "公司电话", "地址")
    row = ("NORD", "Hamburg", "hans@nord.example", "www.nord.example", "+49 421 5550101", None)
    other = ("Neu", "Ulm", "n@neu.example", "neu.example", "+49 731 5550102", None)
    batch = checked_again(bring(cast.owner, header, row, other), at, key=key, unmatched="skip")
    assert [(one.decision, one.matched) for one in batch.rows.all()] == [("merge", there), ("skip", None)]
    before = everything()
    finish(batch, take_in, at)
    there.refresh_from_db()
    assert (there.name, there.city, there.address, Customer.objects.count()) == (
        "NORD",
        "Hamburg",
        "Weg 1",
        1,
    )
    finish(batch, undo_import, at)
    assert everything() == before


def test_a_key_that_no_column_holds_is_refused(cast: SimpleNamespace, at: datetime, bring: Any) -> None:
    batch = bring(cast.owner, ("公司名称", "城市"), ("Nord", "Bremen"))
    for values in ({"key": "email"}, {"key": "colour"}, {"unmatched": "burn"}):
        with pytest.raises(ValidationError):
            checked_again(batch, at, **values)


def test_a_row_that_fits_several_waits_for_a_person(cast: SimpleNamespace, at: datetime, bring: Any) -> None:
    values = CustomerValues(name="Nord", country="")
    one, other = (
        create_customer(actor=cast.owner, values=values, contact=None, owner=cast.owner, at=at) for _ in "ab"
    )
    theirs = create_customer(actor=cast.outsider, values=values, contact=None, owner=cast.outsider, at=at)
    batch = checked_again(bring(cast.owner, ("公司名称", "城市"), ("Nord", "Bremen")), at, key="name")
    row = batch.rows.get()
    assert (row.problems, row.matched, row.decision) == ([[None, "several"]], None, "skip")
    with pytest.raises(PermissionDenied):
        choose_match(actor=cast.owner, row=row, customer=theirs, at=at)
    choose_match(actor=cast.owner, row=row, customer=other, at=at)
    correct_cell(actor=cast.owner, row=row, place=1, text="Ulm", at=at)
    finish(batch, take_in, at)
    assert [Customer.objects.get(pk=each.pk).city for each in (one, other, theirs)] == ["", "Ulm", ""]
    assert AuditEntry.objects.filter(verb="customers.import_match_chosen").exists()


def test_joined_rows_become_one_buyer(cast: SimpleNamespace, at: datetime, bring: Any) -> None:
    rows = [
        ("Nord", "a@nord.example", "A"),
        ("Nordwerk", "b@werk.example", "B"),
        ("West", "w@west.example", "W"),
    ]
    batch = bring(cast.owner, ("公司名称", "邮箱", "联系人"), *rows)
    ids = list(batch.rows.values_list("pk", flat=True))
    with pytest.raises(ValidationError):
        join_rows(actor=cast.owner, batch=batch, rows=ids[:1], at=at)
    with pytest.raises(PermissionDenied):
        join_rows(actor=cast.manager, batch=batch, rows=ids[:2], at=at)
    assert join_rows(actor=cast.owner, batch=batch, rows=ids[:2], at=at) == 1
    finish(batch, take_in, at)
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["Nord", "West"]
    assert Customer.objects.get(name="Nord").contacts.count() == 2


def test_joined_rows_go_to_the_customer_that_one_of_them_is(
    cast: SimpleNamespace, at: datetime, bring: Any
) -> None:
    nord, *_others = known_buyers(cast, at)
    rows = [("Neu", "n@neu.example", "N"), ("Nord", "hans@nord.example", "Hans")]
    batch = bring(cast.owner, ("公司名称", "邮箱", "联系人"), *rows)
    join_rows(actor=cast.owner, batch=batch, rows=batch.rows.values_list("pk", flat=True), at=at)
    finish(batch, take_in, at)
    assert sorted(nord.contacts.values_list("name", flat=True)) == ["Hans", "N"]


def test_a_workbook_without_headings_loses_no_row(cast: SimpleNamespace, at: datetime) -> None:
    file = upload(("Nord", "hans@nord.example", "Hans"), ("Süd", "eva@sued.example", "Eva"))
    batch = start_import(actor=cast.owner, upload=file, at=at)
    run_jobs(at)
    choose_sheet(actor=cast.owner, batch=batch, sheet=0, has_header=False, at=at)
    run_jobs(at)
    batch.refresh_from_db()
    assert [(column["heading"], column["field"]) for column in batch.columns] == [
        ("A", ""), ("B", "email"), ("C", ""),
    ]  # fmt: skip
    fields = [("name", 1), ("email", 1), ("contact_name", 1)]
    confirm_columns(
        actor=cast.owner, batch=batch, fields=fields, grade="D", source="import", owner=cast.owner, at=at
    )
    run_jobs(at)
    batch.refresh_from_db()
    finish(batch, take_in, at)
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["Nord", "Süd"]
    assert not ImportHeading.objects.exists()


def test_people_beyond_fifty_are_told_and_stand_in_the_note(
    cast: SimpleNamespace, at: datetime, bring: Any
) -> None:
    rows = [("Nord", f"p{n}@nord.example", f"Person {n}") for n in range(53)]
    batch = bring(cast.owner, ("公司名称", "邮箱", "联系人"), *rows)
    told = batch.rows.exclude(problems=[]).values_list("number", "problems")
    assert list(told) == [(number, [[None, "too_many_people"]]) for number in (52, 53, 54)]
    finish(batch, take_in, at)
    nord = Customer.objects.get()
    assert nord.contacts.count() == 50
    assert all(f"Person {n} p{n}@nord.example" in nord.note for n in (50, 51, 52))


def test_salespeople_import_when_the_company_lets_them(cast: SimpleNamespace, at: datetime) -> None:
    batch = start_import(actor=cast.owner, upload=upload(HEADER, NORD), at=at)
    policy.change("customers.import", {"salespeople": False}, actor=cast.boss, at=at)
    run_jobs(at)
    for person in (cast.owner, cast.admin):
        with pytest.raises(PermissionDenied):
            start_import(actor=person, upload=upload(HEADER, NORD), at=at)
    with pytest.raises(PermissionDenied):
        choose_sheet(actor=cast.owner, batch=batch, sheet=0, at=at)
    for person in (cast.manager, cast.boss, cast.assistant):
        assert start_import(actor=person, upload=upload(HEADER, NORD), at=at).pk


def test_undo_keeps_a_customer_of_whom_somebody_said_to_whom_it_belongs(
    cast: SimpleNamespace, at: datetime, bring: Any
) -> None:
    batch = finish(bring(cast.owner, HEADER, NORD, SUED), take_in, at)
    nord, other = (Customer.objects.get(name="Nord GmbH"), CustomerFactory(owner=cast.owner))
    link_customers(actor=cast.owner, customer=other, other=nord, relation="branch", at=at)
    finish(batch, undo_import, at)
    assert [row.state for row in batch.rows.all()] == ["kept", "undone"]
    assert nord.links_in.count() == 1
