"""The paste reader: one pasted text in, the fields of an inquiry out, each with its certainty."""

from .assembling import read
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
