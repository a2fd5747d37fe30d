"""The files of reports: a workbook holds values that add up, a PDF the same values in words."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from core.sheets.writing import Share
from reports.papers import writing
from reports.papers.writing import Paper, Table, make_file
from reports.values import Part, Value, said
from tests.reports.conftest import sheets_of

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)
WORDS: list[tuple[Value, str]] = [
    ("7/9 of them", "7/9 of them"), ("", ""), (None, "–"), (0, "0"), (1200, "1200"),
    (Part(7, 9), "7/9"), (Part(0, 9), "0/9"), (Part(0, 0), "–"),
    (Share(0), "0%"), (Share(5 / 6), "83%"), (Part(5, 6).share, "83%"), (Part(0, 0).share, "–"),
    (date(2026, 11, 21), "2026-11-21"), (time(13, 5), "13:05"), (MOMENT, "2026-11-21 13:30"),
    (timedelta(minutes=66), "1:06"), (timedelta(hours=27), "27:00"),
]  # fmt: skip


def paper_of(*tables: Table, facts: Sequence[tuple[str, Value]] = ()) -> Paper:
    return Paper(
        title="Weekly", note="", facts=facts, tables=tables, sections=[("Review", "-1 buyer")], file_name="weekly",
        mark="Taken by Amy", lead=[("Remark", "=1+1")],
    )  # fmt: skip


@pytest.mark.parametrize(("value", "words"), WORDS)
def test_words_of_a_value(value: Value, words: str) -> None:
    assert said(value) == words


def test_a_pdf_is_set_from_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[str, Any] = {}
    monkeypatch.setattr(writing, "make_pdf", lambda _template, data: made.update(data) or b"")
    values, words = zip(*WORDS, strict=True)
    table, empty = Table("One", ["Head"] * len(values), [values]), Table("None", ["Head"], [])
    make_file(paper_of(table, empty, facts=[("Sent", MOMENT), ("Lost", 3), ("By", "Amy")]), "pdf")
    assert made["tables"] == [{"title": "One", "heads": ["Head"] * len(values), "rows": [list(words)]}]
    assert made["facts"] == [["Sent", "2026-11-21 13:30"], ["Lost", "3"], ["By", "Amy"]]
    assert [made["lead"], made["sections"]] == [[["Remark", "=1+1"]], [["Review", "-1 buyer"]]]


def test_a_part_takes_two_columns_of_a_workbook() -> None:
    rows: list[list[Value]] = [["Amy", Part(7, 9), 3], ["Omar", Part(0, 0), 4], ["Grace", Part(5, 6), None]]
    found = sheets_of(make_file(paper_of(Table("People", ["Name", "In target", "Late"], rows)), "xlsx"))
    head, *cells = found["People"]
    assert head == ["Name", "In target", "In target, out of", "Late"]
    assert cells == [["Amy", 7, 9, 3], ["Omar", None, None, 4], ["Grace", 5, 6, None]]


def test_figures_of_all_kinds_in_one_column() -> None:
    rows: list[list[Value]] = [
        ["Received", 15, ""], ["In target", Part(3, 12), Share(0.25)], ["Time", timedelta(minutes=66), ""],
        ["Time", None, "A 3, B 4"],
    ]  # fmt: skip
    content = make_file(paper_of(Table("Figures", ["Figure", "How many", "Of which"], rows)), "xlsx")
    sheet = openpyxl.load_workbook(BytesIO(content))["Figures"]
    assert [[cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=3)] == [
        [15, None, None], [3, 12, 0.25], [timedelta(minutes=66), None, None], [None, None, "A 3, B 4"],
    ]  # fmt: skip
    assert [sheet[place].number_format for place in ("B3", "B4", "C4", "D4", "B5", "D6")] == [
        "0", "0", "0", "0%", "[h]:mm", "@",
    ]  # fmt: skip
    assert [sheet[place].alignment.horizontal for place in ("A2", "A3", "B2", "B3", "D2", "D4")] == [
        "left", "left", "right", "right", "left", "left",
    ]  # fmt: skip


def test_words_stand_on_a_sheet_of_their_own_as_text() -> None:
    facts: list[tuple[str, Value]] = [("Sent", MOMENT), ("Lost", 3), ("Confirmed", Part(3, 5))]
    sheet = openpyxl.load_workbook(BytesIO(make_file(paper_of(facts=facts), "xlsx")))["Words"]
    cells = [row[1] for row in sheet.iter_rows(min_row=3)]
    assert [cell.value for cell in cells] == [datetime(2026, 11, 21, 13, 30), 3, "3/5", "=1+1", "-1 buyer"]
    assert [(cell.data_type, bool(cell.quotePrefix)) for cell in cells] == [
        ("d", False), ("n", False), ("s", False), ("s", True), ("s", True),
    ]  # fmt: skip
    assert [cell.number_format for cell in cells[:3]] == ["yyyy-mm-dd hh:mm", "0", "@"]
