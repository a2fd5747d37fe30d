"""Policy sections of the catalogue."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core import policy
from core.policy_sources import handbook, ours, tell_sources

UPKEEP = "catalogue.upkeep"


@dataclass(frozen=True)
class UpkeepPolicy:
    """After how many days a product wants to be looked through again (S31), and how long the link of an e-sample holds (S29)."""

    review_after_days: int = 90
    link_days: int = 60

    def __post_init__(self) -> None:
        if not 1 <= self.review_after_days <= 3_650:
            raise ValueError("Between 1 and 3,650 days.")
        if not 1 <= self.link_days <= 365:
            raise ValueError("Between 1 and 365 days.")


policy.register(UPKEEP, UpkeepPolicy, title=_("Catalogue"), form="catalogue.forms.policies.UpkeepPolicyForm")
tell_sources(
    UPKEEP,
    {
        "review_after_days": handbook(
            "S31",
            "公司的一张脸,需要给人以新鲜的面孔",
            "The company's face has to look fresh",
            _("After how many days is ours."),
        ),
        "link_days": ours(_("Long enough for a buyer to decide, short enough to be current.")),
    },
)


def upkeep_policy() -> UpkeepPolicy:
    """Return the section as the company has it."""
    return policy.get(UPKEEP, UpkeepPolicy)
