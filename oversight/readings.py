"""What is handed in to who leads, is marked once they have read it (S12) and can be remarked on (S5).

How each is found and called, whether it was handed in, and whose mark counts.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from oversight.models import ReadingOn, SeenThing
from reports.models import (
    AList,
    AListPart,
    DailyReport,
    DayDigest,
    DepartmentReport,
    PersonRecord,
    WeeklyReport,
)

_MODELS: dict[str, Any] = {
    SeenThing.REPORT: WeeklyReport,
    SeenThing.DEPARTMENT: DepartmentReport,
    SeenThing.DAY: DailyReport,
    SeenThing.DIGEST: DayDigest,
    SeenThing.A_LIST: AList,
    ReadingOn.A_LIST_PART: AListPart,
    SeenThing.REPLIES: PersonRecord,
    SeenThing.PORTFOLIO: PersonRecord,
}
_RELATED: dict[str, tuple[str, ...]] = {
    SeenThing.REPORT: ("person__team",),
    SeenThing.DEPARTMENT: ("manager",),
    SeenThing.DAY: ("day", "person"),
    SeenThing.DIGEST: ("manager",),
    ReadingOn.A_LIST_PART: ("a_list", "person"),
    SeenThing.REPLIES: ("period", "person"),
    SeenThing.PORTFOLIO: ("period", "person"),
}
_HEADINGS: dict[str, str] = {
    ReadingOn.REPORT: gettext_noop("Weekly report: %(person)s"),
    ReadingOn.DEPARTMENT: gettext_noop("Department's weekly report"),
    ReadingOn.DAY: gettext_noop("Daily report: %(person)s"),
    ReadingOn.DIGEST: gettext_noop("Digest of the day"),
    ReadingOn.A_LIST_PART: gettext_noop("A customers of %(person)s"),
    ReadingOn.REPLIES: gettext_noop("%(person)s: replies to inquiries"),
    ReadingOn.PORTFOLIO: gettext_noop("%(person)s: customers"),
}
READINGS = tuple(thing for thing in SeenThing if thing in _MODELS)


def readings_of(thing: SeenThing | ReadingOn) -> Any:
    """Return the rows of this kind with what permissions and addresses ask of them, still to be narrowed by `visible_to`."""
    rows = _MODELS[thing].objects
    return rows.select_related(*_RELATED[thing]) if thing in _RELATED else rows.all()


def address_of_reading(thing: SeenThing | ReadingOn, reading: Any) -> str:
    """Return where it is read: of one row there are two records, of replies and of customers (S137, S138)."""
    if thing == ReadingOn.PORTFOLIO:
        return reverse("reports:customer_record", args=[reading.pk])
    return str(reading.get_absolute_url())


def heading_of_reading(on: ReadingOn, reading: Any) -> str:
    """Return what the reading is called, in the active language."""
    return gettext(_HEADINGS[on]) % {"person": getattr(reading, "person", "")}


def is_handed_in(reading: Any) -> bool:
    """Whether it went to who leads, once: what is still being written is nobody's to judge.

    The records of months and quarters are told by the records alone: they are there from the start.
    """
    match reading:
        case WeeklyReport():
            return reading.first_submitted_at is not None
        case DepartmentReport() | DayDigest():
            return reading.is_sent
        case AListPart():
            return reading.a_list.is_sent
        case DailyReport():
            return reading.is_confirmed or reading.day.sent_at is not None
        case _:
            return True
