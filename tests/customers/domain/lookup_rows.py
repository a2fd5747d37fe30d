"""The figures of trust.md Q2 (name and address) and Q3 (messy rows of several sources), of people from Faker."""

import random
import warnings
from dataclasses import replace
from functools import lru_cache

from faker import Faker

from customers.domain.lookup import Subject
from tests.customers.domain.lookup_figures import Index
from tests.customers.domain.lookup_sets import mistype

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
    people, draw = make_people(known * 5 // 4), random.Random(4)
    index = Index([p if is_messy else replace(p, phones=(), emails=()) for p in people[:known]])
    change = mess_up if is_messy else damage_address
    found = [
        (n, index.find(change(index.subjects[n] if not is_messy else people[n], draw)))
        for n in range(queries)
    ]
    absent = [index.find(change(person, draw)) for person in people[known : known + queries // 4]]
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
