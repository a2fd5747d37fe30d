"""Figures in words, each with where the records behind it stand, where a page shows exactly these."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.domain.work_calendar import ONE_DAY
from core.ui.addresses import address_of
from core.ui.formats import money
from core.work_days import current_calendar
from reports.domain.figures import GRADES, Figures
from reports.domain.timetable import Span
from reports.values import MINUTE, Part, Value, said


@dataclass(frozen=True)
class Line:
    """A figure: its name, how much it is, a note to it. `url` "": no page shows the records behind it as they are counted.

    `parts`: what the note lists, each with an address of its own or "".
    """

    key: str
    label: str
    amount: Value
    detail: Value = ""
    url: str = ""
    is_late: bool = False
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def value(self) -> str:
        """How much it is, in words."""
        return said(self.amount)

    @property
    def note(self) -> str:
        """The note in words."""
        return said(self.detail)


@dataclass(frozen=True)
class Department:
    """Of whose department a figure is: of what `manager_id` led (None: of what nobody led).

    `with_own`: with what a manager did who does not sell. `is_part`: the figure is of one of a person's several teams.
    """

    manager_id: int | None
    with_own: bool = False
    is_part: bool = False


def word_figures(
    figures: Figures, person: Any, span: Span, *, department: Department | None = None
) -> list[Line]:
    """Return the figures of a person, or of several (`person` None), in the order of the form (S132).

    `department`: only what counts for it; without one a person's figures are those of all their teams.
    """
    answered = Part(figures.in_target, figures.decided)
    urls = _pages_of(person, span, department)
    missed = _missed(figures, person, span) if department is None or not department.is_part else {}
    return [
        Line("received", _("Inquiries and questions received"), figures.received, url=urls["received"]),
        Line(
            "in_target", _("Answered in target"), answered, answered.share if answered.whole else "",
            urls["in_target"],
        ),
        Line("in_limit", _("Answered in limit"), figures.in_limit, url=urls["in_limit"]),
        Line("late", _("Too late"), figures.late, url=urls["late"], is_late=figures.late > 0),
        Line("open", _("Not answered at the cut-off"), figures.open),
        Line("minutes", _("Working time to an answer, on average"), _minutes(figures)),
        Line("contacts", _("Contacts made"), figures.all_contacts, _graded(figures.contacts), urls["contacts"]),
        Line("customers", _("Customers contacted"), figures.customers, url=urls["customers"]),
        Line(
            "cadence", _("Contacted in time"), _kept(figures), _joined(_graded_shares(figures).values()),
            next(iter(missed.values())) if len(missed) == 1 else "",
            parts=tuple((words, missed.get(grade, "")) for grade, words in _graded_shares(figures).items()),
        ),
        Line(
            "new", _("New customers"), figures.new_customers,
            _("%(count)s of them contacted") % {"count": figures.new_contacted} if figures.new_customers else "",
            urls["new"],
        ),
        Line("quotes", _("Quotes sent"), figures.quotes, url=urls["quotes"]),
        Line("samples", _("Samples sent"), figures.samples, url=urls["samples"]),
        Line("orders", _("Orders confirmed"), figures.orders, _amounts(figures), urls["orders"]),
        Line(
            "mail", _("Mail looked through"), Part(figures.mail_done, figures.mail_asked),
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


# The figures whose records `managing:behind` shows exactly as they are counted.
BEHIND = (
    "received",
    "in_target",
    "in_limit",
    "late",
    "contacts",
    "customers",
    "new",
    "quotes",
    "samples",
    "orders",
)


def _pages_of(person: Any, span: Span, department: Department | None) -> dict[str, str]:
    """Where exactly the rows stand that are counted of a person, or of several, from the span's first moment up to its end."""
    query: dict[str, Any] = {"since": span.starts_at.isoformat(), "until": span.ends_at.isoformat()}
    if person is not None:
        query["person"] = person.pk
    if department is not None:
        query["manager"] = department.manager_id or 0
        query |= {"own": 1} if department.with_own else {}
    return {key: f"{reverse('managing:behind', args=[key])}?{urlencode(query)}" for key in BEHIND}


def _missed(figures: Figures, person: Any, span: Span) -> dict[str, str]:
    """By grade, where whom the person contacted too seldom stands: in the windows that ended in the span (N17)."""
    if person is None:
        return {}
    calendar = current_calendar()
    first, last = calendar.day_of(span.starts_at), calendar.day_of(span.ends_at) - ONE_DAY
    query = urlencode({"since": first.isoformat(), "until": last.isoformat()})
    return {
        grade: f"{reverse('reports:missed', args=[person.pk, grade])}?{query}"
        for grade, asked in figures.cadence_asked.items()
        if figures.cadence_kept.get(grade, 0) < asked
    }


def lists_of(person: Any, first: date, last: date) -> dict[str, str]:
    """Return the lists of the product that come nearest to figures of whole days, narrowed to the person (None: all).

    A list goes by whose a record is today; what it shows otherwise than it is counted `managing:behind` shows.
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


def _graded_shares(figures: Figures) -> dict[str, str]:
    return {
        grade: f"{grade} {figures.cadence_kept.get(grade, 0)}/{figures.cadence_asked[grade]}"
        for grade in GRADES
        if figures.cadence_asked.get(grade)
    }


def _amounts(figures: Figures) -> str:
    """Never added across currencies."""
    return _joined(money(amount, currency) for currency, amount in figures.amounts.items())


def _joined(parts: Iterable[str]) -> str:
    return pgettext("list", ", ").join(parts)
