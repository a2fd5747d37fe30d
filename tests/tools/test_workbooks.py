"""What the figure U2 counts can also go wrong."""

import tarfile
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import Workbook

from figures import workbooks


@pytest.fixture
def book(tmp_path: Path) -> Path:
    made, path = Workbook(), tmp_path / "buyers.xlsx"
    made.active.append(("Nord GmbH", "#N/A", 3, " Bremen\n2 "))
    made.save(path)
    return path


def test_workbook_is_read_twice_and_compared(book: Path, tmp_path: Path) -> None:
    seen = workbooks._Seen()
    seen.read(book, tmp_path / "rows")
    assert [seen.outcomes, seen.compared, seen.texts, seen.found, seen.bad] == [{"read": 1}, 1, 2, 2, []]
    assert not seen.is_fine()  # too few
    seen.outcomes["read"] = workbooks.LEAST
    assert seen.is_fine()


def test_texts_that_are_lost_are_told(book: Path) -> None:
    seen = workbooks._Seen(outcomes=Counter(read=workbooks.LEAST))
    seen._compare(book, Counter({("Sheet", "Nord GmbH"): 1}))
    assert [seen.texts, seen.found, seen.bad, seen.is_fine()] == [2, 1, ["buyers.xlsx 1 of 2"], False]


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path, seen = tmp_path / "x.xlsx", workbooks._Seen()
    path.write_bytes(b"PK\x03\x04nonsense")
    seen.read(path, tmp_path / "rows")
    assert [seen.outcomes, seen.refused] == [{"refused": 1}, {"broken": 1}]


@pytest.mark.parametrize(
    ("code", "head", "seconds", "outcome"),
    [
        (0, {"sheets": ["A"]}, 1, "read"), (0, {"refused": "broken"}, 1, "refused"), (0, {"sheets": ["A"]}, 11, "slow"),
        (0, {}, 1, "crashed"), (1, {}, 1, "crashed"), (-9, {}, 1, "killed"), (-6, {}, 1, "killed"),
    ],
)  # fmt: skip
def test_bad_end_is_named(code: int, head: dict[str, object], seconds: float, outcome: str) -> None:
    assert workbooks._outcome(code, head, seconds) == outcome
    assert workbooks._Seen(outcomes=Counter({outcome: workbooks.LEAST}), texts=1, found=1).is_fine() == (
        outcome in {"read", "refused"}
    )


def test_workbooks_are_taken_out_of_packages(book: Path, tmp_path: Path) -> None:
    wheel, source = tmp_path / "a.whl", tmp_path / "b.tar.gz"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.write(book, "../Book.XLSX")
        archive.writestr("setup.py", "raise SystemExit")
    with tarfile.open(source, "w:gz") as packed:
        packed.add(book, "tests/book.xls")
    content = book.read_bytes()
    assert [list(workbooks._members(path)) for path in (wheel, source)] == [
        [(".xlsx", content)],
        [(".xls", content)],
    ]
