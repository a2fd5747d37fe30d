"""A party as one line names it: a person, a firm and a place, in the order the sender likes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from customers.domain.place_names import AMBIGUOUS, city_of, country_of, fold_name

from .people import COMPANY_WORD, LEGAL_FORM, Person, is_company, is_name, is_title, read_person

_BETWEEN = re.compile(
    r"\s*[,，;/|]\s*|\s[-–—]\s|\s?[(（]|\s(?:of|from|at|c/o|attn|attention|contact)\b[.:]?\s", re.IGNORECASE
)
_STATE_AND_CODE = re.compile(r"[A-Z]{2}(?:\s\d{5}(?:-\d{4})?)?|[A-Z]{0,3}[ -]?\d[\dA-Z -]{2,9}")
_ROAD = re.compile(
    r"\s(?:road|rd|street|avenue|ave|lane|blvd|boulevard|bazaa?r|nagar|marg|chowk)\.?$", re.IGNORECASE
)
MAX_PARTY = 160


@dataclass(frozen=True, slots=True)
class Party:
    """Who a line names. `place` holds the words behind the name that say where they are."""

    person: Person | None = None
    title: str = ""
    firm: str = ""
    place: str = ""


def read_party(words: str) -> Party:
    """The party of "John Smith, Old Harbor Hardware Co., Boston USA" or "Old Harbor Co. - Mr. Smith".

    A person beside a firm has two names or a form of address: "Smith, Jones & Co." is one firm.
    """
    named, place = part_from_place(" ".join(words[:MAX_PARTY].split()).strip(" ,;/|-–"))
    for between in _BETWEEN.finditer(named):
        before, behind = named[: between.start()].strip(), named[between.end() :].strip()
        behind = behind if re.search(r"[(（]", behind) else behind.strip(" )）")
        for name, rest in ((before, behind), (behind, before)):
            person = _full_person(name)
            title, firm = _part_from_title(rest)
            if person and _is_firm(firm):
                return Party(person, title, firm, place)
            if person and name == before and between[0].strip() == "," and _is_role(rest):
                return Party(person, rest, "", place)
    if is_company(named):
        return Party(None, "", named, place)
    return Party(read_person(named), "", "", place)


OF_ANOTHER = re.compile(
    r"\b(?:my|our|his|her|the|a) (?:colleagues?|boss|forwarder|agent|freight (?:forwarder|agent)|assistant|partner|accountant|warehouse)\b|\b(?:for|in) urgent (?:matters|cases)|\b(?:in|during) my absence\b|\bpour toute urgence|\bin dringenden fällen|\ben caso de urgencia|\bbij dringende|\bper urgenze\b|\b(?:talked|spoke|spoken) (?:with|to) (?!you\b|your\b|one of you)|\b(?:kolleg\w+|spediteur|vertretung|collègue|transitaire|remplaçante?|collega|spedizioniere|compañer[oa]|colega|agente aduanal|agente|despachante|transportadora|koleg\w+|spedytor|коллег\w+|экспедитор\w*|meslektaş\w*|nakliyeci\w*|expediteur|زميل\w*|وكيل)\b|同事|货代|貨代|代理|助理|同僚|동료",
    re.IGNORECASE,
)
_NUMBER_OR_ADDRESS = re.compile(r"\S+@\S+|\+\d[\d\s().-]{6,}\d")


def party_lines(lines: list[str]) -> list[Party]:
    """Parties that a line names in full beside an address or a number: "Ana Ruiz, Ruiz Jardín SL (Spain), ana@…"."""
    found = []
    for above, line in pairwise(["", *lines[:60]]):
        if len(line) > MAX_PARTY or OF_ANOTHER.search(f"{above[-MAX_PARTY:]} {line}"):
            continue  # "our forwarder: Ken Lam, Ocean Ltd, ken@…"
        words = _NUMBER_OR_ADDRESS.sub("", line).strip(" ,;|/-–")
        if len(words) + 4 < len(line.strip()):
            party = read_party(words)
            found += [party] if party.person and is_company(party.firm) else []
    return found


def _part_from_title(words: str) -> tuple[str, str]:
    """Part "Purchasing Manager, Acme Ltd" into the title and the firm."""
    for between in _BETWEEN.finditer(words):
        before, behind = words[: between.start()].strip(), words[between.end() :].strip()
        if is_title(before) and not is_company(before) and is_company(behind):
            return before, behind
    return "", words


_BRACKET_BEHIND = re.compile(r"^(?P<name>.{3,80}?)\s?[(（\[](?P<inside>[^()（）\[\]]{2,40})[)）\]]$")


_CJK = re.compile(r"[\u3040-\u9fff]")


def part_from_bracket(words: str) -> tuple[str, str]:
    """Part "Baltic Fishing OÜ（爱沙尼亚）" and "Yong Heng Sdn. Bhd. (884512-K)" into name and place or number.

    So is what we noted in Chinese behind a firm's Latin name: "Gvožđara d.o.o.（批发）". What else a bracket
    holds belongs to the name: "Acme (Holdings)", "上海贸易（集团）".
    """
    match = _BRACKET_BEHIND.match(words.strip())
    if match is None:
        return words, ""
    is_said = (
        bool(_CJK.search(match["inside"])) and not _CJK.search(match["name"]) and is_company(match["name"])
    )
    if not (is_said or country_of(match["inside"]) or re.search(r"\d{4}", match["inside"])):
        return words, ""
    return match["name"], match["inside"]


def part_from_place(words: str) -> tuple[str, str]:
    """Part "Lindqvist Verktyg AB, Gothenburg, Sweden" into the name and its place; what stays must be a name.

    A street, a state and a postcode belong to the place when a town or a country stands behind them.
    """
    parts = words.split(",")
    kept = len(parts)
    while kept > 1 and _is_of_place(parts[kept - 1], is_last=kept == len(parts)):
        kept -= 1
    while kept < len(parts) and not _is_named(",".join(parts[:kept])):
        kept += 1
    return ",".join(parts[:kept]).strip(), ",".join(parts[kept:]).strip()


def place_of(words: str) -> tuple[str, str | None] | None:
    """(country, city as written) when all the words name one place: "Gothenburg", "Boston USA", "Kumasi - Ghana".

    A town that the table does not know is left out; its country must then be one that is no other word too.
    """
    words = re.sub(r"^(?:г|м|гор)\.\s?|^город\s", "", words.strip(" ."))
    aside = re.fullmatch(r"(?P<town>[^()]{2,30}) \([^()]{3,30}\)", words)  # Port of Spain (Trinidad)
    words = aside["town"] if aside and city_of(aside["town"]) else words
    country = country_of(words)
    if country:
        return country, None
    city = city_of(words)
    if city:
        return city[0], words
    pieces = [piece for piece in re.split(r"\s[-–/]\s|\s", words) if piece]
    for size in range(1, min(4, len(pieces))):
        town, land = " ".join(pieces[:-size]), " ".join(pieces[-size:])
        country = country_of(land) if len(land) > 2 or land == "UK" else None
        known = city_of(town)
        if country and known and known[0] == country:
            return country, town.strip(" ,")
        if country and fold_name(land) not in AMBIGUOUS and _is_town(town):
            return country, None
    return None


def _is_town(words: str) -> bool:
    return len(words.split()) <= 3 and is_name(words)


def _is_of_place(part: str, *, is_last: bool) -> bool:
    part = part.strip(" .")
    if place_of(part):
        return True
    is_code = bool(_STATE_AND_CODE.fullmatch(part))
    is_street = bool(re.match(r"\d", part) or re.search(r"\s\d+$", part)) and not LEGAL_FORM.search(part)
    is_road = bool(_ROAD.search(part)) and not LEGAL_FORM.search(part)
    return is_road or (not is_last and (is_code or is_street))


def _is_named(words: str) -> bool:
    return is_company(words) or bool(COMPANY_WORD.search(words)) or read_person(words) is not None


def _full_person(words: str) -> Person | None:
    person = read_person(words)
    is_full = person is not None and (len(person.name.split()) > 1 or person.form_of_address is not None)
    return person if is_full and not place_of(words) else None


def _is_role(words: str) -> bool:
    return is_title(words) and not is_company(words) and not COMPANY_WORD.search(words)


def _is_firm(words: str) -> bool:
    return is_company(words) or (bool(COMPANY_WORD.search(words)) and not is_title(words) and len(words) > 3)
