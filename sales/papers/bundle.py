"""Quote, e-sample and company profile as the one text in which they go out (S21)."""

from core.company import NINE, current_company
from sales.domain.bundle_text import write_enclosed
from sales.models import QuoteVersion, SentESample
from sales.papers.text import text_of
from sales.papers.words import words_in
from sales.selectors.quote_papers import paper_of

PARTICULARS = (*(name for name in NINE if name != "name"), "website")


def enclosed_text(language: str, link: str = "") -> str:
    """Return what goes below the quote's text, with the company as it is now; without `link` it says that there was one."""
    company, words = current_company(), words_in(language)
    particulars = [(key, company.written_in(language, key)) for key in PARTICULARS]
    return write_enclosed(
        words, company.written_in(language, "name"), particulars, link or words.say("esample_kept")
    )


def text_as_sent(version: QuoteVersion, link: str = "") -> str:
    """Return the text of a version as it went out, with what went with it; its link only where it is given."""
    text = text_of(paper_of(version))
    sent = SentESample.objects.filter(version=version).first()
    if sent is None:
        return text
    kept = words_in(version.language).say("esample_kept")
    return text + (sent.words.replace(kept, link, 1) if link else sent.words)
