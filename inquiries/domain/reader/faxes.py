"""Fax sheets: two parties stand in the head, and only what belongs to the sender is the buyer's."""

from __future__ import annotations

import re

from .parties import part_from_place, place_of
from .people import is_company
from .threads import Part

_SHEET = r"tele-?fax\w*|t[eé]l[eé]copie|telecopia|facs[ií]mil\w*|faxmitteilung|faxnachricht|telefaks|faks|факс|факсимиле|فاكس"  # what heads a sheet, in more languages
_FAX = re.compile(rf"\b(?:by (?:return )?fax|fax (?:message|transmission|cover|sheet)|facsimile|telefax(?![\s:.]{{0,8}}[+(\d])|reply (?:by|via) fax|via fax|par (?:fax|télécopie)|por fax|per fax|via telefax)\b|^\W{{0,8}}(?:fax|传真|傳真|传真件|{_SHEET})\W{{0,8}}$|传真(?:件|询价|来)|收到传真", re.IGNORECASE | re.MULTILINE)  # fmt: skip
_OURS = re.compile(
    r"^\W{0,4}(?:to|attn|attention|att|收件人|致|收|至|para|an|à|aan|(?:à )?l['’]attention de|destinataire|destinatari[oa]|empfänger|z\. ?hd\.?|zu händen|a la atención de|all['’]attenzione di|ter attentie van|t\.a\.v\.?|odbiorca|кому|получатель|вниманию|alıcı|إلى)\s{0,16}[:：.]\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    r"^\W{0,4}(?:from|frorn|fr0m|frm|fm|发件人|自|发自|由|de|von|da|van|od|от|отправитель|exp[eé]diteur|émetteur|absender|remitente|remetente|mittente|afzender|nadawca|gönderen|kimden|من)\s{0,16}[:：]\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_NEUTRAL = re.compile(
    r"^\W{0,4}(?P<word>date|re|subject|ref|pages?|page \d|our ref|日期|主题|页数|asunto|assunto|betreff|objet|oggetto|onderwerp|temat|тема|konu|datum|fecha|data|дата|tarih|(?:nombre de )?pages|p[aá]ginas?|seiten(?:zahl)?|pagine|stron(?:y|a)?|страниц\w?)\s{0,16}[:：]\s*(?P<rest>.*)$",
    re.IGNORECASE,
)

_TITLE = re.compile(
    r"^\W{0,12}(?:(?:urgent|by|via|par|por|per|our|telefax|facsimile|fax|transmission|transmittal|t[eé]l[eé]copie|telefaks|faks|факс|message|cover|sheet|page|letter|facs\W?m[il1]{1,2}e|传真|傳真|传真件|函|页|询价)\W{0,8}){1,5}$",
    re.IGNORECASE,
)
_TRANSMISSION = re.compile(
    r"^\W{0,4}(?=.{0,120}\bP(?:age)?\.?\s?\d{1,3}\s?(?:/|of)\s?\d{1,3}\W{0,4}$).{0,60}\b(?:FROM|TO|FAX|\d{1,2}:\d{2})\b",
    re.IGNORECASE,
)  # what the machine prints on top: 22-APR-2026 11:02 FROM ACME TO 0086579… P.01/01
_REGISTRATION = re.compile(
    r"^\W{0,4}(?:abn|acn|vat|tva|iva|cnpj|ruc|nit|rut|rfc|gstin?|ust-?id\w*|kvk|btw|inn|инн|reg(?:istration)?|company (?:no|reg)\w*|c\.?r\.?)\b\W{0,3}(?:no\W{0,2}|nr\W{0,2})?[\dA-Z][\dA-Z .,/-]{4,30}$",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:we|i|our|this|pls|plse|please|kindly|dear|attn|re|ref|subject|quote|need|thank|with|further|refer\w*|您好|请|我)\b",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"(?:fax|tel|phone|传真|电话)\W{0,6}[+(\d]", re.IGNORECASE)
_COLUMN = re.compile(r"\s{2,}|\t|\s(?=(?:fax|tel|phone|传真|电话)\W{0,6}[+(\d])", re.IGNORECASE)


def is_fax(text: str) -> bool:
    """True when a text says that it came, or wants to be answered, by fax."""
    return bool(_FAX.search(text[:6_000]))


_TRADES = re.compile(
    r"[A-ZÀ-Þ][\w&']{1,20}(?: [\w&']{1,20}){0,3}(?:\s?[-–·•|/]\s[A-ZÀ-Þ][\w&']{1,20}(?: [\w&']{1,20}){0,3}){1,6}"
)  # Hand Tools - Power Tools - Abrasives


def end_of_letterhead(lines: list[str], labelled: frozenset[int] | set[int]) -> int:
    """Index of the first line of the letter itself: behind the sheet's title and the sender's name and numbers.

    `labelled`: indexes of the lines that hold the sender's numbers and addresses.
    """
    for index, line in enumerate(lines):
        is_trades = 0 < index <= 3 and _TRADES.fullmatch(line.strip())
        is_head = index in labelled or is_trades or _TITLE.match(line) or _REGISTRATION.match(line)
        if line.strip() and not (is_head or _is_of_sender(line)):
            return index
    return 0


def _without_code(town: str) -> str:
    """`70173 Stuttgart` without its postcode."""
    return re.sub(r"^\s*(?:[A-Z]{1,2}-)?\d[\d -]{2,8}\s|\s\d{4,6}\s*$", "", town).strip()


def _is_of_sender(line: str) -> bool:
    words = line.strip(" \t,.")
    if len(words) > 90 or _OPENING.match(words):
        return False
    is_address = (
        bool(re.search(r"\d", words)) and place_of(_without_code(words.rpartition(",")[2])) is not None
    )
    return is_address or is_company(part_from_place(words)[0]) or place_of(words) is not None


def read_fax(lines: list[str]) -> Part:
    """The sheet as a message: the sender's name in the header, the recipient's block left out."""
    headers: dict[str, str] = {}
    kept: list[str] = []
    is_ours = is_head = False
    for line in (line for line in lines if not _TRANSMISSION.match(line[:200])):
        ours, theirs, neutral = _OURS.match(line), _THEIRS.match(line), _NEUTRAL.match(line)
        if ours and len(ours["rest"]) > 60 and not _NUMBERS.search(ours["rest"]):
            kept.append(re.sub(r"^[^.:]{0,30}\.\s*", "", ours["rest"]))
        elif ours:
            is_ours = is_head = True
        elif theirs:
            is_ours, is_head = False, True
            name, _, behind = _COLUMN.sub("\n", theirs["rest"].strip(), count=1).partition("\n")
            headers.setdefault("from", name.strip(" ,"))
            kept += [behind.strip()] if behind else []
        elif neutral:
            is_ours = False
            headers.setdefault(_key(neutral["word"]), neutral["rest"].strip())
        elif not line.strip():
            is_ours = False
            kept.append(line)
        elif not (is_ours and is_head):
            kept.append(line)
    return Part("first", {key: value for key, value in headers.items() if value}, tuple(kept))


def _key(word: str) -> str:
    return (
        "date"
        if word.casefold() in ("date", "日期", "datum", "fecha", "data", "дата", "tarih")
        else "subject"
        if word.casefold()
        in (
            "re",
            "subject",
            "主题",
            "asunto",
            "assunto",
            "betreff",
            "objet",
            "oggetto",
            "onderwerp",
            "temat",
            "тема",
            "konu",
        )
        else "ref"
    )
