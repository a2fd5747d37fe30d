"""Policy sections of this app: reply clocks (rules.md §3) and assignment."""

from dataclasses import fields
from datetime import time
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import policy
from core.policy_sources import handbook, ours, tell_sources
from inquiries.domain.assignment import AssignmentPolicy
from inquiries.domain.reply_clock import ReplyPolicy

REPLY = "inquiries.reply"
ASSIGNMENT = "inquiries.assignment"
_TIMES = ("grading_cut_off", "grading_closes")


def load_reply(values: dict[str, Any]) -> ReplyPolicy:
    """Build the section from its JSON; times are `HH:MM`. Raises ValueError for impossible values."""
    known = {field.name for field in fields(ReplyPolicy)}
    if unknown := set(values) - known:
        raise ValueError(f"Unknown values: {', '.join(sorted(unknown))}.")
    found: dict[str, Any] = {
        name: time.fromisoformat(value) if name in _TIMES else int(value) for name, value in values.items()
    }
    return ReplyPolicy(**found)


def load_assignment(values: dict[str, Any]) -> AssignmentPolicy:
    """Build the section from its JSON."""
    return AssignmentPolicy(**{name: bool(value) for name, value in values.items()})


def reply_policy() -> ReplyPolicy:
    """Return the reply limits as the company has set them."""
    return policy.get(REPLY, ReplyPolicy)


def assignment_policy() -> AssignmentPolicy:
    """Return how inquiries are given out."""
    return policy.get(ASSIGNMENT, AssignmentPolicy)


policy.register(
    REPLY, ReplyPolicy, load_reply, title=_("Reply limits"), form="inquiries.forms.policies.ReplyPolicyForm"
)
policy.register(
    ASSIGNMENT,
    AssignmentPolicy,
    load_assignment,
    title=_("New buyers and rotation"),
    form="inquiries.forms.policies.AssignmentPolicyForm",
)

_GRADED = handbook(
    "S37",
    "每天在收到买家查询后第一步:接收和评级",
    "Each day, after a buyer's inquiry came in, the first step: receive and grade it",
    _("The hours are ours."),
)
tell_sources(
    REPLY,
    {
        "target_minutes": handbook("S48", "尽量争取在两小时内完成", "Try to finish it within two hours"),
        "limit_hours": handbook(
            "S47",
            "客户的每次询价提问确保在一天内完成",
            "Make sure that each question of a customer about prices is answered within one day",
        ),
        "fax_limit_hours": handbook(
            "S74", "传真查询用传真回复(12小时以内)", "A fax inquiry is answered by fax (within 12 hours)"
        ),
        "due_soon_minutes": ours(_("So that there is still time to answer.")),
        "rescue_minutes": ours(
            _("A limit that ends before anybody is in the office asks for what nobody can do.")
        ),
        "grading_cut_off": _GRADED,
        "grading_closes": _GRADED,
        "last_call_minutes": ours(_("Late enough to have read them, early enough to grade them.")),
        "boss_after_days": ours(_("The manager comes first.")),
    },
)
tell_sources(
    ASSIGNMENT,
    {
        "logger_keeps": ours(_("The manager can give any inquiry to somebody else.")),
        "rotation_is_on": handbook(
            "S107",
            "要与每个业务员保持相对独立关系,不搞小团体",
            "Keep an equal distance to every salesperson, no cliques",
            _("That it goes by turns is ours."),
        ),
    },
)
