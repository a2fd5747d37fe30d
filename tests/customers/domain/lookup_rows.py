"""The figures of trust.md Q2 (name and address) and Q3 (messy rows of several sources), of people from Faker.

Q3 is measured twice: of people, and of firms with a site whose names are those of `lookup_world`.
"""

import random
import re
import warnings
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

import phonenumbers
from faker import Faker
from phonenumbers import PhoneNumber, PhoneNumberFormat

from core.domain.scripts import fold_letters
from customers.domain.lookup import Subject
from tests.customers.domain.lookup_figures import Index
from tests.customers.domain.lookup_phones import WRITINGS, make_numbers
from tests.customers.domain.lookup_sets import NamedFirm, mistype
from tests.customers.domain.lookup_world import make_world

E164 = PhoneNumberFormat.E164
OFFICES = {
    "US": "en_US", "GB": "en_GB", "DE": "de_DE", "FR": "fr_FR", "ES": "es_ES", "MX": "es_MX", "BR": "pt_BR", "IT": "it_IT",
    "PL": "pl_PL", "IN": "en_IN", "TR": "tr_TR", "RU": "ru_RU", "JP": "ja_JP", "CN": "zh_CN", "NL": "nl_NL", "AU": "en_AU",
}  # fmt: skip
LOCALES = ("en_AU", "de_DE", "en_US", "fr_FR", "es_ES", "en_GB")
THRESHOLDS = (0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


@lru_cache
def make_people(count: int) -> list[Subject]:
    """So many people of six countries with an address, a telephone and a mail address each."""
    people = []
    for locale in LOCALES:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            faker = Faker(locale)
        faker.seed_instance(3)
        people += [_make_person(faker) for _ in range(count // len(LOCALES))]
    random.Random(3).shuffle(people)
    return people


def _make_person(faker: Faker) -> Subject:
    address = faker.address().replace("\n", ", ")
    return Subject(
        name=faker.name(), addresses=(address,), phones=(faker.phone_number(),), emails=(faker.email(),)
    )


def damage_address(person: Subject, draw: random.Random) -> Subject:
    """Name and address as somebody else wrote them: typos, names turned round, an address cut short."""
    name, address = person.name, person.addresses[0]
    for _ in range(draw.choice([0, 1, 1, 2])):
        name = mistype(name, draw)
    for _ in range(draw.choice([0, 1, 2])):
        address = mistype(address, draw)
    if draw.random() < 0.2:
        name = " ".join(reversed(name.split()))
    if draw.random() < 0.2:
        address = address.split(",")[0]
    return Subject(name=name, addresses=(address,))


def mess_up(person: Subject, draw: random.Random) -> Subject:
    """A row that has only some of its fields; the name or the mail address at least."""
    row = damage_address(person, draw)
    kept = {field: draw.random() < 0.5 for field in ("addresses", "phones", "emails")}
    is_named = draw.random() < 0.7 and kept["phones"] + kept["addresses"] > 0
    return replace(
        row,
        name=row.name if is_named else "",
        addresses=row.addresses if kept["addresses"] else (),
        phones=person.phones if kept["phones"] else (),
        emails=person.emails if kept["emails"] or not is_named else (),
    )


def measure_rows(known: int, queries: int, *, is_messy: bool) -> dict[str, float]:
    """Recall at 1 and 5, recall at 1 % false alarms and the best F1; a fifth of the queries absent."""
    people = make_people(known * 5 // 4)
    subjects = [p if is_messy else replace(p, phones=(), emails=()) for p in people]
    return _measure(subjects, mess_up if is_messy else damage_address, known, queries)


def measure_buyers(known: int, queries: int) -> dict[str, float]:
    """The same of firms: messy rows of company, country, address, telephone, site, mail address and person."""
    return _measure(make_buyers(known * 5 // 4), mess_up_buyer, known, queries)


def _measure(
    subjects: Sequence[Subject], change: Callable[[Subject, random.Random], Subject], known: int, queries: int
) -> dict[str, float]:
    draw = random.Random(4)
    index = Index(list(subjects[:known]))
    found = [(n, index.find(change(subjects[n], draw))) for n in range(queries)]
    absent = [index.find(change(subject, draw)) for subject in subjects[known : known + queries // 4]]
    alarms = sorted((f[0][1].certainty if f else 0.0 for f in absent), reverse=True)
    sure = [f[0][1].certainty for n, f in found if f and f[0][0] == n]
    shown = [f[0][1].certainty for _, f in found if f] + alarms
    return {
        "recall_at_1": round(len(sure) / queries, 4),
        "recall_at_5": round(sum(n in [m for m, _ in f[:5]] for n, f in found) / queries, 4),
        "recall_at_1pct_alarms": round(sum(c > alarms[len(alarms) // 100] for c in sure) / queries, 4),
        "best_f1": round(
            max(2 * sum(c >= t for c in sure) / (sum(c >= t for c in shown) + queries) for t in THRESHOLDS), 4
        ),
    }


def make_buyers(count: int, seed: int = 6) -> list[Subject]:
    """So many firms with a postal address, a telephone of their country, a site, a mail address and a person."""
    draw = random.Random(seed)
    fakers = {country: _faker(locale) for country, locale in OFFICES.items()}
    numbers = defaultdict(list)
    for country, number in make_numbers(each=60, seed=seed):
        numbers[country].append(number)
    return [
        _make_buyer(firm, place, draw, fakers, numbers) for place, firm in enumerate(make_world(count, seed))
    ]


def _faker(locale: str) -> Faker:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        faker = Faker(locale)
    faker.seed_instance(8)
    return faker


def _make_buyer(
    firm: NamedFirm,
    place: int,
    draw: random.Random,
    fakers: dict[str, Faker],
    numbers: dict[str, list[PhoneNumber]],
) -> Subject:
    office = firm.country if firm.country in fakers else draw.choice(list(fakers))
    number = PhoneNumber()
    number.merge_from(draw.choice(numbers.get(firm.country) or numbers["GB"]))
    number.national_number += place % 10
    person = fakers[office].name()
    host = re.sub(r"[^a-z0-9]", "", fold_letters(firm.words))[:14] or "buyer"
    host = f"{host}{place % 97 or ''}.{draw.choice(('com', 'co.uk', 'de', 'net', 'com.br'))}"
    box = re.sub(r"[^a-z0-9]", "", fold_letters(person))[:12] or "sales"
    mail = (
        f"{box}{place}@gmail.com" if draw.random() < 0.3 else f"{draw.choice(('info', 'sales', box))}@{host}"
    )
    return Subject(
        name=firm.name, country=firm.country, emails=(mail,), phones=(phonenumbers.format_number(number, E164),),
        sites=(f"www.{host}",), addresses=(fakers[office].address().replace("\n", ", "),), persons=(person,),
    )  # fmt: skip


def mess_up_buyer(buyer: Subject, draw: random.Random) -> Subject:
    """A row of somebody's sheet: some of its fields, each written in another way; a name, a mail or a number at least."""
    kept = {
        name: draw.random() < 0.45 for name in ("name", "addresses", "phones", "sites", "emails", "persons")
    }
    if not (kept["name"] or kept["emails"] or kept["phones"] or kept["sites"]):
        kept[draw.choice(("name", "emails", "phones"))] = True
    name = draw.choice((buyer.name, mistype(buyer.name, draw), buyer.name.upper(), buyer.name.split(",")[0]))
    number = phonenumbers.parse(buyer.phones[0])
    phone = draw.choice(list(WRITINGS.values()))(number)
    site = buyer.sites[0].removeprefix("www.")
    is_far = draw.random() < 0.2
    return Subject(
        name=name if kept["name"] else "",
        country=None if is_far else buyer.country,
        phones=(f"+{number.country_code} {phone}" if is_far and phone[0] in "0(" else phone,) if kept["phones"] else (),
        sites=(draw.choice((f"https://{site}/en/", f"http://www.{site}", site.upper(), f"shop.{site}")),) if kept["sites"] else (),
        emails=(draw.choice((buyer.emails[0], buyer.emails[0].upper(), f"<{buyer.emails[0]}>")),) if kept["emails"] else (),
        addresses=(mistype(buyer.addresses[0], draw),) if kept["addresses"] else (),
        persons=buyer.persons if kept["persons"] else (),
    )  # fmt: skip
