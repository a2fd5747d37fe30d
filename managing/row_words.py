"""The columns of the team in words, each figure with the list in which its records stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.ui.addresses import address_of
from core.ui.formats import EN_DASH, percent
from managing.domain.frames import Days, Frame
from managing.domain.rows import Row
from managing.selectors.behind import OF_TEAM, Behind
from managing.selectors.exceptions import GRADES_ASKED, REPORTS_BACK, Exceptional
from managing.selectors.team import Trends
from reports.domain.figures import GRADES
from reports.figure_words import lists_of
from reports.selectors.roll import Part

WEEK = timedelta(days=7)
LOW_SHARE = 0.8  # a share below it is marked: somebody has to look

FRAMES: dict[Frame, Promise] = {
    Frame.WEEK: _("This week"),
    Frame.LAST_WEEK: _("Last week"),
    Frame.MONTH: _("This month"),
    Frame.LAST_MONTH: _("Last month"),
    Frame.QUARTER: _("This quarter"),
    Frame.LAST_QUARTER: _("Last quarter"),
}


@dataclass(frozen=True)
class Column:
    """A column: its key, its short head, and what it is in full."""

    key: str
    head: Any
    title: Any


# Process before results (S114).
COLUMNS = (
    Column("received", pgettext_lazy("column", "Received"), _("Inquiries and questions received")),
    Column("in_target", pgettext_lazy("column", "In target"), _("Answered in target")),
    Column("in_limit", pgettext_lazy("column", "In limit"), _("Answered in limit")),
    Column("late", pgettext_lazy("column", "Late"), _("Too late")),
    Column("open", pgettext_lazy("column", "Open"), _("Not answered yet")),
    *(Column(f"kept_{grade}", format_lazy(pgettext_lazy("column", "{grade} kept"), grade=grade), format_lazy(_("Contacted in time, grade {grade}"), grade=grade)) for grade in GRADES),
    Column("new", pgettext_lazy("column", "New"), _("New customers contacted, of those entered")),
    Column("mail", pgettext_lazy("column", "Mail"), _("Mail looked through")),
    Column("reports", pgettext_lazy("report", "Weekly"), _("Weekly reports in time")),
    Column("days", pgettext_lazy("report", "Daily"), _("Daily reports confirmed in time")),
    Column("ab", "A / B", _("A and B customers now")),
    Column("moves", pgettext_lazy("column", "Moves"), _("Customers that rose to A or B, less those that fell")),
    Column("quotes", pgettext_lazy("column", "Quotes"), _("Quotes sent")),
    Column("samples", pgettext_lazy("column", "Samples"), _("Samples sent")),
    Column("orders", pgettext_lazy("column", "Orders"), _("Orders confirmed")),
)  # fmt: skip
PROCESS_COLUMNS = 13


@dataclass(frozen=True)
class Cell:
    """A figure as it is written; `url` "": nobody reads the records behind it here, or no list shows them."""

    key: str
    text: str
    url: str = ""
    is_low: bool = False
    is_nothing: bool = False

    @property
    def html(self) -> SafeString:
        """The cell as it is drawn, without a template: a row has eighteen of them."""
        if self.url:
            css = "fig down" if self.is_low else "fig"
            return format_html('<a class="{}" href="{}">{}</a>', css, self.url, self.text)
        css = "down" if self.is_low else "muted" if self.is_nothing else ""
        return format_html('<span class="{}">{}</span>', css, self.text)


def cells_of(
    row: Row,
    person: Any,
    days: Days,
    *,
    has_links: bool,
    has_missed: bool = False,
    has_mail: bool = True,
    part: Part | None = None,
) -> list[Cell]:
    """Return the cells of a row; `person` None: the sum. `has_missed`: whom the person missed is the reader's to see.

    `has_mail`: so are the person's marks of mail. `part`: the row is that of one of several teams in the time.
    """
    urls = _urls(person, days, part) if has_links else {}
    if not has_mail:
        urls.pop("mail", None)
    if has_links and has_missed:
        urls |= _missed_urls(row, person, days, part)
    return [_cell(column.key, row, urls) for column in COLUMNS]


def _cell(key: str, row: Row, urls: dict[str, str]) -> Cell:
    figures, url = row.figures, urls.get(key, "")
    if key.startswith("kept_"):
        return _share(
            key,
            figures.cadence_kept.get(key[-1], 0),
            figures.cadence_asked.get(key[-1], 0),
            url or urls.get("kept", ""),
        )
    if key == "new":
        return _of(key, figures.new_contacted, figures.new_customers, url)
    if key == "mail":
        return _share(key, figures.mail_done, figures.mail_asked, url)
    if key == "reports":
        return _of(key, row.reports_in_time, row.reports_owed, url)
    if key == "days":
        return _of(key, row.days_in_time, row.days_owed, url)
    if key == "ab":
        return Cell(key, f"{row.a_customers} / {row.b_customers}", url)
    if key == "moves":
        return _moves(row, url)
    number = getattr(figures, key)
    return Cell(
        key, str(number), url if number else "", is_low=key == "late" and number > 0, is_nothing=not number
    )


def _moves(row: Row, url: str) -> Cell:
    net = row.net_moves
    text = f"{net:+d}".replace("-", "\N{MINUS SIGN}") if net else "0"
    has_moved = bool(row.risen or row.fallen)
    return Cell("moves", text, url if has_moved else "", is_low=net < 0, is_nothing=not has_moved)


def _share(key: str, part: int, whole: int, url: str) -> Cell:
    if not whole:
        return Cell(key, EN_DASH, is_nothing=True)
    return Cell(key, percent(part / whole), url, is_low=part / whole < LOW_SHARE)


def _of(key: str, part: int, whole: int, url: str) -> Cell:
    if not whole:
        return Cell(key, EN_DASH, is_nothing=True)
    return Cell(key, f"{part}/{whole}", url, is_low=part < whole)


def _urls(person: Any, days: Days, part: Part | None = None) -> dict[str, str]:
    """The lists that are narrowed as the figures are counted; what no list shows so has a page of its own.

    So has all of who leads and does not sell: lists know owners, and what they did was others'.
    """
    if person is not None and not person.is_salesperson:
        own = {figure.value: behind_url(figure, person, days, part) for figure in Behind}
        return own | {"kept": own[Behind.CONTACTS]}
    owner = {"owner": person.pk} if person is not None else {}
    who = {"person": person.pk} if person is not None else {}
    urls = lists_of(person, days.first, days.last)
    return (
        urls
        | {figure.value: behind_url(figure, person, days, part) for figure in OF_TEAM}
        | {
            "kept": urls["contacts"] if person is not None else _cadence_url(days),
            "mail": _url("followups:mail_checks", **who, **_of_days(days)),
            "ab": _url("customers:list", grade=GRADES_ASKED, **owner),
        }
    )


def _cadence_url(days: Days) -> str:
    """Where everybody's cadence stands: by week, for a longer time by month."""
    return _url("reports:compliance", **({"by": "month"} if days.last - days.first >= WEEK else {}))


def behind_url(figure: Behind, person: Any, days: Days, part: Part | None = None) -> str:
    """Return where the records behind a figure stand; `person` None: of all whom the reader reads; `part`: in its team only."""
    who = {"person": person.pk} if person is not None else {}
    return f"{reverse('managing:behind', args=[figure])}?{urlencode(who | _of_team(part) | _of_days(days))}"


def _of_team(part: Part | None) -> dict[str, int]:
    return {} if part is None else {"team": part.team.pk if part.team else 0}


def _of_days(days: Days) -> dict[str, str]:
    return {"since": days.first.isoformat(), "until": days.last.isoformat()}


def _missed_urls(row: Row, person: Any, days: Days, part: Part | None) -> dict[str, str]:
    """Where the cadence was not kept: the customers who were contacted too seldom, and when; `part`: in its team only."""
    query, figures = urlencode(_of_team(part) | _of_days(days)), row.figures
    return {
        f"kept_{grade}": f"{reverse('reports:missed', args=[person.pk, grade])}?{query}"
        for grade, asked in figures.cadence_asked.items()
        if figures.cadence_kept.get(grade, 0) < asked
    }


def _url(name: str, **query: Any) -> str:
    return f"{address_of(name)}?{urlencode(query, doseq=True)}" if query else address_of(name)


# What stands above the records behind a figure, and where there are none.
BEHIND: dict[Behind, tuple[Any, Any]] = {
    Behind.RECEIVED: (_("Inquiries and questions received"), _("No question of a buyer came in this time.")),
    Behind.IN_TARGET: (_("Answered in target"), _("No question was answered in target in this time.")),
    Behind.IN_LIMIT: (_("Answered in limit"), _("No question was answered in limit in this time.")),
    Behind.LATE: (_("Too late"), _("No question was answered too late in this time.")),
    Behind.CONTACTS: (_("Contacts made"), _("No contact was made in this time.")),
    Behind.CUSTOMERS: (_("Customers contacted, each with the last contact"), _("No contact was made in this time.")),
    Behind.NEW: (_("New customers"), _("No customer was entered in this time.")),
    Behind.QUOTES: (_("Quotes sent"), _("No quote was sent in this time.")),
    Behind.SAMPLES: (_("Samples sent"), _("No sample was sent in this time.")),
    Behind.ORDERS: (_("Orders confirmed"), _("No order was confirmed in this time.")),
    Behind.MOVES: (_("Customers that rose to A or B, or fell"), _("No customer rose to A or B in this time, and none fell.")),
    Behind.REPORTS: (_("Weekly reports and when they were handed in"), _("No weekly report was due in this time.")),
    Behind.MISSING: (_("Weekly reports that are not submitted"), _("Every weekly report of this time is submitted.")),
    Behind.DAYS: (_("Daily reports and when they were confirmed"), _("No daily report was due in this time.")),
}  # fmt: skip


# ── exceptions ──────────────────────────────────────────────────────────────
EXCEPTIONS: dict[str, tuple[Any, Any, str, Any]] = {
    # state, what it is, icon, what to do
    "late": (_("past the limit"), _("Inquiries that nobody answered"), "square-x", pgettext_lazy("inquiry", "Answer")),
    "unassigned": (_("unassigned"), _("Inquiries that nobody has"), "user-question", _("Assign")),
    "reports": (_("not submitted"), _("Weekly report"), "clipboard-text", _("Reports")),
    "missed": (_("missed"), _("A and B customers whom nobody contacted"), "square-x", _("Look")),
    "ungraded": (_("not graded"), _("Inquiries of days before"), "help-circle", _("Look")),
    "unpromised": (_("no date"), _("Proofs for which production named none"), "alert-triangle", _("Settle")),
    "proofs_late": (_("late"), _("Proofs past their date"), "alert-triangle", _("Look")),
    "floor": (_("below the floor"), _("Quotes that wait for approval"), "gavel", _("Decide")),
    "judge": (_("to judge"), _("Reasons for a late answer"), "gavel", _("Judge")),
    "dates": (_("to judge"), _("Later dates by hand"), "gavel", _("Judge")),
    "help": (_("not answered"), _("Help requests"), "help-circle", _("Look")),
    "leave": (_("to decide"), _("Leave and trips asked for"), "briefcase", _("Decide")),
    "exports": (_("to decide"), _("Exports above the day's rows"), "download", _("Decide")),
    "invalid": (_("closed as invalid"), _("Inquiries of the last seven days"), "mail", _("Look")),
    "retimed": (_("changed"), _("Times of arrival and of replies, last seven days"), "history", _("Look")),
}  # fmt: skip


def exception_url(kind: str, one: Exceptional | None = None) -> str:
    """Return where the records of an exception stand; of `one`'s person alone, "" where no list shows them so."""
    owner = {"owner": one.person_id} if one else {}
    person = {"person": one.person_id} if one else {}
    if one and kind in ("dates", "leave", "exports"):
        return ""
    return {
        "late": lambda: _url("inquiries:list", tab="late", **owner),
        "unassigned": lambda: _url("inquiries:list", tab="unassigned"),
        "reports": lambda: _missing_url(one) if one else _url("reports:list"),
        "missed": lambda: _url("customers:list", due="missed", grade=GRADES_ASKED, **owner),
        "ungraded": lambda: _url("inquiries:list", tab="ungraded", **owner),
        "unpromised": lambda: _url("samples:proofs", tab="undated", **owner),
        "proofs_late": lambda: _url("samples:proofs", tab="late", **owner),
        "floor": lambda: _url("quotes:list", tab="floor", **owner),
        "judge": lambda: _url("inquiries:exceptions", **person),
        "dates": lambda: _url("followups:today"),
        "help": lambda: _url("followups:help_requests", show="answer", **person),
        "leave": lambda: _url("accounts:absences"),
        "exports": lambda: _url("customers:exports"),
        "invalid": lambda: _url("inquiries:exceptions", **person),
        "retimed": lambda: _url("inquiries:exceptions", **person),
    }[kind]()


def _missing_url(one: Exceptional) -> str:
    """The weekly reports that somebody has not submitted, from the oldest that is counted on."""
    span = (
        {"since": one.since.isoformat(), "until": (one.since + REPORTS_BACK).isoformat()} if one.since else {}
    )
    return (
        f"{reverse('managing:behind', args=[Behind.MISSING])}?{urlencode({'person': one.person_id} | span)}"
    )


@dataclass(frozen=True)
class Whose:
    """How many of an exception are somebody's; `url` "": no list shows theirs alone."""

    name: str
    number: int
    url: str


@dataclass(frozen=True)
class Card:
    """A kind of exception in words: how many, the oldest since when, and whose."""

    state: Any
    what: Any
    icon: str
    act: Any
    number: int
    since: datetime | None
    url: str
    is_late: bool
    people: list[Whose]


def exception_cards(
    found: Iterable[Exceptional], people: Mapping[int, User], *, has_links: bool
) -> list[Card]:
    """Return the exceptions by kind; who is not among `people` any more is counted and not named."""
    kinds: dict[str, list[Exceptional]] = {}
    for one in found:
        kinds.setdefault(one.kind, []).append(one)
    return [
        Card(
            *EXCEPTIONS[kind], sum(one.number for one in rows), min((one.since for one in rows if one.since), default=None),
            exception_url(kind) if has_links else "", rows[0].is_late,
            [
                Whose(people[one.person_id].short_name, one.number, exception_url(kind, one) if has_links else "")
                for one in rows
                if one.person_id is not None and one.person_id in people
            ],
        )
        for kind, rows in kinds.items()
    ]  # fmt: skip


# ── what changed ────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Change:
    """A figure of this week against the mean of the last four reports, as the component `stat` takes it."""

    label: Any
    value: Any
    url: str
    unit: str = ""
    base: str = ""
    change: int | None = None
    series: tuple[float, ...] = ()


BEFORE = 4


def changes_of(row: Row, trends: Trends, days: Days, *, has_links: bool) -> list[Change]:
    """Return what the running week came to, habits first (S2), against the mean of the last four reported weeks."""
    urls = _urls(None, days) if has_links else {}
    last = trends.totals[-BEFORE:]
    mail = row.figures.mail_done / row.figures.mail_asked if row.figures.mail_asked else None
    owed = row.reports_owed + row.days_owed
    in_time = (row.reports_in_time + row.days_in_time) / owed if owed else None
    shares: list[tuple[Any, float | None, list[float | None], str]] = [
        (_("Answered in target"), row.target_share, [one.target_share for one in last], urls.get("in_target", "")),
        (_("Cadence kept"), row.cadence_share, [one.cadence_share for one in last], urls.get("kept", "")),
        (_("Mail looked through"), mail, [one.mail_done / one.mail_asked if one.mail_asked else None for one in last], urls.get("mail", "")),
        (_("Reports in time"), in_time, [], urls.get("days", "")),
    ]  # fmt: skip
    counts = [
        (
            _("New customers"),
            row.figures.new_customers,
            [one.new_customers for one in last],
            urls.get("new", ""),
        ),
        (_("Quotes"), row.figures.quotes, [one.quotes for one in last], urls.get("quotes", "")),
        (_("Samples"), row.figures.samples, [one.samples for one in last], urls.get("samples", "")),
        (_("Orders"), row.figures.orders, [one.orders for one in last], urls.get("orders", "")),
    ]
    return [
        *(_share_change(label, now, before, url) for label, now, before, url in shares),
        *(_count_change(label, now, before, url) for label, now, before, url in counts),
    ]


def _share_change(label: Any, now: float | None, before: list[float | None], url: str) -> Change:
    known = [value for value in before if value is not None]
    mean = sum(known) / len(known) if known else None
    change = round(100 * now) - round(100 * mean) if now is not None and mean is not None else None
    base = str(_("4 weeks: %(share)s%%") % {"share": round(100 * mean)}) if mean is not None else ""
    shown = None if now is None else round(100 * now)
    series = (*(value or 0 for value in before), now or 0) if known else ()
    return Change(label, shown, url, "%" if now is not None else "", base, change, series)


def _count_change(label: Any, now: int, before: list[int], url: str) -> Change:
    mean = sum(before) / len(before) if before else None
    base = (
        "" if mean is None else str(_("4 weeks: %(number)s") % {"number": f"{mean:.1f}".removesuffix(".0")})
    )
    return Change(label, now, url, base=base, series=(*map(float, before), float(now)))
