"""The paste reader: one pasted text in, the fields of an inquiry out, each with its certainty."""

from .assembling import read
from .platforms import NAMED_PLATFORMS
from .reading import (
    Certainty,
    Found,
    Highlight,
    Point,
    ProductAsked,
    Reading,
    Span,
    SuggestedGrade,
    Telephone,
    highlight_spans,
)

__all__ = [
    "NAMED_PLATFORMS",
    "Certainty",
    "Found",
    "Highlight",
    "Point",
    "ProductAsked",
    "Reading",
    "Span",
    "SuggestedGrade",
    "Telephone",
    "highlight_spans",
    "read",
]
