"""Excel files: text stays text, whatever it begins with (X5); the mark and the properties (X6)."""

import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.sheets.writing import Column, Share, Workbook, is_formula_like, written_text

STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TEXTS = [
    *(f"{starter}1+1" for starter in STARTERS),
    *STARTERS[:4],
    "+49 40 555 0142", "-", "=HYPERLINK(\"http://x.example\",\"y\")", " =1+1", "@SUM(A1)", "#N/A", "TRUE", "00123", "1e5",
    "2026-11-16", "Ltd. & <b>Söhne</b>", "_x000D_", "a_x0041_b", "宁波\n五金", "ends with space ",
]  # fmt: skip


def write(path: Path, rows: Sequence[Sequence[Any]], columns: Sequence[Column]) -> Any:
    book = Workbook(mark="Exported by 周敏 & Co.", properties={"user": "3", "export": "7"})
    sheet = book.add_sheet("Customers", columns)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return openpyxl.load_workbook(path)


def as_read(text: Any) -> str:
    """What Excel makes of a cell's text: `_x000D_` is the sign of that number."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text or "")


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_read_back_as_it_was_and_is_no_formula(tmp_path: Path, text: str) -> None:
    sheet = write(tmp_path / "x.xlsx", [[text, text]], [Column("One"), Column("Two")]).active
    for cell in sheet[3]:
        assert (cell.data_type, as_read(cell.value), cell.number_format) == ("s", text, "@")
        assert bool(cell.quotePrefix) == is_formula_like(text)


@pytest.mark.parametrize("starter", STARTERS)
def test_each_starter_is_told(starter: str) -> None:
    assert [is_formula_like(starter + "x"), is_formula_like("x" + starter), is_formula_like("")] == [
        True, False, False,
    ]  # fmt: skip


def test_file_holds_no_formula(tmp_path: Path) -> None:
    write(tmp_path / "x.xlsx", [[text] for text in TEXTS], [Column("One")])
    with zipfile.ZipFile(tmp_path / "x.xlsx") as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert [bool(re.search("<f[ >/]", sheet)), sheet.count('t="inlineStr"')] == [False, len(TEXTS) + 2]


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert written_text("a\x00b\x1f\ud800c\uffff") == "abc"


def test_days_moments_and_numbers_are_real(tmp_path: Path) -> None:
    columns = [Column("Day", "date"), Column("Moment", "moment"), Column("Number", "number"), Column("Text")]
    moment = datetime(2026, 11, 16, 2, 0, 30, 7, tzinfo=UTC)
    sheet = write(
        tmp_path / "x.xlsx", [[date(2026, 11, 16), moment, 5, "x"], [None, None, 0, ""]], columns
    ).active
    assert [cell.value for cell in sheet[3]] == [
        datetime(2026, 11, 16), datetime(2026, 11, 16, 10, 0, 30), 5, "x",
    ]  # fmt: skip
    assert [cell.is_date for cell in sheet[3]] == [True, True, False, False]
    assert [cell.value for cell in sheet[4]] == [None, None, 0, None]


def test_head_is_frozen_and_the_mark_is_seen_and_printed(tmp_path: Path) -> None:
    book = write(tmp_path / "x.xlsx", [["a"], ["b"]], [Column("公司", width=30)])
    sheet = book.active
    assert [sheet["A1"].value, sheet["A2"].value, sheet.freeze_panes, sheet.auto_filter.ref] == [
        "Exported by 周敏 & Co.", "公司", "A3", "A2:A4",
    ]  # fmt: skip
    assert [sheet.oddFooter.left.text, sheet.column_dimensions["A"].width] == ["Exported by 周敏 && Co.", 30]
    properties = {one.name: one.value for one in book.custom_doc_props.props}
    assert [properties, book.properties.identifier] == [{"user": "3", "export": "7"}, "user=3 export=7"]


def test_what_is_not_saved_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    book = Workbook(mark="x", properties={})
    ended, begun = (book.add_sheet(title, [Column("A")]) for title in ("One", "Two"))
    for sheet in (ended, begun):
        sheet.append(["a"])
    ended.finish()
    book.close()
    assert list(tmp_path.iterdir()) == []


def test_in_a_column_of_values_each_cell_is_what_stands_in_it(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 16, 2, 0, 30, 7, tzinfo=UTC)
    values = [
        5, Decimal("12.50"), Share(0.75), date(2026, 11, 16), moment, time(9, 5), timedelta(hours=27, minutes=6),
        "5", "=1+1", "+86 574 5550 142",
    ]  # fmt: skip
    sheet = write(
        tmp_path / "x.xlsx", [[value, value] for value in values],
        [Column("One", "value"), Column("Two", "value", align="left")],
    ).active  # fmt: skip
    for column, where in (("A", None), ("B", "left")):
        cells = [sheet[f"{column}{place}"] for place in range(3, 3 + len(values))]
        assert [cell.value for cell in cells] == [
            5, 12.5, 0.75, datetime(2026, 11, 16), datetime(2026, 11, 16, 10, 0, 30), time(9, 5),
            timedelta(hours=27, minutes=6), "5", "=1+1", "+86 574 5550 142",
        ]  # fmt: skip
        assert [cell.number_format for cell in cells] == [
            "0", "#,##0.00##", "0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm", "[h]:mm", "@", "@", "@",
        ]  # fmt: skip
        assert [cell.data_type for cell in cells[-3:]] == ["s"] * 3
        assert [bool(cell.quotePrefix) for cell in cells] == [False] * 8 + [True] * 2
        assert {cell.alignment.horizontal for cell in cells[:8]} == {where}
