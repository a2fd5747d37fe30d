"""E-mail addresses, telephone numbers and web sites of the buyer; relays and our own are told apart."""

from __future__ import annotations

import re

import phonenumbers
import tldextract
from phonenumbers import timezone as phone_timezone

from customers.domain.folding import fold_phone, is_public_mail, is_shared_site

from .platforms import is_platform_host
from .reading import Telephone

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9_.+'-])[A-Za-z0-9][A-Za-z0-9_.+'-]{0,63}@(?:[A-Za-z0-9à-ÿ-]{1,63}\.){1,6}[A-Za-z]{2,24}(?![A-Za-z0-9-])"
)
_OBFUSCATED = re.compile(
    r"\b([\w.+-]{1,40})\s?[\[({]\s?at\s?[\])}]\s?([\w-]{1,40}(?:\s?(?:\.|[\[({]\s?dot\s?[\])}])\s?[\w-]{1,24}){1,4})",
    re.IGNORECASE,
)
_RELAY_LOCAL = re.compile(
    r"^(?:no-?_?reply|do-?not-?_?reply|noreply\d*|donotreply|notification\w*|notify|mailer(?:-daemon)?|postmaster|bounce\w*|wordpress|www-data|webform|alerts?|"
    r"reply-[\w.+=-]+|reply\+[\w.+=-]+|inquiry-?relay|buyer-[a-f0-9]{6,}|relay[\w.-]*|m(?:sg)?-[a-f0-9]{8,}|[a-f0-9]{20,})$",
    re.IGNORECASE,
)  # fmt: skip
_RELAY_HOST = re.compile(r"(?:^|\.)(?:reply|relay|notifications?|mailer|bounces?|em\d*|message|messages|inbound)\.(?=[\w-]+\.)|wpforms|formsubmit|typeform|hubspot|jotform|shopify|wixforms|elementor|mailgun|sendgrid|amazonses|privaterelay|squarespace|webflow|web3forms|formspree", re.IGNORECASE)  # fmt: skip
_URL = re.compile(r"(?:https?://|(?<![\w@.])www\.)[^\s<>\"'()（）|，,。；;]{3,300}", re.IGNORECASE)
_BARE_HOST = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9][a-z0-9-]{0,40}\.){1,3}[a-z]{2,12}(?![\w@./-])", re.IGNORECASE
)
_PLUS_NUMBER = re.compile(r"(?<![\w+])(?:\+|00(?=[1-9]))\s?\(?\d[\d\s().\-/–]{5,22}\d")
_ANY_NUMBER = re.compile(r"(?<![\w.,/-])\(?\d[\d\s().\-/–]{6,20}\d(?![\w/-])")
_TLD = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


_GAP_AT = re.compile(r"(?<=[A-Za-z0-9._-])(?: @ ?|@ )(?=[a-z0-9-]{1,63}\.[a-z])")


def without_gap(value: str) -> str:
    """A labelled address in which a scanner saw a space beside the sign: "imran @acme.com"."""
    return _GAP_AT.sub("@", value)


def find_emails(text: str) -> list[str]:
    """Mail addresses as written, each once, in order; "name [at] firm [dot] com" is understood."""
    found = [match.rstrip(".") for match in _EMAIL.findall(text[:100_000])]
    for local, host in _OBFUSCATED.findall(text[:20_000]):
        found.append(
            local + "@" + re.sub(r"\s?[\[({]\s?dot\s?[\])}]\s?|\s?\.\s?", ".", host, flags=re.IGNORECASE)
        )
    return list({address.lower(): address for address in reversed(found)}.values())[::-1]


def host_of(address: str) -> str:
    """The host of a mail address, in lower case."""
    return address.rpartition("@")[2].strip().lower().rstrip(".>")


def is_own_host(host: str, own_domains: frozenset[str]) -> bool:
    """True for one of our own domains or a host under it."""
    return any(host == domain or host.endswith("." + domain) for domain in own_domains)


def is_relay(address: str) -> bool:
    """True for an address behind which no buyer reads: platforms, robots, form mailers."""
    local, _, host = address.lower().rpartition("@")
    if is_platform_host(host) or _RELAY_LOCAL.match(local) or _RELAY_HOST.search(host):
        return True
    return is_shared_site(host) and not is_public_mail(host)


def find_sites(text: str) -> list[str]:
    """Web addresses as written: with scheme or www anywhere, bare hosts only with a known ending."""
    sites = [match.rstrip(".,;:!?/") for match in _URL.findall(text[:50_000])]
    for host in _BARE_HOST.findall(text[:20_000]):
        if is_host(host) and not any(host.lower() in site.lower() for site in sites):
            sites.append(host)
    return sites


_POST_BOX = re.compile(r"p\.?o\.?box", re.IGNORECASE)


def is_host(host: str) -> bool:
    """True when a bare word such as "acme.co.uk" ends like a domain."""
    if _POST_BOX.fullmatch(host):
        return False
    return bool(_TLD(host).suffix and _TLD(host).domain) or host.lower().endswith(".example")


def site_host(site: str) -> str:
    """The host of a web address, in lower case, without www."""
    return (
        re.sub(r"^(?:https?://)?(?:www\.)?", "", site.strip().lower())
        .split("/")[0]
        .split("?")[0]
        .split(":")[0]
    )


def is_buyers_site(site: str, own_domains: frozenset[str]) -> bool:
    """True unless the site is ours, a platform's, a social network's or a mail provider's."""
    host = site_host(site)
    return (
        bool(host)
        and is_host(host)
        and not (
            is_own_host(host, own_domains)
            or is_shared_site(host)
            or is_platform_host(host)
            or is_public_mail(host)
        )
    )


_PLUS_BEHIND = re.compile(r"(?P<number>[\d\s-]{6,14})\s(?P<code>\d{1,3})\+")  # printed from right to left


def read_telephone(written: str, country: str | None) -> Telephone | None:
    """A telephone number with its E.164 form when it carries its country code, or the country is certain."""
    written = _first_number(_PLUS_BEHIND.sub(r"+\g<code> \g<number>", written.strip()))
    digits = re.sub(r"\D", "", written)
    if not 6 <= len(digits) <= 17:
        return None
    if not re.match(r"\(?\s?(?:\+|00[1-9])", written) and not country:
        return Telephone(written)
    if _opens_with_code(written, country):
        return Telephone(written, fold_phone("+" + digits))
    return Telephone(written, fold_phone(written, country))


def _opens_with_code(written: str, country: str | None) -> bool:
    """True for "(234) 1-5550148" and "90-212-5550137": the country's code stands apart, without its plus."""
    code = phonenumbers.country_code_for_region(country) if country else 0
    return bool(code and code != 1 and re.match(rf"\(?\s?{code}\s?[)\s-]", written))


def _first_number(written: str) -> str:
    area = re.match(r"\D{0,12}0\d{2,4}\s?/\s?\d{3}", written.strip())  # 0211 / 5550 142
    head, written = (area[0], written.strip()[area.end() :]) if area else ("", written.strip())
    written = head + re.split(r"\s(?:/|or|oder|und|and|;|\|)\s|[;；|、]|\s{3,}|/\s?(?=\+)", written)[0]
    match = re.search(r"[+(]?\s?\(?\d[\d\s().\-/–]{4,26}(?:\s?(?:ext|x|转|#|ext\.)\s?\d{1,6})?", written)
    return match[0].rstrip(" -–/.(").lstrip(" -–/.") if match else ""


def find_international(text: str) -> list[str]:
    """Numbers written with + or 00, as written, in order."""
    return list(dict.fromkeys(match.strip() for match in _PLUS_NUMBER.findall(text[:60_000])))


def find_national(text: str) -> list[str]:
    """Digit groups that may be telephone numbers without a country code."""
    return [
        match.strip()
        for match in _ANY_NUMBER.findall(text)
        if 8 <= len(re.sub(r"\D", "", match)) <= 13 and re.search(r"[\s().-]", match.strip())
    ]


_SAID = re.compile(
    r"\b(?:call|ring|reach|get|phone|text|tel|whats ?app|mobile|land ?line|(?:office|direct|shop) line|number|fixo|fijo|celular|telefone|teléfono|telefon\w*|tél|téléphone|cel|número|nummer|numara\w*|тел|номер|sđt|hp)\b(?:\s(?:me|us|on|at|is|da|de|del|do|la|el|my|our|loja|tienda|empresa|é|es|ist|no|:|number|unter|au|al|auf)){0,5}[\s:.,]{1,3}(?P<number>\(?0?\d[\d\s().-]{6,16}\d)(?![\d\w])",
    re.IGNORECASE,
)


def said_numbers(text: str) -> list[str]:
    """National numbers that a sentence gives as such: "you can get me on 090 555 0168"."""
    alone = re.findall(r"(?m)^\s{0,4}(1[3-9]\d{9})(?!\d)", text[:20_000])  # a mainland mobile opens the line
    return alone + [
        match["number"].strip()
        for match in _SAID.finditer(text[:20_000])
        if re.search(r"[\s().-]", match["number"])
    ]


def countries_of_phone(e164: str) -> tuple[str, ...]:
    """Countries a number may belong to; one where its code is not shared or its digits tell."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return ()
    region = phonenumbers.region_code_for_number(number)
    if region and region != "001":
        return (region,)
    regions = phonenumbers.region_codes_for_country_code(number.country_code or 0)
    return tuple(code for code in regions if code != "001")[:6]


def zones_of_phone(e164: str) -> tuple[str, ...]:
    """IANA zones of a number's area, empty when unknown."""
    try:
        zones = phone_timezone.time_zones_for_geographical_number(phonenumbers.parse(e164, None))
    except phonenumbers.NumberParseException:
        return ()
    return tuple(zone for zone in zones if zone != "Etc/Unknown")
