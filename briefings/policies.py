"""Policy sections of this app."""

from datetime import time
from typing import Any

from django.utils.translation import gettext_lazy as _

from briefings.domain.timetable import BriefingPolicy
from core import policy
from core.policy_sources import handbook, ours, tell_sources

BRIEFINGS = "reports.briefings"


def load_briefings(values: dict[str, Any]) -> BriefingPolicy:
    """Build the section from its JSON; times are `HH:MM`, days a list. Raises ValueError for what makes no policy."""
    read = {"days": frozenset, "starts_at": time.fromisoformat, "ends_at": time.fromisoformat}
    return BriefingPolicy(**{name: read.get(name, int)(value) for name, value in values.items()})


def briefing_policy() -> BriefingPolicy:
    """Return on which days and at which hours the boss is briefed (rules.md §7)."""
    return policy.get(BRIEFINGS, BriefingPolicy)


policy.register(
    BRIEFINGS, BriefingPolicy, load_briefings, title=_("Briefings"), form="briefings.forms.BriefingPolicyForm"
)
_WHEN = (
    "S109",
    "每周(原则上是每周三和周六下午)抽时间听取外贸经理汇报外贸人员操作情况",
    "Every week, in principle on Wednesday and Saturday afternoon, the boss takes the time to be briefed by the manager",
)
tell_sources(
    BRIEFINGS,
    {
        "days": handbook(*_WHEN),
        "starts_at": handbook(*_WHEN, _("The hours are those of the afternoon.")),
        "ends_at": handbook(*_WHEN, _("The hours are those of the afternoon.")),
        "red_after_days": ours(_("The handbook says promptly; the number of days is ours.")),
    },
)
