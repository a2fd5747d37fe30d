"""Price lists as departments have them: .xlsx with pictures over the rows, in cells as WPS and as Excel put them there."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor

from tests.factories import picture_bytes

HEADER = (
    "型号",
    "图片",
    "中文品名",
    "英文品名",
    "规格",
    "起订量",
    "单位",
    "单价(USD)",
    "装箱数",
    "外箱尺寸",
    "毛重",
    "净重",
)
SET = ("QC-S46", None, "46件套套筒组套", "46-pc socket set", "CR-V", 500, "套", 5.8, 20, "60*40*35", 18.5, 17)
PLIERS = (
    "QC-P8",
    None,
    "8寸钢丝钳",
    '8" combination pliers',
    None,
    "1,000",
    "PCS",
    "$2.35",
    60,
    None,
    None,
    None,
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"


def picture(colour: str, size: tuple[int, int] = (120, 90)) -> bytes:
    return picture_bytes("PNG", size=size, colour=colour)


def workbook(
    *rows: Sequence[Any],
    pictures: Mapping[str, bytes] | None = None,
    merged: Sequence[str] = (),
    heights: Mapping[int, float] | None = None,
    spans: Mapping[str, tuple[int, int, int, int]] | None = None,
    sheets: Mapping[str, Sequence[Sequence[Any]]] | None = None,
) -> bytes:
    """Return an .xlsx. `pictures` by the cell that they begin at; `spans`: from row, offset, to row, offset (from 0, EMU)."""
    book = Workbook()
    for title, further in (sheets or {}).items():
        before = book.create_sheet(title, 0)
        for row in further:
            before.append(row)
    sheet = book.worksheets[-1]
    sheet.title = "价格表"
    for row in rows:
        sheet.append(row)
    for span in merged:
        sheet.merge_cells(span)
    for number, points in (heights or {}).items():
        sheet.row_dimensions[number].height = points
    for cell, content in (pictures or {}).items():
        image = Image(io.BytesIO(content))
        if spans and cell in spans:
            top, above, bottom, below = spans[cell]
            begin, end = (
                AnchorMarker(col=1, row=top, rowOff=above),
                AnchorMarker(col=2, row=bottom, rowOff=below),
            )
            image.anchor = TwoCellAnchor(_from=begin, to=end)
            sheet.add_image(image)
        else:
            sheet.add_image(image, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(*rows: Sequence[Any], name: str = "价格表.xlsx", **more: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, workbook(*rows, **more))


def with_cell_picture(content: bytes, cell: str, image: bytes, *, by: str) -> bytes:
    """Return the workbook with `image` in `cell` (empty so far), as "wps" or "excel" puts it there."""
    parts = {"wps": _wps_parts, "excel": _excel_parts}[by]("xl/media/in_cell.png")
    mark = {
        "wps": f'<c r="{cell}" t="str"><f>_xlfn.DISPIMG("ID_F00D",1)</f><v>=DISPIMG("ID_F00D",1)</v></c>',
        "excel": f'<c r="{cell}" t="e" vm="1"><v>#VALUE!</v></c>',
    }[by]
    row = re.search(r"\d+", cell)[0]  # type: ignore[index]
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as book,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for name in book.namelist():
            text = book.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = re.sub(rf'(<row r="{row}"[^>]*>)'.encode(), rb"\1" + mark.encode(), text)
            written.writestr(name, text)
        for name, part in {**parts, "xl/media/in_cell.png": image}.items():
            written.writestr(name, part)
    return out.getvalue()


def _rels(target: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/image" Target="{target}"/></Relationships>'


def _wps_parts(media: str) -> dict[str, str]:
    return {
        "xl/cellimages.xml": f'<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" xmlns:xdr="{DRAWING}/spreadsheetDrawing"'
        f' xmlns:r="{OFFICE}" xmlns:a="{DRAWING}/main"><etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="ID_F00D"/></xdr:nvPicPr>'
        '<xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill></xdr:pic></etc:cellImage></etc:cellImages>',
        "xl/_rels/cellimages.xml.rels": _rels(media.removeprefix("xl/")),
    }


def _excel_parts(media: str) -> dict[str, str]:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rich = "http://schemas.microsoft.com/office/spreadsheetml/2022/richvaluerel"
    return {
        "xl/metadata.xml": f'<metadata xmlns="{main}" xmlns:xlrd="http://schemas.microsoft.com/office/spreadsheetml/2017/richdata">'
        '<futureMetadata name="XLRICHVALUE" count="1"><bk><extLst><ext><xlrd:rvb i="0"/></ext></extLst></bk></futureMetadata>'
        '<valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>',
        "xl/richData/rdrichvalue.xml": '<rvData xmlns="http://schemas.microsoft.com/office/spreadsheetml/2017/richdata" count="1"><rv s="0"><v>0</v><v>5</v></rv></rvData>',
        "xl/richData/richValueRel.xml": f'<richValueRels xmlns="{rich}" xmlns:r="{OFFICE}"><rel r:id="rId1"/></richValueRels>',
        "xl/richData/_rels/richValueRel.xml.rels": _rels(f"../{media.removeprefix('xl/')}"),
    }
