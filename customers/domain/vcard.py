"""A business card as a file that telephones and mail programs read: vCard 3.0 (RFC 2426), in UTF-8."""

from dataclasses import dataclass
from datetime import datetime

LINE_BYTES = 75


@dataclass(frozen=True)
class Card:
    """A person at a company; "" is unknown. `uid` stays the same, so that a second import changes the first."""

    uid: str
    name: str
    changed_at: datetime
    prefix: str = ""
    company: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    fax: str = ""
    website: str = ""
    address: str = ""
    city: str = ""
    country: str = ""
    note: str = ""


def write_vcard(card: Card) -> str:
    """Return the file's text."""
    place = [card.address, card.city, "", "", card.country]
    lines = [
        ("N", ";".join(map(escape, (card.name, "", "", card.prefix, "")))),
        ("FN", escape(card.name)),
        ("ORG", escape(card.company)),
        ("TITLE", escape(card.title)),
        ("EMAIL;TYPE=INTERNET,WORK", escape(card.email)),
        ("TEL;TYPE=WORK,VOICE", escape(card.phone)),
        ("TEL;TYPE=CELL", escape(card.mobile)),
        ("TEL;TYPE=WORK,FAX", escape(card.fax)),
        ("URL", escape(card.website)),
        ("ADR;TYPE=WORK", ";;" + ";".join(map(escape, place)) if any(place) else ""),
        ("NOTE", escape(card.note)),
        ("REV", f"{card.changed_at:%Y-%m-%dT%H:%M:%SZ}"),
        ("UID", escape(card.uid)),
    ]
    body = [f"{name}:{value}" for name, value in lines if value]
    return "".join(f"{fold(line)}\r\n" for line in ("BEGIN:VCARD", "VERSION:3.0", *body, "END:VCARD"))


def escape(text: str) -> str:
    """Return a value in which commas, semicolons, backslashes and line ends are text."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(sign for sign in plain if sign == "\n" or sign == "\t" or sign >= " ")
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        plain = plain.replace(sign, written)
    return plain


def fold(line: str) -> str:
    """Break a line at 75 bytes; what follows begins with a space. No sign is cut in two."""
    parts, size = [""], 0
    for sign in line:
        width = len(sign.encode("utf-8", "replace"))
        if size + width > LINE_BYTES:
            parts.append("")
            size = 1  # the space before it
        parts[-1] += sign
        size += width
    return "\r\n ".join(parts)
