"""The reader's one entry: from a pasted text to a `Reading`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from customers.domain.place_names import zones_of

from . import evidence, places
from .alerts import read_warnings
from .clues import HEADER, IMPLIED, LABELLED, SURE, Clue, settle
from .contacts import find_emails, zones_of_phone
from .dates import read_dates
from .grading import suggest_grade
from .languages import detect_language
from .material import Material, sort_material
from .origins import channel_clues, source_clues
from .points import read_points
from .products import open_prices, read_products
from .reading import Certainty, Found, Point, ProductAsked, Reading, SuggestedGrade, Telephone

_PREFIX = re.compile(
    r"^\s*(?:(?:re|r|aw|antw|fw|fwd|wg|ynt|ilt|vá|ref|rv|enc|tr|res|sv|vs|odp|回复|答复|转发|轉寄)\s?[:：]\s*)+",
    re.IGNORECASE,
)
MAX_MESSAGE = 20_000


def read(text: str, *, at: datetime, own_domains: frozenset[str] = frozenset()) -> Reading:
    """Read what a salesperson pasted (requirements B4, D7; ux.md "New inquiry").

    `text`: any string. `at`: the aware instant of pasting, against which dates are judged. `own_domains`:
    our mail domains, lower case; what comes from them is never the buyer's. Raises nothing for any text.
    A field that is not certain has no value, only candidates.
    """
    material = sort_material(text, frozenset(domain.lower() for domain in own_domains))
    if (material.is_own(material.part.headers.get("from", "")) and material.kind != "form") or _is_own_card(
        material
    ):
        return _read_own(material, at)
    buyer = _read_buyer(material)
    subject = _subject(material)
    products = read_products(material.pairs, material.message, subject.value or "", material.heading)
    terms = material.values("incoterm", "payment") if material.kind in ("form", "notification") else []
    points = read_points("\n".join([subject.value or "", material.message, *terms]), material.tidy)
    points += tuple(
        _target_point(material.message[price.start : price.end], material)
        for price in open_prices(material.message, products)[:2]
    )
    warnings = _warnings(material, subject.value or "")
    return replace(
        buyer,
        language=_language(material),
        channel=settle(channel_clues(material), material.tidy.locate),
        source=settle(source_clues(material), material.tidy.locate),
        subject=subject,
        received_at=_received_at(material, at),
        products=tuple(_placed(product, material) for product in products),
        message=material.message[:MAX_MESSAGE],
        points=points,
        suggested_grade=suggest_grade(products, points, warnings, material.message),
        warnings=tuple(warnings),
        is_cut=material.tidy.is_cut,
    )


def _is_own_card(material: Material) -> bool:
    """True for a colleague's card: its addresses are all ours."""
    addresses = find_emails(material.whole[:5_000]) if material.kind == "card" else []
    return bool(addresses) and all(material.is_own(address) for address in addresses)


def _read_buyer(material: Material) -> Reading:
    """Who the buyer is. The country goes first: it tells how to read a number without a country code."""
    locate = material.tidy.locate
    email = settle(evidence.email_clues(material), locate, key=str.lower)
    address = email.value
    people = settle(
        evidence.person_clues(material, address), locate, key=lambda person: person.name.casefold()
    )
    website = settle(evidence.website_clues(material, address), locate, key=str.lower)
    company = settle(evidence.company_clues(material, address), locate, key=str.casefold)
    countries, cities = places.place_clues(material)
    telephones = evidence.telephone_clues(material, _settle_country(countries, material).value)
    language = detect_language(_buyers_words(material))[0]
    hints = places.country_hints(countries, telephones, address, website.value, language, company.value)
    country = _settle_country(countries + hints, material)
    telephone = settle(
        evidence.telephone_clues(material, country.value), locate, key=_number_key, is_first_best=True
    )
    cities = cities or places.town_behind_code(material, country.value)
    city = settle(cities, locate, key=str.casefold)
    return Reading(
        kind=material.kind,
        sender_name=_map(people, lambda person: person.name),
        form_of_address=_form_of_address(people, material),
        job_title=settle(evidence.title_clues(material), locate),
        company=company,
        email=email,
        telephone=telephone,
        fax=settle(evidence.fax_clues(material, country.value), locate, key=_number_key, is_first_best=True),
        website=website,
        country=country,
        city=city,
        time_zone=_time_zone(country, city, telephone),
    )


def _read_own(material: Material, at: datetime) -> Reading:
    """A colleague's mail: nothing in it is a buyer's."""
    return Reading(
        kind=material.kind,
        language=_language(material),
        channel=settle(channel_clues(material), material.tidy.locate),
        source=settle(source_clues(material), material.tidy.locate),
        subject=_subject(material),
        received_at=_received_at(material, at),
        message=material.message[:MAX_MESSAGE],
        suggested_grade=SuggestedGrade(None, ("own_mail",)),
        warnings=("own_mail",),
        is_cut=material.tidy.is_cut,
    )


def _number_key(telephone: Telephone) -> str:
    return telephone.e164 or re.sub(r"\D", "", telephone.written)


def _settle_country(clues: list[Clue[str]], material: Material) -> Found[str]:
    """Below a labelled country every sure contradiction leaves the field open."""
    found = settle(clues, material.tidy.locate)
    sure = {clue.value for clue in clues if clue.weight >= SURE}
    top = max((clue.weight for clue in clues), default=0)
    if found.value is None or top >= LABELLED - 1 or len(sure) == 1:
        return found
    return Found(None, Certainty.LIKELY, (found.value, *found.candidates), found.span)


def _map(found: Found, change) -> Found:  # type: ignore[type-arg, no-untyped-def]  # a local shorthand over any T
    value = None if found.value is None else change(found.value)
    return Found(
        value, found.certainty, tuple(change(candidate) for candidate in found.candidates), found.span
    )


def _form_of_address(people: Found, material: Material) -> Found[str]:  # type: ignore[type-arg]
    person = people.value
    if person is None or person.form_of_address is None:
        return Found()
    return Found(person.form_of_address, Certainty.CERTAIN, (), material.tidy.locate(person.form_written))


def _time_zone(country: Found[str], city: Found[str], telephone: Found[Telephone]) -> Found[str]:
    if country.value is None:
        return Found()
    zones = zones_of(country.value, city.value)
    number = telephone.value.e164 if telephone.value else None
    if len(zones) > 1 and number:
        zones = tuple(zone for zone in zones_of_phone(number) if zone in zones) or zones
    if len(zones) == 1:
        return Found(zones[0], Certainty.CERTAIN)
    return Found(None, Certainty.LIKELY, zones[:12]) if zones else Found()


def _language(material: Material) -> Found[str]:
    code, others = detect_language(_buyers_words(material))
    if code:
        return Found(code, Certainty.CERTAIN)
    return Found(None, Certainty.LIKELY, others) if others else Found()


def _buyers_words(material: Material) -> str:
    """The message; where a notification labels none, its lines without the platform's own labels."""
    if material.kind != "notification" or material.values("message"):
        return material.message
    labelled = {material.part.lines[pair.line] for pair in material.pairs if not pair.is_inline}
    said = "\n".join(line for line in material.message.split("\n") if line not in labelled)
    return said if said.strip() else material.message


def _subject(material: Material) -> Found[str]:
    outer = [part.headers["subject"] for part in material.outer if part.headers.get("subject")]
    inner = material.values("subject")
    header = material.part.headers.get("subject")
    clues = [Clue(value, value, LABELLED) for value in inner[:1] if material.kind in ("form", "notification")]
    clues += [Clue(_PREFIX.sub("", header), header, HEADER)] if header else []
    clues += [Clue(_PREFIX.sub("", value), value, IMPLIED) for value in outer[-1:]]
    clues += [Clue(value, value, IMPLIED) for value in inner[:1] if material.kind in ("text", "fax")]
    return settle([clue for clue in clues if clue.value.strip()], material.tidy.locate)


def _received_at(material: Material, at: datetime) -> Found[datetime]:
    written = [material.part.headers.get("date", ""), *material.values("date")[:2]]
    if material.kind in ("notification", "form"):
        written += [part.headers.get("date", "") for part in material.outer[-1:]]
    if material.chat:
        written = list(material.chat.when.values())[:1]
    offered: list[datetime] = []
    first = ""
    for words in filter(None, written):
        certain, candidates = read_dates(words, at)
        if certain:
            return Found(certain, Certainty.CERTAIN, tuple(offered), material.tidy.locate(words))
        offered += candidates
        first = first or words
    if offered:
        return Found(None, Certainty.LIKELY, tuple(dict.fromkeys(offered)), material.tidy.locate(first))
    return Found()


def _warnings(material: Material, subject: str) -> list[str]:
    words = f"{subject}\n{material.message}" if material.message else material.whole
    warnings = read_warnings(words, material.attachments)
    if evidence.dropped_relays(material):
        warnings.append("relay_address")
    return warnings


def _target_point(words: str, material: Material) -> Point:
    """A target price that is no one product's is told as a point: which it belongs to, a person says."""
    return Point("target_price", words, material.tidy.locate(words))


def _placed(product: ProductAsked, material: Material) -> ProductAsked:
    return replace(product, span=material.tidy.locate(product.words))
