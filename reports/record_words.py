"""Records of months and quarters in words: their names, the customers by grade, how questions were answered."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.ui.formats import month
from customers.models import Stage
from reports.domain.days import Kind
from reports.domain.figures import GRADES, Figures
from reports.domain.management import Management
from reports.models import RecordPeriod
from reports.values import Part


def period_words(period: RecordPeriod) -> str:
    """Return what a month or quarter is called."""
    day = period.first_on
    if period.kind == Kind.MONTH:
        return month(day)
    return _("quarter %(number)s of %(year)s") % {"number": (day.month + 2) // 3, "year": day.year}


def grade_table(figures: Figures, customers: Management) -> list[dict[str, Any]]:
    """Return a row for each grade: customers at the end, contacts made, kept of asked, stages in words."""
    return [
        {
            "grade": grade,
            "count": customers.by_grade.get(grade, 0),
            "contacts": figures.contacts.get(grade, 0),
            "kept": Part(figures.cadence_kept.get(grade, 0), figures.cadence_asked.get(grade, 0)),
            "stages": stage_words(customers.held.get(grade, {})),
        }
        for grade in GRADES
    ]


def stage_words(stages: Any) -> str:
    """Return how many customers stand at each stage, in the order of the stages."""
    known = [(str(stage.label), stages[stage.value]) for stage in Stage if stages.get(stage.value)]
    return pgettext("list", ", ").join(f"{label} {count}" for label, count in known)


def moved_words(figures: Figures, customers: Management) -> list[tuple[str, int]]:
    """Return how the customers moved in the period."""
    return [
        (_("New customers"), figures.new_customers),
        (_("Raised in grade"), customers.raised),
        (_("Lowered in grade"), customers.lowered),
        (pgettext("customers", "Lost"), customers.lost),
    ]


def reply_words(reply: str) -> str:
    """Return how a question was answered (`selectors.records.InquiryRow.reply`)."""
    return {
        "in_target": _("In target"), "in_limit": _("In limit"), "late": _("Late"),
        "excused": _("Late, the reason was accepted"), "open": _("Not answered yet"),
        "overdue": _("Not answered, past the limit"), "invalid": pgettext("inquiry", "Not an inquiry"),
    }[reply]  # fmt: skip
