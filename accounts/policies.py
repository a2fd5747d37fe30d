"""Policy sections of this app: leave (S124), alarms (trust.md A3), and of whom a second factor is required (trust.md L5)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.domain.absences import AbsencePolicy
from core import policy

ABSENCE, ALARMS, SECOND_FACTOR = "accounts.absence", "accounts.alarms", "accounts.second_factor"


@dataclass(frozen=True)
class AlarmPolicy:
    """How many refused attempts one person may make within an hour before it is told (trust.md A3)."""

    refusals_per_hour: int = 20

    def __post_init__(self) -> None:
        if not 1 <= self.refusals_per_hour <= 1_000:
            raise ValueError("Between 1 and 1,000 an hour.")


@dataclass(frozen=True)
class SecondFactorPolicy:
    """By role, and `exporters`: of whoever may take data out as a file, whatever their role."""

    manager: bool = True
    admin: bool = True
    exporters: bool = True
    boss: bool = False
    salesperson: bool = False
    assistant: bool = False
    production: bool = False
    adviser: bool = False


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
policy.register(ALARMS, AlarmPolicy, title=_("Alarms"), form="accounts.forms.AlarmPolicyForm")
policy.register(
    SECOND_FACTOR, SecondFactorPolicy, title=_("Second factor"), form="accounts.forms.SecondFactorPolicyForm"
)
