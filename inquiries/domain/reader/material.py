"""Sorting a paste: what kind of text it is, which of its words are the buyer's, and what it labels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from customers.domain.place_names import country_of

from .announcements import Announcement, read_announcement
from .chats import Chat, read_chat
from .cleaning import (
    Tidy,
    close_up,
    decode_leftovers,
    split_lines,
    strip_markup,
    tidy,
    without_client_footers,
)
from .contacts import find_emails, find_international, host_of, is_own_host, is_relay
from .faxes import end_of_letterhead, is_fax, read_fax
from .labels import CONTACT_FIELDS, FORM_FIELDS, Pair, is_footer, read_pairs
from .mail import is_raw_source, read_source
from .notes import chat_of_note, party_at_head, party_of_value
from .parties import Party, party_lines, read_party
from .people import COMPANY_WORD, is_company, is_fuller, is_own_firm, read_person
from .platforms import (
    form_words,
    head_is_of_platform,
    is_notice,
    opens_with_platform,
    platform_of_host,
    platforms_named,
    starts_with_platform,
)
from .sentences import is_call_note
from .signatures import Signature, end_of_letter, find_signature, read_signature
from .threads import Part, choose_part, earlier_part, split_parts

_GREETING = re.compile(r"^\W{0,3}(?:dear|hello|hi|hey|good (?:morning|day|afternoon|evening)|to whom|hola|buen[oa]s|estimad[oa]s?|olá|ola|bom dia|boa tarde|prezad[oa]s?|caro|sehr geehrte|guten|hallo|bonjour|madame|monsieur|buongiorno|gentil|geachte|dzień dobry|szanown|здравствуй|добрый|уважаем|السلام|مرحبا|您好|你好|尊敬|亲爱|merhaba|sayın|selamat|kính|xin chào)(?![a-z])", re.IGNORECASE)  # fmt: skip


@dataclass(slots=True)
class Material:
    """A sorted paste."""

    tidy: Tidy
    kind: str  # mail, notification, form, chat, fax, phone_note, chat_note, card, text
    part: Part
    outer: list[Part]
    pairs: list[Pair]
    message: str
    signature: Signature
    own_domains: frozenset[str]
    earlier: Part | None = None  # what the same buyer wrote before, quoted below
    platform: tuple[str, str] | None = None
    form: str | None = None
    chat: Chat | None = None
    attachments: tuple[str, ...] = ()
    whole: str = ""
    announced: Announcement | None = None
    heading: str = ""  # what stands alone above an unnamed quantity
    ours: frozenset[str] = field(default_factory=frozenset)

    def values(self, *fields: str) -> list[str]:
        """The labelled values of some fields, in the order of the text."""
        return [pair.value for pair in self.pairs if pair.field in fields]

    @property
    def is_note(self) -> bool:
        """True for what a salesperson wrote down about a call or a chat."""
        return self.kind in ("phone_note", "chat_note")

    @property
    def noted_party(self) -> Party | None:
        """The one party that a note names: at its head, or on a line beside its address."""
        if self.kind not in ("text", "card", "phone_note", "chat_note", "form"):
            return None
        headed = party_at_head(self.whole)
        found = (
            [headed]
            if headed
            else party_lines(list(self.part.lines))
            if self.kind in ("text", "card")
            else []
        )
        return found[0] if len(found) == 1 else None

    def is_own(self, words: str) -> bool:
        """True when a header's words hold one of our own addresses."""
        return any(is_own_host(host_of(address), self.own_domains) for address in find_emails(words))

    def is_buyers(self, address: str) -> bool:
        """True for an address that may be the buyer's: not ours, not a relay, not the mail's recipient."""
        return not (self.is_own(address) or is_relay(address) or address.lower() in self.ours)


def sort_material(text: str, own_domains: frozenset[str]) -> Material:
    """Clean the paste, find its kind and the buyer's own part of it."""
    origin = tidy(text)
    shown, attachments = read_source(text) if is_raw_source(text[:200_000]) else (origin.text, ())
    whole = tidy(decode_leftovers(strip_markup(shown))).text
    lines = [close_up(line) for line in _without_card_code(without_client_footers(split_lines(whole)))]
    draft = Material(
        origin,
        "text",
        Part("first", {}, tuple(lines)),
        [],
        [],
        "",
        Signature(),
        own_domains,
        attachments=attachments,
        whole=whole,
    )
    draft.chat = read_chat(lines, draft.own_domains)
    if draft.chat:
        return _sort_chat(draft, draft.chat)
    _choose_part(draft, lines)
    draft.pairs = _with_parties(read_pairs(list(draft.part.lines)))
    _recognise(draft, lines)
    draft.heading = _heading(draft, list(draft.part.lines))
    _cut_message(draft)
    return draft


def _sort_chat(material: Material, chat: Chat) -> Material:
    material.kind = "chat"
    named = platforms_named("\n".join(chat.head))
    material.platform = named[0] if chat.channel == "platform" and len(named) == 1 else None
    if len(chat.speakers) == 1:
        material.message = chat.words[chat.speakers[0]]
        material.signature = _profile_above(chat)
    else:
        material.message = "\n".join(words for words in chat.words.values())
    material.pairs = read_pairs(material.message.split("\n"))
    return material


def _profile_above(chat: Chat) -> Signature:
    """What a program's window shows of the other side above the chat: the name, then role, firm and country."""
    who = chat.speakers[0]
    start = next((index for index, line in enumerate(chat.head) if line.startswith(who)), None)
    return Signature() if start is None else read_signature(list(chat.head[start:]), "", is_signed=True)


def _with_parties(pairs: list[Pair]) -> list[Pair]:
    """The pairs with a name's value parted that names a party: "Mr Baptiste, Caribbean Fasteners Ltd, Port of Spain"."""
    result = []
    for pair in pairs:
        noted = party_of_value(pair.value) if pair.field == "name" else None
        is_list = pair.field == "name" and "," in pair.value[:160]
        party = noted or (read_party(pair.value) if is_list else Party())
        parts = [("company", party.firm), ("title", party.title), ("location", party.place)]
        if party.person and (noted or is_company(party.firm)):
            start = party.person.form_written
            name = f"{start} {party.person.name}" if start else party.person.name
            result.append(replace(pair, value=name))
            result += [replace(pair, field=field_name, value=value) for field_name, value in parts if value]
        else:
            result.append(pair)
    return result


def _choose_part(material: Material, lines: list[str]) -> None:
    parts = split_parts(lines)
    if (
        is_fax(material.whole)
        and not any("@" in part.headers.get("from", "") for part in parts)
        and not form_words(material.whole)
    ):
        material.kind, material.part = "fax", read_fax(lines)
        return
    index = choose_part(parts, material.is_own, lambda line: is_own_firm(line, material.own_domains))
    material.part, material.outer = parts[index], parts[:index]
    recipients = " ".join(material.part.headers.get(key, "") for key in ("to", "cc"))
    senders = " ".join(part.headers.get("from", "") for part in material.outer)
    material.ours = frozenset(address.lower() for address in find_emails(recipients + " " + senders))
    material.earlier = earlier_part(parts, index, material.is_own)
    if "from" in material.part.headers:
        material.kind = "mail"


def _recognise(material: Material, lines: list[str]) -> None:
    labelled = {pair.field for pair in material.pairs if not pair.is_inline} & FORM_FIELDS
    sender = material.part.headers.get("from", "")
    if not any(map(material.is_buyers, find_emails(sender))):  # a buyer's own mail announces nobody
        material.announced = read_announcement(material.whole)
    material.platform = _platform(material, labelled)
    material.form = None if material.platform else _form(material, labelled)
    if material.platform:
        material.kind = "notification"
    elif material.form:
        material.kind = "form"
    elif material.kind == "text":
        material.kind = _kind_of_text(material, labelled, lines)


def _platform(material: Material, labelled: frozenset[str] | set[str]) -> tuple[str, str] | None:
    """(code, words) of the platform whose notification this is: by the sender's host, else by how it speaks."""
    hosts = [
        host_of(address)
        for part in [*material.outer, material.part]
        for address in find_emails(part.headers.get("from", "") + " " + part.headers.get("sender", ""))
    ]
    by_host = [code for host in hosts if (code := platform_of_host(host))]
    head = material.whole[:30_000]
    named = platforms_named(head)
    if by_host:
        return by_host[0], next((word for code, word in named if code == by_host[0]), hosts[0])
    is_labelled = len(labelled) >= 2 and is_notice(head) and not _is_letter(material)
    is_headed = material.kind == "text" and (
        bool(material.announced) or opens_with_platform(material.whole) or head_is_of_platform(material.whole)
    )
    return named[0] if len(named) == 1 and (is_labelled or is_headed) else None


def _form(material: Material, labelled: frozenset[str] | set[str]) -> str | None:
    """The words (or the robot's address) by which a web form's report is known."""
    form = form_words(material.whole[:30_000])
    if form and (len(labelled) >= 2 or labelled & {"message", "email"}):
        return form
    return _own_robot(material) if len(labelled & CONTACT_FIELDS) >= 2 else None


_CALL_HEAD = re.compile(
    r"\W{0,6}(?:(?:tel|telephone|phone|call|voice)(?:ephone)?[ -]?(?:note|memo|message)\b|(?:电话|来电|通话)(?:记录|登记)|接到?电话|(?:tele)?phone (?:note|call)|call note|telefonnotiz|nota de llamada)",
    re.IGNORECASE,
)


def _kind_of_text(material: Material, labelled: frozenset[str] | set[str], lines: list[str]) -> str:
    if is_call_note(material.whole) and _CALL_HEAD.match(material.whole):
        return "phone_note"
    if len(labelled & CONTACT_FIELDS) >= 2 and labelled & {"message", "product", "subject", "quantity"}:
        return "form"
    if is_call_note(material.whole):
        return "phone_note"
    if chat_of_note(material.whole):
        return "chat_note"
    return "card" if "quantity" not in labelled and _is_card(lines) else "text"


def _own_robot(material: Material) -> str | None:
    """The address from which our own site reports what a visitor filled in."""
    senders = find_emails(material.part.headers.get("from", ""))
    return next((address for address in senders if material.is_own(address) and is_relay(address)), None)


def _is_letter(material: Material) -> bool:
    """A mail from a person that only mentions a platform."""
    sender = find_emails(material.part.headers.get("from", ""))
    return (
        bool(sender)
        and material.is_buyers(sender[0])
        and not any(pair.field in ("message", "product") for pair in material.pairs)
    )


_CHINESE_WISH = re.compile(
    r"^\W{0,4}[-–—•·*]\s?(?:看中|看上|要|问|想|需要|定金|\d{1,3}%|\d{1,2}月)|^(?=.*[，,。])[^:：]{0,12}(?:想要|需要|要|想|问|说|寄|报价|询|接待|跟进|下单|发给)[:：]?\s?[\u4e00-\u9fff]{2}"
)


_EASTERN_SENTENCE = re.compile(
    r"[\u3040-\u9fff][^。]{6,}[。？！]$|(?:です|ます|ください)。?$|[\uac00-\ud7a3][^.]{6,}[다요까][.?!]$"
)


def _is_sentence(line: str) -> bool:
    """True for a line that ends like a sentence and runs in small letters."""
    if _CHINESE_WISH.search(line) or _EASTERN_SENTENCE.search(line):
        return True
    small = re.findall(r"(?<!\S)[^\W\dA-Z]\w*", line)
    return bool(re.search(r"[.?!。？！]$", line)) and len(small) > 3 and not is_company(line)


def _is_card(lines: list[str]) -> bool:
    filled = [line.strip() for line in lines if line.strip()]
    if (
        not 2 <= len(filled) <= 18
        or any(len(line) > 110 for line in filled)
        or any(_GREETING.match(line) for line in filled)
    ):
        return False
    contacts = sum(1 for line in filled if find_emails(line) or find_international(line))
    has_sentence = any(_is_sentence(line) for line in filled)
    named = any(is_company(line) for line in filled) or any(read_person(line) for line in filled)
    labelled = len({pair.field for pair in read_pairs(filled)} & CONTACT_FIELDS)
    return not has_sentence and named and (contacts >= 1 or labelled >= 2)


def _cut_message(material: Material) -> None:
    lines = list(material.part.lines)
    if material.kind in ("notification", "form"):
        _cut_notification(material, lines)
        return
    if material.kind == "card":
        material.signature = read_signature(lines, "", is_signed=True)
        return
    head = _cut_letterhead(material, lines) if material.kind == "fax" else []
    lines = lines[len(head) :]
    if material.announced and material.kind == "text":
        _read_profile(material, lines)
        return
    lines = lines[: end_of_letter(lines)]
    start, first, is_signed = find_signature(lines)
    start = start if is_signed else min(start, _line_of_sender(material, lines))
    material.signature = read_signature(lines[start:], first, is_signed=is_signed)
    if material.earlier:
        _take_earlier(material, material.earlier)
    _add_letterhead(material.signature, head)
    body = lines[: start - 1] if is_signed else lines[:start]
    material.message = "\n".join(body).strip()
    if not material.message and not is_signed:
        material.message = "\n".join(lines).strip()


def _read_profile(material: Material, lines: list[str]) -> None:
    """A notice of a network that is no platform of ours ("Nadia Haddou sent you a message"): who, then the words."""
    material.signature = _contact_block(lines, material)
    used = set(material.signature.lines)
    said = [
        line for line in lines if line not in used and not is_footer(line) and not read_announcement(line)
    ]
    material.message = "\n".join(said).strip()


def _line_of_sender(material: Material, lines: list[str]) -> int:
    """The line near the end on which the header's sender stands alone: a signature without a sign-off."""
    person = read_person(material.part.headers.get("from", "").partition("<")[0])
    for index in range(len(lines) - 1, max(0, len(lines) - 10), -1):
        if person and lines[index].strip(" *").casefold() == person.name.casefold():
            return index
    return len(lines)


def _cut_letterhead(material: Material, lines: list[str]) -> list[str]:
    """The lines of a fax that stand above the letter."""
    labelled = {pair.line for pair in material.pairs if pair.field in CONTACT_FIELDS}
    return lines[: end_of_letterhead(lines, labelled)]


def _add_letterhead(signature: Signature, head: list[str]) -> None:
    """Firm and place of a letterhead stand in for those that the signature does not name."""
    above = read_signature(head, "", is_signed=False)
    signature.companies += above.companies
    signature.zip_city = signature.zip_city or above.zip_city
    if not signature.countries:
        signature.countries += above.countries
        signature.cities += above.cities


def _own_name(material: Material) -> str:
    """How a short answer is signed: in its signature, else by a name alone on its last line."""
    if material.signature.people:
        return material.signature.people[0].name
    last = next((line.strip() for line in reversed(material.part.lines) if line.strip()), "")
    person = read_person(last) if len(last.split()) <= 3 else None
    return person.name if person else ""


def _take_earlier(material: Material, earlier: Part) -> None:
    """A short answer ("Cheers, Tom") is signed in full further down: header and signature of that mail count."""
    start, first, is_signed = find_signature(list(earlier.lines))
    signature = read_signature(list(earlier.lines[start:]), first, is_signed=is_signed)
    header = read_person(earlier.headers.get("from", "").partition("<")[0])
    named = [person.name for person in (*([header] if header else []), *signature.people)]
    mine = _own_name(material)
    sender = material.part.headers.get("from", "")
    is_same = bool(set(find_emails(sender)) & set(find_emails(earlier.headers.get("from", ""))))
    is_named = bool(mine) and any(name == mine or is_fuller(name, mine) for name in named)
    if not is_same and (find_emails(sender) or not is_named):
        return
    if not find_emails(sender) and "from" in earlier.headers:
        material.part = Part(
            material.part.kind,
            {**material.part.headers, "from": earlier.headers["from"]},
            material.part.lines,
        )
        material.kind = "mail" if material.kind == "text" else material.kind
    if not (material.signature.companies or material.signature.countries):
        people = material.signature.people + [
            person for person in signature.people if is_fuller(person.name, mine)
        ]
        material.signature = replace(signature, people=people, is_signed=material.signature.is_signed)


def _cut_notification(material: Material, lines: list[str]) -> None:
    quoted = _quoted_message(lines)
    messages = material.values("message") or ([quoted] if quoted else [])
    if messages:
        material.message = max(messages, key=len)
    else:
        used = {pair.line for pair in material.pairs if pair.field not in ("product", "quantity")}
        material.message = "\n".join(
            line
            for index, line in enumerate(lines)
            if index not in used
            and not is_footer(line)
            and (not starts_with_platform(line) or _is_sentence(line))
            and not (index < 20 and read_announcement(line))
        ).strip()
    material.signature = _contact_block(lines, material)
    inner = material.message.split("\n")
    start, first, is_signed = find_signature(inner)
    if is_signed and messages:
        signed = read_signature(inner[start:], first, is_signed=True)
        material.signature = _of_card(material.signature, signed)
        material.message = "\n".join(inner[: start - 1]).strip() or material.message
    elif is_signed and not material.signature.people:
        signature = read_signature(_paragraph(inner[start:]), first, is_signed=True)
        if signature.people:
            material.signature = signature


def _of_card(card: Signature, signed: Signature) -> Signature:
    """The signature below the words; where it is a first name alone, the card above them that names it in full."""
    is_name_alone = not (signed.companies or signed.countries or signed.cities or signed.titles)
    names = [person.name for person in signed.people]
    is_same = bool(card.people) and all(is_fuller(card.people[0].name, name) for name in names)
    return card if is_name_alone and is_same else signed


def _paragraph(lines: list[str]) -> list[str]:
    """The first lines that stand together."""
    start = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    end = next((index for index in range(start, len(lines)) if not lines[index].strip()), len(lines))
    return lines[start:end]


def _quoted_message(lines: list[str]) -> str:
    """The buyer's words between quotation marks of their own paragraph, as some platforms print them."""
    for index, line in enumerate(lines[:200]):
        opening = line.strip()[:1]
        if opening not in _QUOTES or len(line.strip()) < 2:
            continue
        closing = _QUOTES[opening]
        for end in range(index, min(index + 40, len(lines))):
            if not lines[end].strip():
                break
            said = "\n".join(lines[index : end + 1]).strip()[1:]
            if lines[end].rstrip().endswith(closing) and len(said.split()) > 6:
                return said[:-1].strip()
    return ""


_QUOTES = {'"': '"', "“": "”", "«": "»", "„": "“", "「": "」"}


_CONTACT_HEAD = re.compile(
    r"^\W{0,6}(?:(?:the |your )?(?:buyer|sender|customer|visitor|lead)(?:['’]?s)? )?(?:from|contact (?:details|information|info)|details|information|info|profile)\s?[:：]?\W{0,4}$|^\W{0,6}(?:买家|客户|采购商|联系人)(?:联系)?(?:信息|方式|资料)\s?[:：]?\W{0,4}$",
    re.IGNORECASE,
)

_BADGE = re.compile(
    r"\b(?:\d{1,2} ?yrs?|verified|members?|gold|silver|diamond|premium|suppliers?|buyers?|active|since|joined|level|registered|new)\b|认证|会员|等级",
    re.IGNORECASE,
)


_ROLE_AT = re.compile(r"\b(?:at|chez|bei|en|presso|bij|w) [A-ZÀ-Þ]")  # Category Buyer at Maison Atlas


def _contact_block(lines: list[str], material: Material) -> Signature:
    """The lines without labels under a notification's "Buyer's contact details:" read as a card does.

    The announced buyer's name alone on a line opens such a block, too, and any name above an address or a
    number without a label; these are the buyer's then.
    """
    announced = material.announced
    name = announced.person.name.casefold() if announced and announced.person else None
    for index, line in enumerate(lines):
        below = lines[index + 1] if index + 1 < len(lines) else ""
        is_named = (bool(name) and line.strip(" *").casefold() == name) or _is_badged(line, below)
        is_named = is_named or _is_above_country(lines, index)
        is_named = is_named or (not material.values("name") and _is_above_contacts(lines, index))
        if len(line) <= 60 and (is_named or _CONTACT_HEAD.match(line)):
            block = [line] if is_named else []
            for following in lines[index + 1 : index + 9]:
                if not following.strip():
                    break
                plain = " | ".join(
                    piece
                    for piece in re.split(r"[|·•]", following)
                    if _ROLE_AT.search(piece) or not _BADGE.search(piece)
                )
                block += [plain] if plain.strip() else []
            bare = {pair.line for pair in read_pairs(block)}
            material.pairs += _bare_contacts(material, block, index)
            named = [words for place, words in enumerate(block) if place not in bare]
            return _with_firm(read_signature(named, "", is_signed=True), named)
    return Signature()


def _is_above_country(lines: list[str], index: int) -> bool:
    """True for a full name that heads a short paragraph of which a whole line is a country: name, firm, country."""
    person = (
        read_person(lines[index]) if len(lines[index]) <= 50 and (not index or not lines[index - 1]) else None
    )
    if person is None or len(person.name.split()) < 2 or country_of(lines[index]):
        return False
    return any(country_of(line.strip()) for line in _paragraph(lines[index + 1 : index + 5])[:3])


def _is_above_contacts(lines: list[str], index: int) -> bool:
    """True for a full name that heads a paragraph with a mail address or a number alone on a line."""
    if len(lines[index]) > 50 or (index and lines[index - 1].strip()):
        return False
    person = read_person(lines[index])
    block = _paragraph(lines[index + 1 : index + 8]) if lines[index + 1 : index + 2] != [""] else []
    is_full = person is not None and len(person.name.split()) > 1
    return is_full and not _OF_THE_PLATFORM.search("\n".join(block)) and any(map(_contacts_alone, block))


_OF_THE_PLATFORM = re.compile(
    r"\b(?:account|service|customer success) manager|customer (?:service|support|care)|help ?desk|客服|客户经理|服务顾问",
    re.IGNORECASE,
)


def _contacts_alone(line: str) -> list[tuple[str, str]]:
    """(field, value) of a line that is nothing but a mail address or an international number."""
    words = line.strip()
    found = [("email", value) for value in find_emails(words)]
    found += [("phone", value) for value in find_international(words)]
    return found if len(found) == 1 and found[0][1] == words else []


def _bare_contacts(material: Material, block: list[str], line: int) -> list[Pair]:
    """The addresses and numbers that stand in a contact block without a label."""
    known = {pair.field for pair in material.pairs}
    return [
        Pair(name, value, line)
        for words in block
        for name, value in _contacts_alone(words)
        if name not in known and (name != "email" or material.is_buyers(value))
    ]


def _is_badged(line: str, below: str) -> bool:
    """True for a name above the marks a platform gives its members: "Verified buyer · Morocco"."""
    is_marked = (
        len(below) <= 80 and re.search(r"[|·•]", below) is not None and _BADGE.search(below) is not None
    )
    person = read_person(line) if is_marked and len(line) <= 50 else None
    return person is not None and len(person.name.split()) > 1


_STREET = re.compile(
    r"\b(?:road|rd|street|st|nagar|marg|lane|complex|tower|plaza|floor|near|opp|area|estate|chowk|bazaa?r|market|building|sector|phase|park|city|state)\b|\d",
    re.IGNORECASE,
)


def _with_firm(signature: Signature, lines: list[str]) -> Signature:
    """The line right below the name in a contact block is the firm when it holds a word that firms use."""
    if not signature.companies and len(signature.people) == 1 and len(lines) > 1:
        firm = lines[1].strip()
        is_plain = firm in signature.company_guesses and firm[:1].isupper() and not _STREET.search(firm)
        if read_person(lines[0]) == signature.people[0] and is_plain and COMPANY_WORD.search(firm):
            signature.companies.append(firm)
    return signature


_NO_HEADING = re.compile(
    r"details?|informati|inquir|enquir|request|buyer|supplier|dear|hello|\bhi\b|message|requirement|order|reply|view|[:：?!]|询盘|询价|您|买家|详情|信息",
    re.IGNORECASE,
)


def _heading(material: Material, lines: list[str]) -> str:
    """A line of its own right above the quantity: what it counts, where nothing labels the product."""
    quantity = next((pair for pair in material.pairs if pair.field == "quantity"), None)
    if quantity is None or material.values("product") or material.kind not in ("notification", "form"):
        return ""
    above = quantity.line - 1
    while above > 0 and lines[above].strip() and re.search(r"[:：]", lines[above]):
        above -= 1
    heading = lines[above].strip() if above > 0 else ""
    is_alone = above > 0 and not lines[above - 1].strip()
    is_name = 2 <= len(heading.split()) <= 14 and not _NO_HEADING.search(heading)
    return heading if is_alone and is_name and not _is_sentence(heading) else ""


_CARD_CODE = {
    "FN": "Name",
    "ORG": "Company",
    "TITLE": "Job title",
    "EMAIL": "Email",
    "URL": "Website",
    "ROLE": "Role",
}


def _without_card_code(lines: list[str]) -> list[str]:
    """A vCard's properties as labelled lines."""
    if not any(line.strip().upper() == "BEGIN:VCARD" for line in lines[:5]):
        return lines
    result = []
    for line in lines:
        name, colon, value = line.partition(":")
        name, *parameters = name.upper().split(";")
        value = value.replace("\\,", ",").strip()
        if name in _CARD_CODE:
            result.append(f"{_CARD_CODE[name]}: {value.strip(';').replace(';', ' ')}")
        elif name == "TEL" and colon:
            result.append(
                f"{'Fax' if any('FAX' in item for item in parameters) else 'Tel'}: {value.removeprefix('tel:')}"
            )
        elif name == "ADR":
            fields = value.split(";")
            result += [
                f"{label}: {fields[place]}"
                for label, place in (("City", 3), ("Country", 6))
                if len(fields) > place
            ]
    return result
