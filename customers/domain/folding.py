"""Folding of addresses, numbers and sites to the one form that can be compared (rules.md §5, trust.md Q4).

Every function takes whatever a person typed or pasted and answers the folded form, or None for what is none.
None of them raises, whatever the text.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

import idna
import phonenumbers
from tldextract import TLDExtract

from core.domain.scripts import is_plain
from customers.domain.hosts import NOBODY_LOCAL_PARTS, is_listed_public_mail, is_listed_shared_site

P = ParamSpec("P")
T = TypeVar("T")
MAX_TEXT = 2_000
# A row, its customer and what is compared with them say the same particulars again and again.
REMEMBERED = 4_096
MAX_EMAIL = 254
MIN_NUMBER = 7
TAG_PROVIDERS = frozenset(
    "gmail.com outlook.com hotmail.com live.com icloud.com me.com mac.com fastmail.com protonmail.com proton.me "
    "pm.me zoho.com yandex.com yandex.ru ya.ru".split()
)
SAME_PROVIDER = {"googlemail.com": "gmail.com", "ya.ru": "yandex.ru", "yandex.com": "yandex.ru"}
LOCAL_PART = re.compile(r"[^\s@<>()\[\]\\,;:\"]+\Z")
HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}\Z")
ANGLED = re.compile(r"<([^<>]*@[^<>]*)>")
SCHEME = re.compile(r"\A(?:[a-z][a-z0-9+.-]*:)?/{2,}|\A(?:https?|ftp|mailto)[:/]+", re.IGNORECASE)
EXTENSION = re.compile(
    r"(?:转|轉|分机|分機|内线|內線|[,;]?\s*\b(?:ext|extn|extension|x|доб|poste|durchwahl|ramal|int|anexo)\b\.?|#|;ext=)"
    r"[\s:.=]*\d{1,7}\D*\Z",
    re.IGNORECASE,
)
GLUED_EXTENSION = re.compile(r"(?<=\d)\s*(?:ext|x)\.?\s*\d{1,7}\D*\Z", re.IGNORECASE)
TRUNK_ZERO = re.compile(r"[(\[]\s*0\s*[)\]]")
NEXT_NUMBER = re.compile(r"\s*(?:[;|\n]|,(?=\s*[+(\d]{4})|/(?=\s*[+(\d])|\bor\b|或|、)")
EXIT_CODE = re.compile(r"\A(?:00|0011|011|8[\s-]*10)(?=[\s-]*[1-9])")
CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}\Z")

_split_host = TLDExtract(suffix_list_urls=(), cache_dir=None)


def _remembered(fold: Callable[Concatenate[str, P], T]) -> Callable[Concatenate[str, P], T]:
    """Decorator of a pure function of a text: the last answers are kept, of at most 2,000 letters each."""
    known = lru_cache(maxsize=REMEMBERED)(fold)

    @wraps(fold)
    def folded(text: str, *args: P.args, **kwargs: P.kwargs) -> T:
        return known(text[:MAX_TEXT], *args, **kwargs)  # type: ignore[arg-type]  # they are hashable

    return folded


def widen(text: str) -> str:
    """Compatibility form (full-width to plain) without control and format characters, at most 2,000 letters."""
    if is_plain(text):
        return text[:MAX_TEXT].strip()
    folded = unicodedata.normalize("NFKC", text[:MAX_TEXT])
    kept = (c for c in folded if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return "".join(kept).strip()


def fold_host(text: str) -> str | None:
    """A host name in lower case and punycode, or None. Numeric addresses are no hosts here."""
    host = text.strip().strip(".").lower()
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True, transitional=False).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    if not HOST.match(host) or host.rpartition(".")[2].isdigit():
        return None
    return host


@_remembered
def fold_email(text: str) -> str | None:
    """The one form of a mail address (rules.md §5): `Anna <A.B+x@GoogleMail.com>` is `ab@gmail.com`."""
    wide = widen(text)
    angled = ANGLED.search(wide)
    address = SCHEME.sub("", angled.group(1) if angled else wide).partition("?")[0].strip(" .,;:<>'\"()")
    local, at, host_text = address.rpartition("@")
    host = fold_host(host_text) if at else None
    if host is None or not LOCAL_PART.match(local) or len(address) > MAX_EMAIL:
        return None
    host = SAME_PROVIDER.get(host, host)
    local = _fold_local_part(local.casefold(), host)
    return f"{local}@{host}" if local else None


def _fold_local_part(local: str, host: str) -> str:
    if host in TAG_PROVIDERS:
        local = local.partition("+")[0]
    if host == "gmail.com":
        local = local.replace(".", "")
    return local


@_remembered
def fold_site(text: str) -> str | None:
    """The registrable domain of a URL, a bare host or a mail address: `https://shop.acme.co.uk/x` is `acme.co.uk`."""
    wide = SCHEME.sub("", widen(text).replace("。", "."))
    authority = re.split(r"[/?#\\\s]", wide, maxsplit=1)[0].rpartition("@")[2]
    host = fold_host(authority.partition(":")[0])
    return None if host is None else registrable_domain(host)


@_remembered
def registrable_domain(host: str) -> str | None:
    """The domain that a firm registers; of a suffix nobody lists (`.example`) the last two labels."""
    parts = _split_host(host)
    if parts.suffix:
        return f"{parts.domain}.{parts.suffix}" if parts.domain else None
    return ".".join(host.split(".")[-2:])


@_remembered
def is_public_mail(domain: str) -> bool:
    """Whether a mail host is a public provider (gmail, qq, web.de), so its domain tells nothing."""
    host = fold_host(widen(domain))
    return host is not None and is_listed_public_mail(host, registrable_domain(host) or host)


@_remembered
def is_shared_site(domain: str) -> bool:
    """Whether a site is a B2B platform, market place, social network, link shortener or site builder."""
    host = fold_host(widen(domain))
    return host is not None and is_listed_shared_site(host, registrable_domain(host) or host)


def is_key_site(domain: str | None, own_domains: frozenset[str] = frozenset()) -> bool:
    """Whether a registrable domain stands for one firm: not shared, not public mail, not our own."""
    return domain is not None and not (
        domain in own_domains or is_public_mail(domain) or is_shared_site(domain)
    )


def is_key_email(email: str, own_domains: frozenset[str] = frozenset()) -> bool:
    """Whether a folded mail address stands for one buyer: not a platform's relay, not a robot's, not our own."""
    local, _, host = email.rpartition("@")
    domain = registrable_domain(host)
    if local in NOBODY_LOCAL_PARTS or domain in own_domains:
        return False
    return is_public_mail(host) or not is_shared_site(host)


@_remembered
def fold_phone(text: str, country: str | None = None) -> str | None:
    """E.164 of a telephone number as people write it, without its extension, or None (trust.md Q4).

    `country` (ISO 3166 alpha-2) is where a number without an international prefix belongs.
    """
    number = _first_number(widen(text))
    digits = re.sub(r"\D", "", number)
    if not 5 <= len(digits) <= 20:
        return None
    region = country.strip().upper() if country and len(country.strip()) == 2 else None
    for candidate, of_region, is_explicit in _readings(number, digits, region):
        folded = _parse_phone(candidate, of_region, is_explicit=is_explicit)
        if folded:
            return folded
    return None


@_remembered
def phone_tail(text: str) -> str | None:
    """The last eight digits of a number, which stay the same with and without its country code."""
    digits = re.sub(r"\D", "", _first_number(widen(text)))
    return digits[-8:] if len(digits) >= 8 else None


def _first_number(wide: str) -> str:
    """One number out of a line such as `Tel: 0755-8300 1234 转 801 / 8300 1235`."""
    start = re.search(r"[+(\[]?\s*\d", wide)
    line = wide[start.start() :] if start else ""
    first = NEXT_NUMBER.split(line, maxsplit=1)[0]
    counted = re.sub(r"\D", "", TRUNK_ZERO.sub("", first)).lstrip("0")
    line = first if len(counted) >= MIN_NUMBER else line  # "0049 (0)30 / 1234567" is one number
    line = GLUED_EXTENSION.sub("", EXTENSION.sub("", line))
    if line.isascii():
        return line
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in line)


def _readings(number: str, digits: str, region: str | None) -> list[tuple[str, str | None, bool]]:
    """The ways to read a number, likeliest first: (number, region it is national in, said to be international)."""
    if number.lstrip("([ ").startswith("+"):
        plain = TRUNK_ZERO.sub("", number)
        return [("+" + re.sub(r"\D", "", plain).lstrip("0"), None, True)]
    readings: list[tuple[str, str | None, bool]] = []
    exit_code = EXIT_CODE.match(number)
    if exit_code:
        rest = re.sub(r"\D", "", TRUNK_ZERO.sub("", number[exit_code.end() :]))
        readings.append(("+" + rest, None, number.startswith("00")))
    plus = "+" + re.sub(r"\D", "", TRUNK_ZERO.sub("", number))
    if TRUNK_ZERO.search(number[1:]):
        readings.append((plus, None, False))
    if region and _begins_with_code(number, region):
        readings.append((plus, region, False))
    if region:
        readings.append((digits, region, False))
    readings.append((plus, None, False))
    if CHINESE_MOBILE.match(digits):
        readings.append((digits, "CN", False))
    if region:
        readings.append((digits, region, True))
    return readings


def _begins_with_code(number: str, region: str) -> bool:
    """Whether the country's code stands apart in front, its plus sign forgotten: `62 21 835 3246` in Indonesia."""
    code = phonenumbers.country_code_for_region(region)
    return bool(re.match(rf"[(\[]?{code}[)\]]?[\s.-]", number))


def _parse_phone(candidate: str, region: str | None, *, is_explicit: bool) -> str | None:
    try:
        number = phonenumbers.parse(candidate, region)
    except phonenumbers.NumberParseException:
        return None
    is_good = phonenumbers.is_valid_number(number) or (
        is_explicit and phonenumbers.is_possible_number(number)
    )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if is_good else None
