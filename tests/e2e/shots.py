"""The pictures of the README: `python -m tests.e2e.shots ADDRESS EMAIL PASSWORD FOLDER`.

ADDRESS is a running server (`make run`), EMAIL and PASSWORD one of its demo salespeople. Each page is taken in Chinese
and in English; the names of the files stay the same, so that the README needs no change.
"""

import re
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.browsing import Window, launch, open_window

LOOKS = [("zh-hans", "desktop", "light"), ("en", "desktop", "light"), ("zh-hans", "phone", "dark")]
MAIL = """From: Anna Lindqvist <anna@lindqvist-tools.example>
Subject: Socket sets for our stores

Dear Sir or Madam,

we run 40 hardware stores and look for a 46-pc socket set with our retail box, 3,000 sets a year.
Please quote CIF Gothenburg. Which warranty do you give?

Best regards
Anna Lindqvist
Lindqvist Verktyg AB, Gothenburg, Sweden
Tel. +46 31 555 0100"""


def main(arguments: list[str]) -> int:
    """Take every picture in every look."""
    if len(arguments) != 4:
        sys.exit(__doc__)
    address, email, password, folder = arguments
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for language, size, theme in LOOKS:
            window = open_window(
                browser, address.rstrip("/"), language=language, size=size, theme=theme, cookies={}
            )
            _sign_in(window, email, password)
            _set_language(window)
            _take_pages(window, Path(folder))
            window.close()
        browser.close()
    return 0


def _sign_in(window: Window, email: str, password: str) -> None:
    window.goto("/sign-in/")
    window.fill("[name=username]", email)
    window.fill("[name=password]", password)
    window.press("Enter")
    window.page.wait_for_url(f"{window.address}/")


def _set_language(window: Window) -> None:
    """A person's language is the account's, not the browser's."""
    if window.page.locator("html").get_attribute("lang") == window.language:
        return
    if window.size == "phone":
        window.click(".topbar details.menu summary")
    window.click("form.language button:visible")
    window.page.wait_for_load_state("load")


def _take_pages(window: Window, folder: Path) -> None:
    window.goto("/")
    customer = window.page.locator(".job-contact .who a").first.get_attribute("href") or "/customers/"
    _keep(window, folder, "today")
    window.goto(customer)
    _keep(window, folder, "customer")
    window.goto("/customers/")
    _keep(window, folder, "customers")
    window.goto("/inquiries/new/")
    with window.page.expect_response(re.compile("/read/$")):
        window.page.locator("[name=text]").fill(MAIL)
    window.page.locator("#reading .found:visible").first.wait_for()
    _keep(window, folder, "inquiry-new")
    window.page.locator("[name=text]").fill("")


def _keep(window: Window, folder: Path, name: str) -> None:
    look = "zh" if window.language != "en" else "en"
    size = "" if window.size == "desktop" else "-phone"
    folder.mkdir(parents=True, exist_ok=True)
    window.page.screenshot(path=folder / f"{name}-{look}{size}.png", animations="allow", caret="initial")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
