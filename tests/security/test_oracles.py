"""Nothing tells that a foreign record exists: same bytes for foreign and absent (Z6); what a lookup tells (D1, D2)."""

import pytest
from django.urls import reverse

from accounts.models import Role
from core.models import AuditEntry
from customers.models import Contact, Customer, LookupSighting
from customers.services import ContactValues, CustomerValues, create_customer
from tests.factories import AT, CustomerFactory, UserFactory
from tests.security.oracles import difference, normalise
from tests.security.table import TABLE, Row, _key
from tests.security.walking import Walker
from tests.security.world import CANARY, canary, texts_of

ABSENT, FOREIGN_USER, FOREIGN_CUSTOMER = 987_654, 987_601, 987_602
ABSENT_FILE = "00000000-0000-4000-8000-000000000000"
WITH_RECORD = [(name, row) for name, rows in TABLE.items() for row in rows if row.of and "other" in row.whose]


@pytest.mark.parametrize(("name", "row"), WITH_RECORD, ids=lambda part: part if isinstance(part, str) else "")
def test_foreign_record_answers_like_an_absent_one(name: str, row: Row, walker: Walker) -> None:
    """Same status, same headers, same bytes, whatever the method."""
    keys = [str(_key(getattr(walker.world["other"], kind))) for kind in row.of]
    absent = [ABSENT_FILE if len(key) == len(ABSENT_FILE) else str(ABSENT) for key in keys]
    data = row.data(walker.world, "other", "manager")
    for method in ("GET", "HEAD", "POST"):
        answers = []
        for args in (keys, absent):
            url = reverse(name, args=[*args, *row.rest])
            answer = walker.call("owner", method, url, data if method == "POST" else None)
            answers.append((answer.status, normalise(answer.text, url)))
        assert difference(*answers) == "", method


SEARCHES = (
    "/customers/?q={}", "/customers/find/?q={}", "/inquiries/?tab=all&q={}", "/follow-ups/log/?q={}", "/customers/?tag={}",
    "/follow-ups/list/?q={}", "/follow-ups/tasks/?q={}",
)  # fmt: skip
IDS = (
    ("/customers/?owner={}", "user"), ("/inquiries/?tab=all&owner={}", "user"), ("/follow-ups/list/?person={}", "user"),
    ("/follow-ups/list/?customer={}", "customer"), ("/follow-ups/?person={}", "user"), ("/?person={}", "user"),
    ("/inquiries/new/?customer={}", "customer"), ("/follow-ups/log/?customer={}", "customer"), ("/tasks/?customer={}", "customer"),
    ("/customers/new/?owner={}", "user"), ("/customers/lookup/?q=abcdef&exclude={}", "customer"),
)  # fmt: skip


@pytest.mark.parametrize("url", SEARCHES[:4])
def test_search_for_foreign_words_finds_what_nonsense_finds(url: str, walker: Walker) -> None:
    """Every text of a foreign customer, contact and inquiry: rows, counts and pages are those of a word that is nowhere."""
    words = [word for model in (Customer, Contact) for word in texts_of(model, "other").values()]
    words += [canary("other", "inquiry", name) for name in ("subject", "sender", "first_text")]
    nowhere = normalise(walker.call("owner", "GET", url.format("qz0nowhere0zq")).text, "qz0nowhere0zq")
    told = [
        word
        for word in words
        if normalise(walker.call("owner", "GET", url.format(word)).text, word) != nowhere
    ]
    assert told == []


@pytest.mark.parametrize(("url", "kind"), IDS)
def test_filter_by_a_foreign_id_is_a_filter_by_nothing(url: str, kind: str, walker: Walker) -> None:
    """The foreign rows get numbers that stand nowhere else on the page, as long as the absent one's."""
    person = UserFactory(pk=FOREIGN_USER, roles=(Role.SALESPERSON,), team=walker.world.cast.other_team)
    CustomerFactory(pk=FOREIGN_CUSTOMER, owner=person)
    answers = []
    for pk in (FOREIGN_USER if kind == "user" else FOREIGN_CUSTOMER, ABSENT):
        answer = walker.call("owner", "GET", url.format(pk))
        answers.append((answer.status, normalise(answer.text, str(pk))))
    assert difference(*answers) == ""


def test_counts_do_not_move_with_foreign_rows(walker: Walker) -> None:
    urls = ("/customers/", "/inquiries/?tab=all", "/follow-ups/list/", "/tasks/?show=team", "/")
    before = [normalise(walker.call("owner", "GET", url).text) for url in urls]
    for _ in range(3):
        CustomerFactory(owner=walker.world.cast.outsider, next_due_on=AT.date())
    after = [normalise(walker.call("owner", "GET", url).text) for url in urls]
    assert [difference((0, one), (0, other)) for one, other in zip(before, after, strict=True)] == [""] * len(
        urls
    )


# ── what the lookup tells of a colleague's customer ─────────────────────────
LOOKUPS = (
    "/customers/lookup/?company=Halvorsen+Verktoy+AS&country=NO",
    "/customers/lookup/?q=ingrid@halvorsen-verktoy.example",
)


def enter_foreign(walker: Walker, **values: str) -> Customer:
    """A colleague's customer with a canary everywhere but in its name and address."""
    texts = {
        name: word
        for name, word in texts_of(Customer, "other").items()
        if name not in {"name", "website", "local_name"}
    }
    people = {name: word for name, word in texts_of(Contact, "other").items() if name != "email"}
    contact = ContactValues.from_mapping({**people, "email": "ingrid@halvorsen-verktoy.example"})
    given = CustomerValues.from_mapping({"name": "Halvorsen Verktøy AS", "country": "NO", **texts, **values})
    outsider = walker.world.cast.outsider
    return create_customer(actor=outsider, values=given, contact=contact, owner=outsider, at=AT)


@pytest.mark.parametrize("url", LOOKUPS)
def test_lookup_shows_name_owner_and_date_only(url: str, walker: Walker) -> None:
    customer = enter_foreign(walker)
    Customer.objects.filter(pk=customer.pk).update(
        last_contact_at=AT, last_contact_text=canary("other", "customer", "lastcontacttext")
    )
    text = walker.call("owner", "GET", url).text
    assert [str(walker.world.cast.outsider) in text, "Halvorsen" in text, CANARY.findall(text)] == [
        True,
        True,
        [],
    ]


def test_lookup_of_a_buyer_without_company_does_not_tell_its_person(walker: Walker) -> None:
    """D1: never a contact, also where the contact's name is all that there is."""
    contact = ContactValues(
        name=canary("other", "contact", "name"), email="anna.k@kowalska-narzedzia.example"
    )
    outsider = walker.world.cast.outsider
    create_customer(
        actor=outsider, values=CustomerValues(country="PL"), contact=contact, owner=outsider, at=AT
    )
    text = walker.call("owner", "GET", "/customers/lookup/?q=anna.k@kowalska-narzedzia.example").text
    assert CANARY.findall(text) == []


def test_lookup_answers_a_wrong_and_an_absent_guess_alike(walker: Walker) -> None:
    """D2: a wrong guess at an address of a colleague's buyer is no different from one at nobody's."""
    enter_foreign(walker)
    guesses = ("xx@halvorsen-verktey.example", "xx@nobody-at-all.example")
    texts = [
        normalise(walker.call("owner", "GET", f"/customers/lookup/?q={guess}").text, guess)
        for guess in guesses
    ]
    assert difference((0, texts[0]), (0, texts[1])) == ""


def test_lookup_tells_a_right_guess_by_the_match_alone(walker: Walker) -> None:
    """D2: name, address and telephone that hit give the same bytes: not which of them was right."""
    enter_foreign(walker, phone="+47 22 12 34 56")
    hits = (
        "q=ingrid@halvorsen-verktoy.example",
        "email=ingrid@halvorsen-verktoy.example&phone=%2B4799999999",
    )
    texts = [normalise(walker.call("owner", "GET", f"/customers/lookup/?{hit}").text) for hit in hits]
    assert difference((0, texts[0]), (0, texts[1])) == ""


def test_lookup_withholds_after_sixty_of_colleagues_within_an_hour(walker: Walker) -> None:
    """D3: a loop of 200 sees 60, the rest is withheld, recorded, and told to the manager once."""
    world, client = walker.world, walker.client("owner")
    outsider = world.cast.outsider
    LookupSighting.objects.all().delete()
    for n in range(70):
        values = CustomerValues(
            name=f"Lagerhaus {chr(65 + n // 26)}{chr(65 + n % 26)}x{n * 7919} KG", country="DE"
        )
        contact = ContactValues(name="P", email=f"p@lager-{n}-haus.example")
        create_customer(actor=outsider, values=values, contact=contact, owner=outsider, at=AT)
    shown = 0
    for n in range(70):
        shown += "Lagerhaus" in client.get(f"/customers/lookup/?q=p@lager-{n}-haus.example").content.decode()
    assert [shown <= 60, LookupSighting.objects.filter(user=world.cast.owner).count()] == [True, 60]
    assert AuditEntry.objects.filter(verb="customers.lookup_withheld", actor=world.cast.owner).exists()
    assert world.cast.manager.notifications.filter(key__startswith="lookup-withheld").count() == 1
