"""Names, mailboxes and addresses of invented buyers."""

import re
import unicodedata
from dataclasses import dataclass
from random import Random

from tradecrm.demo.countries import Country
from tradecrm.demo.name_words import CULTURES, JOBS, PUBLIC_MAIL, Culture

STREETS = "Foundry Road; Market Street; Station Road; Harbour Way; Mill Lane; Workshop Avenue; Anvil Street; Depot Road"


@dataclass(frozen=True)
class Firm:
    """An invented firm. `domain` is its own, "" for one that writes from public mail."""

    name: str
    local_name: str
    domain: str
    address: str


@dataclass(frozen=True)
class Persona:
    """An invented person at a firm."""

    name: str
    form_of_address: str
    job_title: str
    email: str


class NameMaker:
    """Makes firms and people; no two firms share a name or a domain."""

    def __init__(self) -> None:
        self._domains: set[str] = set()
        self._local_names: set[tuple[str, str]] = set()

    def make_firm(self, chance: Random, country: Country, city: str) -> Firm:
        """Return a firm that was not made before; every sixteenth has no domain of its own."""
        name, local_name = self._new_name(chance, CULTURES[country.culture], city)
        domain = f"{slug(name)}.example"
        self._domains.add(domain)
        if (country.code, local_name) in self._local_names:
            local_name = ""
        self._local_names.add((country.code, local_name))
        street = chance.choice(STREETS.split("; "))
        address = f"{chance.randint(2, 240)} {street}, {city}"
        return Firm(name, local_name, "" if chance.random() < 1 / 16 else domain, address)

    def _new_name(self, chance: Random, culture: Culture, city: str) -> tuple[str, str]:
        for tries in range(40):
            stem, _, local = chance.choice(culture.stems).partition("|")
            ending = chance.choice(culture.endings)
            joined = f"{stem} {ending}".strip() if ending[:1].isupper() else stem + ending
            words = {
                "brand": joined if tries < 20 else f"{joined} {chance.choice(culture.families)}",
                "trade": chance.choice(culture.trades),
                "family": chance.choice(culture.families),
                "place": city,
            }
            name = " ".join(chance.choice(culture.patterns).format(**words).split())
            if f"{slug(name)}.example" not in self._domains:
                break
        else:
            name = f"{name} {len(self._domains)}"
        return name, culture.local.format(local=local) if culture.local and local else ""

    def make_person(self, chance: Random, country: Country, firm: Firm, taken: set[str]) -> Persona:
        """Return a person whose mailbox is none of `taken`, to which it is added."""
        culture = CULTURES[country.culture]
        is_woman = chance.random() < 0.45
        given = chance.choice(culture.women if is_woman else culture.men)
        family = chance.choice(culture.families)
        email = self._mailbox(chance, given, family, firm, taken)
        return Persona(f"{given} {family}", "ms" if is_woman else "mr", chance.choice(JOBS), email)

    def _mailbox(self, chance: Random, given: str, family: str, firm: Firm, taken: set[str]) -> str:
        domain = firm.domain or chance.choice(PUBLIC_MAIL)
        first, last = slug(given), slug(family)
        own = (f"{first}.{last}", f"{first[0]}.{last}", first, f"{last}.{first}")
        public = (f"{first}.{last}.{slug(firm.name)[:24]}",)
        for local in own if firm.domain else public:
            if f"{local}@{domain}" not in taken:
                break
        else:
            local = f"{first}.{last}{len(taken)}"
        taken.add(f"{local}@{domain}")
        return f"{local}@{domain}"


def slug(text: str) -> str:
    """Return `text` as part of a mail address: plain small letters, digits and hyphens, without the legal form."""
    table = str.maketrans({"ł": "l", "Ł": "l", "ø": "o", "ß": "ss"})
    plain = unicodedata.normalize("NFKD", text.translate(table)).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.sub(r"[.'&]", "", plain))
    kept = [word for word in words if word not in _FORMS]
    return "-".join(kept or words)[:50].strip("-")


_FORMS = frozenset(
    "inc llc ltd limited corp co gmbh kg ek sarl sas sl sa cv srl spa snc sp zoo spj bv ab sro as pty pvt kk kabushiki "
    "kaisha est wll pt sdn bhd ltda nig".split()
)
