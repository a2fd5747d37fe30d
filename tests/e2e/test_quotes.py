"""A quote by the keyboard alone: like a spreadsheet, in few actions, and what goes out is what was seen."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from inquiries.models import Inquiry
from sales.models import Quote
from tests.e2e.browsing import Window
from tests.e2e.office import Office, build_office

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]
ROWS = "\n".join(
    f"{model}\t{quantity}" for quantity in (1000, 2000, 3000, 4000, 5000) for model in ("QC-S46", "QC-T525")
)
MOST_ACTIONS = 15
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""
CELL = "[document.activeElement.dataset.cell, document.activeElement.closest('[data-row]')?.dataset.row]"


@pytest.fixture
def office(transactional_db: None, clock: Any, now: datetime) -> Office:
    return build_office(now)


@pytest.fixture
def zoe(window: Callable[..., Window], office: Office) -> Window:
    return window(office.zoe)


def test_quote_of_ten_lines_takes_few_actions(zoe: Window, office: Office) -> None:
    inquiry = office.inquiries["past target"]
    zoe.goto(inquiry.get_absolute_url())
    zoe.press("q")
    zoe.page.wait_for_url("**/quotes/*/")
    zoe.page.locator("#id_lines-0-words").wait_for()
    zoe.page.locator("#id_lines-1-model").focus()  # where Tab leads; counted as the strokes that it takes
    zoe.actions += 2
    zoe.actions += 1
    with zoe.page.expect_response("**/save/"):
        zoe.page.evaluate(PASTE, ROWS)
    zoe.page.locator("[name='lines-10-model'][value='QC-T525']").wait_for()
    zoe.page.locator("#id_lines-0-price").fill("9.90")
    zoe.actions += 1
    with zoe.page.expect_navigation():
        zoe.press("Control+Enter")
    zoe.press("s")
    zoe.page.locator("[data-opens=send-quote]").wait_for()
    zoe.press("c")
    zoe.press("s")
    zoe.page.locator("#send-quote[open]").wait_for()
    zoe.press("Control+Enter")
    zoe.page.locator("form[action$='/accept/']").wait_for()
    assert zoe.actions <= MOST_ACTIONS
    quote = Quote.objects.get(inquiry=inquiry)
    assert (quote.state, quote.current.lines.count()) == ("sent", 11)
    assert Inquiry.objects.get(pk=inquiry.pk).target_at is None


def test_cells_are_walked_like_a_spreadsheets(zoe: Window, office: Office) -> None:
    zoe.goto(office.quotes["draft"].get_absolute_url())
    zoe.page.locator("#id_lines-0-quantity").focus()
    walked = []
    for key in ("Enter", "ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft", "Tab"):
        zoe.press(key)
        walked.append(zoe.page.evaluate(CELL))
    assert walked == [
        ["quantity", "1"],
        ["quantity", "2"],
        ["quantity", "1"],
        ["unit", "1"],
        ["quantity", "1"],
        ["unit", "1"],
    ]
    zoe.page.locator("#id_lines-5-model").focus()
    zoe.press("ArrowDown")
    assert zoe.page.evaluate(CELL) == ["model", "6"]


def test_model_is_offered_while_one_types_and_brings_its_price(zoe: Window, office: Office) -> None:
    zoe.goto(office.quotes["draft"].get_absolute_url())
    zoe.page.locator("#id_lines-3-model").focus()
    zoe.type("pliers")
    zoe.page.locator("#quote-options .option").first.wait_for()
    zoe.press("ArrowDown")
    zoe.check("quote-options")
    with zoe.page.expect_response("**/offer/**"):
        zoe.press("Enter")
    expect(zoe.page.locator("#id_lines-3-price")).to_have_value("1.62")
    assert zoe.page.locator("#id_lines-3-model").input_value() == "QC-P8"
    with zoe.page.expect_response("**/preview/"):
        zoe.type("500")
    zoe.page.locator(".paper", has_text="USD 810.00").wait_for()
    with zoe.page.expect_navigation():
        zoe.press("Control+Enter")
    assert office.quotes["draft"].current.lines.count() == 4
