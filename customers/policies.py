"""Policy sections of this app."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import policy
from core.policy_sources import handbook, not_set, ours, tell_sources

POOL, LOOKUP, GRADING = "customers.pool", "customers.lookup", "customers.grading"
EXPORT, IMPORT, RECYCLING = "customers.export", "customers.import", "customers.recycling"


@dataclass(frozen=True)
class PoolPolicy:
    """The open pool (公海): off, and its figures not set, until the company sets them (rules.md §6, §10)."""

    is_on: bool = False
    missed_rounds: int | None = None
    claims_per_week: int | None = None
    cooling_off_days: int | None = None
    protected_days: int | None = None

    def __post_init__(self) -> None:
        figures = (self.missed_rounds, self.claims_per_week, self.cooling_off_days, self.protected_days)
        if any(figure is not None and figure < 1 for figure in figures):
            raise ValueError("Figures of the pool are at least 1.")


@dataclass(frozen=True)
class RecyclePolicy:
    """When customers go back to the pool by rule (PoolRule): by grade and stage, nothing until the company sets it.

    `rounds_<grade>`: rounds missed in a row, else the pool's `missed_rounds`; `idle_<grade>`: working days without a
    contact; of both the earlier counts. Only customers at one of `stages` go.
    """

    rounds_a: int | None = None
    rounds_b: int | None = None
    rounds_c: int | None = None
    rounds_d: int | None = None
    idle_a: int | None = None
    idle_b: int | None = None
    idle_c: int | None = None
    idle_d: int | None = None
    stages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        figures = [self.rounds_of(grade) for grade in "ABCD"] + [self.idle_of(grade) for grade in "ABCD"]
        if any(figure is not None and not 1 <= figure <= 999 for figure in figures):
            raise ValueError("Between 1 and 999.")

    def rounds_of(self, grade: str) -> int | None:
        """After how many rounds missed a customer of `grade` goes, by its own figure."""
        figure: int | None = getattr(self, f"rounds_{grade.lower()}")
        return figure

    def idle_of(self, grade: str) -> int | None:
        """After how many working days without a contact a customer of `grade` goes."""
        figure: int | None = getattr(self, f"idle_{grade.lower()}")
        return figure


def _load_recycling(values: dict[str, Any]) -> RecyclePolicy:
    return RecyclePolicy(**{**values, "stages": tuple(values.get("stages", ()))})


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


@dataclass(frozen=True)
class ExportPolicy:
    """Who may take customers out as a file (permissions.md), and how many rows one person may a day unasked (trust.md X4).

    `pages_per_hour`: who reads more customers' pages than that is told to the manager.

    A salesperson's own customers are not exported until the company says so.
    """

    salespeople: bool = False
    managers: bool = True
    boss: bool = True
    rows_per_day: int = 5_000
    pages_per_hour: int = 300

    def __post_init__(self) -> None:
        if not 1 <= self.rows_per_day <= 100_000:
            raise ValueError("Between 1 and 100,000 rows a day.")
        if not 1 <= self.pages_per_hour <= 10_000:
            raise ValueError("Between 1 and 10,000 pages an hour.")


@dataclass(frozen=True)
class ImportPolicy:
    """Whether salespeople take in workbooks themselves, for their own customers (permissions.md)."""

    salespeople: bool = True


policy.register(POOL, PoolPolicy, title=_("Open pool"), form="customers.forms.policies.PoolPolicyForm")
policy.register(
    RECYCLING,
    RecyclePolicy,
    _load_recycling,
    title=_("Back to the pool by rule"),
    form="customers.forms.policies.RecyclePolicyForm",
)
policy.register(LOOKUP, LookupPolicy, title=_("Lookup"), form="customers.forms.policies.LookupPolicyForm")
policy.register(
    GRADING,
    GradingPolicy,
    title=pgettext_lazy("settings", "Grades"),
    form="customers.forms.policies.GradingPolicyForm",
)
policy.register(
    EXPORT, ExportPolicy, title=_("Export"), form="customers.forms.policies.ExportPolicyForm", group="files"
)
policy.register(
    IMPORT, ImportPolicy, title=_("Import"), form="customers.forms.policies.ImportPolicyForm", group="files"
)

_GUARD = handbook(
    "S144–S150", "严格防范,控制客户的流失", "Take strict precautions, keep customers from being lost"
)
tell_sources(
    POOL,
    {
        "is_on": ours(_("Off until the company wants it.")),
        "missed_rounds": not_set(),
        "claims_per_week": not_set(),
        "cooling_off_days": not_set(),
        "protected_days": not_set(),
    },
)
tell_sources(
    RECYCLING,
    {
        "stages": ours(_("None until the company names them.")),
        **{f"{rule}_{grade}": not_set() for rule in ("rounds", "idle") for grade in "abcd"},
    },
)
tell_sources(LOOKUP, {"colleagues_per_hour": ours(_("More than anybody needs in an hour of work."))})
tell_sources(
    GRADING,
    {
        "confirm_after_days": handbook(
            "S57",
            "对于客户必须进行等级管理",
            "Customers have to be managed by grades",
            _("After how long a grade is looked at again is ours."),
        )
    },
)
tell_sources(
    EXPORT,
    {
        "salespeople": _GUARD,
        "managers": ours(),
        "boss": ours(),
        "rows_per_day": ours(_("More waits for a second person.")),
        "pages_per_hour": ours(_("More than anybody reads at work.")),
    },
)
tell_sources(
    IMPORT,
    {
        "salespeople": handbook(
            "S40",
            "将所有的客户资料(如老客户、展览会认识的客户)放入",
            "Put the particulars of all customers (old ones, those met at trade fairs) in",
        )
    },
)
