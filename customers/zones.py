"""Where a buyer's clock stands: a guess from telephone, city and country, until somebody says better."""

from functools import lru_cache
from importlib.resources import files

from phonenumbers import parse
from phonenumbers.phonenumberutil import NumberParseException
from phonenumbers.timezone import time_zones_for_geographical_number

from core.domain.scripts import fold_letters
from customers.domain import folding

# Where the list of zones does not begin with the one in which most firms sit.
MAIN_ZONES = {
    "AU": "Australia/Sydney", "BR": "America/Sao_Paulo", "CA": "America/Toronto", "CD": "Africa/Kinshasa",
    "CL": "America/Santiago", "ID": "Asia/Jakarta", "KZ": "Asia/Almaty", "MX": "America/Mexico_City",
    "RU": "Europe/Moscow", "UZ": "Asia/Tashkent", "UA": "Europe/Kyiv", "ES": "Europe/Madrid", "PT": "Europe/Lisbon",
    "DE": "Europe/Berlin", "NZ": "Pacific/Auckland", "EC": "America/Guayaquil", "MN": "Asia/Ulaanbaatar",
    "PF": "Pacific/Tahiti", "AQ": "",
}  # fmt: skip


@lru_cache(maxsize=1)
def zones_by_country() -> dict[str, tuple[str, ...]]:
    """Return the IANA zones of each country (ISO 3166), from the time zone database's `zone.tab`."""
    zones: dict[str, list[str]] = {}
    for line in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text().splitlines():
        if line and not line.startswith("#"):
            country, _place, zone = line.split("\t")[:3]
            zones.setdefault(country, []).append(zone)
    return {country: tuple(names) for country, names in zones.items()}


def guess_zone(*, country: str, city: str = "", phones: tuple[str, ...] = ()) -> str:
    """Return the likeliest IANA zone, or "" when nothing is known.

    A land-line's area is surer than a city's name, and that surer than the country.
    """
    country = country.upper()
    candidates = zones_by_country().get(country, ())
    by_phone = next((zone for phone in phones if (zone := _zone_of_phone(phone, country))), "")
    if by_phone and (not candidates or by_phone in candidates):
        return by_phone
    named = fold_letters(city).replace(" ", "_")
    by_city = next((zone for zone in candidates if named and zone.rpartition("/")[2].lower() == named), "")
    return by_city or MAIN_ZONES.get(country, candidates[0] if candidates else "")


def _zone_of_phone(phone: str, country: str) -> str:
    """Return the zone of a number whose area lies in one zone only."""
    number = folding.fold_phone(phone, country or None)
    if number is None:
        return ""
    try:
        zones = time_zones_for_geographical_number(parse(number))
    except NumberParseException:
        return ""
    return zones[0] if len(zones) == 1 and "/" in zones[0] and not zones[0].startswith("Etc/") else ""
