"""Policy sections of this app."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import policy
from core.policy_sources import handbook, not_set, ours, tell_sources

POOL, LOOKUP, GRADING = "customers.pool", "customers.lookup", "customers.grading"
EXPORT, IMPORT = "customers.export", "customers.import"


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
