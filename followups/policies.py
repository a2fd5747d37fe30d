"""Policy sections of this app."""

from dataclasses import fields
from datetime import time
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import policy
from core.policy_sources import handbook, ours, tell_sources
from followups.domain.help_requests import HelpPolicy
from followups.domain.intervals import CadencePolicy
from followups.domain.mail_windows import MailPolicy
from followups.domain.suggestions import SuggestionPolicy

CADENCE = "followups.cadence"
MAIL = "followups.mail"
HELP = "followups.help"
SUGGESTIONS = "followups.suggestions"


def load_cadence(values: dict[str, Any]) -> CadencePolicy:
    """Build the section from its JSON. Raises ValueError for unknown or impossible values."""
    known = {field.name for field in fields(CadencePolicy)}
    if unknown := set(values) - known:
        raise ValueError(f"Unknown values: {', '.join(sorted(unknown))}.")
    return CadencePolicy(**values)


def current_policy() -> CadencePolicy:
    """Return the company's follow-up rhythm as it is now (rules.md §4)."""
    return policy.get(CADENCE, CadencePolicy)


def load_mail(values: dict[str, Any]) -> MailPolicy:
    """Build the section from its JSON; times are `HH:MM`. Raises ValueError when no midday would be left."""
    return MailPolicy(**{name: time.fromisoformat(value) for name, value in values.items()})


def mail_policy() -> MailPolicy:
    """Return where the company cuts the day for looking through mail (S34, rules.md §3)."""
    return policy.get(MAIL, MailPolicy)


def help_policy() -> HelpPolicy:
    """Return how long a help request waits before the boss is asked."""
    return policy.get(HELP, HelpPolicy)


def suggestion_policy() -> SuggestionPolicy:
    """Return how many suggestions are taken a day."""
    return policy.get(SUGGESTIONS, SuggestionPolicy)


policy.register(
    CADENCE, CadencePolicy, load_cadence, title=_("Follow-up cadence"), form="followups.forms.CadenceForm"
)
policy.register(
    MAIL, MailPolicy, load_mail, title=_("Mail three times a day"), form="followups.forms.MailPolicyForm"
)
policy.register(HELP, HelpPolicy, title=_("Help requests"), form="followups.forms.HelpPolicyForm")
policy.register(
    SUGGESTIONS, SuggestionPolicy, title=_("Suggestions"), form="followups.forms.SuggestionPolicyForm"
)
tell_sources(
    MAIL,
    {
        "morning_until": handbook(
            "S34",
            "每天至少三次收发email (早中晚各一次)",
            "Mail is received and sent at least three times a day (morning, noon, evening)",
            _("Where the day is cut is ours."),
        ),
        "end_from": ours(),
    },
)
tell_sources(
    HELP,
    {
        "answer_within_days": handbook(
            "S7",
            "遇到解决不了的问题,及时反馈,寻求解决,不要拖延",
            "What cannot be solved is reported at once and a solution sought, without delay",
            _("How long the manager has is ours."),
        )
    },
)
tell_sources(
    SUGGESTIONS,
    {
        "signed_a_day": handbook(
            "S141",
            "有意见可以及时向老板提出",
            "Opinions can be put to the boss at once",
            _("How many a day is ours."),
        ),
        "anonymous_a_day": ours(),
    },
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
