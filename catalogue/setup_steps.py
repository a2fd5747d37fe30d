"""The step of setting up that belongs to the catalogue: how each market is quoted to."""

from django.utils.translation import gettext_lazy as _

from catalogue.models import MarketPolicy, MarketRegion
from core.capabilities import Can
from core.setting_up import Group, Step, register_step


def _are_told_apart() -> bool:
    return MarketRegion.objects.exclude(policy=MarketPolicy.STANDARD).exists()


register_step(
    Step(
        "markets",
        _("Markets"),
        _(
            "The Middle East and South-East Asia look at the price first, the USA pays for added value (S18, S19): which of the company's markets is quoted to in which way?"
        ),
        Group.LEADERS,
        Can.KEEP_MARKETS,
        78,
        "catalogue:markets",
        _are_told_apart,
        can_be_kept=True,
        asks_rows=True,
    )
)
