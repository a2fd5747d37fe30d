"""Evidence for each field of the buyer, gathered from labels, headers, sentences and signatures."""

from __future__ import annotations

import re
from dataclasses import replace

from customers.domain.folding import is_public_mail
from customers.domain.place_names import place_at_start

from .clues import GUESS, HEADER, LABELLED, OFFERED, SIGNED, STATED, SURE, Clue
from .contacts import (
    find_emails,
    find_international,
    find_national,
    find_sites,
    host_of,
    is_buyers_site,
    is_relay,
    read_telephone,
    said_numbers,
    site_host,
    without_gap,
)  # fmt: skip
from .languages import detect_language
from .material import Material
from .notes import noted_firm, noted_person
from .parties import OF_ANOTHER, Party, part_from_bracket, read_party
from .people import (
    COMPANY_WORD,
    Person,
    company_resembles,
    form_code,
    is_company,
    is_fuller,
    is_name,
    is_own_firm,
    is_title,
    read_person,
    resembles,
    spells_host,
)
from .reading import Telephone
from .sentences import caller, introduced_person, stated_company, visitor
from .signatures import title_and_name, without_department

_ADDRESS_PART = re.compile(r"[<\[(]?\s*(?:mailto:)?[\w.+'-]{1,64}@[\w.-]{1,120}.*$")
_FIRM_AND_NAME = re.compile(
    r"(?P<firm>[A-Za-zÀ-ɏ][^\u4e00-\u9fff]{3,60}?)\s+(?P<name>[\u4e00-\u9fff]{2,4}(?:先生|女士|小姐)?)"
)
_ROBOT_WORDS = re.compile(r"\b(?:alibaba|made-in-china|global ?sources|wordpress|website|web form|contact form|notification|no-?reply|inquiry|enquiry|sales|info|support|shopify|hubspot|typeform|wix)\b|询盘|系统|客服", re.IGNORECASE)  # fmt: skip


def header_name(header: str) -> str:
    """The display name of a From header."""
    return _ADDRESS_PART.sub("", header).strip(" \t\"'<>[](),;“”‘’")


def header_party(material: Material) -> Party:
    """Who the sender's header names: "John Smith, Old Harbor Hardware Co., Boston USA"."""
    return read_party(header_name(material.part.headers.get("from", "")))


def header_emails(material: Material) -> list[str]:
    """The sender's addresses in the buyer's header that can be the buyer's; Reply-To stands in for a relay."""
    sender = [
        address
        for address in find_emails(material.part.headers.get("from", ""))
        if material.is_buyers(address)
    ]
    reply = [
        address
        for address in find_emails(material.part.headers.get("reply_to", ""))
        if material.is_buyers(address)
    ]
    outer = [
        address
        for part in material.outer
        for address in find_emails(part.headers.get("reply_to", ""))
        if material.is_buyers(address)
    ]
    return sender or reply or outer


def is_letter(material: Material) -> bool:
    """True for kinds in which labels stand only in a signature."""
    return material.kind in ("mail", "text", "card", "fax", "phone_note", "chat_note", "chat")


def email_clues(material: Material) -> list[Clue[str]]:
    """Addresses of the buyer; relays and our own are left out."""
    clues: list[Clue[str]] = []
    for value in material.values("email", "reply_to"):
        clues += [
            Clue(address, address, LABELLED if not is_letter(material) else SIGNED)
            for address in find_emails(without_gap(value))[:1]
        ]
    clues += [Clue(address, address, HEADER) for address in header_emails(material)]
    has_header = bool(find_emails(material.part.headers.get("from", "")))
    loose = [
        address for address in find_emails("\n".join(material.part.lines)) if material.is_buyers(address)
    ]
    if is_letter(material) and not has_header:
        own = [address for address in loose if not is_of_another(material.message, address)]
        is_plain = len(loose) == 1 or own == find_emails("\n".join(material.signature.lines))
        clues += [Clue(address, address, STATED) for address in own if len(own) == 1 and is_plain]
    clues += [Clue(address, address, OFFERED) for address in loose]
    return [clue for clue in clues if material.is_buyers(clue.value)]


def is_of_another(message: str, words: str) -> bool:
    """True when the sentence that gives an address or a number speaks of a colleague, an agent, a forwarder."""
    start = message.find(words)
    if start < 0:
        return False
    head = re.sub(r":\s*\n", ": ", message[max(0, start - 200) : start])  # "Our forwarder:" above the address
    before = re.split(r"(?<=\w\w\w[.!?])\s|[\n。！？]", head)[-1]
    return bool(OF_ANOTHER.search(before))


def dropped_relays(material: Material) -> bool:
    """True when the sender's address is one behind which no buyer reads."""
    parts = [*material.outer[-1:], material.part]
    headers = [part.headers.get(key, "") for part in parts for key in ("from", "reply_to")]
    labelled = material.values("email", "reply_to")
    senders = [address for words in (*headers, *labelled) for address in find_emails(words)]
    return any(is_relay(address) for address in senders)


def person_clues(material: Material, email: str | None) -> list[Clue[Person]]:
    """People who may be the buyer. A fuller form of the best name ("Carol Jensen" for "Carol") goes first."""
    clues = _labelled_people(material) + _header_people(material) + _spoken_people(material)
    host = host_of(email) if email else ""
    people = [person for person in material.signature.people if not _is_firm_of_host(person, host)]
    for place, person in enumerate(people[:4]):
        weight = _weight_of_signed(material, person, place, email)
        if place and is_fuller(person.name, people[0].name):  # "Br, Jussi" above "Jussi Lahtinen"
            weight = max(weight, _weight_of_signed(material, people[0], 0, email))
        clues.append(Clue(person, person.name, weight))
    return _fuller_first([replace(clue, value=_french(clue.value, material.message)) for clue in clues])


_MONSIEUR = re.compile(r"M\.\s(?P<name>[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ].*)?)")


def _french(person: Person, message: str) -> Person:
    """`M. Karim Hamdi` above a letter in French is addressed so; elsewhere the letter is a name's initial."""
    match = _MONSIEUR.fullmatch(person.name)
    if match is None or detect_language(message)[0] != "fr":
        return person
    return Person(match["name"], "mr", "M.")


def _is_firm_of_host(person: Person, host: str) -> bool:
    """True for a signature's "Little Wren Baby" above an address at `littlewrenbaby.com.au`: no person, a firm."""
    is_public = not host or is_public_mail(host)
    return not is_public and spells_host(person.name, host)


def _weight_of_signed(material: Material, person: Person, place: int, email: str | None) -> int:
    if email and resembles(person.name, email.rpartition("@")[0]):
        return SIGNED + 2
    is_only = len(material.signature.people) == 1
    if material.kind == "card":
        return SIGNED if is_only and (material.signature.titles or material.signature.companies) else OFFERED
    if place == 0 and material.signature.is_signed:
        return SIGNED
    return (
        SIGNED if is_only and (material.signature.titles or material.signature.companies) else OFFERED - place
    )


def _labelled_people(material: Material) -> list[Clue[Person]]:
    first, last = material.values("first_name"), material.values("last_name")
    values = material.values("name")
    if first and not last and values and len(values[0].split()) == len(first[0].split()) == 1:
        last = values[:1]  # "Nom : Dubois / Prénom : Luc"
    if first and last and first[0] != last[0]:
        is_cjk = bool(re.match(r"[\u4e00-\u9fff]", last[0]))
        values = [value for value in values if value not in (first[0], last[0])]
        values = [last[0] + first[0] if is_cjk else f"{first[0]} {last[0]}", *values]
    forms = [
        *material.values("salutation"),
        *filter(form_code, material.values("title")),
        *(value for value in values if form_code(value)),
    ]
    if (
        last
        and not first
        and values
        and len(values[0].split()) == 1
        and not re.match(r"[\u4e00-\u9fff]", values[0])
    ):
        first, values = values[:1], values[1:]  # "Nombre: Rubén / Apellido: Cáceres Benítez"
        values = [f"{first[0]} {last[0]}", *values]
    values = [value for value in values if value not in forms]  # "姓名：陆婉婷" above "称呼：女士"
    clues = []
    for value in map(_bare_name, values[:3]):
        person = read_person(value) or _plain_name(value)
        if person:
            weight = LABELLED if not is_letter(material) or material.kind == "card" else SIGNED + 1
            written = value if person.name not in value and first else person.name
            clues.append(Clue(_addressed(person, forms), written, weight))
    return clues


def _addressed(person: Person, forms: list[str]) -> Person:
    """The person with the form of address that a field of its own gives."""
    code = form_code(forms[0]) if forms and not person.form_of_address else None
    return replace(person, form_of_address=code, form_written=forms[0]) if code else person


_BEHIND_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,6}\s(?=[A-ZÀ-Þ])")  # 德国 Frau Schneider


def _bare_name(value: str) -> str:
    """The name alone: without the firm before it ("Acme Ltd 北村"), without the title or a place behind it."""
    value = _BEHIND_PLACE.sub("", value.partition("，")[0].strip())
    behind = _FIRM_AND_NAME.fullmatch(value)
    return behind["name"] if behind and is_company(behind["firm"]) else _without_title(value)


def _without_title(value: str) -> str:
    """The name of "Park Min-seo / Manager", "Park Min-seo, Manager" and "최윤호 차장"."""
    parted = title_and_name(value.split())
    if parted:
        return parted[0]
    name, _, behind = re.sub(
        r"\s?[/|,，]\s?|\s[-–—]\s|\s?[(（](?=[^()]{3,40}[)）]$)", "\n", value, count=1
    ).partition("\n")
    return name if behind and is_title(behind) and not is_title(name) else value


def _plain_name(value: str) -> Person | None:
    """A form's name field typed without capitals: "carol jensen"."""
    titled = value.strip().title()
    return Person(value.strip()) if is_name(titled) and len(value.split()) <= 4 else None


def _header_people(material: Material) -> list[Clue[Person]]:
    header = material.part.headers.get("from", "")
    name = header_name(header)
    person = header_party(material).person or read_person(name)
    if not name or _ROBOT_WORDS.search(name):
        person = None
    if (
        person is None
        and name
        and "@" in header
        and not _ROBOT_WORDS.search(name)
        and material.kind != "notification"
    ):
        person = _plain_name(name)
    if person is None or material.is_own(header):
        return []
    is_trusted = bool(header_emails(material)) or material.kind == "fax"
    is_trusted = is_trusted or (material.kind == "notification" and "@" not in header)
    senders = find_emails(header)
    if material.kind in ("notification", "form") and senders and is_relay(senders[0]):
        is_trusted = False
    return [Clue(person, person.name, HEADER if is_trusted else OFFERED)]


def _spoken_people(material: Material) -> list[Clue[Person]]:
    clues: list[Clue[Person]] = []
    announced = material.announced
    if announced and announced.person:
        clues.append(Clue(announced.person, announced.person.name, HEADER if announced.is_full else OFFERED))
    noted = material.noted_party
    if noted and noted.person:
        clues.append(Clue(noted.person, noted.person.name, STATED))
    introduced = introduced_person(material.message)
    if introduced:
        clues.append(Clue(introduced[0], introduced[1], STATED))
    if material.is_note:
        called = caller(material.whole) or noted_person(material.whole)
        clues += [Clue(called[0], called[1], STATED)] if called else []
    seen = visitor(material.whole) if (material.kind == "text" or material.is_note) and not clues else None
    if seen:
        clues.append(Clue(seen[0], seen[0].name, STATED))
    if material.chat:
        weight = STATED if len(material.chat.speakers) == 1 else OFFERED
        weight = min(weight, STATED - 2) if introduced else weight  # what they are saved as is our own word
        clues += [
            Clue(person, person.name, weight)
            for who in material.chat.speakers[:4]
            if (person := read_person(who))
        ]
    return clues


def _fuller_first(clues: list[Clue[Person]]) -> list[Clue[Person]]:
    if not clues:
        return clues
    best = max(clues, key=lambda clue: clue.weight)
    if best.weight < SURE:
        return clues
    clues = [_with_form(clue, clues) for clue in clues]
    return [
        replace(clue, weight=best.weight + 1)
        if is_fuller(clue.value.name, best.value.name) and clue.weight >= SURE
        else clue
        for clue in clues
    ]


def _with_form(clue: Clue[Person], clues: list[Clue[Person]]) -> Clue[Person]:
    """The same name with the form of address that stands with it elsewhere."""
    if clue.value.form_of_address:
        return clue
    same = (other.value for other in clues if other.value.name.casefold() == clue.value.name.casefold())
    with_form = next((person for person in same if person.form_of_address), None)
    return clue if with_form is None else replace(clue, value=replace(with_form, name=clue.value.name))


def title_clues(material: Material) -> list[Clue[str]]:
    """Job titles, labelled or in the signature."""
    clues = [
        Clue(value, value, LABELLED)
        for value, is_inline in (
            (without_department(pair.value), pair.is_inline)
            for pair in material.pairs
            if pair.field == "title"
        )
        if is_title(value) or not (is_inline or is_letter(material) or form_code(value))
    ]
    for value in material.values("name"):
        behind = value.removeprefix(_without_title(value)).strip(" /|,，-–—()（）").partition("，")[0]
        clues += [Clue(behind, behind, LABELLED - 1)] if behind else []
    title = header_party(material).title
    clues += [Clue(title, title, SIGNED)] if title else []
    return clues + [Clue(title, title, SIGNED) for title in material.signature.titles[:1]]


def company_clues(material: Material, email: str | None) -> list[Clue[str]]:
    """Firms that may be the buyer's."""
    letter = is_letter(material)
    clues = [
        Clue(value, value, LABELLED if not letter or material.kind == "card" else SIGNED + 1)
        for value in material.values("company")
        if len(value) <= 120
    ]
    named = [
        re.sub(r"^公司\s?[:：]?\s?", "", piece)
        for value in material.values("name")
        for piece in value.split("，")
    ]
    firms = [_FIRM_AND_NAME.sub(r"\g<firm>", value) for value in named]
    clues += [Clue(firm, firm, LABELLED - 1) for firm in firms if is_company(firm)]
    party = header_party(material)
    if (
        party.firm
        and not _ROBOT_WORDS.search(party.firm)
        and not material.is_own(material.part.headers.get("from", ""))
    ):
        weight = SIGNED + 1 if is_company(party.firm) else OFFERED
        clues.append(Clue(party.firm, party.firm, weight))
    if material.announced and material.announced.firm:
        clues.append(Clue(material.announced.firm, material.announced.firm, STATED))
    noted = material.noted_party
    if noted:
        clues.append(Clue(noted.firm, noted.firm, STATED))
    stated = stated_company(material.message)
    if stated:
        clues.append(Clue(stated, stated, STATED))
    saved = _saved_firm(material)
    clues += [Clue(saved, saved, SIGNED - 1)] if saved else []
    clues += [
        Clue(company, company, SIGNED if place == 0 else OFFERED)
        for place, company in enumerate(material.signature.companies[:3])
    ]
    host = host_of(email) if email else ""
    spelt = [person.name for person in material.signature.people if _is_firm_of_host(person, host)]
    clues += [Clue(name, name, SIGNED - 1) for name in spelt]
    for guess in material.signature.company_guesses[:3]:
        clues.append(Clue(guess, guess, SIGNED - 1 if host and company_resembles(guess, host) else GUESS))
    clues += _called_firm(material) + _guess_of_host(host, material)
    clues = [replace(clue, value=part_from_bracket(clue.value)[0]) for clue in clues]
    return [clue for clue in clues if not is_own_firm(clue.value, material.own_domains)]


_SAVED = re.compile(r"(?P<name>[^-–—|()（）]{2,30}?)(?:\s[-–—|]\s|\s?[(（])(?P<firm>[^()（）|]{3,50}?)[)）]?")


def _saved_firm(material: Material) -> str | None:
    """The firm behind the name under which a chat's buyer is saved: "Ploy - Chaiyo Hardware"."""
    speakers = material.chat.speakers if material.chat else ()
    saved = _SAVED.fullmatch(speakers[0]) if len(speakers) == 1 else None
    is_firm = saved is not None and (is_company(saved["firm"]) or COMPANY_WORD.search(saved["firm"]))
    return saved["firm"] if saved and is_firm else None


def _called_firm(material: Material) -> list[Clue[str]]:
    noted = noted_firm(material.whole) if material.is_note else None
    if noted:
        return [Clue(noted, noted, STATED)]
    called = caller(material.whole) if material.kind == "phone_note" else None
    if not called or not called[2] or place_at_start(called[2]):
        return []
    return [Clue(called[2], called[2], STATED if is_company(called[2]) else OFFERED)]


def _guess_of_host(host: str, material: Material) -> list[Clue[str]]:
    if not host or not is_buyers_site(host, material.own_domains):
        return []
    label = host.removesuffix(".example").split(".")[0]
    return [Clue(label.replace("-", " ").title(), host, GUESS)]


def telephone_clues(material: Material, country: str | None) -> list[Clue[Telephone]]:
    """Telephones: labelled ones first, then international numbers where the buyer signs or writes."""
    written = [(value, LABELLED) for value in material.values("phone", "mobile", "whatsapp")]
    if material.chat:
        written += [(who, STATED) for who in material.chat.speakers if who.startswith("+")]
    if is_letter(material):
        faxes = {re.sub(r"\D", "", value) for value in material.values("fax")}
        block = "\n".join(material.signature.lines) or material.message
        signed = [
            number
            for number in find_international(block)
            if re.sub(r"\D", "", number) not in faxes and not is_of_another(material.message, number)
        ]
        spoken = [
            number
            for number in find_international(material.message)
            if re.sub(r"\D", "", number) not in faxes
        ]
        written += [(number, SIGNED) for number in signed]
        others = [number for number in spoken if is_of_another(material.message, number)]
        alone = len(spoken) - len(others) == 1
        written += [(number, SIGNED - 1 if alone and number not in others else OFFERED) for number in spoken]
        written += [
            (
                number,
                SIGNED - 2
                if _stands_apart(number, line)
                and (material.signature.is_signed or material.signature.companies)
                else GUESS,
            )
            for line in material.signature.lines
            for number in find_national(line)
            if re.sub(r"\D", "", number) not in faxes
        ]
    if material.chat or material.is_note or material.kind == "text":
        written += [
            (number, SIGNED - 1 if telephone and telephone.e164 else OFFERED)
            for number in said_numbers(material.message)
            for telephone in [read_telephone(number, country)]
        ]
    clues = []
    for words, weight in written[:12]:
        telephone = read_telephone(words, country)
        if telephone:
            clues.append(Clue(telephone, telephone.written, weight))
    return clues


def _stands_apart(number: str, line: str) -> bool:
    """True for a number alone on its line, or between marks: "(011) 4555-0129 / valeria@acme.com.ar"."""
    if not re.search(r"[^\d\s()+./|,;–-]", line):
        return True
    pieces = re.split(r"\s[/|·•–-]\s|[|·•;]|,\s", line)
    return any(piece.strip() == number for piece in pieces) and bool(find_emails(line) or find_sites(line))


def fax_clues(material: Material, country: str | None) -> list[Clue[Telephone]]:
    """Fax numbers, labelled only."""
    telephones = [read_telephone(value, country) for value in material.values("fax")]
    return [Clue(telephone, telephone.written, LABELLED) for telephone in telephones if telephone]


def website_clues(material: Material, email: str | None) -> list[Clue[str]]:
    """The buyer's site; links of platforms, social networks and our own never."""
    clues = []
    for value in material.values("website"):
        sites = find_sites(value) or ([value] if re.fullmatch(r"[\w.-]+\.\w{2,12}(?:/\S*)?", value) else [])
        clues += [Clue(site, site, LABELLED) for site in sites[:1]]
    host = host_of(email) if email else ""
    if is_letter(material):
        signed = find_sites("\n".join(material.signature.lines))
        clues += [
            Clue(site, site, SIGNED if len(signed) == 1 or site_host(site) == host else OFFERED)
            for site in signed
        ]
        clues += [
            Clue(site, site, SIGNED if site_host(site) == host else OFFERED)
            for site in find_sites(material.message)
        ]
    if host and not clues:
        clues.append(Clue(host, host, GUESS))
    return [clue for clue in clues if is_buyers_site(clue.value, material.own_domains)]
