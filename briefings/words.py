"""The sentences of a briefing's rows, in the reader's language, and where the records behind them stand."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from briefings.domain.page import Page, Row
from briefings.models import Kind, RulingState
from core.ui.addresses import address_of
from core.ui.countries import country_name
from core.ui.formats import company_day, company_moment, short_day
from core.work_days import current_calendar
from reports.domain.figures import Figures, from_stored
from reports.domain.timetable import Span
from reports.figure_words import Line, word_figures

MIDDLE_DOT = " \N{MIDDLE DOT} "
PAGES = {
    Kind.HELP: "followups:help_request", Kind.WISH: "reports:report", Kind.SUGGESTION: "followups:suggestion",
    Kind.INQUIRY: "inquiries:detail", Kind.CUSTOMER: "customers:detail", Kind.PROOF: "samples:proof", "ruling": "briefings:ruling",
}  # fmt: skip
# What the boss looks at first, of the figures of the reports.
HEADLINE = ("received", "in_target", "late", "contacts", "cadence", "quotes", "samples", "orders")


def url_of(row: Row) -> str:
    """Return the page of the record behind a row; "" where it has none of its own."""
    name = PAGES.get(row.kind)
    return reverse(name, args=[row.id]) if name and row.id else ""


def title_of(row: Row) -> str:
    """Return what a row is called; what went out of the reader's sight has no name."""
    return _("Of a customer that is no longer in your sight") if row.kind == "hidden" else row.title


def note_of(row: Row) -> str:
    """Return whose it is and what else is known of it, in a line."""
    return MIDDLE_DOT.join(part for part in _parts(row) if part)


def _parts(row: Row) -> Iterable[str]:
    yield str(Kind(row.kind).label) if row.kind in {Kind.HELP, Kind.WISH} else ""
    if row.kind == Kind.SUGGESTION:
        yield row.person or _("anonymous")
        return
    yield row.person
    if row.kind != Kind.CUSTOMER and row.customer_name != row.title:
        yield row.customer_name
    yield country_name(row.values["country"]) if row.values.get("country") else ""
    yield row.values.get("number", "") if row.values.get("number") != row.title else ""
    if row.kind == Kind.INQUIRY:
        yield _("limit %(moment)s") % {"moment": moment_of(row.at)}
    if row.kind == Kind.PROOF:
        yield _("asked %(day)s") % {"day": short_day(_read(row.at))}
    if row.kind in {Kind.POINT, Kind.HELP, Kind.WISH} and row.at:
        yield moment_of(row.at)
    if row.values.get("due_on") and row.kind == Kind.CUSTOMER:
        yield _("was due %(day)s") % {"day": short_day(date.fromisoformat(row.values["due_on"]))}
    yield row.values.get("why", "")


def moment_of(text: str) -> str:
    """Return an ISO moment as people write it."""
    return company_moment(_read(text)) if text else ""


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text)


def days_waiting(row: Row, as_of: str) -> str:
    """Return for how many working days a point has waited at `as_of`."""
    calendar = current_calendar()
    count = calendar.working_days_between(calendar.day_of(_read(row.at)), calendar.day_of(_read(as_of)))
    if not count:
        return pgettext("point", "new")
    return ngettext("waits %(count)s working day", "waits %(count)s working days", count) % {"count": count}


def ruling_due(row: Row, as_of: str) -> tuple[str, str]:
    """Return how the day of a ruling stands, as the component `due` knows it, and the words: late, today, later, told, closed."""
    values, today = row.values, current_calendar().day_of(_read(as_of))
    if values["state"] == RulingState.CLOSED:
        return "done", pgettext("ruling", "Closed")
    if values["state"] == RulingState.TOLD:
        return "done", pgettext("ruling", "Outcome told")
    if not values["due_on"]:
        return "none", pgettext("ruling", "Open")
    day = date.fromisoformat(values["due_on"])
    late = current_calendar().working_days_between(day, today)
    if late:
        return "overdue", ngettext("%(count)s working day late", "%(count)s working days late", late) % {
            "count": late
        }
    words = _("until %(day)s") % {"day": short_day(day)}
    return ("today", words) if day <= today else ("later", words)


def figure_lines(page: Page) -> list[Line]:
    """Return the figures since the last briefing, each with where its records stand; none before they were taken."""
    if page.figures is None:
        return []
    figures: Figures = from_stored(page.figures)
    lines = word_figures(figures, None, Span(_read(page.since), _read(page.until)))
    return [line for line in lines if line.key in HEADLINE]


def links_to_all() -> dict[str, str]:
    """Return where all rows of each section stand."""
    return {
        "new": _url("customers:list", sort="-created"),
        "key": _url("customers:list", grade="A"),
        "help": _url("followups:help_requests", show="team"),
        "waiting": _url("briefings:rulings", show="waiting"),
        "reports": address_of("reports:list"),
        "suggestions": address_of("followups:suggestions"),
        "late": _url("inquiries:list", tab="late"),
        "missed": _url("customers:list", due="missed"),
        "proofs": _url("samples:proofs", tab="undated"),
        "rulings": _url("briefings:rulings", show="open"),
    }


def _url(name: str, **query: Any) -> str:
    return f"{address_of(name)}?{urlencode(query)}"


def named(briefing: Any) -> str:
    """Return what a briefing is called: its day."""
    return _("Briefing, %(day)s") % {"day": company_day(briefing.day)}
