"""The line by which a platform or a form announces a buyer: "New inquiry from John Smith (United States)"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from customers.domain.place_names import country_of, place_at_start

from .people import Person, is_company, read_person

_ASKED = r"(?:inquiry|enquiry|message|question|quote request|contact request|buying request|request for (?:quotation|quote|information)|rfq|rfi|(?:buy(?:ing)? )?lead)"
_WHO = r"(?P<who>[^\n,:.!?()（）\[\]<>]{2,40}?(?:\.[^\n,:.!?()（）\[\]<>]{2,30}?)?)"
_PLACE = r"(?:\s?[(（\[](?P<place>[^()（）\[\]\n]{2,40})[)）\]])"
_END = r"(?=\s*(?:$|[,:.!?\]】|]|\s[-–—]\s|\s(?:in|on|via|about|regarding|for|at|through|has)\b))"
_LINES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_ASKED} (?:(?:was |has been )?received )?from (?:a |the )?(?:new )?(?:(?:buyer|customer|retailer|visitor)\s)?{_WHO}(?:{_PLACE}|{_END})",
        rf"^(?:\[[^\]\n]{{1,30}}\]\s?)?{_WHO}{_PLACE}? (?:has |have )?(?:just )?sent you (?:an?|a new) {_ASKED}\b",
        rf"\b(?:neue )?(?:anfrage|nachricht|kontaktanfrage) von (?:herrn? |frau )?{_WHO}(?:{_PLACE}|{_END})",
        rf"\b(?:demande(?: de devis| de contact)?|message|consulta|solicitud|mensaje|cotización|solicitação|mensagem|cotação|richiesta|messaggio|запрос|сообщение) (?:de|da|do|от) {_WHO}{_PLACE}",
        rf"来自\s?{_WHO}{_PLACE}?\s?的(?:新)?(?:询盘|询价|留言|消息|查询)",
        rf"^(?:【[^】\n]{{1,20}}】\s?)?(?:买家|客户|采购商)?\s?{_WHO}{_PLACE}?\s?(?:给您|向您|给你)(?:发来|发送|发起|发)(?:了)?",
    )
)
_LABEL = re.compile(
    r"^(?:subject|主题|主旨|betreff|asunto|assunto|objet|oggetto|тема|件名)\s?[:：]\s?", re.IGNORECASE
)
_NOBODY = re.compile(
    r"\b(?:alibaba|made-in-china|global ?sources|website|web ?site|web|form|contact|platform|page|site|store|shop|buyers?|customers?|visitors?|retailers?|client|potential|verified|premium|our|your|my|the|this|you)\b|[买客]|平台|网站",
    re.IGNORECASE,
)
HEAD_LINES = 12


@dataclass(frozen=True, slots=True)
class Announcement:
    """Who asks, by a platform's own words. `is_full`: two names, a form of address or a country leave no doubt."""

    person: Person | None
    firm: str
    place: str
    is_full: bool


def read_announcement(text: str) -> Announcement | None:
    """The announcement in the first lines of a text. A place, a site or "a buyer" is nobody."""
    lines = [line.strip(" *#\t") for line in text[:6_000].split("\n") if line.strip()][:HEAD_LINES]
    for line in lines:
        if len(line) <= 200 and (found := _read_line(_LABEL.sub("", line))):
            return found
    return None


def _read_line(line: str) -> Announcement | None:
    for pattern in _LINES:
        match = pattern.search(line)
        if match is None:
            continue
        who, place = match["who"].strip(), (match["place"] or "").strip()
        place = place if country_of(place) else ""
        if is_company(who):
            return Announcement(None, who, place, is_full=True)
        person = None if _NOBODY.search(who) or place_at_start(who) else read_person(who)
        if person is None and place and not _NOBODY.search(who) and read_person(who.title()):
            person = Person(who)  # a member's name as typed: "ahmed hassan (Egypt)"
        if person:
            is_full = bool(place or person.form_of_address or len(person.name.split()) > 1)
            return Announcement(person, "", place, is_full)
    return None
