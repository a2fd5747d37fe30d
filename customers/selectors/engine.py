"""How the lookup recognises a buyer, in words: its keys, its thresholds, and what it says of any two (rules.md §5).

Every number comes from the engine itself, every example is folded by it; nothing here reads a customer.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import policy
from core.company import current_company
from customers.domain import folding, likeness, lookup
from customers.domain.lookup import Match, Subject, block_keys, hard_keys, score
from customers.domain.nominate import ROWS_PER_KEY
from customers.domain.subjects import Key
from customers.lookup import HARD_KINDS
from customers.policies import LOOKUP, LookupPolicy
from customers.selectors.match_words import BANDS, words_of

EXAMPLES_SHOWN = 6
HOSTS_SHOWN = ("gmail.com", "qq.com", "163.com", "outlook.com", "yahoo.co.jp", "web.de")
SITES_SHOWN = ("alibaba.com", "made-in-china.com", "facebook.com", "linkedin.com", "wixsite.com")
# What each kind of key is, and a buyer that shows it. The exact ones first.
KINDS: Mapping[str, tuple[Promise, Subject]] = {
    "email": (_("E-mail address"), Subject(emails=("Anna <A.B+fair@GoogleMail.com>",))),
    "phone": (_("Telephone in its international form"), Subject(phones=("0049 (0)30 / 1234567",), country="DE")),
    "domain": (_("The firm's own domain: of its site, of its mail"), Subject(sites=("https://shop.acme.co.uk/en",))),
    "name": (_("Company name without its legal form, with the country"), Subject(name="Acme Intl. Trdg Co., Ltd", country="US")),
    "tail": (_("Last eight digits of a telephone"), Subject(phones=("+1 312 555 0142",))),
    "s": (_("Words of the name, in any order"), Subject(name="Tools Zentriva LLC")),
    "g": (_("Name in one word, with and without legal form"), Subject(name="Zentriva Tools LLC")),
    "t": (_("Each telling word; Chinese also by its sound"), Subject(name="宁波海宇进出口有限公司")),
    "w": (_("Halves of two words: one typo leaves a half whole"), Subject(name="Zentriva Tools")),
    "q": (_("Rare groups of letters; two Chinese characters"), Subject(name="宁波海宇进出口有限公司")),
    "p": (_("Quarters of the telling words: two typos leave two whole"), Subject(name="Zentriva")),
    "r": (_("The same, with the next word's first letter"), Subject(name="Zentriva Tools")),
    "h": (_("Groups of three letters of a short name"), Subject(name="Bose")),
    "x": (_("Short words, each letter left out once"), Subject(name="Bose Tools")),
    "at": (_("House number with street"), Subject(addresses=("1200 Lake Street, Chicago",))),
    "who": (_("Name of a person"), Subject(persons=("Ms. Carol Jensen",))),
}  # fmt: skip


@dataclass(frozen=True)
class KeyKind:
    """A kind of key in words; `typed` is an example and `values` what it becomes."""

    label: str
    typed: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Weighed:
    """What speaks for or against, and by how many points at most."""

    label: str
    most: float
    least: float | None = None


@dataclass(frozen=True)
class Engine:
    """The rules as they stand in the code and in the settings. Certainties are per cent."""

    exact: list[KeyKind]
    near: list[KeyKind]
    weighed: list[Weighed]
    bands: list[tuple[str, int]]
    least: int
    faint: int
    faint_shown: int
    rows_per_key: int
    colleagues_per_hour: int
    providers: tuple[str, ...]
    platforms: tuple[str, ...]
    own_domains: tuple[str, ...]
    folded: list[tuple[str, str]]


def read_engine() -> Engine:
    """Return what the page says. One query: the company's own domains and its policy."""
    kinds = {kind: _kind_of(kind) for kind in KINDS}
    return Engine(
        exact=[one for kind, one in kinds.items() if kind in HARD_KINDS],
        near=[one for kind, one in kinds.items() if kind not in HARD_KINDS],
        weighed=_weighed(),
        bands=[(str(BANDS["sure"]), _percent(lookup.SURE)), (str(BANDS["likely"]), _percent(lookup.LIKELY))],
        least=_percent(lookup.CUT_OFF),
        faint=_percent(lookup.FAINT),
        faint_shown=lookup.FAINT_SHOWN,
        rows_per_key=ROWS_PER_KEY,
        colleagues_per_hour=policy.get(LOOKUP, LookupPolicy).colleagues_per_hour,
        providers=tuple(host for host in HOSTS_SHOWN if folding.is_public_mail(host)),
        platforms=tuple(site for site in SITES_SHOWN if folding.is_shared_site(site)),
        own_domains=tuple(sorted(current_company().domains)),
        folded=[(typed, Subject(name=typed).folded_name.key) for typed in NAMES_SHOWN],
    )


NAMES_SHOWN = (
    "M/S Acme Int'l Trdg Co., Ltd. (Dubai Branch)", "ＭＵＥＬＬＥＲ　＆　Söhne GmbH & Co. KG", "Herramientas del Bajío S.A. de C.V.",
    "ООО «Ромашка»", "株式会社北村工具", "深圳市寶安區華強貿易有限公司",
)  # fmt: skip


def _kind_of(kind: str) -> KeyKind:
    label, example = KINDS[kind]
    typed = (
        example.name,
        *example.emails,
        *example.phones,
        *example.sites,
        *example.addresses,
        *example.persons,
    )
    values = sorted(
        (key.value for key in block_keys(example) if key.kind == kind),
        key=lambda value: (value.isascii(), value),
    )
    return KeyKind(str(label), next(filter(None, typed)), tuple(values[:EXAMPLES_SHOWN]))


def _weighed() -> list[Weighed]:
    return [
        Weighed(str(_("Same e-mail address")), lookup.EMAIL_POINTS),
        Weighed(str(_("Same telephone")), lookup.PHONE_POINTS),
        Weighed(str(_("Same domain of their own")), lookup.DOMAIN_POINTS),
        Weighed(
            str(_("Company name, from another to the same")),
            lookup.MOST_NAME_POINTS,
            lookup.LEAST_NAME_POINTS,
        ),
        Weighed(
            str(_("Address, from another to the same")),
            lookup.MOST_ADDRESS_POINTS,
            lookup.LEAST_ADDRESS_POINTS,
        ),
        Weighed(str(_("Same person")), lookup.PERSON_POINTS),
        Weighed(
            str(_("Country, another or the same")), lookup.SAME_COUNTRY_POINTS, lookup.OTHER_COUNTRY_POINTS
        ),
    ]


def _percent(share: float) -> int:
    return round(share * 100)


@dataclass(frozen=True)
class Side:
    """How one of the two is folded, and which keys it yields: of each kind its values, whether both have it, how many more.

    `domains` say whether each stands for one firm, `words` how telling each is, in per cent.
    """

    folded: str
    spelt: str
    legal: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    domains: tuple[tuple[str, bool], ...]
    words: tuple[tuple[str, int], ...]
    keys: list[tuple[str, list[tuple[str, bool]], int]]


@dataclass(frozen=True)
class Trial:
    """What the lookup says of two buyers. `stopped_by`: the exact keys that both have, in words with their value."""

    match: Match
    title: str
    percent: int
    points: float
    reasons: list[tuple[str, bool]]
    stopped_by: list[tuple[str, str]]
    is_found: bool
    sides: tuple[Side, Side]


def try_two(one: Subject, other: Subject) -> Trial:
    """Return how the lookup compares two buyers, the second being the one that is here already."""
    own = current_company().domains
    match = score(one, other, own_domains=own)
    exact = hard_keys(one, own) & hard_keys(other, own)
    shared = block_keys(one, own) & block_keys(other, own)
    found = lookup.sought_keys(one, own) & block_keys(other, own)
    return Trial(
        match=match,
        title=str(BANDS[match.band]),
        percent=int(match.certainty * 100),
        points=round(lookup.points_of(match.certainty), 1),
        reasons=words_of(match.reasons),
        stopped_by=[(str(KINDS[key.kind][0]), key.value) for key in sorted(exact)],
        is_found=bool(found) and match.certainty >= lookup.FAINT,
        sides=(_side(one, shared, own), _side(other, shared, own)),
    )


def _side(subject: Subject, shared: Iterable[Key], own: frozenset[str]) -> Side:
    name = subject.folded_name
    return Side(
        folded=name.key,
        spelt=" ".join(name.latin) if name.is_han else "",
        legal=", ".join(name.legal),
        emails=tuple(sorted(subject.folded_emails)),
        phones=tuple(sorted(subject.folded_phones)),
        domains=tuple((domain, folding.is_key_site(domain, own)) for domain in sorted(subject.domains)),
        words=tuple((word, _percent(likeness.STATIC_WEIGHTS.weight_of(word))) for word in name.tokens),
        keys=_keys_by_kind(sorted(block_keys(subject, own)), frozenset(shared)),
    )


def _keys_by_kind(
    keys: Sequence[Key], shared: frozenset[Key]
) -> list[tuple[str, list[tuple[str, bool]], int]]:
    """Each kind with its first values, those that both have in front, and how many more there are."""
    by_kind: defaultdict[str, list[tuple[str, bool]]] = defaultdict(list)
    for key in keys:
        by_kind[key.kind].append((key.value, key in shared))
    return [
        (
            str(KINDS[kind][0]),
            sorted(by_kind[kind], key=lambda pair: not pair[1])[:EXAMPLES_SHOWN],
            max(0, len(by_kind[kind]) - EXAMPLES_SHOWN),
        )
        for kind in KINDS
        if by_kind[kind]
    ]
