"""Policy sections of this app: who approves leave and trips (S124)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.domain.absences import AbsencePolicy
from core import policy

ABSENCE = "accounts.absence"


def load_absence(values: dict[str, Any]) -> AbsencePolicy:
    """Build the section from its JSON. Raises ValueError for somebody else than the boss or the manager."""
    return AbsencePolicy(**values)


def absence_policy() -> AbsencePolicy:
    """Return who decides on leave and trips, as the company has set it."""
    return policy.get(ABSENCE, AbsencePolicy)


policy.register(
    ABSENCE,
    AbsencePolicy,
    load_absence,
    title=_("Leave and trips"),
    form="accounts.forms.absences.AbsencePolicyForm",
)
