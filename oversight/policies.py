"""Policy section of this app: long holidays."""

from django.utils.translation import gettext_lazy as _

from core import policy
from core.policy_sources import ours, tell_sources
from oversight.domain.breaks import HolidayPolicy

HOLIDAYS = "oversight.holidays"


def holiday_policy() -> HolidayPolicy:
    """Return what counts as a long holiday, and how long before it is told."""
    return policy.get(HOLIDAYS, HolidayPolicy)


policy.register(
    HOLIDAYS, HolidayPolicy, title=_("Before a long holiday"), form="oversight.forms.holidays.HolidayPolicyForm", group="followups"
)  # fmt: skip
tell_sources(
    HOLIDAYS,
    {
        "shortest": ours(
            _("Weekends with one day more are none; the National Day and Spring Festival weeks are.")
        ),
        "told_before": ours(_("Long enough to reach a buyer on another continent.")),
        "shown_after": ours(),
    },
)
