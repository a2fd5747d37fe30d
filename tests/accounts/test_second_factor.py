"""The second factor (trust.md L5): set up, asked for, locked, renewed, taken off."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts import services
from accounts.domain import fold_code
from accounts.models import RecoveryCode, Role, SecondFactor, User, UserSession
from accounts.permissions import needs_second_factor
from accounts.services.second_factor import seal_key
from core import policy
from core.models import AuditEntry, Notification
from customers.policies import EXPORT
from tests.conftest import sign_in
from tests.factories import AT, PASSWORD, UserFactory, code_at, with_second_factor
from tests.security.races import run_together

ClientOf = Callable[[User], Client]
SIGN_IN, CODE, SET_UP, CODES = "/sign-in/", "/sign-in/code/", "/me/second-factor/", "/me/second-factor/codes/"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> object:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def person(db: None, clock: object) -> User:
    """A manager with a second factor, whose key is `person.key` and whose recovery codes are `person.codes`."""
    user = UserFactory(roles=(Role.MANAGER,), email="zhang@qicheng-tools.example", language="en")
    user.set_password(PASSWORD)
    user.save()
    return with_second_factor(user, at=AT - timedelta(days=9))


def first_step(client: Client, user: User, password: str = PASSWORD, next_url: str = "") -> int:
    data = {"username": user.email, "password": password, "next": next_url}
    return client.post(SIGN_IN, data).status_code


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def verbs_about(user: User) -> list[str]:
    found = AuditEntry.objects.filter(target_type="accounts.user", target_id=str(user.pk))
    return list(found.order_by("pk").values_list("verb", flat=True))


# ── signing in ──────────────────────────────────────────────────────────────
def test_sign_in_with_a_second_factor_takes_two_steps_and_returns_to_the_page(person: User) -> None:
    client = Client()
    answer = client.post(SIGN_IN, {"username": person.email, "password": PASSWORD, "next": "/customers/"})
    assert [answer.headers["Location"], is_in(client)] == [f"{CODE}?next=%2Fcustomers%2F", False]
    before = client.session.session_key
    answer = client.post(CODE, {"code": code_at(person.key, AT), "next": "/customers/"})
    assert [answer.headers["Location"], is_in(client)] == ["/customers/", True]
    assert client.session.session_key != before
    assert UserSession.objects.get().session_key == client.session.session_key


def test_code_works_once(person: User, clock: time_machine.Traveller) -> None:
    code = code_at(person.key, AT)
    for expected in (302, 422):
        client = Client()
        first_step(client, person)
        assert client.post(CODE, {"code": code}).status_code == expected
    clock.shift(timedelta(seconds=30))
    assert client.post(CODE, {"code": code}).status_code == 422  # still inside the tolerance, and used
    assert client.post(CODE, {"code": code_at(person.key, AT + timedelta(seconds=30))}).status_code == 302


@pytest.mark.parametrize(
    ("seconds", "is_right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_code_of_a_neighbouring_step_is_taken(person: User, seconds: int, is_right: bool) -> None:
    code = code_at(person.key, AT + timedelta(seconds=seconds))
    assert (services.find_step(person.key, code, at=AT) is not None) == is_right


@pytest.mark.parametrize(
    "typed", ["{0}", " {0} ", "{1} {2}", "１２３{0}"], ids=["plain", "spaces", "halves", "wide and wrong"]
)
def test_code_is_read_as_people_type_it(person: User, typed: str) -> None:
    code = code_at(person.key, AT)
    found = services.find_step(person.key, typed.format(code, code[:3], code[3:]), at=AT)
    assert (found is not None) == ("１" not in typed)


def test_five_wrong_codes_lock_for_fifteen_minutes(person: User, clock: time_machine.Traveller) -> None:
    """L5; the person is told, for whoever guesses codes knows the password."""
    client = Client()
    first_step(client, person)
    assert [client.post(CODE, {"code": "000000"}).status_code for _try in range(6)] == [422] * 5 + [429]
    for minutes, expected in ((4, 429), (10.9, 429), (0.2, 302)):
        clock.shift(minutes * MINUTE)
        first_step(client, person)
        now = AT + timedelta(minutes={4: 4, 10.9: 14.9, 0.2: 15.1}[minutes])
        assert client.post(CODE, {"code": code_at(person.key, now)}).status_code == expected
    assert Notification.objects.filter(user=person, key__startswith="second-factor-locked").count() == 1
    assert verbs_about(person).count("accounts.code_refused") == 5


def test_right_code_forgets_the_wrong_ones(person: User, clock: time_machine.Traveller) -> None:
    for _round in range(3):
        clock.shift(MINUTE)
        for code in ("000000", "000000", "000000", "000000"):
            with pytest.raises(services.WrongCode):
                services.check_code(user=person, code=code, at=AT)
        services.check_code(
            user=person, code=code_at(person.key, AT + (_round + 1) * MINUTE), at=AT + (_round + 1) * MINUTE
        )


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_guesses_at_once_are_counted_one_after_the_other_and_one_code_opens_one_session() -> None:
    person = with_second_factor(UserFactory(roles=(Role.ADMIN,)), at=AT - timedelta(days=1))

    def attempt(code: str) -> str:
        try:
            services.check_code(user=person, code=code, at=AT)
        except services.WrongCode:
            return "wrong"
        except services.MustWait:
            return "locked"
        return "right"

    assert sorted(run_together([partial(attempt, "000000")] * 20)) == ["locked"] * 15 + ["wrong"] * 5
    SecondFactor.objects.update(locked_until=None)
    assert run_together([partial(attempt, code_at(person.key, AT))] * 5).count("right") == 1
    SecondFactor.objects.update(locked_until=None, failures=0)
    assert run_together([partial(attempt, person.codes[0])] * 5).count("right") == 1


def test_recovery_code_signs_in_once_and_is_recorded(person: User) -> None:
    typed = person.codes[3].upper().replace("-", " ")
    for expected in (302, 422):
        client = Client()
        first_step(client, person)
        assert client.post(CODE, {"code": typed}).status_code == expected
    assert services.count_recovery_codes(person) == 9
    assert "accounts.recovery_code_used" in verbs_about(person)
    assert Notification.objects.get(user=person, key__startswith="recovery-code").values == {"left": 9}


def test_second_step_needs_the_first_and_waits_five_minutes(
    person: User, clock: time_machine.Traveller
) -> None:
    client = Client()
    assert client.get(CODE).headers["Location"] == SIGN_IN
    first_step(client, person, "wrong")
    assert client.post(CODE, {"code": code_at(person.key, AT)}).headers["Location"] == SIGN_IN
    first_step(client, person)
    clock.shift(timedelta(minutes=5, seconds=1))
    answer = client.post(CODE, {"code": code_at(person.key, AT + timedelta(minutes=5))})
    assert [answer.headers["Location"], is_in(client)] == [SIGN_IN, False]


@pytest.mark.parametrize("change", ["freeze", "thaw", "password", "reset"])
def test_first_step_is_over_when_the_account_changes(
    person: User, cast: SimpleNamespace, change: str
) -> None:
    """S2: what was begun before a freeze does not go on after the thaw."""
    client = Client()
    first_step(client, person)
    match change:
        case "freeze" | "thaw":
            services.freeze_account(actor=cast.admin, user=person, reason="x", at=AT)
            if change == "thaw":
                services.thaw_account(actor=cast.admin, user=person, at=AT)
        case "password":
            secret = services.renew_invitation(actor=cast.admin, user=person, at=AT)
            services.accept_invitation(secret=secret, password="new-horse-battery", at=AT)
        case "reset":
            services.reset_second_factor(actor=cast.admin, user=person, at=AT)
    assert client.post(CODE, {"code": code_at(person.key, AT)}).headers["Location"] == SIGN_IN
    assert not is_in(client)


def test_wrong_password_answers_alike_with_and_without_a_second_factor(person: User) -> None:
    """L3: who does not know the password does not learn that there is a second factor."""
    UserFactory(email="li@qicheng-tools.example")
    answers = set()
    for name in (person.email, "li@qicheng-tools.example", "nobody@qicheng-tools.example"):
        response = Client().post(SIGN_IN, {"username": name, "password": "wrong"})
        answers.add((response.status_code, str(response.context["form"].non_field_errors())))
    assert len(answers) == 1


def test_thawed_person_needs_the_code_as_before(person: User, cast: SimpleNamespace) -> None:
    services.freeze_account(actor=cast.admin, user=person, reason="x", at=AT)
    services.thaw_account(actor=cast.admin, user=person, at=AT)
    client = Client()
    first_step(client, person)
    assert not is_in(client)
    assert client.post(CODE, {"code": code_at(person.key, AT)}).status_code == 302


# ── required ────────────────────────────────────────────────────────────────
@pytest.mark.usefixtures("second_factor_asked")
def test_policy_asks_managers_admins_and_whoever_may_export(cast: SimpleNamespace) -> None:
    people = {name: user for name, user in vars(cast).items() if isinstance(user, User)}
    asked = {name for name, user in people.items() if needs_second_factor(user)}
    assert asked == {"manager", "other_manager", "admin", "boss"}  # the boss may export
    policy.change(EXPORT, {"boss": False, "salespeople": True}, actor=cast.boss, at=AT)
    asked = {name for name, user in people.items() if needs_second_factor(user)}
    assert asked == {"manager", "other_manager", "admin", "owner", "teammate", "stand_in", "outsider"}
    policy.change("accounts.second_factor", {"exporters": False, "production": True}, actor=cast.boss, at=AT)
    asked = {name for name, user in people.items() if needs_second_factor(user)}
    assert asked == {"manager", "other_manager", "admin", "production"}


@pytest.mark.usefixtures("second_factor_asked")
def test_who_needs_one_can_do_nothing_else_before(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client = client_of(cast.manager)
    for path in ("/", "/me/", "/customers/", "/people/", "/notices/", CODES):
        assert client.get(path).headers.get("Location") == SET_UP, path
    assert client.post("/me/", {"name": "x", "language": "en"}).headers["Location"] == SET_UP
    partial_page = client.get("/customers/", headers={"HX-Request": "true"})
    assert [partial_page.status_code, partial_page.headers["HX-Redirect"]] == [200, SET_UP]
    assert [
        client.get(SET_UP).status_code,
        client.post("/language/", {"language": "zh-hans"}).status_code,
    ] == [200, 302]
    assert client.post("/sign-out/").headers["Location"] == SIGN_IN
    assert client_of(cast.owner).get("/").status_code == 200


@pytest.mark.usefixtures("second_factor_asked")
def test_new_role_asks_for_it_at_the_next_click(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client = client_of(cast.owner)
    assert client.get("/").status_code == 200
    services.change_account(actor=cast.admin, user=cast.owner, values={}, roles=[Role.MANAGER], at=AT)
    assert client.get("/").headers["Location"] == SET_UP


# ── setting up ──────────────────────────────────────────────────────────────
def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def key_on(page: str) -> str:
    found = re.search(r'class="code-key">([A-Z2-7 ]+)<', page)
    assert found, page
    return found.group(1).replace(" ", "")


def sealed_on(page: str) -> str:
    found = re.search(r'name="sealed" value="([^"]+)"', page)
    assert found, page
    return found.group(1)


@pytest.mark.usefixtures("second_factor_asked", "clock")
def test_person_sets_it_up_and_the_other_sessions_are_over(cast: SimpleNamespace) -> None:
    """From the page's key to the recovery codes, shown once; nothing of both stands in the database."""
    with_password(cast.manager)
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        assert first_step(client, cast.manager) == 302
    page = here.get(SET_UP).content.decode()
    key = key_on(page)
    data = {"sealed": sealed_on(page), "password": PASSWORD}
    wrong = here.post(SET_UP, data | {"new_code": "000000"})
    assert [wrong.status_code, key_on(wrong.content.decode())] == [422, key]
    assert here.post(SET_UP, data | {"new_code": code_at(key, AT), "password": "no"}).status_code == 422
    answer = here.post(SET_UP, data | {"new_code": code_at(key, AT)})
    assert answer.headers["Location"] == CODES
    kept = str([list(model.objects.values()) for model in (SecondFactor, RecoveryCode)])
    codes = here.get(CODES).context["codes"]
    assert [len(set(codes)), here.get(CODES).context.get("codes"), is_in(here), is_in(elsewhere)] == [
        10,
        None,
        True,
        False,
    ]
    assert not [word for word in (key, *codes) if word in kept or fold_code(word) in kept]
    cast.manager.refresh_from_db()
    assert [cast.manager.second_factor_at, verbs_about(cast.manager)[-1]] == [
        AT,
        "accounts.second_factor_set_up",
    ]


def test_key_of_another_person_or_none_is_not_taken(
    cast: SimpleNamespace, client_of: ClientOf, clock: object
) -> None:
    key = services.new_key()
    client = client_of(with_password(cast.owner))
    for sealed in (seal_key(key, cast.teammate), key, "", "x" * 500):
        data = {"sealed": sealed, "new_code": code_at(key, AT), "password": PASSWORD}
        assert client.post(SET_UP, data).status_code == 422
    assert SecondFactor.objects.count() == 0


def test_new_device_needs_password_and_a_present_code(person: User, clock: time_machine.Traveller) -> None:
    client = sign_in(Client(), person)
    page = client.get(SET_UP).content.decode()
    key = key_on(page)
    whole = {
        "sealed": sealed_on(page),
        "new_code": code_at(key, AT),
        "code": code_at(person.key, AT),
        "password": PASSWORD,
    }
    for wrong in ({"code": "000000"}, {"code": ""}, {"password": "wrong"}, {"new_code": "000000"}):
        assert client.post(SET_UP, whole | wrong).status_code == 422
    assert client.post(SET_UP, whole).status_code == 302
    clock.shift(MINUTE)
    with pytest.raises(services.WrongCode):
        services.check_code(user=person, code=code_at(person.key, AT + MINUTE), at=AT + MINUTE)
    with pytest.raises(services.WrongCode):
        services.check_code(user=person, code=person.codes[0], at=AT + MINUTE)
    services.check_code(user=person, code=code_at(key, AT + MINUTE), at=AT + MINUTE)
    assert is_in(client)


def test_new_recovery_codes_end_the_old_ones(person: User) -> None:
    client = sign_in(Client(), person)
    assert client.post(CODES, {"password": PASSWORD, "code": "000000"}).status_code == 422
    assert client.post(CODES, {"password": PASSWORD, "code": person.codes[0]}).headers["Location"] == CODES
    codes = client.get(CODES).context["codes"]
    with pytest.raises(services.WrongCode):
        services.check_code(user=person, code=person.codes[1], at=AT)
    services.check_code(user=person, code=codes[9], at=AT)
    assert verbs_about(person).count("accounts.recovery_codes_renewed") == 1


def test_codes_are_for_who_has_a_second_factor(cast: SimpleNamespace, client_of: ClientOf) -> None:
    assert client_of(cast.owner).get(CODES).headers["Location"] == SET_UP
    with pytest.raises(PermissionDenied):
        services.renew_recovery_codes(actor=cast.owner, at=AT)


def test_changed_secret_key_leaves_the_recovery_codes(person: User, settings: SimpleNamespace) -> None:
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-" * 5
    with pytest.raises(services.WrongCode):
        services.check_code(user=person, code=code_at(person.key, AT), at=AT)
    services.check_code(user=person, code=person.codes[0], at=AT)
    settings.SECRET_KEY_FALLBACKS = [before]
    services.check_code(user=person, code=code_at(person.key, AT), at=AT)


# ── taken off ───────────────────────────────────────────────────────────────
def test_admin_takes_it_off_and_person_and_boss_are_told(
    person: User, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    """S7: with the admin's own password; sessions, links and feeds die."""
    with_password(cast.admin)
    device, admin = sign_in(Client(), person), client_of(cast.admin)
    url, epoch = reverse("accounts:reset_second_factor", args=[person.pk]), person.session_epoch
    assert admin.post(url, {"password": "wrong"}).status_code == 422
    assert [SecondFactor.objects.count(), is_in(device)] == [1, True]
    assert admin.post(url, {"password": PASSWORD}).status_code == 302
    person.refresh_from_db()
    assert [SecondFactor.objects.count(), RecoveryCode.objects.count(), is_in(device)] == [0, 0, False]
    assert [person.second_factor_at, person.session_epoch] == [None, epoch + 1]
    told = set(
        Notification.objects.filter(key__startswith="second-factor-reset").values_list("user", flat=True)
    )
    assert [told, verbs_about(person)[-1]] == [{person.pk, cast.boss.pk}, "accounts.second_factor_reset"]
    assert first_step(device, person) == 302
    assert is_in(device)


@pytest.mark.parametrize(("who", "status"), [("boss", 403), ("manager", 404), ("owner", 403)])
def test_nobody_but_the_admin_takes_it_off(
    person: User, cast: SimpleNamespace, client_of: ClientOf, who: str, status: int
) -> None:
    url = reverse("accounts:reset_second_factor", args=[person.pk])
    actor = with_password(getattr(cast, who))
    assert client_of(actor).post(url, {"password": PASSWORD}).status_code == status
    with pytest.raises(PermissionDenied):
        services.reset_second_factor(actor=actor, user=person, at=AT)
    assert SecondFactor.objects.count() == 1


def test_admin_does_not_take_off_their_own(clock: object, cast: SimpleNamespace, client_of: ClientOf) -> None:
    admin = with_second_factor(with_password(cast.admin), at=AT - timedelta(days=1))
    url = reverse("accounts:reset_second_factor", args=[admin.pk])
    assert client_of(admin).post(url, {"password": PASSWORD}).status_code == 403
    with pytest.raises(PermissionDenied):
        services.reset_second_factor(actor=admin, user=admin, at=AT)


def test_last_admin_is_helped_from_the_command_line(person: User) -> None:
    call_command("reset_second_factor", person.email.upper())
    person.refresh_from_db()
    assert person.second_factor_at is None
    with pytest.raises(CommandError):
        call_command("reset_second_factor", person.email)


@pytest.mark.parametrize(("who", "told"), [("owner", ("owner", "boss")), ("boss", ("boss",))])
def test_link_for_an_account_that_has_a_password_is_told(
    cast: SimpleNamespace, who: str, told: tuple[str, ...]
) -> None:
    """An admin who lets themselves into an account that way is noticed; a first invitation is nobody's news."""
    person = getattr(cast, who)
    services.renew_invitation(actor=cast.admin, user=person, at=AT)
    assert Notification.objects.count() == 0
    services.renew_invitation(actor=cast.admin, user=with_password(person), at=AT)
    assert set(Notification.objects.values_list("user", flat=True)) == {
        getattr(cast, name).pk for name in told
    }


def test_new_password_by_a_link_leaves_the_second_factor(person: User, cast: SimpleNamespace) -> None:
    secret = services.renew_invitation(actor=cast.admin, user=person, at=AT)
    services.accept_invitation(secret=secret, password="new-horse-battery", at=AT)
    client = Client()
    assert [first_step(client, person, "new-horse-battery"), is_in(client)] == [302, False]


@given(st.text(max_size=60))
def test_fold_code_is_stable_and_keeps_letters_and_digits_only(text: str) -> None:
    folded = fold_code(text)
    assert fold_code(folded) == folded or not folded.isascii()
    assert all(sign.isalnum() for sign in folded)


def test_frozen_actor_sets_up_nothing(cast: SimpleNamespace) -> None:
    key = services.new_key()
    with pytest.raises(PermissionDenied), suppress(services.WrongCode):
        services.set_up_second_factor(
            actor=cast.frozen, key=key, code=code_at(key, AT), session_key="", at=AT
        )
    assert SecondFactor.objects.count() == 0
