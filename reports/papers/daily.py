"""The working day on paper: a salesperson's, and the manager's digest."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.work_days import current_calendar
from reports.figure_words import DAY, DAY_COLUMNS, short_labels, word_figures
from reports.models import DailyReport, DayDigest
from reports.papers.weekly import figure_table
from reports.papers.writing import Paper, Table, mark_of
from reports.selectors.daily import Lines, read_day_figures, read_lines_of
from reports.selectors.digests import DigestRow, read_digest
from reports.values import said


def paper_of_day(report: DailyReport, user: Any, at: datetime) -> Paper:
    """Return the day as its reader may see it."""
    figures = read_day_figures(report, at)
    lines = read_lines_of(report, user, at)
    return Paper(
        title=_("Daily report"),
        note=f"{report.person} · {report.day.day}",
        facts=[
            (pgettext("person", "Name"), str(report.person)),
            (_("Confirmed"), report.confirmed_at or _("not confirmed")),
        ],
        tables=[
            figure_table(
                line for line in word_figures(figures, report.person, report.day.span) if line.key in DAY
            ),
            contact_table(lines.rows, with_person=False),
        ],
        lead=[(_("Remark"), report.remark)],
        sections=_unlisted(lines),
        file_name=f"{report.day.day} {report.person.full_name} {pgettext('report', 'Daily')}",
        mark=mark_of(user, at),
    )


def paper_of_digest(digest: DayDigest, user: Any, at: datetime) -> Paper:
    """Return the digest as its reader may see it."""
    page, labels = read_digest(digest, user, at), short_labels()
    people = [
        [
            str(row.person), row.team.name if row.team else "", state_words(row), row.remark,
            *(line.amount for line in word_figures(row.figures, row.person, digest.day.span) if line.key in DAY_COLUMNS),
        ]
        for row in page.rows
    ]  # fmt: skip
    heads = [pgettext("person", "Name"), _("Team"), pgettext("report", "Daily"), _("Remark")]
    lines = [line for _row, own in page.said for line in own]
    return Paper(
        title=_("Digest of the day"),
        note=f"{digest.manager or _('Without a manager')} · {digest.day.day}",
        facts=[
            (_("Manager"), str(digest.manager or "–")),
            (_("Sent to the boss"), digest.sent_at or _("not sent yet")),
        ],
        tables=[
            figure_table(line for line in word_figures(page.total, None, digest.day.span) if line.key in DAY),
            Table(_("The people"), [*heads, *(labels[key] for key in DAY_COLUMNS)], people),
            contact_table(lines, with_person=True),
        ],
        lead=[
            (_("Remarks of the manager"), digest.words),
            (_("Added later, %(moment)s") % {"moment": said(digest.later_at)}, digest.later_words),
        ],
        sections=_unlisted(page.unlisted),
        file_name=f"{digest.day.day} {_('Digest of the day')}",
        mark=mark_of(user, at),
    )


def state_words(row: DigestRow) -> str:
    """Return how somebody's daily report stood."""
    return {
        "confirmed": pgettext("daily report", "confirmed"),
        "missing": _("not confirmed"),
        "none": _("owes none"),
    }[row.state]


def contact_table(lines: Iterable[Any], *, with_person: bool) -> Table:
    """Return contacts as a table."""
    heads = [_("Grade"), _("Customer"), _("Time"), _("Channel"), _("What was said"), _("Next step")]
    local = current_calendar().local
    rows = [
        [
            line.grade_of_then, str(line.customer), local(line.at).time(), line.get_channel_display(), line.text,
            line.next_step, *([line.by.short_name] if with_person else []),
        ]
        for line in lines
    ]  # fmt: skip
    return Table(_("Contacts made"), [*heads, *([_("Recorded by")] if with_person else [])], rows)


def _unlisted(lines: Lines) -> list[tuple[str, str]]:
    told = [
        (lines.more, _("%(count)s more contacts are not listed here.")),
        (lines.hidden, _("%(count)s more contacts with customers that are no longer in your sight.")),
    ]
    return [(_("Contacts made"), words % {"count": count}) for count, words in told if count]
