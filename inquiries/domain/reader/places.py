"""Evidence for the buyer's country and city."""

from __future__ import annotations

import re

from customers.domain.place_names import (
    chinese_town,
    city_of,
    country_of,
    country_of_state,
    country_of_tld,
    is_spoken_in,
)

from .clues import IMPLIED, LABELLED, OFFERED, SIGNED, STATED, SURE, Clue
from .contacts import countries_of_phone, host_of, is_buyers_site, site_host
from .evidence import header_party
from .languages import detect_language
from .material import Material
from .notes import noted_place
from .parties import part_from_bracket, place_of
from .people import has_form_of, home_of_form
from .reading import Telephone
from .sentences import place_of_firm, stated_company, stated_place, visitor
from .signatures import ONLY_STATES, read_signature


def place_clues(material: Material) -> tuple[list[Clue[str]], list[Clue[str]]]:
    """(country clues, city clues) from labels, sentences and signatures."""
    countries: list[Clue[str]] = []
    cities: list[Clue[str]] = []
    for value in material.values("country"):
        code = country_of(value)
        countries += [Clue(code, value, LABELLED)] if code else []
    hints = [(country_of(value), value) for value in material.values("country_hint")]
    countries += [Clue(code, value, OFFERED) for code, value in hints if code]
    for written in material.values("city"):
        value = _STATE_BEHIND.sub("", written)
        cities.append(Clue(value, value, LABELLED))
        known = city_of(value)
        countries += [Clue(known[0], value, OFFERED)] if known else []
    for value in material.values("company", "name"):
        code = country_of(part_from_bracket(value)[1])
        countries += [Clue(code, value, LABELLED - 1)] if code else []
    for value in material.values("state"):
        code = country_of_state(value) or ("US" if value.strip(" .") in ONLY_STATES else None)
        countries += [Clue(code, value, SIGNED)] if code else []
    for value in material.values("location", "address"):
        _add_address(value, countries, cities)
    noted = material.noted_party
    land = (part_from_bracket(noted.firm)[1] or noted.place) if noted else ""
    code = country_of(land)
    countries += [Clue(code, land, STATED)] if code else []
    stated = stated_place(material.whole if material.is_note else material.message)
    stated = stated or (noted_place(material.whole) if material.is_note else None)
    if stated:
        countries += [Clue(stated[0], stated[2], STATED)] if stated[0] else []
        cities += [Clue(stated[1], stated[2], STATED)] if stated[1] else []
    seen = visitor(material.whole) if material.kind == "text" or material.is_note else None
    countries += [Clue(seen[1], seen[2], STATED)] if seen and seen[1] else []
    firm = stated_company(material.message)
    behind = place_of_firm(material.message, firm) if firm and not stated else None
    if behind:
        countries += [Clue(behind[0], behind[2], STATED)] if behind[0] else []
        cities += [Clue(behind[1], behind[2], STATED)] if behind[1] else []
    _add_remote_places(material, countries, cities)
    _add_mainland(material, countries)
    countries += [Clue(code, words, SIGNED) for code, words in material.signature.countries]
    cities += [Clue(city, words, SIGNED) for city, words in material.signature.cities]
    return countries, cities


_STATE_BEHIND = re.compile(r"\s?(?:[/,–-]\s?|\()[A-Z]{2,3}\)?$")  # Campinas/SP, Dallas, TX
_BUYER_ASIDE = re.compile(
    r"\b(?:buyer|customer|retailer|store)\b[^()\n]{0,60}\((?P<place>[^()\n]{3,40})\)", re.IGNORECASE
)


_MAINLAND_FIRM = re.compile(r"[\u4e00-\u9fff（）()]{4,}(?:公司|商行|厂|经营部)")
_MAINLAND_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")


_MAINLAND_IN_TEXT = re.compile(r"(?<![\d+])1[3-9]\d{9}(?!\d)")


def _add_mainland(material: Material, countries: list[Clue[str]]) -> None:
    """Who gives a mainland mobile number and has a firm's name in Chinese, or chats in simplified Chinese, is in China."""
    firms = [*material.values("company"), *material.signature.companies]
    numbers = [re.sub(r"\D", "", value) for value in material.values("mobile", "phone", "whatsapp", "wechat")]
    firm = next((name for name in firms if _MAINLAND_FIRM.fullmatch(name)), None)
    numbers += _MAINLAND_IN_TEXT.findall(material.message[:5_000]) if material.chat else []
    number = next((number for number in numbers if _MAINLAND_MOBILE.fullmatch(number)), None)
    is_chat = material.chat is not None and detect_language(material.message)[0] == "zh-Hans"
    if number and (firm or is_chat):
        countries.append(Clue("CN", firm or number, IMPLIED))


def _add_remote_places(material: Material, countries: list[Clue[str]], cities: list[Clue[str]]) -> None:
    """`Buyer "mike" (United Kingdom)` in a notification; `FROM: Acme Traders, Kumasi, Ghana` on a fax."""
    aside = _BUYER_ASIDE.search(material.whole[:3_000]) if material.kind == "notification" else None
    code = country_of(aside["place"]) if aside else None
    if aside and code:
        countries.append(Clue(code, aside["place"], STATED))
    elif aside:
        _add_address(aside["place"], countries, cities)
    if material.announced and (code := country_of(material.announced.place)):
        countries.append(Clue(code, material.announced.place, STATED))
    tail = header_party(material).place
    if tail:
        _add_address(tail, countries, cities)


def _add_address(value: str, countries: list[Clue[str]], cities: list[Clue[str]]) -> None:
    place = country_of(value)
    if place:
        countries.append(Clue(place, value, LABELLED - 1))
        return
    town = chinese_town(value)
    if town:
        countries.append(Clue("CN", value, LABELLED - 1))
        cities.append(Clue(town, town, SIGNED))
        return
    whole = place_of(value)
    if whole:
        countries.append(Clue(whole[0], value, SIGNED))
        cities += [Clue(whole[1], value, SIGNED)] if whole[1] else []
        return
    read = read_signature([value], "", is_signed=True)
    countries += [Clue(code, words, SIGNED) for code, words in read.countries]
    cities += [Clue(city, words, SIGNED) for city, words in read.cities]


_CODE_BEFORE_TOWN = frozenset(
    "DE AT CH FR ES IT PL CZ SK HU SE NO DK FI EE HR SI RS TR BE LU GR NL PT LT LI MC AD BG RO MA TN DZ UA RU".split()
)


def town_behind_code(material: Material, country: str | None) -> list[Clue[str]]:
    """`42855 Remscheid` in a signature whose country is certain and writes the code before the town."""
    town = material.signature.zip_city.strip()
    return [Clue(town, town, SIGNED)] if town and country in _CODE_BEFORE_TOWN else []


_BRAZILIAN_MOBILE = re.compile(
    r"\(?0?[1-9]\d\)\s?9\d{4}[-. ]?\d{4}"
)  # no other country of that language has the form


def country_hints(
    known: list[Clue[str]],
    telephones: list[Clue[Telephone]],
    email: str | None,
    site: str | None,
    language: str | None = None,
    firm: str | None = None,
) -> list[Clue[str]]:
    """Countries that a telephone's code implies, and that a domain's ending suggests.

    The ending of a firm's own domain implies its country where nothing else does (no number, nothing of
    `known`) and the letter is in that country's language, or gives a number there that may be another's: a
    Dutch letter from `firm.nl`, not an English one; or when the firm carries a legal form of that country.
    """
    clues: list[Clue[str]] = []
    for clue in telephones:
        if language == "pt" and clue.weight >= SURE and _BRAZILIAN_MOBILE.fullmatch(clue.value.written):
            clues.append(Clue("BR", clue.written, IMPLIED))
        codes = countries_of_phone(clue.value.e164) if clue.value.e164 else ()
        weight = IMPLIED if len(codes) == 1 and clue.weight >= SURE else OFFERED
        clues += [Clue(code, clue.written, weight) for code in codes]
    home = home_of_form(firm or "")
    clues += [Clue(home, firm or "", IMPLIED)] if home and all(clue.weight < SURE for clue in known) else []
    is_open = all(clue.weight < SURE for clue in (*known, *clues))
    called = {clue.value for clue in clues}
    for host in (host_of(email) if email else "", site_host(site) if site else ""):
        code = country_of_tld(host) if host else None
        is_firms = bool(code) and is_open and is_buyers_site(host, frozenset())
        is_at_home = is_firms and (
            code in called or is_spoken_in(language, code) or has_form_of(firm or "", code or "")
        )
        clues += [Clue(code, host, IMPLIED if is_at_home else OFFERED)] if code else []
    return clues
