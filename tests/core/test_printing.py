"""Printed documents: what people wrote is data, and the page sees no file but its own."""

from pathlib import Path

import pytest

from core.printing import pages
from core.printing.pages import PrintingFailed, make_pdf

PAGE = '#import "common.typ": *\n#let data = json("data.json")\n#show: sheet.with("Demo Co.", data.title)\n#data.text\n'


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    common = (pages.TEMPLATES / "common.typ").read_text()

    def write(text: str) -> str:
        (tmp_path / "common.typ").write_text(common)
        (tmp_path / "page.typ").write_text(text)
        return "page"

    monkeypatch.setattr(pages, "TEMPLATES", tmp_path)
    return write


def test_document_is_a_pdf_with_its_fonts_inside(page) -> None:
    pdf = make_pdf(page(PAGE), {"title": "报价单", "text": "锤子 Größe ñandú"})
    assert (pdf[:5], b"NotoSansSC" in pdf, pdf.count(b"/Type /Page\n") + pdf.count(b"/Type/Page/") > 0) == (
        b"%PDF-",
        True,
        True,
    )


def test_markup_of_people_is_printed_as_it_stands(page) -> None:
    assert make_pdf(page(PAGE), {"title": "x", "text": '#panic("read") *x* $a$ #read("/etc/passwd")'})


@pytest.mark.parametrize("file", ["/etc/hostname", "../../etc/hostname"])
def test_no_other_file_can_be_named(page, file: str) -> None:
    with pytest.raises(PrintingFailed, match=r"not found|access denied|outside|escape"):
        make_pdf(page(PAGE + f'#read("{file}")'), {"title": "x", "text": "y"})


def test_missing_picture_fails_loudly(page) -> None:
    with pytest.raises(PrintingFailed, match="gone"):
        make_pdf(page(PAGE + '#image("gone.png")'), {"title": "x", "text": "y"})
