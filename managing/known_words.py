"""What the records know of a milestone, in short phrases, and where the records behind it stand (S153–S174)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.capabilities import Can
from core.ui.addresses import address_of
from core.ui.formats import is_chinese, percent, short_day
from managing.domain.known import (
    WEEKS,
    Growth,
    Known,
    NextYear,
    Noted,
    Platform,
    Process,
    Products,
    Storefront,
    Structure,
    Turned,
)
from managing.selectors.snapshots import Measured
from sales.models import MarketQuestion


@dataclass(frozen=True)
class Link:
    """A page with records behind the figures."""

    label: Any
    url: str


@dataclass(frozen=True)
class Told:
    """What the records say of a milestone: short phrases, and links that the reader can open. `is_measured`: by last night."""

    phrases: list[str]
    links: list[Link]
    is_measured: bool

    @property
    def line(self) -> str:
        """In one line."""
        return " · ".join(self.phrases)


MEASURED = frozenset({"transformed", "structure", "growth", "brand"})


def tell(code: str, known: Known, user: Any, measured: Measured) -> Told:
    """Return what the records say of the milestone `code`, in the reader's language; markets by name to who reads the catalogue."""
    shown = measured if user.can(Can.READ_CATALOGUE) else replace(measured, markets={})
    return Told(list(_PHRASES[code](known, shown)), _links(code, user), code in MEASURED)


# ── phrases ─────────────────────────────────────────────────────────────────
def _products(known: Products, _measured: Measured) -> Iterable[str]:
    if not known.offered:
        yield _("no products in the catalogue yet")
        return
    values = {"told": known.told, "offered": known.offered}
    yield _("%(told)s of %(offered)s products have selling points written down") % values


def _storefront(known: Storefront, _measured: Measured) -> Iterable[str]:
    if known.platform is not None:
        yield _updated(known.platform)
    products = known.products
    if products.offered:
        values = {"stale": products.stale, "offered": products.offered}
        yield _("%(stale)s of %(offered)s products want to be looked through") % values
    if products.oldest:
        yield _("the oldest was last looked through on %(day)s") % {"day": short_day(products.oldest)}
    yield from _only_own(known.platform)


def _updated(platform: Platform) -> str:
    if platform.updated is None:
        return _("the platform's statistics of %(weeks)s weeks name no updated products") % {"weeks": WEEKS}
    words = ngettext(
        "%(count)d product updated on the platform in %(weeks)s weeks",
        "%(count)d products updated on the platform in %(weeks)s weeks",
        platform.updated,
    )
    return words % {"count": platform.updated, "weeks": WEEKS}


def _platform(known: Platform, _measured: Measured) -> Iterable[str]:
    values = {"weeks": known.weeks, "of": WEEKS}
    yield _("platform statistics for %(weeks)s of the last %(of)s weeks") % values
    if known.rate is not None and known.rated_on is not None:
        rated = {"rate": percent(known.rate / 100), "day": short_day(known.rated_on)}
        yield _("reply rate %(rate)s in the week from %(day)s") % rated
    yield from _only_own(known)


def _buyers(known: Noted, _measured: Measured) -> Iterable[str]:
    return _noted(known, _("how buyers buy is noted for %(noted)s of %(markets)s markets with customers"))


def _markets(known: Noted, _measured: Measured) -> Iterable[str]:
    return _noted(
        known, _("how the market goes is noted for %(noted)s of %(markets)s markets with customers")
    )


def _noted(known: Noted, words: str) -> Iterable[str]:
    if not known.markets:
        yield _("no customers in any of our markets yet")
        return
    yield words % {"noted": known.noted, "markets": known.markets}
    if known.missing:
        yield _("still missing: %(names)s") % {"names": _listed(known.missing)}


def _next_year(known: NextYear, _measured: Measured) -> Iterable[str]:
    words = ngettext(
        "%(count)d target set for the second year, from %(day)s",
        "%(count)d targets set for the second year, from %(day)s",
        known.targets,
    )
    yield words % {"count": known.targets, "day": short_day(known.begins_on)}
    if known.tasks:
        yield _("task to make the plan: %(done)s of %(tasks)s done") % {
            "done": known.done,
            "tasks": known.tasks,
        }
    else:
        yield _("the task to make the plan comes with the last quarter of the first year")


def _department(known: Process, _measured: Measured) -> Iterable[str]:
    if known.weeks:
        words = ngettext(
            "answered in target %(share)s in the last reported week",
            "answered in target %(share)s in the last %(count)d reported weeks",
            known.weeks,
        )
        yield words % {"count": known.weeks, "share": percent(known.target_share)}
        yield _("cadence kept %(share)s") % {"share": percent(known.cadence_share)}
    else:
        yield _("no department's report in the last %(weeks)s weeks") % {"weeks": WEEKS}
    if known.owed:
        yield _("%(in_time)s of %(owed)s weekly reports in time") % {
            "in_time": known.in_time,
            "owed": known.owed,
        }
    yield from _only_own(known)


def _structure(known: Structure, measured: Measured) -> Iterable[str]:
    if known.largest_share is not None:
        shares = {"largest": percent(known.largest_share), "five": percent(known.five_share)}
        yield (
            _("of the year's orders the largest customer placed %(largest)s, the five largest %(five)s")
            % shares
        )
    elif known.orders:
        yield _("the five largest buyers placed %(share)s of the year's orders") % {
            "share": percent(known.five_share)
        }
    else:
        yield _("no orders within twelve months")
    if known.main_market is not None:
        number = len(known.own_markets)
        words = ngettext(
            "A and B customers in %(count)d market, %(share)s of them in %(market)s",
            "A and B customers in %(count)d markets, %(share)s of them in %(market)s",
            number,
        )
        english, chinese = measured.markets.get(known.main_market, ("", ""))
        market = (chinese if is_chinese() and chinese else english) or _("the largest one")
        yield words % {"count": number, "share": percent(known.main_share), "market": market}
    if known.grades:
        grades = _listed(f"{grade} {number}" for grade, number in sorted(known.grades.items()))
        yield _("by grade: %(grades)s") % {"grades": grades}


def _growth(known: Growth, _measured: Measured) -> Iterable[str]:
    words = ngettext(
        "%(count)d product new within twelve months",
        "%(count)d products new within twelve months",
        known.products,
    )
    yield words % {"count": known.products}
    yield _sources(known)


def _brand(known: Growth, _measured: Measured) -> Iterable[str]:
    yield _sources(known)
    if known.inquiries:
        values = {"own": known.own, "inquiries": known.inquiries}
        yield _("%(own)s of %(inquiries)s came by referral, our web site or in person") % values


def _sources(known: Growth) -> str:
    words = ngettext(
        "inquiries from %(count)d source within ninety days",
        "inquiries from %(count)d sources within ninety days",
        known.sources,
    )
    return words % {"count": known.sources}


def _transformed(known: Turned, _measured: Measured) -> Iterable[str]:
    orders = ngettext(
        "%(count)d order within twelve months", "%(count)d orders within twelve months", known.orders
    )
    yield orders % {"count": known.orders}
    yield ngettext("%(count)d steady customer", "%(count)d steady customers", known.stable) % {
        "count": known.stable
    }
    yield ngettext("%(count)d A or B customer", "%(count)d A and B customers", known.high) % {
        "count": known.high
    }


def _only_own(known: Platform | Process | None) -> Iterable[str]:
    if known is not None and known.is_part:
        yield _("of your own teams only")


def _listed(words: Iterable[str]) -> str:
    return ("、" if is_chinese() else ", ").join(words)


_PHRASES: dict[str, Callable[[Any, Measured], Iterable[str]]] = {
    "platform": _platform, "products": _products, "storefront": _storefront, "buyers": _buyers, "markets": _markets,
    "next_year": _next_year, "transformed": _transformed, "department": _department, "structure": _structure,
    "growth": _growth, "brand": _brand,
}  # fmt: skip

# ── links ───────────────────────────────────────────────────────────────────
Page = tuple[
    Any, str, dict[str, str], Can
]  # a label, the page, its filter, what one has to be able to in order to open it
_PLATFORM: Page = (gettext_lazy("Platform statistics"), "oversight:platform", {}, Can.COACH)
_STRUCTURE: Page = (gettext_lazy("Who the customers are"), "analysis:customers", {}, Can.READ_ANALYSIS)
_SOURCES: Page = (gettext_lazy("Sources"), "analysis:sources", {}, Can.READ_ANALYSIS)
LINKS: dict[str, tuple[Page, ...]] = {  # by milestone
    "platform": (_PLATFORM,),
    "products": (
        (gettext_lazy("Products without selling points"), "catalogue:list", {"show": "no_points"}, Can.READ_CATALOGUE),
    ),
    "storefront": (
        (gettext_lazy("Products to look through"), "catalogue:list", {"show": "stale", "order": "reviewed"}, Can.READ_CATALOGUE), _PLATFORM,
    ),
    "buyers": (
        (gettext_lazy("Notes on markets"), "insight:market_notes", {"question": MarketQuestion.BUYERS.value}, Can.WORK_WITH_CUSTOMERS),
    ),
    "markets": ((gettext_lazy("Notes on markets"), "insight:market_notes", {}, Can.WORK_WITH_CUSTOMERS),),
    "next_year": ((gettext_lazy("Targets"), "managing:targets", {}, Can.SET_TARGETS),),
    "transformed": (_STRUCTURE,),
    "department": (
        (gettext_lazy("Team"), "managing:team", {}, Can.READ_TEAM), (gettext_lazy("Weekly reports"), "reports:list", {}, Can.READ_REPORTS),
    ),
    "structure": (_STRUCTURE,),
    "growth": ((gettext_lazy("Newest products"), "catalogue:list", {"order": "newest"}, Can.READ_CATALOGUE), _SOURCES),
    "brand": (_SOURCES,),
}  # fmt: skip


def _links(code: str, user: Any) -> list[Link]:
    """The pages that the reader can open."""
    return [
        Link(label, f"{address_of(name)}?{urlencode(query)}" if query else address_of(name))
        for label, name, query, can in LINKS[code]
        if user.can(can)
    ]


__all__ = ["LINKS", "Link", "Told", "tell"]
