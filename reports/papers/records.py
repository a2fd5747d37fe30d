"""The records of a month or quarter on paper: a person's replies to inquiries, and customers (S137, S138)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.figure_words import RECORD, RECORD_COLUMNS, short_labels, word_figures
from reports.models import PersonRecord, RecordPeriod
from reports.papers.weekly import figure_table
from reports.papers.writing import Paper, Table, mark_of
from reports.record_words import grade_table, moved_words, period_words, reply_words
from reports.selectors import records as selectors
from reports.selectors.records import CustomerRow, InquiryRow
from reports.values import MINUTE, Value

# What a sheet of paper, or a workbook that is written at one go, should hold.
MOST_ROWS = 5_000


def paper_of_inquiries(record: PersonRecord, user: Any, at: datetime) -> Paper:
    """Return every question of the period."""
    questions = selectors.questions_of(record, at)
    as_of = min(at, record.period.span.ends_at)
    rows = selectors.as_inquiry_rows(questions[:MOST_ROWS], user, as_of)
    heads = [
        _("Inquiry"), _("Customer"), _("Grade"), pgettext("record", "Received"), pgettext("record", "Answered"), _("Working time"), _("Reply"), _("Result"),
    ]  # fmt: skip
    told = selectors.reply_figures(record, questions, at)
    figures = word_figures(told, record.person, record.period.span)
    return Paper(
        title=_("Record of replies to inquiries"),
        note=f"{record.person} · {period_words(record.period)}",
        facts=[(pgettext("person", "Name"), str(record.person)), *_issued(record.period)],
        tables=[
            figure_table(line for line in figures if line.key in RECORD),
            Table(_("Inquiries"), heads, [_inquiry_cells(row) for row in rows]),
        ],
        sections=[],
        file_name=f"{record.period.first_on:%Y-%m} {record.person.full_name} {_('Inquiries')}",
        mark=mark_of(user, at),
    )


def paper_of_period(period: RecordPeriod, user: Any, at: datetime) -> Paper:
    """Return everybody's figures of a month or quarter, as far as the reader reads their records."""
    labels = short_labels()
    rows = [
        [
            str(one.row.person),
            *(line.amount for line in word_figures(one.figures, one.row.person, period.span) if line.key in RECORD_COLUMNS),
            one.customers.count, one.customers.raised, one.customers.lowered, one.customers.lost,
        ]
        for one in selectors.read_records(period, user, at)
    ]  # fmt: skip
    heads = [pgettext("person", "Name"), *(labels[key] for key in RECORD_COLUMNS), _("Customers")]
    moved = [_("Raised in grade"), _("Lowered in grade"), pgettext("customers", "Lost")]
    return Paper(
        title=_("Records of months and quarters"),
        note=period_words(period),
        facts=_issued(period),
        tables=[Table(_("The people"), [*heads, *moved], rows)],
        sections=[],
        file_name=f"{period.first_on:%Y-%m} {pgettext('report', 'Records')}",
        mark=mark_of(user, at),
    )


def _issued(period: RecordPeriod) -> list[tuple[str, Value]]:
    if period.issued_at is None:
        return [(_("Figures"), _("as they stand now"))]
    return [(_("Issued"), period.issued_at)]


def _inquiry_cells(row: InquiryRow) -> list[Value]:
    message, inquiry = row.message, row.inquiry
    return [
        inquiry.number if inquiry else "",
        str(inquiry.customer or inquiry.sender) if inquiry else _("no longer in your sight"),
        message.inquiry.grade or None,
        message.received_at,
        message.answered_at,
        row.minutes * MINUTE if row.minutes is not None else None,
        reply_words(row.reply),
        message.inquiry.get_state_display(),
    ]


def paper_of_customers(record: PersonRecord, user: Any, at: datetime) -> Paper:
    """Return the customers of the period's end."""
    found = selectors.with_figures([record], record.period, at, selectors.OF_CUSTOMERS)[0]
    rows = selectors.as_customer_rows(selectors.customers_of(record, at)[:MOST_ROWS], record, user)
    grades = [_grade_cells(row) for row in grade_table(found.figures, found.customers)]
    return Paper(
        title=_("Customer management report"),
        note=f"{record.person} · {period_words(record.period)}",
        facts=[
            (pgettext("person", "Name"), str(record.person)),
            *_issued(record.period),
            *moved_words(found.figures, found.customers),
        ],
        tables=[
            Table(_("By grade"), grade_heads(), grades),
            Table(_("Customers"), customer_heads(), [_customer_cells(row) for row in rows]),
        ],
        sections=[],
        file_name=f"{record.period.first_on:%Y-%m} {record.person.full_name} {_('Customers')}",
        mark=mark_of(user, at),
    )


def grade_heads() -> list[str]:
    """Return the heads of the table by grade."""
    return [
        _("Grade"), _("Customers"), _("Contacts made"), _("Contacted in time"), pgettext("part", "Share"), _("Stage"),
    ]  # fmt: skip


def customer_heads() -> list[str]:
    """Return the heads of the customers' table."""
    return [
        _("Customer"), _("Grade"), _("Stage"), pgettext("column", "Change"), _("Contacts made"), _("Last contact"),
    ]  # fmt: skip


def step_words(step: str) -> str:
    """Return what became of a customer in the period."""
    return {
        "new": pgettext("customer", "new"),
        "raised": pgettext("customer", "raised"),
        "lowered": pgettext("customer", "lowered"),
        "": "",
    }[step]


def _grade_cells(row: dict[str, Any]) -> list[Value]:
    kept = row["kept"]
    share = kept.share if kept.whole else ""
    return [row["grade"], row["count"], row["contacts"], kept, share, row["stages"]]


def _customer_cells(row: CustomerRow) -> list[Value]:
    name = str(row.customer) if row.customer else _("no longer in your sight")
    return [name, row.grade, row.stage, step_words(row.step), row.contacts, row.last_contact_at]
