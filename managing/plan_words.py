"""The sentences of the plan: phases, milestones, and how they stand."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from managing.domain.plan import Phase, StepState

PHASES: dict[Phase, tuple[Any, Any]] = {
    Phase.SOWING: (gettext_lazy("First year: sowing"), gettext_lazy("Learn products, platform and markets; gather potential customers. Patience: this year is not judged by its orders.")),
    Phase.CULTIVATING: (gettext_lazy("Second year: cultivating"), gettext_lazy("People grow into it, some customers are steady, good ones are in sight, and channels beyond the platform open.")),
    Phase.HARVEST: (gettext_lazy("Third year: harvest"), gettext_lazy("A grown department, a sound mix of customers, products and channels that grow, a name in the market.")),
}  # fmt: skip

# What the plan asks, by milestone: a name, and the question.
STEPS: dict[str, tuple[Any, Any]] = {
    "platform": (gettext_lazy("Platform known and used"), gettext_lazy("Do we know all that the platform offers, and use it?")),
    "products": (gettext_lazy("Products and selling points known"), gettext_lazy("Does each salesperson know our products and what sells them?")),
    "storefront": (gettext_lazy("Storefront set up"), gettext_lazy("Is our page on the platform complete and fresh?")),
    "buyers": (gettext_lazy("Buyers understood by region"), gettext_lazy("Do we know how buyers of each region buy?")),
    "potentials": (gettext_lazy("Potential customers"), gettext_lazy("How many potential customers are there?")),
    "first_a": (gettext_lazy("First A customers"), gettext_lazy("Are there customers with clear intent?")),
    "samples": (gettext_lazy("Customers who ask for samples"), gettext_lazy("How many customers asked for samples?")),
    "expert": (gettext_lazy("At home in online trade"), gettext_lazy("Do we talk with buyers online as experts do?")),
    "markets": (gettext_lazy("Overseas markets known"), gettext_lazy("Do we know the markets we sell to?")),
    "visits": (gettext_lazy("Buyers at the factory"), gettext_lazy("How many buyers came to see the factory?")),
    "trials": (gettext_lazy("Sample and trial orders"), gettext_lazy("Were sample and trial orders closed?")),
    "repeats": (gettext_lazy("Repeat orders"), gettext_lazy("Do customers order again?")),
    "key_accounts": (gettext_lazy("Potential key accounts"), gettext_lazy("How many potential big customers of value are there?")),
    "next_year": (gettext_lazy("Next year's plan"), gettext_lazy("Is the plan for next year begun?")),
    "staff": (gettext_lazy("People grown and well placed"), gettext_lazy("Are people mature, and does each have the right work?")),
    "stable": (gettext_lazy("Steady customers"), gettext_lazy("How many customers ordered at least twice within twelve months?")),
    "quality": (gettext_lazy("Good potential customers"), gettext_lazy("How many A and B customers have not ordered yet?")),
    "new_products": (gettext_lazy("New products"), gettext_lazy("How many products are new within twelve months?")),
    "channels": (gettext_lazy("Sources of inquiries"), gettext_lazy("From how many sources do inquiries come, not from the internet alone?")),
    "transformed": (gettext_lazy("An export company"), gettext_lazy("Has the company turned to the world?")),
    "department": (gettext_lazy("A mature department"), gettext_lazy("Does the department run without being pushed?")),
    "structure": (gettext_lazy("A sound mix of customers"), gettext_lazy("Does no single customer, market or grade carry us?")),
    "growth": (gettext_lazy("A product plan that grows"), gettext_lazy("Is there a plan by which products and channels grow?")),
    "brand": (gettext_lazy("Our brand is known"), gettext_lazy("Do buyers know our name?")),
}  # fmt: skip

STATES: dict[StepState, Any] = {
    StepState.REACHED: pgettext_lazy("milestone", "Reached"),
    StepState.NOW: pgettext_lazy("milestone", "Asked now"),
    StepState.LATER: pgettext_lazy("milestone", "Later"),
    StepState.OVERDUE: pgettext_lazy("milestone", "Not reached in time"),
}


def next_plan_task(year: int) -> tuple[str, str]:
    """Return the title and the reason of the task to make the next year's plan (S166)."""
    title = _("Make the plan of year %(year)s") % {"year": year + 1}
    return title, str(
        _("The last quarter of year %(year)s of the three-year plan has begun.") % {"year": year}
    )
