"""Figures in words, each with where the records behind it stand, as far as a list can show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.ui.addresses import address_of
from core.ui.formats import money
from core.work_days import current_calendar
from inquiries.selectors.responsible import INSTANT
from reports.domain.figures import GRADES, Figures
from reports.domain.timetable import Span
from reports.values import MINUTE, Part, Value, said


@dataclass(frozen=True)
class Line:
    """A figure: its name, how much it is, a note to it. `url` "": no list shows the records behind it."""

    key: str
    label: str
    amount: Value
    detail: Value = ""
    url: str = ""
    is_late: bool = False

    @property
    def value(self) -> str:
        """How much it is, in words."""
        return said(self.amount)

    @property
    def note(self) -> str:
        """The note in words."""
        return said(self.detail)


def word_figures(figures: Figures, person: Any, span: Span) -> list[Line]:
    """Return the figures of a person, or of a department (`person` None), in the order of the form (S132)."""
    calendar = current_calendar()
    answered = Part(figures.in_target, figures.decided)
    urls = lists_of(person, calendar.day_of(span.starts_at), calendar.day_of(span.ends_at - INSTANT))
    return [
        Line("received", _("Inquiries and questions received"), figures.received, url=urls["received"]),
        Line(
            "in_target", _("Answered in target"), answered, answered.share if answered.whole else "",
            urls["in_target"],
        ),
        Line("in_limit", _("Answered in limit"), figures.in_limit, url=urls["in_limit"]),
        Line("late", _("Too late"), figures.late, url=urls["late"], is_late=figures.late > 0),
        Line("open", _("Not answered at the cut-off"), figures.open, url=urls["open"]),
        Line("minutes", _("Working time to an answer, on average"), _minutes(figures)),
        Line("contacts", _("Contacts made"), figures.all_contacts, _graded(figures.contacts), urls["contacts"]),
        Line("customers", _("Customers contacted"), figures.customers, url=urls["contacts"]),
        Line("cadence", _("Contacted in time"), _kept(figures), _graded_shares(figures), urls["contacts"]),
        Line(
            "new", _("New customers"), figures.new_customers,
            _("%(count)s of them contacted") % {"count": figures.new_contacted} if figures.new_customers else "",
            urls["new"],
        ),
        Line("quotes", _("Quotes sent"), figures.quotes, url=urls["quotes"]),
        Line("samples", _("Samples sent"), figures.samples, url=urls["samples"]),
        Line("orders", _("Orders confirmed"), figures.orders, _amounts(figures), urls["orders"]),
        Line(
            "mail", _("Mail looked through"), Part(figures.mail_done, figures.mail_asked), url=urls["mail"],
            is_late=figures.mail_missed > 0,
        ),
    ]  # fmt: skip


# What stands side by side in the department's table, and where the boss looks first.
SHOWN_OF_PERSON = (
    "received",
    "in_target",
    "late",
    "contacts",
    "cadence",
    "new",
    "quotes",
    "samples",
    "orders",
    "mail",
)

# What the department's page begins with, on a telephone before all else.
HEADLINE = ("received", "in_target", "contacts", "cadence", "quotes", "orders")


# What a working day shows, and its columns beside each other; what a month or quarter shows, and its columns.
DAY = (
    "received",
    "in_target",
    "late",
    "open",
    "contacts",
    "customers",
    "new",
    "quotes",
    "samples",
    "orders",
    "mail",
)
DAY_COLUMNS = ("received", "in_target", "late", "contacts", "new", "quotes", "samples", "orders", "mail")
RECORD = ("received", "in_target", "in_limit", "late", "open", "minutes")
RECORD_COLUMNS = ("received", "in_target", "late", "contacts", "cadence", "new", "quotes", "orders")


def short_labels() -> dict[str, str]:
    """Return what the columns of the department's table are called."""
    return {
        "received": pgettext("column", "Received"), "in_target": pgettext("column", "In target"),
        "late": pgettext("column", "Late"), "contacts": pgettext("column", "Contacts"),
        "cadence": pgettext("column", "In time"), "new": pgettext("column", "New"),
        "quotes": pgettext("column", "Quotes"), "samples": pgettext("column", "Samples"),
        "orders": pgettext("column", "Orders"), "mail": pgettext("column", "Mail"),
    }  # fmt: skip


def lists_of(person: Any, first: date, last: date) -> dict[str, str]:
    """Return where the records of figures stand, narrowed to these days and to the person (None: all) as they are counted.

    Of what no list shows so nothing is said.
    """
    days = {"since": first.isoformat(), "until": last.isoformat()}
    owner = {"owner": person.pk} if person is not None else {}
    who = {"person": person.pk} if person is not None else {}
    clocks = {
        key: _url("inquiries:list", tab="all", clock=key, **owner, **days)
        for key in ("in_target", "in_limit", "late")
    }
    return clocks | {
        "received": _url("inquiries:list", tab="all", **owner, **days),
        "open": _url("inquiries:list", tab="answer", **owner),
        "contacts": _url("followups:list", **who, **days),
        "new": _url("customers:list", **owner, **days, sort="-created"),
        "quotes": _url("quotes:list", tab="all", **owner, **days),
        "samples": _url("samples:list", tab="all", **owner, **days),
        "orders": _url("orders:list", tab="all", **owner, **days),
        "mail": _url("followups:mail_checks", week=last.isoformat()),
    }


def _url(name: str, **query: Any) -> str:
    return f"{address_of(name)}?{urlencode(query)}"


def _minutes(figures: Figures) -> timedelta | None:
    return None if figures.mean_minutes is None else figures.mean_minutes * MINUTE


def _graded(counts: Mapping[str, int]) -> str:
    return _joined(f"{grade} {counts[grade]}" for grade in GRADES if counts.get(grade))


def _kept(figures: Figures) -> Part:
    return Part(sum(figures.cadence_kept.values()), sum(figures.cadence_asked.values()))


def _graded_shares(figures: Figures) -> str:
    return _joined(
        f"{grade} {figures.cadence_kept.get(grade, 0)}/{figures.cadence_asked[grade]}"
        for grade in GRADES
        if figures.cadence_asked.get(grade)
    )


def _amounts(figures: Figures) -> str:
    """Never added across currencies."""
    return _joined(money(amount, currency) for currency, amount in figures.amounts.items())


def _joined(parts: Iterable[str]) -> str:
    return pgettext("list", ", ").join(parts)
