"""The company's markets, and which of them a country is of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalogue.models import MarketRegion, RegionCountry

OTHER_MARKETS = 0  # the market of the countries that are in none of the company's


@dataclass(frozen=True)
class Markets:
    """The company's markets, and which of them a country is of."""

    regions: Sequence[MarketRegion]
    of_country: Mapping[str, int]

    def countries_of(self, region: int | None) -> list[str] | None:
        """Return the countries of a market; None where no market, or none of ours, is meant."""
        known = {one.pk for one in self.regions}
        return [code for code, pk in self.of_country.items() if pk == region] if region in known else None

    def of(self, country: Any) -> int:
        """Return the market of a country, OTHER_MARKETS for one that is in none."""
        return self.of_country.get(str(country), OTHER_MARKETS)


def read_markets(user: Any) -> Markets:
    """Return the markets with their countries, none for who does not read the catalogue (an adviser). Two statements."""
    return _with_countries(MarketRegion.objects.visible_to(user))


def all_markets() -> Markets:
    """Return all of them, for the night's figures. Two statements."""
    return _with_countries(MarketRegion.objects.all())  # scope: of the company, no page


def _with_countries(rows: Iterable[MarketRegion]) -> Markets:
    regions = list(rows)
    pairs = RegionCountry.objects.filter(region__in=regions).values_list("country", "region_id")
    return Markets(regions, {str(country): region for country, region in pairs})
