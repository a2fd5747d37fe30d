"""What is handed in to who leads, and is marked once they have read it (S12): how each is found, and whose mark counts."""

from typing import Any

from django.urls import reverse

from oversight.models import SeenThing
from reports.models import AList, DailyReport, DayDigest, DepartmentReport, PersonRecord, WeeklyReport

_MODELS: dict[SeenThing, Any] = {
    SeenThing.REPORT: WeeklyReport,
    SeenThing.DEPARTMENT: DepartmentReport,
    SeenThing.DAY: DailyReport,
    SeenThing.DIGEST: DayDigest,
    SeenThing.A_LIST: AList,
    SeenThing.REPLIES: PersonRecord,
    SeenThing.PORTFOLIO: PersonRecord,
}
READINGS = tuple(_MODELS)


def readings_of(thing: SeenThing) -> Any:
    """Return the rows of this kind with what permissions and addresses ask of them, still to be narrowed by `visible_to`."""
    related = {
        SeenThing.REPORT: ("person__team",), SeenThing.DEPARTMENT: ("manager",), SeenThing.DIGEST: ("manager",), SeenThing.REPLIES: ("period",), SeenThing.PORTFOLIO: ("period",),
    }  # fmt: skip
    return (
        _MODELS[thing].objects.select_related(*related[thing])
        if thing in related
        else _MODELS[thing].objects.all()
    )


def address_of_reading(thing: SeenThing, reading: Any) -> str:
    """Return where it is read: of one row there are two records, of replies and of customers (S137, S138)."""
    if thing is SeenThing.PORTFOLIO:
        return reverse("reports:customer_record", args=[reading.pk])
    return str(reading.get_absolute_url())
