"""The end of a letter and the text of a card: who stands there, in which role, for which firm, where."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from customers.domain.place_names import (
    AMBIGUOUS,
    city_of,
    country_of,
    country_of_state,
    fold_name,
    place_in_cjk,
)

from .contacts import find_emails, find_international, find_national, find_sites
from .labels import field_of
from .parties import part_from_bracket, part_from_place
from .people import COMPANY_WORD, DEPARTMENT, LEGAL_FORM, Person, is_company, is_title, read_person

_SIGN_OFF = re.compile(
    r"^\W{0,3}(?:(?:with |many |my )?(?:best|kind|kindest|warm|warmest|sincere|good)\s+(?:regards?|wishes)|(?:with )?regards|brgds|b\.?rgds|best rgds|rgds|br|b/r|sincerely(?: yours)?|yours (?:sincerely|faithfully|truly)|respectfully|cheers|best|thanks(?: (?:and|&) (?:best |kind )?regards| a lot| so much| in advance| again)?|thank you(?: (?:very much|so much|in advance|and (?:best |kind )?regards))?|many thanks|thx|tks|"
    r"(?:danke|vielen dank|besten dank|herzlichen dank|merci|grazie|obrigad[oa]|bedankt|dank|dzięki|спасибо|tack|takk|tak|kiitos|gracias)\s(?:und|et|e|en|i|и|och|og|ja|y|&)\s(?:lg|vg|mfg|(?:liebe |viele |beste |schöne |freundliche )?gr(?:u|ü)(?:ß|ss)e?|saluti|cordialement|bonne \w+|(?:un )?saludos?|abraços?|groet(?:en|jes)?|pozdrawiam|hälsning\w*|hilsen|terveisin)|(?:un )?(?:cordiale?s? )?saludos?(?: cordiales)?|atentamente|atte|gracias(?: y saludos| de antemano)?|muchas gracias|atenciosamente|att|cumprimentos|abraços?|obrigad[oa](?: desde já)?|grat[oa]|"
    r"mit (?:freundlichen|besten|herzlichen) grüßen|mit (?:freundlichen|besten) gruessen|freundliche grüße|(?:mit )?(?:freundlichen?|besten?|vielen?|liebe|schöne) gr(?:üssen?|uss)|beste grüße|viele grüße|mfg|lg|vg|danke|vielen dank|cordialement|bien cordialement|bien à vous|salutations(?: distinguées)?|meilleures salutations|merci(?: d'avance)?|"
    r"cordiali saluti|distinti saluti|saluti|grazie(?: mille)?|met vriendelijke groet(?:en)?|groeten?|z poważaniem|pozdrawiam|dziękuję|с уважением|спасибо|с наилучшими пожеланиями|saygılarımla|teşekkürler|iyi çalışmalar|مع (?:خالص )?(?:تحياتي|التحية|الشكر)|تحياتي|شكرا(?: جزيلا)?|وتفضلوا بقبول.{0,30}|"
    r"terima kasih|hormat kami|trân trọng|cảm ơn|salam|med vänliga? hälsning(?:ar)?|vänliga hälsningar|hälsningar|mvh|(?:med )?(?:venlig|vennlig|bedste|beste) hilsen|(?:de )?(?:bedste|beste) hilsner|hilsen|ystävällisin terveisin|terveisin|t\.|parhain terveisin|s úctou|srdačné pozdravy|lep pozdrav|s poštovanjem|srdačan pozdrav|lijep pozdrav|tisztelettel|üdv|cu respect|o zi bună|με φιλικούς χαιρετισμούς|φιλικά|ευχαριστώ|с уважение|поздрави|з повагою|дякую|pagarbiai|ar cieņu|lugupidamisega|salam hormat|saygılar|saygılarımızla|selamlar|thân mến|با احترام|با تشکر|ممنون|בברכה|תודה|धन्यवाद|सादर|atentos saludos|reciban un cordial saludo|um abraço|at\.te|grato|desde já agradeço|hoogachtend|mit freundlichem gruß|mit bestem gruß|freundlicher gruß|gruß|grüße|liebe grüße|schöne grüße|hochachtungsvoll|sentiti saluti|un saluto|a presto|très cordialement|sincères salutations|bonne journée|belle journée|kind regard|all the best|take care|s pozdravem|üdvözlettel|cu stima|με εκτίμηση|谢谢[!！。]?|謝謝[!！。]?|感謝|敬上|順頌商祺|順祝商祺|敬祝商祺|多谢|此致|祝好|祝商祺|顺颂商祺|顺祝商祺|商祺|敬礼|祝生意兴隆|よろしくお願い(?:いた)?します|敬具|以上|よろしくお願い(?:申し上げ|致し)ます|何卒よろしくお願い(?:申し上げ|いたし|致し)ます|감사합니다|감사드립니다|드림|올림|ขอบคุณ(?:ครับ|ค่ะ)?)"
    r"[\s,.!，。！、]*(?P<rest>[^\n]{0,60})$",
    re.IGNORECASE,
)  # fmt: skip
_SPLIT = re.compile(r"\s+[|•·/]\s+|\s*[|•｜]\s*|\t+| {3,}|\s[–—-]\s")
_US_LINE = re.compile(
    r"(?P<city>[A-Z][\w .'-]{2,30}),?\s+(?P<state>A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\.?,?\s+(?P<zip>\d{5})(?:-\d{4})?\b"
)
_GERMAN_LINE = re.compile(
    r"^(?:(?P<country>[A-Z]{1,2})-)?(?P<zip>\d{4,5})\s(?P<city>[A-ZÄÖÜ][\w äöüß.-]{2,30})$"
)
_STATE_LINE = re.compile(
    r"^(?P<city>[A-Z][\w.' -]{2,30}),\s?(?P<state>A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])$"
)
ONLY_STATES = frozenset("CT FL HI IA KS MI NH NJ ND NM NV NY OH OK OR RI TX UT VT WA WV WI WY DC".split())
_TOWN = r"(?P<city>[A-ZÀ-ÞĀ-Ž][\w'’. -]{1,28}?)"
_BRAZILIAN_STATE = "AC|AL|AP|AM|BA|CE|DF|ES|GO|MA|MT|MS|MG|PA|PB|PR|PE|PI|RJ|RN|RS|RO|RR|SC|SP|SE|TO"
_BRAZILIAN_TOWN = re.compile(rf"{_TOWN}\s?/\s?(?:{_BRAZILIAN_STATE})")
_NATIONAL_LINES = tuple(
    (country, re.compile(pattern))
    for country, pattern in (
        ("GB", rf"(?:^|[,|·]\s?){_TOWN},?\s[A-Z]{{1,2}}\d[\dA-Z]?\s\d[A-Z]{{2}}\b"),
        ("CA", rf"(?:^|[,|·]\s?){_TOWN},?\s(?:ON|QC|BC|AB|MB|SK|NS|NB|NL|PE|YT|NT|NU),?\s[A-Z]\d[A-Z]\s?\d[A-Z]\d\b"),
        ("AU", rf"(?:^|[,|·]\s?){_TOWN},?\s(?:NSW|VIC|QLD|SA|WA|TAS|ACT|NT),?\s\d{{4}}(?![\d-])"),
        ("NL", r"(?:^|[,|·]\s?)\d{4}\s?[A-Z]{2}\s{1,2}(?P<city>[A-Z'][\w'’. -]{1,28}?)(?=\s?(?:$|[,|·(]))"),
        ("BR", rf"(?:^|[,|·–-]\s?){_TOWN}\s?[/,–-]\s?(?:{_BRAZILIAN_STATE})\b(?=.{{0,20}}\d{{5}}-\d{{3}}(?!\d)|\s?[,–-]\s?Bra[sz]il\b)"),
        ("PT", rf"(?:^|[,|·]\s?)\d{{4}}-\d{{3}}\s{_TOWN}(?=\s?(?:$|[,|·(–-]))"),
        ("PL", rf"(?:^|[,|·]\s?)\d{{2}}-\d{{3}}\s{_TOWN}(?=\s?(?:$|[,|·(–-]))"),
        ("IT", rf"(?:^|[,|·–-]\s?)\d{{5}}\s{_TOWN}\s\([A-Z]{{2}}\)"),
    )
)  # fmt: skip
_ZIP_CITY = re.compile(
    r"^(?:(?P<country>[A-Z]{1,2})-)?(?:\d{4,5}(?:-\d{3})?|\d{3}\s\d{2}|\d{2}-\d{3})\s(?:[A-Z]{2}\s)?(?P<city>[A-ZÀ-Þ][\w äöüßéèêôàçñ.'-]{2,30}?)(?:\s\([A-Z]{2}\))?$"
)
_CJK_ADDRESS = re.compile(r"[\u4e00-\u9fff]{1,6}[省市县縣区區路街巷道号號丁目町]|〒")
_KOREAN_TOWN = re.compile(
    r"(?:대한민국\s)?(?P<town>서울|부산|인천|대구|대전|광주|울산|수원|세종)(?:특별자치시|특별시|광역시|시)?(?=\s|$|,)"
)
_JAPANESE_ADDRESS = re.compile(r"〒\s?\d{3}-?\d{4}|北海道|東京都|大阪府|京都府|[\u4e00-\u9fff]{2,3}県")
_TWO_SCRIPTS = re.compile(
    r"^(?P<cjk>[\u3040-\u9fff\uac00-\ud7a3][\u3040-\u9fff\uac00-\ud7a3 ]*?)\s?[/(（]?\s?(?P<latin>[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ .'-]{2,50})[)）]?$"
)
_TITLE_DASH = re.compile(r"(?P<role>[^|•·/–—\d-]{2,30}?)(?:\s[–—-]|,)\s(?P<field>[^|•·/–—\d,-]{3,30})")
_FAMILY_FIRM = re.compile(
    r"[^|•·/\d]{2,30}\s(?:&|e|y|et|und|i)\s[^|•·/\d–—-]{2,20}\s[–—-]\s(?P<trade>[^|•·]{3,50})"
)
_DEPARTMENT = re.compile(r"^[\u4e00-\u9fff]{2,8}[部課室]\s+(?=[\u4e00-\u9fff])")  # 購買部 田中 美咲
_NOISE = re.compile(
    r"sent from my|gesendet von|enviado desde|envoyé de mon|get outlook|inviato da|发自我的|来自我的|von meinem|confidential|disclaimer|please consider the env",
    re.IGNORECASE,
)
_NOTICE_LINE = re.compile(
    r"\bunsubscribe\b|^\W{0,3}(?:check out|follow us|visit our|click)\b|[™®]?\bauth(?:orised|orized|\.) (?:distributors?|dealers?|stockists?)\b\s?[:：]|^(?:seit|since|est\.?|founded|gegründet|fondée? en|desde)\s\d{4}$|!$",
    re.IGNORECASE,
)  # what a signature or card advertises
MAX_SIGNATURE = 14


_FIELD_OF_ROLE = re.compile(
    r"(?:(?:and|y|e|et|und|&|of|de|the)\s|(?:imports?|exports?|farm|ranch|diy|tools|outdoor|lawn|kitchen|toys|pets?|sports?|purchas\w+|procurement|sourcing|buying|sales|marketing|operations|logistics|trade|trading|international|global|overseas|hardware|tools?|home|garden|housewares?|furniture|electronics?|apparel|textiles?|supply chain|merchandising|retail|wholesale|business development|asia|apac|emea|europe|africa|middle east|north america|latam|compras|importaciones|exportaciones|ventas|importação|exportação|vendas|achats|ventes|einkauf|vertrieb|acquisti|vendite|inkoop|verkoop|закупки|импорт|category|products?|non-?food|procura)(?:\s|$))+",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Signature:
    """What a signature or card says. `people` are in the order of the lines."""

    lines: tuple[str, ...] = ()
    people: list[Person] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    companies: list[str] = field(default_factory=list)
    company_guesses: list[str] = field(default_factory=list)
    countries: list[tuple[str, str]] = field(default_factory=list)
    cities: list[tuple[str, str]] = field(default_factory=list)
    zip_city: str = ""
    is_signed: bool = False


def find_signature(lines: list[str]) -> tuple[int, str, bool]:
    """(index of the first line after the sign-off, name on the sign-off's own line, whether it is signed off).

    Without a sign-off the last paragraph counts when it holds contact data.
    """
    for index in range(len(lines) - 1, max(-1, len(lines) - 40), -1):
        match = _sign_off(lines[index].strip()) if len(lines[index]) < 140 else None
        if match and _is_close(match, lines, index):
            return index + 1, _GREETING_PLACE.sub("", match["rest"].strip(" ,.!")), True
        if lines[index].strip() in ("--", "-- ", "—", "__"):
            return index + 1, "", True
    return _last_paragraph(lines), "", False


_CLOSING = re.compile(
    r"(?:(?:best|kind|kindest|warm|warmest) regards|regards|yours (?:sincerely|faithfully|truly)|(?:distinti|cordiali|sentiti) saluti|salutations(?: distinguées| les meilleures)?|sentiments (?:distingués|les meilleurs)|cordialement|atentamente|atenciosamente|(?:cordiales )?saludos?(?: cordiales)?|cordial saludo|"
    r"freundlichen grüßen|freundlichem gruß|besten grüßen|vriendelijke groet(?:en)?|hoogachtend|poważaniem|уважением|вітаннями|saygılarımla|saygılarımızla|trân trọng|التقدير|الاحترام|التحية|此致|商祺|申し上げます|いたします|致します|드립니다)[\s,.!，。]*$",
    re.IGNORECASE,
)


def _sign_off(line: str) -> re.Match[str] | None:
    """A line that signs off, in one language or in two: "Mit freundlichen Grüßen / Best regards".

    Also one whose sentence ends so: "In attesa di un cortese riscontro porgiamo distinti saluti."
    """
    first, slash, second = line.partition("/")
    is_double = bool(slash) and bool(_SIGN_OFF.match(first.strip()))
    found = _SIGN_OFF.match(second.strip() if is_double and _SIGN_OFF.match(second.strip()) else line)
    closing = None if found else _CLOSING.search(line)
    return _SIGN_OFF.match(closing[0].strip(" ,.!，。")) if closing and "?" not in line else found


_GREETING_PLACE = re.compile(
    r"^(?:aus(?: dem| der)?|from|de|du|desde|da|dal|uit|z|из|fra|från)\s[\w .-]{2,30}$", re.IGNORECASE
)  # Freundliche Grüße aus Tirol


def _is_close(match: re.Match[str], lines: list[str], index: int) -> bool:
    rest = _GREETING_PLACE.sub("", match["rest"].strip(" ,.!"))
    behind = [line for line in lines[index + 1 :] if line.strip()]
    if not behind and not rest:
        return True
    if rest:
        return (
            len(rest.split()) <= 5
            and (read_person(re.split(r"[,|]", rest)[0]) is not None)
            and len(behind) <= MAX_SIGNATURE
        )
    return len(behind[0]) <= 90 and not re.search(r"[?]$", behind[0].strip())


_DISCLAIMER = re.compile(
    r"\b(?:confidential\w*|disclaimer|unsubscribe|vertraulich\w*|confidenci(?:al|ais)\w*|confidentiel\w*|riservat[oae]|vertrouwelijk\w*|poufn\w+|поверител\w+|конфиденциал\w+|gizli\w*|bizalmas|fortrolig\w*|luottamuksel\w+|důvěrn\w+|think before you print|consider the environment|denken sie an die umwelt|avant d['’]imprimer|antes de imprimir|before printing|inkoopvoorwaarden|terms and conditions apply|intended (?:solely|only) for|virus)\b|保密|免责声明|机密|سري",
    re.IGNORECASE,
)


def end_of_letter(lines: list[str]) -> int:
    """Where the letter ends: above last paragraphs that only say it is confidential or not to be printed."""
    end = len(lines)
    while end:
        while end and not lines[end - 1].strip():
            end -= 1
        start = end
        while start and lines[start - 1].strip():
            start -= 1
        is_contact = any(find_emails(line) or find_national(line) for line in lines[start:end])
        if (
            not start
            or is_contact
            or end - start > 12
            or not _DISCLAIMER.search(" ".join(lines[start : start + 2]))
        ):
            return end
        end = start
    return len(lines)


def _last_paragraph(lines: list[str]) -> int:
    end = end_of_letter(lines)
    start = end
    while start and lines[start - 1].strip() and end - start < MAX_SIGNATURE:
        start -= 1
    block = lines[start:end]
    has_contact = any(
        find_emails(line) or find_international(line) or is_company(line.strip()) for line in block
    ) or (len(block) > 1 and _is_named_number(block))
    is_short = all(len(line) <= 110 for line in block)
    if start and has_contact and is_short:
        return start
    return end - 1 if end > 1 and _is_firm_alone(lines[end - 1].strip()) else len(lines)


def _is_named_number(block: list[str]) -> bool:
    """True for a name above a telephone number of its own line."""
    return read_person(block[0]) is not None and any(
        find_national(line) and len(line) <= 40 for line in block[1:]
    )


def _is_firm_alone(line: str) -> bool:
    """True for a last line that names a firm and perhaps its street: "Chaudhry Traders, Brandreth Road"."""
    firm = line.split(",", maxsplit=1)[0].strip()
    words = [word for word in firm.split() if len(word) > 3]
    is_named = len(words) > 1 and all(not word[0].islower() for word in words)
    return len(line) <= 90 and is_named and is_company(firm) and not re.search(r"[.?!:]$", line)


def read_signature(lines: list[str], first: str, *, is_signed: bool) -> Signature:
    """Sort the lines of a signature or card into people, titles, firms and places."""
    signature = Signature(tuple(lines), is_signed=is_signed)
    filled = [line for line in lines if line.strip() and not _NOTICE_LINE.search(line)]
    block = ([first] if first else []) + _with_name_above(filled)[: MAX_SIGNATURE + 6]
    position = 0
    for line in block:
        closing = _sign_off(line.strip())
        if _NOISE.search(line) or (closing and not closing["rest"]):
            continue
        _read_national_line(signature, line.strip(" *_"))
        for piece in _pieces(line):
            _sort_piece(signature, piece, position)
            position += 1
    signature.people = [person for person in signature.people if not _is_logo(person, signature.companies)]
    return signature


def _with_name_above(lines: list[str]) -> list[str]:
    """A logo's first line above "TOOLS & MACHINERY LLP" belongs to the firm, whose own words tell no name."""
    for index, line in enumerate(lines[1:4], start=1):
        above, firm = lines[index - 1].strip(), line.strip()
        bare = re.sub(r"[\W\d_]", "", COMPANY_WORD.sub("", LEGAL_FORM.sub("", firm)))
        is_cut = is_company(firm) and not bare and firm.isupper()
        if is_cut and above.isupper() and above.replace(" ", "").isalpha() and not is_company(above):
            return [*lines[: index - 1], f"{above} {firm}", *lines[index + 1 :]]
    return lines


def _is_logo(person: Person, firms: list[str]) -> bool:
    """True for "NORDWIND" above "Nordwind Bad & Küche GmbH"."""
    name = person.name
    return name.isupper() and any(firm.casefold().startswith(name.casefold() + " ") for firm in firms)


def _is_role_of_field(line: str) -> bool:
    """True for `Director - Imports`, `VP, Merchandising`: the mark parts a role from its field, not from a name or a firm."""
    match = _TITLE_DASH.fullmatch(line)
    if match is None or is_company(match["role"]):
        return False
    return is_title(match["role"]) and bool(_FIELD_OF_ROLE.fullmatch(match["field"]))


def _is_family_firm(line: str) -> bool:
    """True for `Nogueira & Filhos - Material Elétrico, S.A.`: the dash is within the firm's name."""
    match = _FAMILY_FIRM.fullmatch(line)
    return match is not None and is_company(match["trade"]) and not is_title(line[: match.start("trade")])


def _pieces(line: str) -> list[str]:
    line = line.strip().strip("*_ ")
    if _is_role_of_field(line) or _is_family_firm(line):
        return [line]
    pieces = [without_department(piece.strip(" *_")) for piece in _SPLIT.split(line)]
    result: list[str] = []
    for piece in pieces:
        if _is_role_of_field(piece):  # … | Associate Buyer, Tools
            result.append(piece)
            continue
        words = piece.split()
        if (
            len(words) > 1
            and re.search(r"[\u3040-\u9fff\uac00-\ud7a3]", piece)
            and not is_company(piece)
            and (parted := title_and_name(words))
        ):
            result += parted  # 李明华 采购经理, 課長 中村 健一
            continue
        both = _TWO_SCRIPTS.match(piece)
        if both and not is_company(piece):  # 林志豪 Jason Lin
            result += [both["cjk"].strip(), both["latin"].strip()]
            continue
        head, comma, tail = piece.partition(",")
        if (
            comma
            and tail.strip()
            and (is_title(tail.strip()) or is_title(head))
            and (not is_company(piece) or _is_role_of_firm(head, tail))
        ):
            result += [head.strip(), tail.strip()]
        else:
            result.append(piece)
    return [piece for piece in result if piece]


def without_department(words: str) -> str:
    """主任 of "仕入部 主任": the department before a title or a name goes."""
    return _DEPARTMENT.sub("", words)


def title_and_name(words: list[str]) -> list[str]:
    """East Asian words with a title at one end and a name at the other, as name and title; else nothing."""
    written = " ".join(words)
    if (
        len(words) < 2
        or re.search(r"[,，/|]", written)
        or not re.search(r"[\u3040-\u9fff\uac00-\ud7a3]", written)
    ):
        return []
    for title, name in ((0, words[1:]), (-1, words[:-1])):
        is_role = is_title(words[title]) and not any(map(is_title, name))
        if is_role and (len(words) == 2 or read_person(" ".join(name)) is not None):
            return [" ".join(name), words[title]]
    return []


def _is_role_of_firm(head: str, tail: str) -> bool:
    """True for "Purchasing Manager, Acme Ltd": the comma does not belong to the firm's name."""
    return is_title(head) and is_company(tail.strip()) and not is_company(head)


def _sort_piece(signature: Signature, piece: str, position: int) -> None:
    label, colon, _ = re.sub("：", ":", piece).partition(":")
    is_department = bool(DEPARTMENT.fullmatch(piece.strip(" .")))
    is_label = field_of(piece) in ("phone", "mobile", "fax", "email", "website", "address")
    is_town = bool(_BRAZILIAN_TOWN.fullmatch(piece))  # SC is a state there, and a legal form elsewhere
    if (
        is_department
        or is_label
        or is_town
        or (colon and field_of(label))
        or find_emails(piece)
        or find_international(piece)
    ):
        return
    if (
        is_company(piece)
        and not _is_role_of_field(piece)
        and not (is_title(piece) and not _ends_like_company(piece))
    ):
        _add_company(signature, piece)
    elif _read_place(signature, piece):
        return
    elif is_title(piece) and not re.search(r"[，。：！？]", piece):
        role, _, firm = piece.partition(" at ")
        signature.titles.append(role.strip())
        if firm:
            signature.companies.append(firm.strip())
    elif (person := read_person(piece)) is not None:
        signature.people.append(person)
    elif (
        position
        and not re.search(r"\d", piece)
        and not find_sites(piece)
        and 3 <= len(piece) <= 50
        and len(piece.split()) <= 6
    ):
        signature.company_guesses.append(piece)


_ON_BEHALF = re.compile(
    r"^(?:for(?: and on behalf of)?|on behalf of|p\.p\.)\s(?:m/s\.?\s)?(?=[A-ZÀ-Þ])", re.IGNORECASE
)  # For Shakti Engineering Enterprises,


def _add_company(signature: Signature, piece: str) -> None:
    firm, place = part_from_place(part_from_bracket(_ON_BEHALF.sub("", piece).rstrip(" ,"))[0])
    signature.companies.append(firm)
    if place:
        _read_place(signature, place)


def _ends_like_company(piece: str) -> bool:
    return bool(
        re.search(
            r"(?:inc|llc|ltd|gmbh|corp|e\.k|ohg|oy|aps|plc|llp|jsc|s\.?a\.?l|fze|fzco|wll|lda|pty|bhd|kft|s\.r\.o|d\.o\.o|a\.ş|şti|c\.a|\bco|company|corporation|ооо|s\.?a\.?|s\.?l\.?|b\.?v\.?|ltda|公司|limited|kg|s\.?r\.?l)\.?$",
            piece,
            re.IGNORECASE,
        )
    )


def _read_place(signature: Signature, piece: str) -> bool:
    us_line = _US_LINE.search(piece)
    if us_line:
        signature.countries.append(("US", us_line[0]))
        signature.cities.append((us_line["city"].split(",")[-1].strip(), us_line["city"]))
        return True
    zipped = _ZIP_CITY.match(piece)
    signature.zip_city = zipped["city"] if zipped else signature.zip_city
    german = _GERMAN_LINE.match(piece)
    if german and (german["country"] or city_of(german["city"])):
        place = city_of(german["city"])
        signature.cities.append((german["city"].strip(), german["city"]))
        signature.countries.append(
            (
                {"D": "DE", "A": "AT", "F": "FR"}.get(german["country"] or "", place[0] if place else "DE"),
                piece,
            )
        )
        return True
    state = _STATE_LINE.match(piece)
    known = city_of(state["city"]) if state else None
    if state and (known is None or known[0] == "US") and (known or state["state"] in ONLY_STATES):
        signature.countries.append(("US", piece))
        signature.cities.append((state["city"], state["city"]))
        return True
    korean = _KOREAN_TOWN.match(piece)
    if korean:
        signature.countries.append(("KR", korean[0]))
        signature.cities.append((korean["town"], korean["town"]))
        return True
    if _CJK_ADDRESS.search(piece) and re.search(r"\d", piece):
        return _read_cjk_address(signature, piece)
    return _read_comma_line(signature, piece)


def _read_national_line(signature: Signature, line: str) -> None:
    """A line whose postcode is written as in one country only: "Leeds LS1 4AP", "8024 AA Zwolle"."""
    for country, pattern in _NATIONAL_LINES:
        match = pattern.search(line[:120])
        if match:
            signature.countries.append((country, match[0].strip(" ,|·")))
            signature.cities.append((match["city"].strip(), match["city"]))
            return


def _read_cjk_address(signature: Signature, piece: str) -> bool:
    place = place_in_cjk(re.sub(r"^[\s\d〒-]+", "", re.sub(r"^(?:地址|住所|所在地)[:：]\s?", "", piece)))
    japanese = _JAPANESE_ADDRESS.search(piece) if not place else None
    if japanese:
        signature.countries.append(("JP", japanese[0]))
    if place:
        signature.countries.append((place[0], place[2]))
        if place[1]:
            signature.cities.append((place[1], place[2]))
    return True


def _read_comma_line(signature: Signature, piece: str) -> bool:
    parts = [
        re.sub(r"^(?:[гм]\.\s?|город\s)", "", part.strip(" ."))
        for part in re.split(r"[,，،]|\s[-–]\s", piece)
    ]
    parts = [part for part in parts if part]
    if not parts or len(parts) > 8:
        return False
    country = _country_at_end(parts)
    rest = parts[:-1] if country else parts
    for part in reversed(rest):
        zipped = _ZIP_CITY.match(part)
        signature.zip_city = zipped["city"] if zipped else signature.zip_city
        if zipped and country:
            signature.cities.append((zipped["city"], zipped["city"]))
            break
        city = (
            city_of(part)
            or city_of(re.sub(r"\s?-\s?\d{3,6}$", "", part))
            or city_of(re.sub(r"\b[\w-]*\d[\w-]*\b", "", part))
        )
        if city:
            town = re.sub(r"\s?-\s?\d{3,6}$", "", part)
            signature.cities.append((re.sub(r"\b[\w-]*\d[\w-]*\b", "", town).strip(), part))
            country = country or (city[0], part)
            break
    if country:
        signature.countries.append(country)
        _add_city_above(signature)
        _add_town_behind_street(signature, rest)
    return bool(country) or bool(re.search(r"\d", piece) and len(parts) > 2)


def _add_city_above(signature: Signature) -> None:
    """A line of postcode and town counts once the country stands below it."""
    if signature.zip_city and not signature.cities:
        signature.cities.append((signature.zip_city, signature.zip_city))


_STREET = re.compile(
    r"\b(?:road|rd|street|avenue|ave|lane|blvd|boulevard)\.?$|^(?:rue|avenue|av\.|calle|rua|via|bd|jalan|jl\.)\s",
    re.IGNORECASE,
)
_CODE_BEHIND = re.compile(r"\s\d{4,6}$")


def _add_town_behind_street(signature: Signature, parts: list[str]) -> None:
    """`Str. Fabricii 93, Cluj-Napoca, Romania`: what stands between the street's number and the country."""
    if signature.cities or len(parts) < 2 or not (re.search(r"\d", parts[-2]) or _STREET.search(parts[-2])):
        return
    town = _CODE_BEHIND.sub("", parts[-1])
    if len(town.split()) <= 2 and town[:1].isupper() and town.isalpha() | ("-" in town):
        signature.cities.append((town, town))


def _country_at_end(parts: list[str]) -> tuple[str, str] | None:
    last = parts[-1]
    if fold_name(last) in AMBIGUOUS - {
        "india",
        "china",
        "turkey",
        "peru",
        "oman",
        "中国",
        "mali",
        "niger",
        "togo",
        "saudi",
    } and not (fold_name(last) == "jordan" and len(parts) > 1):
        return None
    if len(last) < 3 and not last.isupper() and last.isascii():
        return None
    state = country_of_state(re.sub(r"\s\d{4,6}(?:-\d{4})?$", "", last)) if len(parts) > 1 else None
    if state:
        return state, last
    code = (
        country_of(last)
        if not (len(last) == 2 and last.isascii() and last != "UK")
        else ("GB" if last == "UK" else None)
    )
    if code is None:
        code = (
            country_of(re.sub(r"^[\w-]*\d[\w-]*\s|\s[\w-]*\d[\w-]*$", "", last))
            if re.search(r"\d", last)
            else None
        )
    return (code, last) if code else None
