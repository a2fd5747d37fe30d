"""Which passwords are taken (trust.md L4)."""

import gzip
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib.auth import password_validation
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts import services
from accounts.models import Role, User
from accounts.passwords import CompanyWordsValidator, company_words
from core import policy
from core.company import SECTION, CompanyProfile
from tests.factories import AT, UserFactory

PROFILE = {
    "name": "浙江启程五金工具有限公司", "name_en": "Zhejiang Qicheng Tools Co., Ltd.", "short_name": "启程工具",
    "own_domains": "qicheng-tools.example, qctools.example",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def person(db: None) -> User:
    boss = UserFactory(roles=(Role.BOSS,))
    policy.change(SECTION, PROFILE, actor=boss, at=AT)
    return UserFactory(name="王小明", english_name="Tony Wang", email="tony@qicheng-tools.example")


@pytest.mark.parametrize(
    "password",
    ["qicheng2026!", "Qicheng-Tools-1", "QCTOOLS.example99", "zhejiang-2026", "启程工具20262026", "浙江启程五金工具有限公司",
     "tonywang2026", "Tony@Qicheng1", "王小明王小明123456", "ｑｉｃｈｅｎｇ２０２６", "tony.tools.abc"],
)  # fmt: skip
def test_password_of_company_or_own_names_is_refused(person: User, password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, person)
    assert {error.code for error in refused.value.error_list} & {"company_words", "password_too_similar"}


@pytest.mark.parametrize(
    "password",
    ["correct-horse-battery", "my tools are in the shed", "three-ships-to-Ningbo", "明天下午三点去钓鱼好吗", "пароль-для-входа",
     "q" * 3 + "vlk-drmpf-zzt"],
)  # fmt: skip
def test_password_that_only_holds_such_a_word_is_taken(person: User, password: str) -> None:
    validate_password(password, person)


@pytest.mark.parametrize(
    ("length", "is_taken"), [(9, False), (10, True), (64, True), (200, True), (201, False)]
)
def test_password_has_ten_to_two_hundred_signs(person: User, length: int, is_taken: bool) -> None:
    signs = ("vlk☂密ñ 7x!" * 25)[:length]
    secret = services.renew_invitation(actor=UserFactory(roles=(Role.ADMIN,)), user=person, at=AT)
    services.find_invitation(secret=secret, at=AT)
    url = reverse("accounts:join", args=[secret])
    status = Client().post(url, {"new_password": signs, "again": signs}).status_code
    assert status == (302 if is_taken else 422)


def test_password_in_any_script_is_kept_to_its_last_sign(person: User) -> None:
    """Neither trimmed nor cut nor folded: seventy signs, spaces at the ends."""
    chosen = " 密码很长的一句话 Ünï☂ " + "x" * 50 + " 末"
    secret = services.renew_invitation(actor=UserFactory(roles=(Role.ADMIN,)), user=person, at=AT)
    url = reverse("accounts:join", args=[secret])
    assert Client().post(url, {"new_password": chosen, "again": chosen}).status_code == 302
    for typed, status in (
        (chosen[:-1], 422),
        (chosen.strip() + "!", 422),
        (chosen.lower(), 422),
        (chosen, 302),
    ):
        assert Client().post("/sign-in/", {"username": person.email, "password": typed}).status_code == status


def test_common_passwords_are_refused(record_property: object) -> None:
    """Every one of the list of the commonest, in capitals and with spaces around it, too."""
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        words = [line.strip() for line in lines]
    validator, taken = CommonPasswordValidator(), []
    for word in words:
        for typed in (word, word.upper(), f" {word} "):
            try:
                validator.validate(typed)
            except ValidationError:
                continue
            taken.append(typed)
    assert [len(words) >= 3_000, taken] == [True, []]
    record_property("common_passwords", len(words))


def test_password_by_an_invitation_has_72_hours(person: User) -> None:
    secret = services.renew_invitation(actor=UserFactory(roles=(Role.ADMIN,)), user=person, at=AT)
    for hours, is_there in ((71.9, True), (72, False)):
        try:
            services.find_invitation(secret=secret, at=AT + timedelta(hours=hours))
        except services.InvitationOver:
            assert not is_there
        else:
            assert is_there


@given(st.text(max_size=40), st.text(max_size=40))
def test_company_words_are_never_empty_and_refuse_themselves_only(name: str, password: str) -> None:
    """A rule over any text: it never fails, and a company without names refuses nothing."""
    company = CompanyProfile(name=name)
    words = company_words(company)
    assert all(len(word) >= 2 for word in words)
    assert company_words(CompanyProfile()) == frozenset()


@pytest.mark.django_db
def test_company_without_names_refuses_no_password() -> None:
    CompanyWordsValidator().validate("qicheng2026!", SimpleNamespace(email="", name="", english_name=""))
