"""Policy sections of this app."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core import policy

ALARMS = "accounts.alarms"


@dataclass(frozen=True)
class AlarmPolicy:
    """How many refused attempts one person may make within an hour before it is told (trust.md A3)."""

    refusals_per_hour: int = 20

    def __post_init__(self) -> None:
        if not 1 <= self.refusals_per_hour <= 1_000:
            raise ValueError("Between 1 and 1,000 an hour.")


policy.register(ALARMS, AlarmPolicy, title=_("Alarms"), form="accounts.forms.AlarmPolicyForm")
