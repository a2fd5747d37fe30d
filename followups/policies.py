"""Policy sections of this app."""

from dataclasses import fields
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import policy
from core.policy_sources import handbook, ours, tell_sources
from followups.domain.intervals import CadencePolicy

CADENCE = "followups.cadence"


def load_cadence(values: dict[str, Any]) -> CadencePolicy:
    """Build the section from its JSON. Raises ValueError for unknown or impossible values."""
    known = {field.name for field in fields(CadencePolicy)}
    if unknown := set(values) - known:
        raise ValueError(f"Unknown values: {', '.join(sorted(unknown))}.")
    return CadencePolicy(**values)


def current_policy() -> CadencePolicy:
    """Return the company's follow-up rhythm as it is now (rules.md §4)."""
    return policy.get(CADENCE, CadencePolicy)


policy.register(
    CADENCE, CadencePolicy, load_cadence, title=_("Follow-up cadence"), form="followups.forms.CadenceForm"
)
tell_sources(
    CADENCE,
    {
        "a_working_days": handbook(
            "S59",
            "A级:每周2次",
            "Grade A: twice a week",
            _("In a week of six working days that is every third."),
        ),
        "b_working_days": handbook("S60", "B级:每周一次", "Grade B: once a week"),
        "c_days": handbook("S61", "C级:每半月一次", "Grade C: once every half-month"),
        "d_months": handbook("S62", "D级:每月一次", "Grade D: once a month"),
        "open_inquiry_days": handbook(
            "S63",
            "系统地跟踪每一个查询,一般每半个月至少和客户联系一次",
            "Follow every inquiry systematically: usually contact the customer at least once every half-month",
        ),
        "contacts_per_month": handbook(
            "S65",
            "较高级别以上的客户每月至少联系5次(任何形式)",
            "Customers of the higher grades are contacted at least 5 times a month (in any form)",
        ),
        "high_grades": ours(_("The handbook speaks of higher grades and does not name them.")),
        "new_customer_minutes": handbook(
            "S64",
            "一周内的新客户必须在当周至少联系一次",
            "A new customer of the week has to be contacted at least once in that week",
            _("How much of the week has to be left for it is ours."),
        ),
    },
)
