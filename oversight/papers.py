"""A customer's history on paper: who they are, whose they were, what happened (S140)."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from core.work_days import current_calendar
from customers.due_words import words_for
from customers.models import Customer
from customers.permissions import can_export
from customers.selectors.detail import CustomerPage, facts_of, read_customer_page, read_timeline
from reports.papers.writing import Paper, Table, mark_of
from reports.values import Value

MOST_LINES, LONGEST = 1_000, 600
# What one can reach a buyer by: on paper only for whom the company lets export, as with a handover.
REACHED_BY = {"address", "delivery_address", "website", "phone", "fax"}


def paper_of_customer(customer: Customer, user: User, at: datetime) -> Paper:
    """Return the history as `user` may read it; the customer is loaded with its owner. Seven queries."""
    page = read_customer_page(user, customer)
    names_contacts = can_export(user)
    facts = [*_head(customer), *_particulars(page, names_contacts=names_contacts)]
    if not names_contacts:
        facts.append((_("Contacts"), _("left out: on paper only for whom the company lets export")))
    tables = [
        *([_contacts(page)] if names_contacts else []),
        Table(_("Grades"), [pgettext("grade", "From"), pgettext("grade", "To"), _("Reason"), _("Day")], [
            [one.before, one.after, one.reason, _day(one.at)] for one in page.grade_changes
        ]),
        _owners(customer),
        _history(user, customer),
    ]  # fmt: skip
    return Paper(
        title=_("Customer history"), note=str(customer), facts=facts, tables=tables, sections=[],
        file_name=f"{current_calendar().day_of(at)} {customer}", mark=mark_of(user, at),
    )  # fmt: skip


def _head(customer: Customer) -> list[tuple[str, Value]]:
    owner = str(customer.owner) if customer.owner else _("Open pool")
    next_due = f"{customer.next_due_on} {words_for(customer.due_why)}" if customer.next_due_on else "–"
    return [
        (_("Grade"), customer.grade or "–"), (_("Owner"), owner), (_("Stage"), customer.get_stage_display()),
        (_("Country"), str(getattr(customer.country, "name", "") or "–")), (_("Last contact"), customer.last_contact_at), (_("Next due"), next_due),
    ]  # fmt: skip


def _particulars(page: CustomerPage, *, names_contacts: bool) -> list[tuple[str, str]]:
    hidden = set() if names_contacts else {
        str(Customer._meta.get_field(name).verbose_name) for name in REACHED_BY  # type: ignore[union-attr]  # columns
    }  # fmt: skip
    asked = ", ".join(one.words for one in page.interests)
    facts = [(label, str(value)) for label, value in facts_of(page) if label not in hidden]
    return [*([(_("Asks for"), asked)] if asked else []), *facts]


def _contacts(page: CustomerPage) -> Table:
    rows = [[person.name, person.job_title, person.email, person.phone] for person in page.contacts]
    heads = [pgettext("person", "Name"), _("Position"), pgettext("address", "E-mail"), _("Telephone")]
    return Table(_("Contacts"), heads, rows)


def _owners(customer: Customer) -> Table:
    periods = customer.owner_periods.select_related("owner").order_by("-started_at")
    rows = [[one.owner.full_name, _day(one.started_at), _day(one.ended_at), one.reason] for one in periods]
    return Table(_("Owners"), [_("Owner"), _("From"), _("Until"), _("Reason")], rows)


def _history(user: User, customer: Customer) -> Table:
    timeline = read_timeline(user, customer, with_counts=False, size=MOST_LINES)
    rows: list[list[Value]] = [
        [
            line.entry.at,
            str(line.entry.actor or ""),
            line.title,
            _short(line.entry.text or line.note),
        ]
        for day in timeline.days
        for line in day.lines
    ]
    title = _("What happened, newest first")
    if timeline.older:
        title = _("The newest %(count)d lines of what happened") % {"count": MOST_LINES}
    return Table(title, [_("When"), _("Who"), _("What"), _("In words")], rows)


def _short(text: Any) -> str:
    words = " ".join(str(text).split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def _day(at: datetime | None) -> date | None:
    return current_calendar().day_of(at) if at else None
