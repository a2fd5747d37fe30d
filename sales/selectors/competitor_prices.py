"""What others ask, as each reader may know it (S181)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, F, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from catalogue.domain.pricing import Asked, choose_tier
from catalogue.models import MarketPolicy, PriceTier, Product, RegionCountry
from catalogue.selectors.prices import as_tier
from core.keyset import Page, Sort, page_of
from core.ui.countries import country_name
from core.ui.formats import short_day
from customers.models import Customer
from sales.domain.quotes import written_price
from sales.models import CompetitorPrice, QuoteLine
from sales.permissions.insight import can_edit_competitor_price
from sales.policies import rival_policy

PAGE, OF_PRODUCT = 50, 60
NEWEST = Sort("newest", "seen_on", date, is_descending=True)
RELATED = ("product", "customer__owner__team", "created_by")


@dataclass(frozen=True)
class Wanted:
    """The list's filter. `words`: product or competitor; `country`: the market; `is_fresh`: without aged ones."""

    words: str = ""
    country: str = ""
    customer: Customer | None = None
    product: Product | None = None
    is_fresh: bool = False


@dataclass(frozen=True)
class Rival:
    """A price as one reader may know it: whose buyer told it, who wrote it down and in which words only `is_open`."""

    pk: int
    product: Product | None
    what: str
    competitor: str
    asks: str
    country: str
    seen_on: date
    is_aged: bool
    source: str
    is_open: bool
    customer: Customer | None = None
    source_note: str = ""
    note: str = ""
    by: Any = None
    may_edit: bool = False


@dataclass
class Market:
    """The prices of one market, newest first, and what we ask there ourselves, in the currency of the newest."""

    name: str
    own: str
    rows: list[Rival] = field(default_factory=list)


def show(user: Any, rows: Iterable[CompetitorPrice], today: date) -> list[Rival]:
    """Return rows of `known_to(user)`, loaded with RELATED, as the reader may know them."""
    rule = rival_policy()
    return [_as_known(user, row, is_aged=rule.is_aged(row.seen_on, today)) for row in rows]


def _as_known(user: Any, row: CompetitorPrice, *, is_aged: bool) -> Rival:
    is_open: bool = row.is_open  # type: ignore[attr-defined]  # annotated by known_to
    secret: dict[str, Any] = {}
    if is_open:
        secret = {
            "customer": row.customer, "source_note": row.source_note, "note": row.note, "by": row.created_by,
            "may_edit": can_edit_competitor_price(user, row),
        }  # fmt: skip
    return Rival(
        row.pk, row.product, str(row.product) if row.product else row.words, row.competitor, _asks(row), country_name(str(row.country)), row.seen_on, is_aged,
        row.get_source_display(), is_open, **secret,
    )  # fmt: skip


def _asks(row: CompetitorPrice) -> str:
    """The price as one compares it: `USD 6.10 FOB / set`."""
    price = " ".join(filter(None, (written_price(row.price, row.currency), row.incoterm)))
    return f"{price} / {row.get_unit_display()}"


def read_prices(
    user: Any, wanted: Wanted, today: date, *, after: str = "", before: str = ""
) -> tuple[Page[CompetitorPrice], list[Rival]]:
    """Return a page of the prices that `user` knows, the newest day first. One query, however many rows."""
    rows = CompetitorPrice.objects.known_to(user).select_related(*RELATED)
    for word in wanted.words.split():
        rows = rows.filter(
            Q(product__model_number__icontains=word) | Q(product__name_en__icontains=word)
            | Q(product__name_zh__icontains=word) | Q(words__icontains=word) | Q(competitor__icontains=word)
        )  # fmt: skip
    if wanted.country:
        rows = rows.filter(country=wanted.country)
    if wanted.customer is not None:
        rows = rows.filter(customer=wanted.customer)
    if wanted.product is not None:
        rows = rows.filter(product=wanted.product)
    if wanted.is_fresh:
        rows = rows.filter(seen_on__gte=rival_policy().fresh_from(today))
    page = page_of(rows, NEWEST, after=after, before=before, size=PAGE)
    return page, show(user, page.rows, today)


def markets_of(user: Any, product: Product, today: date) -> list[Market]:
    """Return what others ask for a product, market by market, the one with the newest price first. Three queries at most."""
    rows = list(
        CompetitorPrice.objects.known_to(user).filter(product=product).select_related(*RELATED)[:OF_PRODUCT]
    )
    if not rows:
        return []
    countries = {str(row.country) for row in rows}
    regions = {
        str(one.country): one.region
        for one in RegionCountry.objects.filter(country__in=countries).select_related("region")
    }
    tiers = [as_tier(tier) for tier in PriceTier.objects.filter(product=product)]
    found: dict[Any, Market] = {}
    for row, rival in zip(rows, show(user, rows, today), strict=True):
        region = regions.get(str(row.country))
        key = region.pk if region else rival.country
        if key not in found:
            asked = Asked(
                currency=row.currency, day=today, quantity=max(product.moq or 1, 1), region=region.pk if region else None,
                is_price_first=region is not None and region.policy == MarketPolicy.PRICE_FIRST,
            )  # fmt: skip
            tier = choose_tier(tiers, asked).tier
            name = str(region) if region else rival.country or _("Market not known")
            found[key] = Market(name, written_price(tier.price, tier.currency) if tier else "")
        found[key].rows.append(rival)
    return list(found.values())


def hints_for(user: Any, lines: Iterable[QuoteLine], country: str, today: date) -> dict[int, str]:
    """Return by product what another asks, in a line: of the buyer's country if there is one, else the newest. One query.

    Aged prices are no hint. Whose buyer told it is not among what is said.
    """
    products = {line.product_id for line in lines if line.product_id}
    if not products:
        return {}
    is_here = Case(When(country=country, then=True), default=False, output_field=BooleanField())
    rows: QuerySet[CompetitorPrice, Any] = CompetitorPrice.objects.known_to(user).filter(
        product__in=products, seen_on__gte=rival_policy().fresh_from(today)
    )
    best = rows.annotate(
        place=Window(
            RowNumber(),
            partition_by=F("product"),
            order_by=[is_here.desc(), F("seen_on").desc(), F("pk").desc()],
        )
    ).filter(place=1)
    return {row.product_id: _hint(row) for row in best.order_by()}


def _hint(row: CompetitorPrice) -> str:
    words = {
        "competitor": row.competitor, "price": written_price(row.price, row.currency), "day": short_day(row.seen_on),
        "country": country_name(str(row.country)),
    }  # fmt: skip
    if words["country"]:
        return _("%(competitor)s asks %(price)s in %(country)s, seen %(day)s") % words
    return _("%(competitor)s asks %(price)s, seen %(day)s") % words
