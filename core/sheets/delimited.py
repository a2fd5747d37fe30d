"""Text with separated columns (CSV), in whatever encoding and with whatever separator it was saved."""

import codecs
import csv
import io
from collections.abc import Iterator

import chardet

from core.sheets.limits import COLUMNS, HEAD_ROWS, ROWS, SheetRefused

SAMPLE = 2**16
SEPARATORS = ",;\t|"
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A file declared or guessed as one of the old Chinese sets may hold signs of the newest, which contains them all.
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "hz-gb-2312": "gb18030", "ascii": "utf-8"}


def read_text(content: bytes) -> str:
    """Return the text. Tried in turn: the mark at its beginning, UTF-16 by its zeros, UTF-8, then what it looks like."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    if encoding := _wide_encoding(content[:SAMPLE]):
        return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_guessed(content)


def _wide_encoding(sample: bytes) -> str:
    """UTF-16 without a mark: in European text every second byte is zero."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 4 < len(sample) // 2 or min(even, odd) * 10 > max(even, odd):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _decode_guessed(content: bytes) -> str:
    guessed = (chardet.detect(content[: 4 * SAMPLE])["encoding"] or "gb18030").lower()
    for encoding in (WIDER.get(guessed, guessed), "gb18030", "big5hkscs"):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("gb18030", errors="replace")


def read_rows(text: str) -> Iterator[list[str]]:
    """Yield the rows of separated text. Raises SheetRefused for too many rows or columns, or what is not such text."""
    csv.field_size_limit(2**20)
    first, _newline, rest = text.partition("\n")
    separator = ""
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        separator, text = first.strip()[-1], rest
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or _separator_of(text[:SAMPLE]))
    try:
        for number, row in enumerate(reader, 1):
            if number > ROWS + HEAD_ROWS:
                raise SheetRefused("too_many_rows", limit=ROWS)
            if len(row) > COLUMNS:
                raise SheetRefused("too_many_columns", limit=COLUMNS)
            yield row
    except csv.Error as error:
        raise SheetRefused("broken") from error


def _separator_of(sample: str) -> str:
    """The separator that stands in most lines, equally often in each: the one that makes a table of the text."""
    lines = [line for line in sample.splitlines()[:50] if line.strip()]

    def evenness(separator: str) -> tuple[int, int]:
        counts = [line.count(separator) for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        return (counts.count(usual) if usual else 0, usual)

    return max(SEPARATORS, key=evenness)
