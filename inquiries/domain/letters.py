"""Letters: merge fields from one fixed list, replaced plainly, never executed (S50-S52, trust.md M5)."""

import re
from collections.abc import Mapping
from urllib.parse import quote

# Every place a letter may name. What each is filled with stands in `inquiries.selectors.letters`.
FIELDS: tuple[str, ...] = (
    "salutation", "contact_name", "buyer_company", "subject", "products", "inquiry_number",
    "my_name", "my_email", "former_contact",
    "company_name", "company_address", "company_phone", "company_fax", "company_website",
    "founded_in", "total_assets", "annual_sales", "awards", "strengths", "company_contact", "today",
)  # fmt: skip

_PLACE = re.compile(r"\{([a-z_]+)\}")
# Mail programs and their command lines refuse longer addresses; the rest is copied by hand.
MAILTO_LENGTH = 1_900
FAMILY_FIRST = ("zh",)
# What a person may ask for when the composer already holds words of theirs.
BELOW, REPLACE = "below", "replace"


def places_in(text: str) -> tuple[str, ...]:
    """Return the names in single braces, each once, in their order."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def unknown_places(text: str) -> tuple[str, ...]:
    """Return the places that no letter may have."""
    return tuple(name for name in places_in(text) if name not in FIELDS)


def merge(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with its known places filled, once: what a value itself says is printed as written.

    A place without a value becomes empty; anything else in braces stays as it is.
    """
    return _PLACE.sub(lambda found: values.get(found[1], "") if found[1] in FIELDS else found[0], text)


def empty_places(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the known places of `text` that would be left empty (S51: told before the letter goes out)."""
    return tuple(name for name in places_in(text) if name in FIELDS and not values.get(name, "").strip())


def put_into(typed: str, letter: str, *, how: str = "", former: str = "") -> str | None:
    """Return the composer's text with `letter` in it, or None when the person has to be asked first.

    Only an empty composer, or one that still holds `former` (the letter put in before) untouched, is filled without
    asking; words that somebody typed go on `how` = REPLACE only, and stay above the letter on BELOW (ux.md 6).
    """
    if how == REPLACE or not typed.strip() or (former and _lines(typed) == _lines(former)):
        return letter
    return f"{typed.rstrip()}\n\n{letter}" if how == BELOW else None


def _lines(text: str) -> list[str]:
    """A browser sends other line ends than it was given."""
    return text.strip().splitlines()


def salutation(name: str, form_of_address: str, language: str) -> str:
    """Return how a letter begins, e.g. `Dear Ms. Jensen,`; without a name the usual general form.

    `form_of_address` is `mr`, `ms`, `dr`, `prof` or empty; the family name is taken as the last word.
    """
    words = _SALUTATIONS.get(language.split("-", maxsplit=1)[0], _SALUTATIONS["en"])
    name = " ".join(name.split())
    if not name:
        return words["nobody"]
    if form_of_address not in words:
        return words["plain"].format(name=name)
    family = name if language.startswith(FAMILY_FIRST) else name.split()[-1]
    return words[form_of_address].format(name=family)


_SALUTATIONS: dict[str, dict[str, str]] = {
    "en": {
        "nobody": "Dear Sir or Madam,", "plain": "Dear {name},", "mr": "Dear Mr. {name},", "ms": "Dear Ms. {name},",
        "dr": "Dear Dr. {name},", "prof": "Dear Prof. {name},",
    },
    "es": {
        "nobody": "Estimados señores:", "plain": "Hola, {name}:", "mr": "Estimado Sr. {name}:",
        "ms": "Estimada Sra. {name}:", "dr": "Estimado/a Dr. {name}:", "prof": "Estimado/a Prof. {name}:",
    },
    "zh": {
        "nobody": "您好：", "plain": "{name}，您好：", "mr": "{name}先生，您好：", "ms": "{name}女士，您好：",
        "dr": "{name}博士，您好：", "prof": "{name}教授，您好：",
    },
}  # fmt: skip


def mailto_url(address: str, subject: str, body: str) -> str:
    """Return a `mailto:` link with encoded subject and text, or "" when the text is too long for one.

    Line breaks become CRLF as RFC 6068 wants; a subject is one line, so that no header can be added (trust.md M4).
    """
    one_line = " ".join(subject.split())
    lines = "\r\n".join(body.splitlines())
    url = f"mailto:{quote(_bare(address), safe='@')}?subject={quote(one_line, safe='')}&body={quote(lines, safe='')}"
    return url if len(url) <= MAILTO_LENGTH else ""


def _bare(address: str) -> str:
    return "".join(address.split())
