"""Pictures are written anew: nothing of what came is kept but the colours."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.pictures import reading
from core.pictures.reading import PictureRefused, read_picture
from tests.factories import picture_bytes


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("picture", content)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_picture_becomes_a_jpeg_with_a_small_copy(form: str) -> None:
    read = read_picture(upload(picture_bytes(form, (800, 600))))
    one, small = (Image.open(io.BytesIO(content)) for content in (read.content, read.small))
    assert (one.format, one.size, small.format, small.size) == ("JPEG", (800, 600), "JPEG", (360, 270))
    assert (read.width, read.height) == (800, 600)


def test_place_camera_and_comments_are_dropped_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Camera of a person"
    exif.get_ifd(0x8825)[1] = "N"
    read = read_picture(upload(picture_bytes("JPEG", (80, 60), exif=exif.tobytes(), comment=b"secret note")))
    image = Image.open(io.BytesIO(read.content))
    assert (image.size, dict(image.getexif()), "comment" in image.info) == ((60, 80), {}, False)
    assert b"Camera" not in read.content


def test_script_behind_a_picture_is_not_kept() -> None:
    read = read_picture(upload(picture_bytes() + b"<script>alert(1)</script>"))
    assert b"script" not in read.content


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16", "CMYK"])
def test_every_way_of_writing_colours_is_read(mode: str) -> None:
    kept = io.BytesIO()
    Image.new(mode, (30, 20)).save(kept, "JPEG" if mode == "CMYK" else "PNG")
    assert Image.open(io.BytesIO(read_picture(upload(kept.getvalue())).content)).mode == "RGB"


def test_what_is_transparent_becomes_white() -> None:
    kept = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(kept, "PNG")
    image = Image.open(io.BytesIO(read_picture(upload(kept.getvalue())).content))
    assert min(image.getpixel((10, 10))) > 250


@pytest.mark.parametrize(
    ("size", "code"), [((7_200, 7_000), "too_many_pixels"), ((12_000, 12_000), "too_many_pixels")]
)
def test_too_many_pixels_are_refused_unread(size: tuple[int, int], code: str) -> None:
    with pytest.raises(PictureRefused) as refused:
        read_picture(upload(picture_bytes("PNG", size)))
    assert refused.value.code == code


def test_too_large_a_file_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    with pytest.raises(PictureRefused) as refused:
        read_picture(upload(picture_bytes()))
    assert refused.value.code == "too_large"


def test_empty_file_is_no_picture() -> None:
    with pytest.raises(PictureRefused) as refused:
        read_picture(upload(b""))
    assert refused.value.code == "no_picture"
