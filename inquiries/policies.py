"""Policy sections of this app: reply clocks (rules.md §3) and assignment."""

from dataclasses import fields
from datetime import time
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import policy
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
