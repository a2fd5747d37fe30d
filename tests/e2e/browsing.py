"""A window of Chromium that notes everything that goes wrong in it, and counts what a person does."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response

from tools import places
from tools.pytest_plugin import find_browser

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip
MOST_WAITED = 15_000  # milliseconds until what should appear counts as missing
SIZES = {"desktop": (1440, 900), "phone": (360, 740)}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
# What a bar at the edge of the screen hides half is scrolled out from under it: for axe the bars stand in the page.
RUN_AXE = """async (tags) => {
    const bars = [...document.querySelectorAll(".tabbar, .topbar, .jumpbar")];
    bars.forEach((bar) => { bar.style.position = "static"; });
    const found = await axe.run(document, {runOnly: tags, resultTypes: ["violations"], preload: false});
    bars.forEach((bar) => { bar.style.position = ""; });
    return found.violations.map((rule) =>
        `${rule.id}: ${rule.nodes.slice(0, 3).map((node) => `${node.target} ${node.any[0]?.message ?? ""}`).join(" | ")}`);
}"""
WIDER_THAN_SCREEN = """() => document.documentElement.scrollWidth <= screen.width ? [] :
    [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > screen.width + 1)
        .slice(-3).map((e) => `${e.nodeName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`)"""
# A status of 4xx or 5xx is noted as such; htmx reports as errors the older questions that a type-ahead drops.
EXPECTED_NOISE = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")
TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`CSP ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))"""


@dataclass
class Window:
    """One page of one browser context; `problems` must be empty when the test ends."""

    page: Page
    address: str
    language: str
    size: str
    theme: str
    problems: list[str] = field(default_factory=list)
    allowed_statuses: set[int] = field(default_factory=set)
    actions: int = 0
    _axe: str = ""

    # ── what a person does, counted ─────────────────────────────────────────
    def press(self, keys: str) -> None:
        """One stroke, e.g. "f" or "Control+Enter", on a page whose scripts have run."""
        self.actions += 1
        self.page.wait_for_load_state("load")
        self.page.keyboard.press(keys)

    def click(self, target: str | Locator) -> None:
        """One click or tap."""
        self.actions += 1
        (self.page.locator(target) if isinstance(target, str) else target).click()

    def paste(self, text: str) -> None:
        """Put `text` where the cursor is, at once, on a page whose scripts have run."""
        self.actions += 1
        self.page.wait_for_load_state("load")
        self.page.keyboard.insert_text(text)

    def type(self, text: str) -> None:
        """Words are not counted: "two keys plus text"."""
        self.page.keyboard.type(text)

    def fill(self, target: str, text: str) -> None:
        """One field filled in."""
        self.actions += 1
        self.page.locator(target).fill(text)

    # ── moving and looking ──────────────────────────────────────────────────
    def goto(self, path: str) -> Page:
        """Open an address of ours and wait until its scripts have run."""
        self.page.goto(self.address + path, wait_until="load")
        return self.page

    @property
    def path(self) -> str:
        """The address without the host."""
        return self.page.url.removeprefix(self.address)

    @contextmanager
    def answering(self, *statuses: int) -> Iterator[None]:
        """Inside, these error statuses are what the test wants."""
        before, self.allowed_statuses = self.allowed_statuses, {*self.allowed_statuses, *statuses}
        yield
        self.page.wait_for_load_state("networkidle")
        self.allowed_statuses = before

    def check(self, name: str = "") -> None:
        """Look at the page as it stands: axe, width, and a picture when SHOTS_DIR is set."""
        where = f"{name or self.path} {self.language} {self.size} {self.theme}"
        self.problems += [f"{where}: axe {found}" for found in self.axe()]
        self.problems += [f"{where}: too wide {found}" for found in self.page.evaluate(WIDER_THAN_SCREEN)]
        self.shoot(name or self.path.split("?")[0].strip("/").replace("/", "-") or "today")

    def axe(self) -> list[str]:
        """Return axe's findings, WCAG 2.2 A and AA."""
        if not self._axe:
            self._axe = (places.TEST_ASSETS / "axe.min.js").read_text(encoding="utf-8")
        if not self.page.evaluate("() => Boolean(window.axe)"):
            self.page.evaluate(self._axe)
        return list(self.page.evaluate(RUN_AXE, AXE_TAGS))

    def shoot(self, name: str, *, is_whole: bool = True) -> None:
        """Keep a picture in $SHOTS_DIR. A whole page stands on a screen as long as itself, so that fixed bars are at its ends."""
        if not (folder := os.environ.get("SHOTS_DIR")):
            return
        Path(folder).mkdir(parents=True, exist_ok=True)
        size = self.page.viewport_size or {"width": 0, "height": 0}
        if is_whole:
            height = self.page.evaluate("document.documentElement.scrollHeight")
            self.page.set_viewport_size({**size, "height": max(height, size["height"])})
        file = Path(folder) / f"{name}-{self.language}-{self.size}-{self.theme}.png"
        # Without these two, Playwright adds a style element, which our policy rightly refuses.
        self.page.screenshot(path=file, animations="allow", caret="initial")
        self.page.set_viewport_size(size)

    def close(self) -> None:
        """Let the page come to rest first: a script cut off by the end of a test is nobody's mistake."""
        self.page.wait_for_load_state("load")
        self.page.context.close()

    # ── noting ──────────────────────────────────────────────────────────────
    def watch(self) -> None:
        """Note errors of scripts and of the console, refused and failed requests, and any that leave the house."""
        self.page.add_init_script(TELL_VIOLATIONS)
        self.page.on("request", self._note_stranger)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self._note(f"script: {error}"))
        self.page.on("requestfailed", self._note_failure)
        self.page.on("response", self._note_status)

    def _note(self, text: str) -> None:
        self.problems.append(f"{self.path} {self.language} {self.size} {self.theme}: {text}")

    def _note_stranger(self, request: Request) -> None:
        # No name is found but our own, see FLAGS. (A route would do both, and take the browser its cache.)
        if not request.url.startswith((self.address, "data:", "blob:")):
            self._note(f"request to {request.url}")

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED_NOISE):
            self._note(f"console: {message.text}")

    def _note_failure(self, request: Request) -> None:
        # A type-ahead drops its own older questions, and a page that is left drops what it still waited for.
        if request.failure and "ERR_ABORTED" not in request.failure:
            self._note(f"{request.method} {request.url}: {request.failure}")

    def _note_status(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed_statuses:
            self._note(
                f"{response.request.method} {response.url.removeprefix(self.address)}: {response.status}"
            )


def launch(playwright: Any) -> Browser:
    """Start the system's Chromium."""
    return playwright.chromium.launch(executable_path=find_browser(), args=FLAGS, headless=True)


def open_window(
    browser: Browser,
    address: str,
    *,
    language: str,
    size: str,
    theme: str,
    cookies: dict[str, str],
    **options: Any,
) -> Window:
    """Open a fresh context. The browser itself asks for English and stands in New York: neither may matter."""
    width, height = SIZES[size]
    is_phone = size == "phone"
    elsewhere = {"locale": "en-US", "timezone_id": "America/New_York"}
    context = browser.new_context(
        viewport={"width": width, "height": height}, screen={"width": width, "height": height}, is_mobile=is_phone,
        has_touch=is_phone, color_scheme=theme, **elsewhere | options,
    )  # fmt: skip
    context.set_default_timeout(MOST_WAITED)
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    window = Window(context.new_page(), address, language, size, theme)
    window.watch()
    return window
