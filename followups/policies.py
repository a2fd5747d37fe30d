"""Policy sections of this app."""

from dataclasses import fields
from datetime import time
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import policy
from followups.domain.intervals import CadencePolicy
from followups.domain.mail_windows import MailPolicy

CADENCE = "followups.cadence"
MAIL = "followups.mail"


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


policy.register(
    CADENCE, CadencePolicy, load_cadence, title=_("Follow-up cadence"), form="followups.forms.CadenceForm"
)
policy.register(
    MAIL, MailPolicy, load_mail, title=_("Mail three times a day"), form="followups.forms.MailPolicyForm"
)
