"""What the templates of reports need beside the components."""

from django import template

from reports.models import WeeklyReport
from reports.papers.weekly import word_sections

register = template.Library()


@register.filter
def words_of(report: WeeklyReport, with_mood: bool) -> list[tuple[str, str]]:
    """Return what the author wrote, by heading; the mood only for who may read it."""
    return word_sections(report, with_mood=with_mood)
