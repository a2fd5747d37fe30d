"""What keeps the house as it was drawn."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.http import HttpResponse
from django.urls import path

from accounts.checks import check_access_declared, routes

BASE = Path(settings.BASE_DIR)
APPS = list(settings.LOCAL_APPS)  # from the ground up
ROOMS = {
    "access", "admin", "apps", "audit_words", "backends", "capabilities", "checks", "context", "domain", "events", "feeds",
    "fields", "forms", "holdings", "lookup", "management", "middleware", "migrations", "models", "notice_kinds", "panels", "permissions",
    "policies", "policy", "previews", "schedules", "scoping", "selectors", "services", "robot_topics", "setup_steps", "subscribers",
    "tasks", "templatetags", "timeline", "ui", "urls", "views",
}  # fmt: skip
# core is the house's own workshop; the others' odd rooms are named with their reason.
OWN_ROOMS = {
    "accounts": {
        "confirming": "the password once more before what is sensitive",
        "trail": "the audit trail as its reader may see it",
        "passwords": "what a password must not be made of",
    },
    "catalogue": {
        "import_workbook": "the workbook to fill in, for a price list",
        "printing": "the e-catalogue as a PDF",
        "ranking": "the register of what products are counted in",
    },
    "customers": {
        "filters": "the list's filters as they stand in the URL",
        "import_workbook": "the refused rows of an import, as a workbook",
        "page_columns": "what apps above ask in the statement that loads a customer for its page",
        "timeline_words": "the sentences of the timeline",
        "due_words": "the hook by which the cadence words its dates",
        "text": "cleaning and folding of typed text",
        "zones": "time zones of countries and telephone numbers",
    },
    "inquiries": {"letters_seed": "the company's first letters", "text": "the text that a search looks into"},
    "sales": {
        "order_words": "the sentences of an order",
        "papers": "documents for buyers",
        "quote_words": "the fixed texts of a quote, a file a language",
    },
    "reports": {
        "figure_words": "the sentences of the figures",
        "papers": "reports as files",
        "record_words": "the sentences of the records of months and quarters",
        "values": "what stands in the tables of reports, and its words",
    },
    "briefings": {"paper": "a briefing as a file", "words": "the sentences of a briefing's rows"},
    "oversight": {
        "charts": "what the charts show",
        "papers": "a customer's history as a file",
        "records": "the records that remarks stand on",
        "readings": "what is handed in, marked as seen and remarked on",
    },
    "managing": {
        "charts": "what the charts show",
        "fairness_words": "the figures of who was given what, and where their rows stand",
        "known_words": "the phrases of what the records know of a milestone",
        "plan_words": "the sentences of the plan",
        "row_words": "the sentences of the team's rows",
    },
    "followups": {"due_words": "the sentences of the cadence", "feed": "the calendar feed"},
}


def sources(*suffixes: str) -> list[Path]:
    folders = [BASE / name for name in (*APPS, "templates", "static")]
    return sorted(p for folder in folders for p in folder.rglob("*") if p.suffix in suffixes)


def test_every_local_app_is_in_the_import_order() -> None:
    contracts = tomllib.loads((BASE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    assert layers == list(reversed(APPS))


@pytest.mark.parametrize("app", [app for app in APPS if app not in {"core", "tradecrm"}])
def test_apps_have_the_same_rooms(app: str) -> None:
    found = {p.stem for p in (BASE / app).iterdir() if not p.name.startswith(("_", "."))}
    assert found - ROOMS - set(OWN_ROOMS.get(app, {})) == set()


def test_every_route_declares_its_access() -> None:
    assert [error for error in run_checks() if error.id == "accounts.E001"] == []
    assert len(list(routes())) > 10


def test_check_refuses_a_bare_view(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = path("bare/", lambda request: HttpResponse(), name="bare")
    monkeypatch.setattr("accounts.checks.get_resolver", lambda: type("R", (), {"url_patterns": [bare]}))
    assert [error.id for error in check_access_declared(None)] == ["accounts.E001"]


BANNED_IN_PYTHON = {
    r"\bmark_safe\(": {"core/ui", "core/templatetags"},
    r"\.extra\(": set(),
    r"\bRawSQL\(": set(),
    r"\*\*request\.": set(),
    r"\bdjango\.test\b": set(),
    r"@receiver\(": set(),
    r"\b(post|pre)_(save|delete)\b": set(),
    r"\bdatetime\.now\(|\bdate\.today\(|\butcnow\(": set(),
}


@pytest.mark.parametrize("pattern", BANNED_IN_PYTHON)
def test_banned_things_stay_out_of_python(pattern: str) -> None:
    allowed = BANNED_IN_PYTHON[pattern]
    hits = [
        f"{p.relative_to(BASE)}:{n}"
        for p in sources(".py")
        for n, line in enumerate(p.read_text().splitlines(), 1)
        if re.search(pattern, line)
        and not any(str(p.relative_to(BASE)).startswith(place) for place in allowed)
    ]
    assert hits == []


BANNED_IN_TEMPLATES = (
    r"\|\s*safe\b",
    r"\bstyle=",
    r"<style\b",
    r"<script(?![^>]*\bsrc=)",
    r"\son[a-z]+=",
    r"\bhx-on\b|\bjs:",
    r"https?://(?!www\.w3\.org)",
    r"autoescape off",
)


@pytest.mark.parametrize("pattern", BANNED_IN_TEMPLATES)
def test_banned_things_stay_out_of_templates(pattern: str) -> None:
    hits = [
        f"{p.relative_to(BASE)}:{n}"
        for p in sources(".html")
        for n, line in enumerate(p.read_text().splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert hits == []


def test_browser_tests_ask_the_page_for_no_eval() -> None:
    """`wait_for_function` evaluates text in the page, which our policy refuses; nor does it wait for a promise."""
    files = (BASE / "tests" / "e2e").glob("*.py")
    assert [file.name for file in files if ".wait_for_function(" in file.read_text()] == []


def test_colours_stand_in_the_tokens_only() -> None:
    hits = [
        f"{p.name}:{n}"
        for p in (BASE / "static" / "css").glob("*.css")
        if p.name != "tokens.css"
        for n, line in enumerate(p.read_text().splitlines(), 1)
        if re.search(r"#[0-9a-fA-F]{3,8}\b(?!\s*\{)|\brgba?\(|\bhsla?\(", line)
    ]
    assert hits == []
