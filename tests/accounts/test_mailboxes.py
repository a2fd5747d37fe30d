"""The company's mailboxes: on its domains, never a public provider's, each in one pair of hands (S144-S147)."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.mailboxes import Unfit, why_unfit
from accounts.models import CompanyThing, Role, User
from accounts.services import freeze_account, give_thing, invite_person, return_thing, thaw_account
from core import policy
from core.holdings import read_holdings
from core.models import AuditEntry
from tests.factories import AT

ClientOf = Callable[[User], Client]
DOMAINS = frozenset({"qicheng-tools.example", "qicheng.example"})


@pytest.mark.parametrize(
    ("address", "domains", "reason"),
    [
        ("zoe@qicheng-tools.example", DOMAINS, None),
        ("zoe@MAIL.Qicheng.example.", DOMAINS, None),  # below one of them
        ("zoe@notqicheng.example", DOMAINS, Unfit.FOREIGN),
        ("zoe@qicheng.example.org", DOMAINS, Unfit.FOREIGN),
        ("zoe@elsewhere.example", frozenset(), None),  # nothing is known of the company yet
        *(
            (f"zoe@{host}", frozenset(), Unfit.PUBLIC)
            for host in ("gmail.com", "qq.com", "163.com", "yahoo.co.uk", "vip.163.com")
        ),
        ("zoe@qq.com", DOMAINS, Unfit.PUBLIC),
    ],
)
def test_which_addresses_are_the_companys(
    address: str, domains: frozenset[str], reason: Unfit | None
) -> None:
    assert why_unfit(address, domains) is reason


@given(st.text(max_size=40))
def test_every_text_has_an_answer(text: str) -> None:
    assert why_unfit(text, DOMAINS) in {None, *Unfit}


@pytest.fixture
def own_domains(cast: SimpleNamespace) -> None:
    policy.change("core.company", {"own_domains": "qicheng-tools.example"}, actor=cast.boss, at=AT)


def invite(cast: SimpleNamespace, email: str) -> User:
    return invite_person(actor=cast.admin, email=email, name="梅", roles=[Role.SALESPERSON], at=AT)[0]


@pytest.mark.usefixtures("own_domains")
@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("mei@gmail.com", "public mail provider"),
        ("mei@elsewhere.example", "qicheng-tools.example"),
        ("no address", "valid email"),
    ],
)
def test_an_account_is_opened_with_a_company_mailbox_only(
    cast: SimpleNamespace, client_of: ClientOf, email: str, said: str
) -> None:
    data = {"email": email, "name": "梅", "roles": ["salesperson"], "language": "en", "team": cast.team.pk}
    answer = client_of(cast.admin).post("/people/open/", data)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not User.objects.filter(name="梅").exists()
    with pytest.raises(ValidationError):
        invite(cast, email)
    assert invite(cast, "Mei@Qicheng-Tools.example").email == "mei@qicheng-tools.example"


@pytest.mark.usefixtures("own_domains")
def test_a_mailbox_is_in_one_pair_of_hands(cast: SimpleNamespace, client_of: ClientOf) -> None:
    kept = give_thing(
        actor=cast.admin, person=cast.owner, kind="mailbox", what=" Sales@Qicheng-Tools.example", at=AT
    )
    assert kept.what == "sales@qicheng-tools.example"
    for what, person in (
        ("sales@qicheng-tools.example", cast.teammate),
        ("sales@qicheng-tools.example", cast.owner),
        (cast.owner.email, cast.teammate),
        ("sales@qq.com", cast.teammate),
    ):
        with pytest.raises(ValidationError):
            give_thing(actor=cast.admin, person=person, kind="mailbox", what=what, at=AT)
    with pytest.raises(ValidationError):
        invite(cast, "sales@qicheng-tools.example")
    url = f"/people/{cast.teammate.pk}/things/"
    answer = client_of(cast.admin).post(url, {"kind": "mailbox", "what": "sales@qicheng-tools.example"})
    assert answer.status_code == 422
    assert cast.owner.short_name in answer.content.decode()
    return_thing(actor=cast.admin, thing=kept, is_returned=True, at=AT)
    given = give_thing(
        actor=cast.admin, person=cast.teammate, kind="mailbox", what="sales@qicheng-tools.example", at=AT
    )
    undo = f"/people/{cast.owner.pk}/things/{kept.pk}/?undo=1"
    assert "already" in client_of(cast.admin).post(undo, follow=True).content.decode()
    assert list(CompanyThing.objects.filter(returned_at=None)) == [given]


def test_what_came_back_and_was_given_anew_is_not_noted_twice(cast: SimpleNamespace) -> None:
    what = "info@qicheng-tools.example"
    first = give_thing(actor=cast.admin, person=cast.owner, kind="mailbox", what=what, at=AT)
    return_thing(actor=cast.admin, thing=first, is_returned=True, at=AT)
    give_thing(actor=cast.admin, person=cast.owner, kind="mailbox", what=what, at=AT)
    with pytest.raises(ValidationError):
        return_thing(actor=cast.admin, thing=first, is_returned=False, at=AT)


def test_the_longest_address_freezes_as_well(cast: SimpleNamespace) -> None:
    address = f"{'m' * 60}@{'.'.join(['mail' * 12] * 2)}.qicheng-tools.example"
    User.objects.filter(pk=cast.owner.pk).update(email=f"{address[:199]}")
    cast.owner.refresh_from_db()
    freeze_account(actor=cast.admin, user=cast.owner, reason="Left", at=AT)
    assert CompanyThing.objects.get(person=cast.owner).what == cast.owner.email


def test_what_is_no_mailbox_is_noted_as_it_is_typed(cast: SimpleNamespace) -> None:
    for person in (cast.owner, cast.teammate):
        row = give_thing(actor=cast.admin, person=person, kind="chat", what="WeChat QC-Sales", at=AT)
        assert row.what == "WeChat QC-Sales"


def test_a_leavers_mailbox_is_given_back_once(cast: SimpleNamespace, client_of: ClientOf) -> None:
    freeze_account(actor=cast.admin, user=cast.owner, reason="Left", at=AT)
    row = CompanyThing.objects.get(person=cast.owner)
    assert (row.kind, row.what, row.given_at) == ("mailbox", cast.owner.email, cast.owner.joined_at)
    assert AuditEntry.objects.filter(verb="accounts.mailbox_held_back").count() == 1
    held = {found.holding.key: found.held.count for found in read_holdings(cast.owner, AT)}
    assert held["things"] == 1
    page = client_of(cast.admin).get(cast.owner.get_absolute_url()).content.decode()
    assert "change its password" in page
    thaw_account(actor=cast.admin, user=cast.owner, at=AT)
    freeze_account(actor=cast.admin, user=cast.owner, reason="Left again", at=AT)
    assert CompanyThing.objects.filter(person=cast.owner).count() == 1


def test_an_address_from_before_is_marked(cast: SimpleNamespace, client_of: ClientOf) -> None:
    url, said = cast.owner.get_absolute_url(), "no mailbox of the company"
    client = client_of(cast.admin)
    assert said not in client.get(url).content.decode()
    policy.change("core.company", {"own_domains": "elsewhere.example"}, actor=cast.boss, at=AT)
    assert said in client.get(url).content.decode()
