"""Policy sections of this app: leave (S124), alarms (trust.md A3), and of whom a second factor is required (trust.md L5)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.domain.absences import AbsencePolicy
from accounts.domain.notices import Digest, NoticePolicy
from core import policy
from core.policy_sources import handbook, ours, tell_sources

ABSENCE, ALARMS, SECOND_FACTOR = "accounts.absence", "accounts.alarms", "accounts.second_factor"
NOTICES = "accounts.notices"


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


def load_notices(values: dict[str, Any]) -> NoticePolicy:
    """Build the section from its JSON. Raises ValueError for a digest that there is none of."""
    return NoticePolicy(**{**values, **({"digest": Digest(values["digest"])} if "digest" in values else {})})


def notice_policy() -> NoticePolicy:
    """Return what holds for whoever has chosen nothing, and for urgent notices in quiet hours."""
    return policy.get(NOTICES, NoticePolicy)


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
tell_sources(
    ABSENCE,
    {
        "approver": handbook(
            "S124",
            "如果有特殊情况,需向公司老板请假说明",
            "In a special case leave is asked of the boss, with an explanation",
        )
    },
)
policy.register(
    NOTICES,
    NoticePolicy,
    load_notices,
    title=_("Notices by mail"),
    form="accounts.forms.notices.NoticePolicyForm",
)
tell_sources(
    NOTICES,
    {
        "digest": ours(_("Whoever wants it otherwise chooses on the own page.")),
        "urgent_at_once": ours(
            _("Notices go out inside the windows; some companies want the urgent ones at any hour.")
        ),
    },
)
tell_sources(ALARMS, {"refusals_per_hour": ours(_("More than anybody meets at work by mistake."))})
tell_sources(
    SECOND_FACTOR,
    {
        "manager": ours(_("Sees what many work on.")),
        "admin": ours(_("Opens and freezes accounts.")),
        "exporters": ours(_("Can take the customers along.")),
        **{name: ours() for name in ("boss", "salesperson", "assistant", "production", "adviser")},
    },
)
