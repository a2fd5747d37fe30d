"""Policy sections of this app."""

from dataclasses import fields
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import policy
from followups.domain.help_requests import HelpPolicy
from followups.domain.intervals import CadencePolicy
from followups.domain.suggestions import SuggestionPolicy

CADENCE = "followups.cadence"
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


def help_policy() -> HelpPolicy:
    """Return how long a help request waits before the boss is asked."""
    return policy.get(HELP, HelpPolicy)


def suggestion_policy() -> SuggestionPolicy:
    """Return how many suggestions are taken a day."""
    return policy.get(SUGGESTIONS, SuggestionPolicy)


policy.register(
    CADENCE, CadencePolicy, load_cadence, title=_("Follow-up cadence"), form="followups.forms.CadenceForm"
)
policy.register(HELP, HelpPolicy, title=_("Help requests"), form="followups.forms.HelpPolicyForm")
policy.register(
    SUGGESTIONS, SuggestionPolicy, title=_("Suggestions"), form="followups.forms.SuggestionPolicyForm"
)
