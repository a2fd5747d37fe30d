"""The policy of this app: of whom a second factor is required (trust.md L5)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core import policy

SECOND_FACTOR = "accounts.second_factor"


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


policy.register(
    SECOND_FACTOR, SecondFactorPolicy, title=_("Second factor"), form="accounts.forms.SecondFactorPolicyForm"
)
