"""The child process that reads one picture. Nothing of Django is loaded here."""

import resource
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 50_000_000  # what telephones take; decoded, they are 200 MB
LONGEST_SIDE, SMALL_SIDE = 1_600, 360
QUALITY = 85
MEMORY_BYTES = 2**30
CPU_SECONDS = 20
REFUSED = 3


def main(folder: str) -> int:
    """Read `in` in `folder`, write `out.jpg` and `small.jpg` beside it. Prints why not, and ends with REFUSED."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # above twice of it Pillow itself refuses
    root = Path(folder)
    try:
        with Image.open(root / "in", formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                return _refuse("too_many_pixels")
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded no larger than needed
            picture = _flat(ImageOps.exif_transpose(image))
    except Image.DecompressionBombError:
        return _refuse("too_many_pixels")
    except UnidentifiedImageError:
        return _refuse("no_picture")
    except (OSError, SyntaxError, ValueError, MemoryError):
        return _refuse("broken")
    for name, side in (("out.jpg", LONGEST_SIDE), ("small.jpg", SMALL_SIDE)):
        picture.thumbnail((side, side), Image.Resampling.LANCZOS)
        picture.save(root / name, "JPEG", quality=QUALITY, optimize=True, exif=b"")
    return 0


def _flat(image: Image.Image) -> Image.Image:
    """The colours on white, in a picture of our own: comments and profiles stay behind."""
    if image.mode in {"I;16", "I;16B", "I", "F"}:
        image = image.point(lambda value: value / 256).convert("L")
    ground = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        ground.paste(layer, mask=layer.getchannel("A"))
    else:
        ground.paste(image.convert("RGB"))
    return ground


def _refuse(code: str) -> int:
    print(code)  # noqa: T201 - the parent reads it
    return REFUSED
