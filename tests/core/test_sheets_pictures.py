"""Pictures of a workbook come out of the limited process with the row that they lie on (trust.md U1, 2c)."""

import io
import zipfile
from pathlib import Path

import pytest

from core.sheets import limits
from core.sheets.limits import SheetRefused
from core.sheets.reading import read_file
from tests import pricelists
from tests.pricelists import HEADER, PLIERS, SET, picture, with_cell_picture

RED, BLUE = picture("#c00000"), picture("#0000c0")
POINT = 12_700


def placed(tmp_path: Path, content: bytes, sheet: int = 0) -> dict[int, list[bytes]]:
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    with read_file(path, with_pictures=True) as book:
        found = book.pictures(sheet)
        return {row: [one.read_bytes() for one in files] for row, files in found.items()}


def test_a_picture_belongs_to_the_row_that_it_covers_most_of(tmp_path: Path) -> None:
    # The first begins at the very end of the header's row and covers row 2; the second hangs over from row 3 into 4.
    content = pricelists.workbook(
        HEADER, SET, PLIERS, (), pictures={"B1": RED, "B3": BLUE}, heights={2: 60, 3: 60},
        spans={"B1": (0, 14 * POINT, 1, 55 * POINT), "B3": (2, 2 * POINT, 3, 5 * POINT)},
    )  # fmt: skip
    assert placed(tmp_path, content) == {2: [RED], 3: [BLUE]}


def test_a_formula_that_does_not_work_out_is_told_as_text(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(pricelists.workbook(("型号", "品名", "价格"), ("A1", "扳手", "#REF!")))
    with read_file(path, with_pictures=True) as book:
        assert [row.cells for row in book.rows()][1] == ["A1", "扳手", "#REF!"]


def test_a_picture_without_an_end_is_placed_by_its_height(tmp_path: Path) -> None:
    content = pricelists.workbook(HEADER, SET, PLIERS, pictures={"B2": RED}, heights={2: 10, 3: 100})
    assert placed(tmp_path, content) == {3: [RED]}


def test_pictures_of_another_sheet_stay_there(tmp_path: Path) -> None:
    content = pricelists.workbook(
        HEADER, SET, pictures={"B2": RED}, heights={2: 80}, sheets={"封面": [("目录",)]}
    )
    assert (placed(tmp_path, content, 0), placed(tmp_path, content, 1)) == ({}, {2: [RED]})


@pytest.mark.parametrize("by", ["wps", "excel"])
def test_pictures_in_cells_are_found_as_both_programs_keep_them(by: str, tmp_path: Path) -> None:
    content = with_cell_picture(pricelists.workbook(HEADER, SET, PLIERS), "B3", RED, by=by)
    assert placed(tmp_path, content) == {3: [RED]}


def test_merged_cells_speak_for_all_their_rows_where_articles_are_read(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    rows = [("类别", "型号"), ("扳手", "A1"), (None, "A2"), ("钳子", "A3")]
    path.write_bytes(pricelists.workbook(*rows, merged=["A2:A3"]))
    with read_file(path, with_pictures=True) as book:
        assert [row.cells for row in book.rows()][1:] == [["扳手", "A1"], ["扳手", "A2"], ["钳子", "A3"]]
    with read_file(path) as book:
        assert [row.cells for row in book.rows()][2] == [None, "A2"]


@pytest.mark.parametrize("entity", ['<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>', "<unclosed>"])
def test_markup_that_is_not_a_workbooks_places_no_picture(entity: str, tmp_path: Path) -> None:
    out, content = io.BytesIO(), pricelists.workbook(HEADER, SET, pictures={"B2": RED})
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(out, "w") as written:
        for name in book.namelist():
            text = book.read(name)
            written.writestr(
                name,
                entity.encode() + text if "drawings/drawing" in name and "_rels" not in name else text,
            )
    assert placed(tmp_path, out.getvalue()) == {}


def test_one_that_is_too_large_leaves_an_empty_file_and_too_many_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.sheets import anchors

    path = tmp_path / "list.xlsx"
    path.write_bytes(pricelists.workbook(HEADER, SET, PLIERS, pictures={"B2": RED, "B3": BLUE}))
    monkeypatch.setattr(anchors, "PICTURE_BYTES", 10)
    (tmp_path / "out").mkdir()
    placed = anchors.read_extras(path, tmp_path / "out").placed
    assert [(tmp_path / "out" / one.name).read_bytes() for one in placed] == [b"", b""]
    monkeypatch.setattr(anchors, "PICTURES", 1)
    with pytest.raises(SheetRefused) as refused:
        anchors.read_extras(path, tmp_path / "out")
    assert (refused.value.code, limits.PICTURES) == ("too_many_pictures", 1_000)
