"""Policy sections of this app."""

from dataclasses import fields
from datetime import time
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import policy
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
