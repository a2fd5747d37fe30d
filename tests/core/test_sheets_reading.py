"""Spreadsheets as the world sends them, and as somebody sends them who means harm (trust.md 2c, U1)."""

import io
import struct
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from core.sheets import delimited
from core.sheets.limits import SheetRefused
from core.sheets.reading import read_file

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    "</Types>"
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="{}" Target="{}"/></Relationships>'
)


def rows_of(path: Path) -> list[tuple[int, list[Any]]]:
    with read_file(path) as book:
        return [(row.number, row.cells) for row in book.rows()]


def outcome_of(path: Path) -> str:
    """Why it was refused, or "read" when little came out of it."""
    try:
        return "read" if len(str(rows_of(path))) < 1_000 else "read much"
    except SheetRefused as refused:
        return refused.code


@pytest.fixture
def put(tmp_path: Path):
    def write(content: bytes | str, name: str = "buyers.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def workbook(*rows: tuple[Any, ...], before: str = "") -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "Buyers"
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def raw_workbook(cells: str, *, deflate: bool = True, **extra: bytes) -> bytes:
    """An .xlsx with this markup as its rows, and further members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELS.format(f"{OFFICE}/officeDocument", "xl/workbook.xml"))
        book = f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
        archive.writestr("xl/workbook.xml", book)
        archive.writestr(
            "xl/_rels/workbook.xml.rels", RELS.format(f"{OFFICE}/worksheet", "worksheets/sheet1.xml")
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{SHEET}"><sheetData>{cells}</sheetData></worksheet>',
        )
        for name, content in extra.items():
            archive.writestr(name, content)
    return out.getvalue()


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


# ── as it should be ─────────────────────────────────────────────────────────
def test_values_keep_their_kinds_and_rows_their_numbers(put):
    path = put(
        workbook(
            ("Company", "Phone", "Since", "Called", "Seen", "Share"),
            (),
            (" 北方五金 ", 13912345678.0, date(2024, 2, 29), datetime(2026, 11, 21, 9, 30), True, 0.25),
        )
    )
    assert rows_of(path) == [
        (1, ["Company", "Phone", "Since", "Called", "Seen", "Share"]),
        (3, ["北方五金", 13912345678, {"day": "2024-02-29"}, {"moment": "2026-11-21T09:30:00"}, True, 0.25]),
    ]


def test_sheets_are_told_apart_and_the_content_decides_the_kind(put):
    book = Workbook()
    book.active.append(["one"])
    book.create_sheet("客户").append(["two"])
    out = io.BytesIO()
    book.save(out)
    with read_file(put(out.getvalue(), "buyers.csv")) as read:
        assert (read.sheets, [(row.sheet, row.cells) for row in read.rows()]) == (
            ["Sheet", "客户"],
            [(0, ["one"]), (1, ["two"])],
        )


def test_a_block_in_the_middle_keeps_its_columns(put):
    path = put(raw_workbook(f'<row r="4">{cell("C4", "Company")}{cell("D4", "E-mail")}</row>'))
    assert rows_of(path) == [(4, [None, None, "Company", "E-mail"])]


def test_formats_down_to_the_last_row_do_no_harm(put):
    far = '<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"/></row>'
    assert rows_of(put(raw_workbook(f'<row r="1">{cell("A1", "Company")}</row>{far}'))) == [(1, ["Company"])]


NAME = "浙江启程五金工具有限公司"
OLD = "ООО Слесарный инструмент, Łódź"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (NAME, "utf-8"), (NAME, "utf-8-sig"), (NAME, "gbk"), (NAME, "gb18030"), (NAME, "utf-16"), (NAME, "utf-16-le"),
        ("環球五金工具股份有限公司,台北市信義區", "big5"), ("Ferretería Montalbán, Ñuñoa", "utf-8"),
        ("Ferretería Montalbán, niño, acción", "cp1252"), ("Northfield Hardware", "utf-16-be"),
    ],
)  # fmt: skip
def test_text_is_read_in_any_usual_encoding(text: str, encoding: str) -> None:
    lines = (
        f"公司名称\t电话\n{text}\t13912345678\n"
        if encoding.startswith(("utf", "gb"))
        else f"{text}\t1\n" * 20
    )
    assert text in delimited.read_text(lines.encode(encoding))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_are_found(put, separator: str) -> None:
    text = "\n".join(
        separator.join(row)
        for row in (("Company", "City", "Note"), ('"Müller, Söhne; Co"', "Köln", ""), ("Nord", "", "a, b"))
    )
    found = rows_of(put(text, "x.csv"))
    assert [row[0] for _number, row in found] == ["Company", "Müller, Söhne; Co", "Nord"]


def test_a_named_separator_and_a_line_break_in_a_cell(put):
    assert rows_of(put('sep=;\nCompany;Note\nNord;"one\ntwo, three"\n', "x.csv")) == [
        (1, ["Company", "Note"]), (2, ["Nord", "one\ntwo, three"]),
    ]  # fmt: skip


def test_a_page_called_a_workbook_is_read_as_its_tables(put):
    page = (
        "<html><table><tr><th>公司<th>电话</tr><tr><td>Nord &amp; Co<td>+49 40 1<br>+49 40 2</table></html>"
    )
    assert rows_of(put(page, "export.xls")) == [
        (1, ["公司", "电话"]),
        (2, ["Nord & Co", "+49 40 1\n+49 40 2"]),
    ]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))), min_size=2, max_size=5
        ),
        min_size=1,
    )
)
def test_whatever_is_written_as_csv_is_read_back(rows: list[list[str]]) -> None:
    import csv

    out = io.StringIO()
    csv.writer(out).writerows(rows)
    text = delimited.read_text(b"\xef\xbb\xbf" + out.getvalue().encode())
    read = list(csv.reader(io.StringIO(text)))
    assert read == rows
    assert len(list(delimited.read_rows(text))) == len(rows)


# ── hostile and awkward ─────────────────────────────────────────────────────
def zip_bomb() -> bytes:
    return raw_workbook("", **{"xl/sharedStrings.xml": b"<sst>" + b" " * (201 * 2**20)})


def lying_archive() -> bytes:
    """The directory says 10 bytes; three hundred million come out."""
    content = bytearray(raw_workbook("", **{"xl/big.xml": b" " * (230 * 2**20)}))
    place = content.rfind(b"PK\x01\x02", 0, content.rfind(b"xl/big.xml"))
    content[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(content)


def many_members() -> bytes:
    return raw_workbook("", **{f"xl/media/{n}.png": b"" for n in range(2_001)})


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    markup = f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><worksheet xmlns="{SHEET}"><sheetData><row r="1">{cell("A1", "&l9;")}</row></sheetData></worksheet>'
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw_workbook(""))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, markup if "sheet1" in name else old.read(name))
    return out.getvalue()


def locked() -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 600
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 400
    )


HOSTILE = {
    "empty": (b"", {"empty"}),
    "only zeros": (b"\0" * 2_000, {"empty"}),
    "only a mark": (b"\xef\xbb\xbf", {"empty"}),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, {"unknown_kind"}),
    "pdf": (b"%PDF-1.7 whatever", {"unknown_kind"}),
    "locked": (locked(), {"encrypted"}),
    "corner cell": (raw_workbook(f'<row r="1">{cell("A1", "x")}</row><row r="1048576">{cell("XFD1048576", "x")}</row>'), {"too_many_rows", "too_many_columns"}),
    "far column": (raw_workbook(f'<row r="1">{cell("A1", "x")}{cell("XFD1", "x")}</row>'), {"too_many_columns"}),
    "bomb": (zip_bomb, {"too_large"}),
    "lying archive": (lying_archive, {"too_large", "broken"}),
    "two thousand members": (many_members, {"too_large"}),
    "billion laughs": (laughs, {"broken", "too_large", "read"}),
    "truncated": (workbook(("Company", "E-mail"))[:-400], {"broken"}),
    "no workbook": (b"PK\x03\x04" + b"nonsense" * 50, {"broken"}),
    "xml of 2003": ('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', {"old_markup"}),
    "three hundred columns": (",".join("c" * 300) + "\n", {"too_many_columns"}),
    "a million rows": ("x,y\n" * 101_500, {"too_many_rows"}),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_and_harm_nothing(put, name: str) -> None:
    content, codes = HOSTILE[name]
    path = put(content() if callable(content) else content)
    assert outcome_of(path) in codes
    assert peak_of_child(path) < 300


def peak_of_child(path: Path) -> float:
    """The most memory, in MiB, that the child which reads `path` holds."""
    code = (
        "import sys; from pathlib import Path; from core.sheets import child; child.main(sys.argv[1:]);"
        "print(next(line for line in open('/proc/self/status') if 'VmHWM' in line))"
    )
    command = [sys.executable, "-c", code, str(path), str(path.with_suffix(".rows"))]
    done = subprocess.run(command, capture_output=True, text=True, cwd=settings.BASE_DIR, check=False)
    return int(done.stdout.split()[1]) / 1024 if done.returncode == 0 else 0


def test_one_giant_text_ends_the_child_only(put):
    giant = raw_workbook(f'<row r="1">{cell("A1", "x" * 190_000_000)}</row>')
    assert len(giant) < 1_000_000
    assert outcome_of(put(giant)) in {"too_large", "broken"}


def test_nul_and_awkward_cells_are_cleaned(put):
    assert rows_of(put(b"Company,Note\nNo\x00rd,\x00\n", "x.csv")) == [
        (1, ["Company", "Note"]),
        (2, ["Nord"]),
    ]
