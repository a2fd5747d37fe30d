"""A salesperson's report on paper."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.figure_words import Line, word_figures
from reports.models import WeeklyReport
from reports.models.weekly import WORDS
from reports.papers.writing import Paper, Table, mark_of
from reports.permissions import can_read_mood
from reports.selectors.weekly import KeyRow, read_key_rows, read_report_figures
from reports.values import Value, said


def paper_of_report(report: WeeklyReport, user: Any, at: datetime) -> Paper:
    """Return the report as its reader may see it (loaded with what its page loads)."""
    figures = read_report_figures(report, at)
    keys = read_key_rows([report], user)[report.pk]
    submitted: Value = report.submitted_at or _("not submitted")
    if report.submitted_at and report.is_late(at):
        submitted = _("%(moment)s, late") % {"moment": said(submitted)}
    return Paper(
        title=_("Weekly report"),
        note=f"{report.person} · {span_words(report)}",
        facts=[(pgettext("person", "Name"), str(report.person)), (_("Handed in"), submitted)],
        tables=[figure_table(word_figures(figures, report.person, report.period.span)), key_table(keys)],
        sections=word_sections(report, with_mood=can_read_mood(user, report)),
        file_name=f"{report.period.day} {report.person.full_name}",
        mark=mark_of(user, at),
    )


def span_words(report: Any) -> str:
    """Return from when until when the period lasts."""
    period = report.period
    return f"{said(period.starts_at)} – {said(period.due_at)}"


def figure_table(lines: Iterable[Line]) -> Table:
    """Return the figures as a table."""
    return Table(
        _("Figures"), [_("Figure"), pgettext("figure", "How many"), _("Of which")], [[one.label, one.amount, one.detail] for one in lines]
    )  # fmt: skip


def key_table(keys: Iterable[KeyRow]) -> Table:
    """Return the key customers with the five particulars and what happened (S133)."""
    return Table(_("Key customers"), key_heads(), [key_cells(one) for one in keys])


def key_heads() -> list[str]:
    """Return the heads of a table of customers with their particulars."""
    return [
        _("Company"), _("Address"), _("Contact person"), _("Telephone"), pgettext("address", "E-mail"), _("What happened with it"),
    ]  # fmt: skip


def key_cells(key: KeyRow) -> list[str]:
    """Return a customer as its reader may see it."""
    known = key.particulars
    if known is None:
        return [key.name, "", "", "", "", key.words]
    particulars = (known.address, known.contact, known.phone, known.email)
    return [key.name, *(value or pgettext("particular", "missing") for value in particulars), key.words]


def word_sections(report: WeeklyReport, *, with_mood: bool) -> list[tuple[str, str]]:
    """Return what the author wrote, by heading."""
    labels = {
        field.name: str(field.verbose_name) for field in WeeklyReport._meta.get_fields() if field.concrete
    }
    sections = [(labels[name], getattr(report, name)) for name in WORDS]
    if with_mood and (report.mood or report.mood_words):
        said = " · ".join(filter(None, [report.get_mood_display() if report.mood else "", report.mood_words]))
        sections.append((labels["mood"], said))
    return sections
