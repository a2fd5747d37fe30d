"""What a stranger's workbook means: columns by heading and content, cells of every kind, rows (issue: Import)."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sheets.cells import as_text
from core.sheets.headings import find_header, fold_heading
from customers.domain.importing.cells import order_of_days, read_cell, read_day
from customers.domain.importing.columns import (
    Column,
    known_headings,
    match_columns,
    with_orders,
)
from customers.domain.importing.fields import FIELDS
from customers.domain.importing.rows import Problem, Reading, known_choices, read_row

COUNTRIES = {"germany": "DE", "德国": "DE", "de": "DE", "usa": "US"}
PEOPLE = {"陈琳": 7, "linda": 7}


def reading(*columns: Column) -> Reading:
    return Reading(
        columns, lambda name: COUNTRIES.get(name.casefold()), lambda name: PEOPLE.get(name.casefold())
    )


# ── columns ─────────────────────────────────────────────────────────────────
def test_at_least_three_hundred_headings_are_known_and_each_leads_to_a_field() -> None:
    assert len(known_headings()) >= 300
    assert set(known_headings().values()) <= set(FIELDS)


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (["公司名称*", "联系人", "邮箱(必填)", "手机号码", "国家/地区", "客户级别"], ["name", "contact_name", "email", "contact_phone", "country", "grade"]),
        (["客戶名稱", "聯絡人", "電子郵件", "電話", "國別", "備註"], ["name", "contact_name", "email", "phone", "country", "note"]),
        (["Company Name", "First Name", "Last Name", "E-mail 1 - Value", "Mobile Phone", "Country/Region"], ["name", "first_name", "last_name", "email", "contact_phone", "country"]),
        (["Razón social", "Persona de contacto", "Correo electrónico", "Teléfono", "País", "Observaciones"], ["name", "contact_name", "email", "phone", "country", "note"]),
        (["公司名", "客户编号", "跟进人", "最近跟进时间", "客户标签", "跟进内容"], ["name", "reference", "owner", "last_contact_on", "tags", "follow_up_text"]),
        (["Account Name", "Account Owner", "Billing Street", "Billing City", "Lead Source", "Description"], ["name", "owner", "address", "city", "source", "note"]),
        (["Ansprechpartner", "Unternehmen", "PLZ", "Stadt", "Land", "Webseite"], ["contact_name", "name", "postcode", "city", "country", "website"]),
    ],
)  # fmt: skip
def test_headings_of_many_systems_are_known(header: list[str], fields: list[str]) -> None:
    assert [column.field for column in match_columns(header, [])] == fields


def test_people_are_counted_by_the_number_in_the_heading_and_by_repetition() -> None:
    columns = match_columns(["公司名称", "联系人1", "邮箱1", "联系人2", "邮箱2", "邮箱", "Contact 3"], [])
    assert [(column.field, column.number) for column in columns[1:]] == [
        ("contact_name", 1), ("email", 1), ("contact_name", 2), ("email", 2), ("email", 3), ("contact_name", 3),
    ]  # fmt: skip


def test_a_field_of_the_company_is_taken_once_and_notes_are_joined() -> None:
    columns = match_columns(["国家", "country", "备注", "remarks"], [])
    assert [column.field for column in columns] == ["country", "", "note", "note"]


def test_what_headings_leave_open_is_told_by_the_content() -> None:
    rows = [
        ["Nord", "h@nord.example", "www.nord.example", "+49 421 555 0101"],
        ["Süd", "e@sued.example", "sued.example", "0421/5550102"],
    ]
    found = match_columns(["公司", "甲栏", "", "x"], rows)
    assert [(column.field, column.because) for column in found] == [
        ("name", "heading"), ("email", "content"), ("website", "content"), ("contact_phone", "content"),
    ]  # fmt: skip


def test_what_the_company_chose_before_comes_first_and_leaving_out_is_a_choice() -> None:
    columns = match_columns(["备注", "星级"], [], {"备注": "follow_up_text", "星级": ""})
    assert [(column.field, column.because) for column in columns] == [
        ("follow_up_text", "chosen"),
        ("", "chosen"),
    ]


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([["公司名称", "邮箱"], ["Nord", "h@nord.example"]], 0),
        ([["2024年客户资料"], [], ["制表:陈琳"], ["公司名称", "邮箱", "国家"], ["Nord", "x", "DE"]], 3),
        ([["Company", "E-mail"], ["公司", "邮箱"], ["Nord", "h@nord.example"]], 0),
        ([["a", "b", "c"], ["1", "2", "3"]], 0),
        ([], 0),
    ],
)
def test_the_header_is_found_below_titles(rows: list[list[Any]], place: int) -> None:
    assert find_header(rows, known_headings()) == place


@given(st.text(max_size=80))
def test_any_heading_folds_without_harm(text: str) -> None:
    folded, number = fold_heading(text)
    assert folded == folded.strip()
    assert 1 <= number <= 9


# ── cells ───────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("raw", "order", "day"),
    [
        ("2024-02-29", "", "2024-02-29"), ("2024/2/9", "", "2024-02-09"), ("2024.2.9 10:30", "", "2024-02-09"),
        ("2024年2月9日", "", "2024-02-09"), ("29.02.2024", "", "2024-02-29"), ("02/29/2024", "", "2024-02-29"),
        ("3/4/24", "day", "2024-04-03"), ("3/4/24", "month", "2024-03-04"), ("5.5.99", "", "1999-05-05"),
        ("29 Feb 2024", "", "2024-02-29"), ("Feb. 29th, 2024", "", "2024-02-29"), ("12 de marzo de 2024", "", "2024-03-12"),
        ("20240229", "", "2024-02-29"), (45351, "", "2024-02-29"), (45351.4, "", "2024-02-29"),
        ({"day": "2024-02-29"}, "", "2024-02-29"), ({"moment": "2024-02-29T23:59:00"}, "", "2024-02-29"), ("", "", ""),
        ("２０２４－０２－２９", "", "2024-02-29"),
    ],
)  # fmt: skip
def test_days_are_read_however_they_are_written(raw: Any, order: Any, day: str) -> None:
    cell = read_day(raw, order=order)
    assert (cell.value, cell.problem) == (day, "")


@pytest.mark.parametrize(
    ("raw", "problem"),
    [("3/4/2024", "either_day"), ("31.02.2024", "not_day"), ("soon", "not_day"), ("1024-02-29", "far_day"), ({"hours": "09:30"}, "not_day"), (12, "not_day")],
)  # fmt: skip
def test_what_is_no_day_or_may_be_two_is_left_open_as_it_stood(raw: Any, problem: str) -> None:
    cell = read_day(raw)
    assert (cell.value, cell.problem) == (as_text(raw), problem)


@given(
    st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d %b %Y", "%Y年%m月%d日"]),
)
def test_every_day_survives_being_written(day: date, form: str) -> None:
    assert read_day(day.strftime(form)).value == day.isoformat()


@given(st.lists(st.dates(date(2000, 1, 1), date(2099, 12, 31)), min_size=1), st.booleans())
def test_a_column_of_days_says_its_order_or_nothing(days: list[date], is_day_first: bool) -> None:
    written = [day.strftime("%d/%m/%Y" if is_day_first else "%m/%d/%Y") for day in days]
    order = order_of_days(written)
    assert order in {"", "day" if is_day_first else "month"}
    for text, day in zip(written, days, strict=True):
        cell = read_day(text, order=order)
        assert cell.value == day.isoformat() or (cell.problem == "either_day" and order == "")


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        ("contact_phone", 13912345678, "13912345678"), ("contact_phone", "'+49 421 555", "+49 421 555"),
        ("email", "mailto:Hans@Nord.example", "Hans@Nord.example"), ("email", "a@x.example；b@x.example", "a@x.example, b@x.example"),
        ("website", "https://www.nord.example/de", "https://www.nord.example/de"), ("grade", "A类", "A"), ("grade", "b级", "B"),
        ("tags", "VIP、广交会,工具", ["VIP", "广交会", "工具"]), ("decides", "是", True), ("decides", "no", False),
        ("address", " 1 Main St\n\n Bremen ", "1 Main St\nBremen"), ("name", "Nord\x00 \n GmbH", "Nord GmbH"), ("name", 3.0, "3"),
    ],
)  # fmt: skip
def test_cells_are_read_as_their_column_asks(field: str, raw: Any, value: Any) -> None:
    cell = read_cell(field, raw)
    assert (cell.value, cell.problem) == (value, "")


@pytest.mark.parametrize(
    ("field", "raw", "problem"),
    [
        ("email", "hans at nord", "not_email"), ("phone", "see below", "not_phone"), ("website", "none yet", "not_website"),
        ("grade", "excellent", "not_grade"), ("name", "x" * 201, "too_long"), ("decides", "perhaps", "not_yes_no"),
    ],
)  # fmt: skip
def test_doubtful_cells_keep_their_text_and_say_why(field: str, raw: Any, problem: str) -> None:
    cell = read_cell(field, raw)
    assert (cell.value, cell.problem) == (raw, problem)


anything = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)


@given(st.sampled_from(sorted(FIELDS)), anything)
def test_no_cell_breaks_the_reading(field: str, raw: Any) -> None:
    cell = read_cell(field, raw)
    assert "\x00" not in str(cell.value)


# ── rows ────────────────────────────────────────────────────────────────────
def columns_of(*fields: str) -> list[Column]:
    return [Column(name, name.rstrip("2"), 2 if name.endswith("2") else 1, "heading") for name in fields]


def test_a_row_becomes_a_customer_its_people_and_a_follow_up() -> None:
    columns = columns_of("name", "country", "first_name", "last_name", "email", "contact_name2", "email2", "skype2", "owner",
                         "follow_up_text", "follow_up_on", "source", "address", "postcode", "province")  # fmt: skip
    cells = ["Nord GmbH", "Germany", "Hans", "Nord", "h@nord.example", "Eva", None, "eva.live", "Linda", "Price sent", {"day": "2024-02-29"},
             "广交会", "Hafen 1", 28195, "Bremen"]  # fmt: skip
    read = read_row(cells, reading(*columns))
    assert read.problems == ()
    assert read.customer == {
        "name": "Nord GmbH", "country": "DE", "owner": 7, "source": "trade_show", "address": "Hafen 1, 28195 Bremen",
    }  # fmt: skip
    assert read.contacts == (
        {"email": "h@nord.example", "contact_name": "Hans Nord"}, {"contact_name": "Eva", "contact_note": "eva.live"},
    )  # fmt: skip
    assert read.follow_up == {"follow_up_text": "Price sent", "follow_up_on": "2024-02-29"}


def test_chinese_names_are_put_together_family_first() -> None:
    read = read_row(["明", "王", "x@y.example"], reading(*columns_of("first_name", "last_name", "email")))
    assert read.contacts[0]["contact_name"] == "王明"


def test_a_row_without_a_company_continues_the_one_above() -> None:
    columns = columns_of("name", "country", "contact_name", "email")
    assert read_row([None, None, "Eva", "e@nord.example"], reading(*columns)).is_continuation
    assert not read_row(["Nord", None, "Eva", None], reading(*columns)).is_continuation


def test_unknown_words_are_left_open_and_named() -> None:
    columns = columns_of("name", "country", "owner", "stage")
    read = read_row(["Nord", "Narnia", "Nobody", "?"], reading(*columns))
    assert read.customer == {"name": "Nord"}
    assert read.problems == (Problem(1, "not_country"), Problem(2, "not_person"), Problem(3, "not_choice"))


def test_a_row_that_says_nobody_is_a_problem_and_an_empty_one_is_none() -> None:
    columns = columns_of("name", "country", "grade")
    assert read_row([None, "Germany", "A"], reading(*columns)).problems == (Problem(None, "nobody"),)
    assert read_row([None, None, None], reading(*columns)).problems == ()


def test_the_order_of_days_is_the_columns() -> None:
    columns = columns_of("name", "last_contact_on")
    rows = [["Nord", "25/12/2023"], ["Süd", "03/04/2024"]]
    prepared = reading(*with_orders(columns, lambda place: [row[place] for row in rows]))
    assert [read_row(row, prepared).customer["last_contact_on"] for row in rows] == [
        "2023-12-25",
        "2024-04-03",
    ]


def test_choices_lead_to_codes_that_exist() -> None:
    from customers.models import BusinessType, Channel, Credit, FormOfAddress, Source, Stage

    kinds = {"source": Source, "stage": Stage, "business_type": BusinessType, "credit": Credit, "form_of_address": FormOfAddress,
             "follow_up_channel": Channel}  # fmt: skip
    assert {
        (name, code) for (name, _spelling), code in known_choices().items() if code not in kinds[name].values
    } == set()


@given(st.lists(anything, max_size=len(FIELDS)))
def test_no_row_breaks_the_reading(cells: list[Any]) -> None:
    columns = [Column(name, name) for name in FIELDS]
    assert isinstance(read_row(cells, reading(*columns)).problems, tuple)
