"""The quote as plain text: the default (S14)."""

from sales.domain.quote_text import write_text
from sales.domain.quotes import Paper
from sales.papers.words import words_in


def text_of(paper: Paper) -> str:
    """Return the text with plain line ends, for a page and the clipboard."""
    return write_text(paper, words_in(paper.language))


def text_file(paper: Paper) -> str:
    """Return the text for a `.txt`."""
    return with_crlf(text_of(paper))


def with_crlf(text: str) -> str:
    """Return a text of which every line ends with CRLF, as Windows wants it."""
    return text.replace("\n", "\r\n")
