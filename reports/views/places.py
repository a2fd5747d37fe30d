"""The kinds of reports beside each other, as tabs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.capabilities import Can


def report_tabs(user: Any, current: str) -> list[dict[str, Any]]:
    """Return the tabs that lead to every kind of report that `user` reads; `current` is the address' name of this one."""
    found = [
        (pgettext("report", "Weekly"), "reports:list", Can.READ_REPORTS),
        (pgettext("report", "Daily"), "reports:days", Can.READ_REPORTS),
        (_("A list"), "reports:a_lists", Can.READ_REPORTS),
        (_("Records"), "reports:records", Can.WORK_WITH_CUSTOMERS),
        (_("Cadence kept"), "reports:compliance", Can.WORK_WITH_CUSTOMERS),
    ]
    return [
        {"label": label, "url": reverse(name), "is_current": name == current}
        for label, name, capability in found
        if user.can(capability)
    ]
