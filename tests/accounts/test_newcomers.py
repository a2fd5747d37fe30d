"""What a newcomer goes through (S96, S100), and the directory (S101)."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts import services
from accounts.models import OnboardingItem, OnboardingStep, Role, User
from core.models import AuditEntry
from tests.factories import AT, UserFactory

ClientOf = Callable[[User], Client]
LINE = {"text_zh": "参观工厂", "text_en": "Tour of the factory", "position": "6"}


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(AT, tick=False):
        yield


def step_of(person: User) -> OnboardingStep:
    return OnboardingStep.objects.create(user=person, text_zh="培训", text_en="Training")


def url_of(step: OnboardingStep) -> str:
    return reverse("accounts:sign_off", args=[step.user_id, step.pk])


def test_first_list_is_the_handbooks(db: None) -> None:
    words = list(OnboardingItem.objects.values_list("text_zh", flat=True))
    assert words == [
        "开通并分配子帐户", "阿里巴巴日常操作培训", "产品信息发布和更新培训", "介绍给其他外贸同事", "介绍给其他部门同事",
    ]  # fmt: skip


def test_new_person_gets_a_copy_that_later_changes_leave_alone(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    OnboardingItem.objects.all().delete()
    item = OnboardingItem.objects.create(text_zh="培训", text_en="Training")
    data = {
        "email": "wu@qicheng-tools.example", "name": "吴凯", "language": "en", "roles": ["salesperson"],
        "team": cast.team.pk, "joined_on": "2026-11-12",
    }  # fmt: skip
    client = client_of(cast.manager)
    answer = client.post(reverse("accounts:open"), data, follow=True)
    person = User.objects.get(email=data["email"])
    page = answer.context["page"]
    assert [page.account_days, [step.text_en for step in page.steps]] == [4, ["Training"]]
    edit = reverse("accounts:onboarding_edit", args=[item.pk])
    assert client.post(edit, LINE).status_code == 302
    assert client.post(reverse("accounts:onboarding_remove", args=[item.pk])).status_code == 302
    assert list(person.onboarding.values_list("text_en", flat=True)) == ["Training"]
    verbs = AuditEntry.objects.filter(verb__startswith="accounts.onboarding").values_list("verb", flat=True)
    assert sorted(verbs) == ["accounts.onboarding_item_removed", "accounts.onboarding_item_saved"]


@pytest.mark.parametrize(("joined", "days"), [(-3, -3), (0, 0), (5, 5)])
def test_days_from_joining_to_the_account(
    cast: SimpleNamespace, client_of: ClientOf, joined: int, days: int
) -> None:
    User.objects.filter(pk=cast.owner.pk).update(joined_at=AT, joined_on=(AT - timedelta(days=joined)).date())
    assert client_of(cast.manager).get(cast.owner.get_absolute_url()).context["page"].account_days == days


def test_step_is_signed_off_and_taken_back_with_who_and_when(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    step, client = step_of(cast.owner), client_of(cast.manager)
    for done, expected in (("1", (AT, cast.manager)), ("1", (AT, cast.manager)), ("0", (None, None))):
        assert client.post(url_of(step), {"done": done}).headers["Location"] == cast.owner.get_absolute_url()
        step.refresh_from_db()
        assert (step.done_at, step.done_by) == expected
    verbs = AuditEntry.objects.filter(verb__startswith="accounts.onboarding").values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == ["accounts.onboarding_signed_off", "accounts.onboarding_taken_back"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("boss", 302),
        ("admin", 302),
        ("other_manager", 404),
        ("owner", 403),
        ("teammate", 403),
        ("stand_in", 403),
    ],
)
def test_step_is_signed_off_by_who_leads(
    cast: SimpleNamespace, client_of: ClientOf, who: str, status: int
) -> None:
    step = step_of(cast.owner)
    assert client_of(getattr(cast, who)).post(url_of(step), {"done": "1"}).status_code == status
    step.refresh_from_db()
    assert (step.done_at is not None) == (status == 302)
    if status != 302:
        with pytest.raises(PermissionDenied):
            services.sign_off_step(actor=getattr(cast, who), step=step, is_done=True, at=AT)


def test_nobody_signs_off_their_own_or_another_persons_step_by_mistake(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    own, other = step_of(cast.manager), step_of(cast.outsider)
    client = client_of(cast.manager)
    assert client.post(url_of(own), {"done": "1"}).status_code == 403
    mixed = reverse("accounts:sign_off", args=[cast.owner.pk, other.pk])
    assert [client.post(mixed, {"done": "1"}).status_code, client.get(mixed).status_code] == [404, 405]
    assert OnboardingStep.objects.filter(done_at__isnull=False).count() == 0


def test_list_is_written_once_and_refuses_nonsense(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client, url = client_of(cast.manager), reverse("accounts:onboarding_new")
    token, before = client.get(url).context["form"]["form_token"].value(), OnboardingItem.objects.count()
    answers = [client.post(url, LINE | {"form_token": token}).status_code for _click in range(2)]
    assert [answers, OnboardingItem.objects.count() - before] == [[302, 302], 1]
    for wrong in ({"text_zh": ""}, {"text_en": "x" * 201}, {"position": "-1"}):
        assert client.post(url, LINE | wrong).status_code == 422
    assert client_of(cast.owner).post(url, LINE).status_code == 403
    assert OnboardingItem.objects.count() - before == 1


def test_person_reads_the_own_list_and_the_directory(cast: SimpleNamespace, client_of: ClientOf) -> None:
    step_of(cast.owner)
    client = client_of(cast.owner)
    assert "Training" in client.get("/me/").content.decode()
    page = client.get(reverse("accounts:colleagues"))
    found = {row.person.email: row.department for row in page.context["rows"]}
    assert cast.frozen.email not in found
    assert [found[cast.owner.email], found[cast.production.email]] == ["Europe", "Production"]
    with translation.override("zh-hans"):
        assert str(OnboardingStep.objects.get()) == "培训"


@pytest.mark.parametrize("people", [1, 3])
def test_directory_and_list_cost_the_same_with_more_rows(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_num_queries: Callable, people: int
) -> None:
    for person in UserFactory.create_batch(people, roles=(Role.SALESPERSON,), team=cast.team):
        step_of(person)
        step_of(person)
    client = client_of(cast.manager)
    with django_assert_num_queries(5):
        client.get(reverse("accounts:colleagues"))
    with django_assert_num_queries(5):
        rows = client.get(reverse("accounts:people")).context["rows"]
    assert sorted({(row.done, row.steps) for row in rows}) == [(0, 0), (0, 2)]
