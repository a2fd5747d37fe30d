"""Drawings of the demo's products: a few shapes each, the same from run to run."""

import io

from PIL import Image, ImageDraw

SIZE = (960, 720)
GROUND, STEEL, DARK, RED, BLUE, YELLOW = "#eef1f2", "#9aa7ad", "#37474f", "#b23b2e", "#2f6f8f", "#e0a526"
Shape = tuple[str, tuple[int, ...], str, int]


def _row(kind: str, count: int, box: tuple[int, int, int, int], step: tuple[int, int], fill: str) -> list[Shape]:  # fmt: skip
    left, top, right, bottom = box
    return [
        (kind, (left + n * step[0], top + n * step[1], right + n * step[0], bottom + n * step[1]), fill, 0)
        for n in range(count)
    ]


SHAPES: dict[str, list[Shape]] = {
    "QC-S46": [("round", (160, 180, 800, 560), DARK, 30), *_row("dot", 8, (200, 220, 255, 275), (70, 0), STEEL),
               *_row("dot", 8, (200, 310, 255, 365), (70, 0), STEEL), ("line", (220, 470, 640, 470), STEEL, 34), ("dot", (620, 430, 710, 520), STEEL, 0)],
    "QC-S108": [("round", (110, 130, 850, 600), RED, 36), *_row("dot", 10, (160, 180, 210, 230), (66, 0), STEEL),
                *_row("dot", 10, (160, 260, 215, 315), (66, 0), STEEL), *_row("line", 6, (180, 380, 180, 540), (60, 0), STEEL),
                ("line", (560, 460, 800, 460), STEEL, 36)],
    "QC-P8": [("line", (300, 150, 560, 420), STEEL, 60), ("line", (560, 150, 300, 420), STEEL, 60), ("dot", (395, 240, 470, 315), DARK, 0),
              ("line", (560, 420, 600, 620), RED, 54), ("line", (300, 420, 260, 620), RED, 54)],
    "QC-W10": [("line", (300, 590, 560, 250), STEEL, 70), ("dot", (480, 110, 690, 320), STEEL, 0), ("dot", (570, 100, 690, 210), GROUND, 0),
               ("dot", (280, 560, 340, 620), GROUND, 0)],
    "QC-H16": [("line", (480, 260, 480, 640), YELLOW, 54), ("round", (300, 160, 640, 270), STEEL, 20), ("line", (640, 200, 740, 290), STEEL, 44)],
    "QC-D6": [*[("line", (190 + n * 115, 340, 190 + n * 115, 620), BLUE, 56) for n in range(6)],
              *[("line", (190 + n * 115, 120, 190 + n * 115, 340), STEEL, 20) for n in range(6)]],
    "QC-T525": [("round", (260, 190, 620, 550), YELLOW, 90), ("dot", (350, 280, 530, 460), DARK, 0), ("line", (560, 530, 860, 530), STEEL, 44)],
    "QC-V1000": [("line", (480, 110, 480, 380), YELLOW, 34), ("line", (480, 380, 480, 630), RED, 90), ("line", (480, 90, 480, 130), STEEL, 22)],
    "QC-L20": [("round", (230, 140, 730, 480), YELLOW, 40), ("rect", (280, 190, 680, 430), GROUND, 0),
               *_row("rect", 5, (300, 215, 350, 405), (76, 0), STEEL), ("line", (300, 600, 660, 600), DARK, 30), ("line", (480, 480, 480, 600), DARK, 30)],
    "QC-F50": [("round", (220, 190, 740, 520), DARK, 30), ("rect", (260, 230, 700, 480), GROUND, 0),
               *_row("dot", 6, (290, 270, 335, 315), (66, 0), YELLOW), *_row("dot", 6, (290, 380, 335, 425), (66, 0), YELLOW),
               ("line", (300, 150, 660, 150), DARK, 26)],
}  # fmt: skip


def draw(model: str, *, side: int) -> tuple[bytes, int, int]:
    """Return the drawing of a model as JPEG, no side longer than `side`, with its measures."""
    image = Image.new("RGB", SIZE, GROUND)
    pen = ImageDraw.Draw(image)
    for kind, box, fill, width in SHAPES[model]:
        match kind:
            case "round":
                pen.rounded_rectangle(box, radius=width, fill=fill)
            case "rect":
                pen.rectangle(box, fill=fill)
            case "dot":
                pen.ellipse(box, fill=fill)
            case "line":
                pen.line(box, fill=fill, width=width or 26)
    image.thumbnail((side, side))
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=82)
    return kept.getvalue(), *image.size
