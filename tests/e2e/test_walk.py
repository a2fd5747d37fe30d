"""Every page, in both languages, both sizes and both themes: nothing wrong, nothing untranslated, nothing too wide."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from catalogue.models import ESample
from core.models import ExchangeRate
from customers.models import Contact, Customer, ImportRow
from inquiries.models import Inquiry, InquiryLine, Reply
from sales.models import (
    CompetitorPrice,
    Complaint,
    DepartmentRequest,
    MarketNote,
    Order,
    OrderLine,
    Proof,
    Sample,
)
from tests.e2e.browsing import Window
from tests.e2e.office import Office, build_office
from tests.e2e.pages import all_pages

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]
# Four looks in which each pair of language, size and theme meets.
LOOKS = [
    ("zh-hans", "desktop", "light"),
    ("zh-hans", "phone", "dark"),
    ("en", "desktop", "dark"),
    ("en", "phone", "light"),
]
PARTS = 2  # so that no core waits for the other at the end
# What stands in Latin letters in Chinese, too: names, and what the office says in English itself.
LATIN = {
    "TradeCRM", "Prof.", "EN · English", "English", "WhatsApp", "FOB", "Ctrl K", "Ctrl Enter", "Shift Enter", "Esc", "Enter", "ICS", "CIF",
    "EXW", "FCA", "FAS", "CFR", "CPT", "CIP", "DAP", "DPU", "DDP", "USD", "EUR", "GBP", "CNY", "JPY", "PDF", "Excel", "Español",
}  # fmt: skip
AMOUNT = re.compile(r"\b[A-Z]{3} −?[\d,.]+")  # USD 3,225.00
WORDS_OF_PAGE = """() => {
    const marked = 'button, summary, label, legend, h1, h2, h3, th, dt, nav a, .btn, .tag, .blank p, .field-error, option, .note, title';
    const own = (e) => [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).filter(Boolean);
    const shown = [...document.querySelectorAll(marked)].filter((e) => !e.closest('[lang]:not(html)')).flatMap(own);
    const named = ['aria-label', 'placeholder', 'title'].flatMap(
        (name) => [...document.querySelectorAll(`[${name}]`)].map((e) => e.getAttribute(name).trim()));
    return [...new Set([...shown, ...named])];
}"""


@pytest.fixture
def office(transactional_db: None, clock: Any, now: datetime) -> Office:
    return build_office(now)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(("language", "size", "theme"), LOOKS, ids=["-".join(look) for look in LOOKS])
def test_every_page_in_every_look(
    window: Callable[..., Window], office: Office, language: str, size: str, theme: str, part: int
) -> None:
    windows: dict[str, Window] = {}
    data = _data_of(office)
    for page in all_pages(office, with_variants=language == "zh-hans")[part::PARTS]:
        if page.who not in windows:
            windows[page.who] = window(getattr(office, page.who), language, size, theme)
        found = windows[page.who]
        found.goto(page.path)
        found.check(f"{page.who}{page.path}".replace("/", "_").replace("?", "_"))
        if language == "zh-hans":
            found.problems += [f"{page.path}: not translated: {text}" for text in _untranslated(found, data)]


def _data_of(office: Office) -> str:
    """Everything that people wrote: it stays as they wrote it."""
    people = Contact.objects.values_list("name", flat=True)
    asked = Inquiry.objects.values_list("number", "subject", "first_text", "sender")
    said = [
        *InquiryLine.objects.values_list("words", flat=True),
        *Reply.objects.values_list("text", flat=True),
        *Order.objects.values_list("number", flat=True),
        *Complaint.objects.values_list("subject", flat=True),
        *OrderLine.objects.values_list("words", flat=True),
        *CompetitorPrice.objects.values_list("competitor", flat=True),
        *MarketNote.objects.values_list("text", flat=True),
        *ExchangeRate.objects.values_list("source", flat=True),
        *(f"{one.number} {one.carrier} {one.tracking} {one.courier_account}" for one in Sample.objects.all()),
        *("; ".join(map(str, one.lines.all())) for one in Sample.objects.prefetch_related("lines")),
        *(f"{one.number} {one.words}" for one in Proof.objects.all()),
        *DepartmentRequest.objects.values_list("number", flat=True),
        *ESample.objects.values_list("name", flat=True),
        *(cell for cells in ImportRow.objects.values_list("cells", flat=True) for cell in cells if cell),
    ]
    return " ".join(
        [*map(str, Customer.objects.all()), *people, *(text for row in asked for text in row), *said]
    )


def _untranslated(found: Window, data: str) -> list[str]:
    if found.page.locator("html").get_attribute("lang") == "en":  # a buyer's page is in the buyer's language
        return []
    texts = found.page.evaluate(WORDS_OF_PAGE)
    return [text for text in texts if _is_english(text, data)]


def _is_english(text: str, data: str) -> bool:
    """Three letters in a row and not a single Chinese one, neither data nor an address."""
    if not re.search(r"[A-Za-z]{3}", text) or re.search(r"[\u4e00-\u9fff]", text):
        return False
    parts = [part.strip() for part in text.split("·")]
    left = [AMOUNT.sub("", part).strip() for part in parts if part not in data]
    return not all(part in LATIN or part in data or "@" in part or "/" in part for part in left)
