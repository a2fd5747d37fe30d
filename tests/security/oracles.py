"""Two answers are the same when nothing but what the caller sent, and random marks, tells them apart."""

import re
from urllib.parse import quote, quote_plus

from django.utils.html import escape

MARKS = (
    re.compile(r"(?<=Content-Length: )\d+"),  # the body itself is compared
    re.compile(r'name="csrfmiddlewaretoken" value="\w+"'),
    re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"),
    re.compile(r'(?<="X-CSRFToken": ")\w+'),
    re.compile(r"(?<=X-CSRFToken&quot;: &quot;)\w+"),
    re.compile(r"\bcsrftoken=\w+"),
    re.compile(r'(?<=csrf-token" content=")\w+'),
)


def normalise(text: str, *sent: str) -> str:
    """Return `text` without random marks and without what was sent."""
    for word in sorted(sent, key=len, reverse=True):
        for shape in (word, quote(word), quote_plus(word), escape(word)):
            text = re.sub(re.escape(shape), "…", text, flags=re.IGNORECASE)
    for mark in MARKS:
        text = mark.sub("…", text)
    return text


def difference(one: tuple[int, str], other: tuple[int, str]) -> str:
    """Return where two answers (status, text) begin to differ; "" when they do not."""
    if one == other:
        return ""
    place = next(
        (n for n, (left, right) in enumerate(zip(one[1], other[1], strict=False)) if left != right), 0
    )
    return f"{one[0]} and {other[0]}: {one[1][place - 80 : place + 120]!r} | {other[1][place - 80 : place + 120]!r}"
