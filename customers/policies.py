"""Policy sections of this app."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core import policy

POOL, LOOKUP, GRADING = "customers.pool", "customers.lookup", "customers.grading"


@dataclass(frozen=True)
class PoolPolicy:
    """The open pool (公海): off, and its figures not set, until the company sets them (rules.md §6, §10)."""

    is_on: bool = False
    missed_rounds: int | None = None
    claims_per_week: int | None = None

    def __post_init__(self) -> None:
        if any(figure is not None and figure < 1 for figure in (self.missed_rounds, self.claims_per_week)):
            raise ValueError("Figures of the pool are at least 1.")


@dataclass(frozen=True)
class LookupPolicy:
    """How many distinct colleagues' customers a lookup shows one person within an hour (trust.md D3)."""

    colleagues_per_hour: int = 60

    def __post_init__(self) -> None:
        if not 1 <= self.colleagues_per_hour <= 1000:
            raise ValueError("Between 1 and 1,000 an hour.")


@dataclass(frozen=True)
class GradingPolicy:
    """After how many days a grade asks to be confirmed (rules.md §2)."""

    confirm_after_days: int = 90

    def __post_init__(self) -> None:
        if not 1 <= self.confirm_after_days <= 3_650:
            raise ValueError("Between 1 and 3,650 days.")


policy.register(POOL, PoolPolicy, title=_("Open pool"), form="customers.forms.policies.PoolPolicyForm")
policy.register(LOOKUP, LookupPolicy, title=_("Lookup"), form="customers.forms.policies.LookupPolicyForm")
policy.register(GRADING, GradingPolicy, title=_("Grades"), form="customers.forms.policies.GradingPolicyForm")
