"""The sentences of "why": what a stored due date says about the rule that made it (ux.md 4, look/README.md)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.ui.formats import company_day
from customers.due_words import register_words
from followups.domain.cadence import Rule
from followups.domain.channels import Ground

Params = Mapping[str, Any]


@register_words
def due_sentence(why: Mapping[str, Any]) -> str:
    """Return the sentence for `Customer.due_why` in the active language; "" for no date or an unknown rule."""
    wording = _WORDINGS.get(why.get("rule", ""))
    return wording(why.get("params", {})) if wording else ""


def _day(params: Params, name: str) -> str:
    return company_day(date.fromisoformat(params[name]))


def _interval(params: Params) -> str:
    places = {"grade": params["grade"], "day": _day(params, "from_on"), "count": params["count"]}
    if params["origin"] == "entry":
        return _entry_sentence(params["unit"], params["count"]) % places
    return _interval_sentence(params["unit"], params["count"]) % places


def _interval_sentence(unit: str, count: int) -> str:
    if unit == "working_days":
        return ngettext(
            "Grade %(grade)s: the working day after %(day)s",
            "Grade %(grade)s: %(count)d working days after %(day)s",
            count,
        )
    if unit == "days":
        return ngettext(
            "Grade %(grade)s: a day after %(day)s", "Grade %(grade)s: %(count)d days after %(day)s", count
        )
    return ngettext(
        "Grade %(grade)s: a month after %(day)s", "Grade %(grade)s: %(count)d months after %(day)s", count
    )


def _entry_sentence(unit: str, count: int) -> str:
    if unit == "working_days":
        return ngettext(
            "Grade %(grade)s: the working day after its entry on %(day)s",
            "Grade %(grade)s: %(count)d working days after its entry on %(day)s",
            count,
        )
    if unit == "days":
        return ngettext(
            "Grade %(grade)s: a day after its entry on %(day)s",
            "Grade %(grade)s: %(count)d days after its entry on %(day)s",
            count,
        )
    return ngettext(
        "Grade %(grade)s: a month after its entry on %(day)s",
        "Grade %(grade)s: %(count)d months after its entry on %(day)s",
        count,
    )


def _open_inquiry(params: Params) -> str:
    places = {"count": params["count"], "day": _day(params, "from_on")}
    if params["origin"] == "inquiry":
        return _("Open inquiry: within %(count)d days of its arrival on %(day)s") % places
    return _("Open inquiry: within %(count)d days of the contact on %(day)s") % places


def _monthly(params: Params) -> str:
    month, missing = date.fromisoformat(params["month"]), params["missing"]
    places = {
        "missing": missing,
        "count": params["count"],
        "day": _day(params, "from_on"),
        "month": month.month,
    }
    if month == timezone.localdate().replace(day=1):
        text = ngettext(
            "%(missing)d contact still missing this month: %(count)d working days after %(day)s",
            "%(missing)d contacts still missing this month: %(count)d working days after %(day)s",
            missing,
        )
    else:
        text = _("%(missing)d contacts asked in month %(month)d: %(count)d working days after %(day)s")
    return text % places


def _handover(params: Params) -> str:
    return _("Handed over on %(day)s: contact on the next working day") % {"day": _day(params, "from_on")}


def _by_hand(params: Params) -> str:
    places = {"day": _day(params, "on"), "reason": params.get("reason", "")}
    if places["reason"]:
        return _("Moved by hand to %(day)s: %(reason)s") % places
    return _("Brought forward by hand to %(day)s") % places


_WORDINGS: dict[str, Callable[[Params], str]] = {
    Rule.INTERVAL: _interval,
    Rule.OPEN_INQUIRY: _open_inquiry,
    Rule.NEW_CUSTOMER: lambda params: _("New customer: one contact in the week of its entry"),
    Rule.MONTHLY_CONTACTS: _monthly,
    Rule.HANDOVER: _handover,
    Rule.IMPORT_SPREAD: lambda params: _("Imported: first contacts are spread evenly"),
    Rule.AFTER_CHANGE: lambda params: _("Grade, owner or rule changed: next working day at the earliest"),
    Rule.STANDS: lambda params: _("Overdue since before the rules changed"),
    Rule.BY_HAND: _by_hand,
}


def suggestion_sentence(ground: str, *, opens_at: str = "") -> str:
    """Why this channel (S72, S73), e.g. "A customers: details by telephone, they are in the office"."""
    words = {
        Ground.CALL_NOW: lambda: _("Call: they are in the office"),
        Ground.CALL_LATER_TODAY: lambda: _("Call from %(time)s, when they open") % {"time": opens_at},
        Ground.CLOSED_THERE: lambda: _("E-mail: closed there now"),
        Ground.AS_LAST_TIME: lambda: _("As last time"),
        Ground.CHEAPEST: lambda: _("E-mail: costs nothing"),
        Ground.LETTER_ONLY: lambda: _("E-mail: no telephone number yet"),
    }
    return words[Ground(ground)]()
