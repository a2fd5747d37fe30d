"""A colleague leaves: frozen while she is signed in on two devices, handed over by country, explained, undone, done again."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Role, User
from customers.models import Customer, Handover, OwnerPeriod
from followups.models import FollowUp, Task
from inquiries.letters_seed import seed_letters
from tests.e2e.browsing import Window
from tests.e2e.office import Office, build_office
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture
def office(transactional_db: None, clock: Any, now: Any) -> Office:
    seed_letters()
    return build_office(now)


def owners_of(ids: list[int]) -> Counter[int | None]:
    return Counter(Customer.objects.filter(pk__in=ids).values_list("owner", flat=True))


def test_zoe_leaves(window: Callable[..., Window], office: Office) -> None:
    zoe = office.zoe
    kevin, grace = (
        UserFactory(roles=(Role.SALESPERSON,), team=zoe.team, name=name, english_name=english)
        for name, english in (("吴凯文", "Kevin"), ("何佳怡", "Grace"))
    )
    receivers = [office.linda, kevin, grace]
    rows = list(Customer.objects.current().filter(owner=zoe).order_by("pk"))
    ids = [row.pk for row in rows]
    codes = list(dict.fromkeys(str(row.country) for row in rows if row.country))[:3]
    devices = [window(zoe, "zh-hans", size) for size in ("desktop", "phone")]
    for device in devices:
        device.goto("/customers/")
        assert device.path == "/customers/"

    # ── frozen, on both devices, at the next request ──
    manager = window(office.manager, "zh-hans")
    manager.goto(f"/people/{zoe.pk}/")
    manager.click(f"a[href$='/people/{zoe.pk}/freeze/']")
    manager.page.locator("[name=reason]").fill("离职")
    manager.press("Control+Enter")
    manager.page.wait_for_url(f"**/people/{zoe.pk}/hand-over/")
    for device in devices:
        device.goto("/customers/")
        assert device.path.startswith("/sign-in/")

    # ── to three people, by country; the rest evenly ──
    manager.page.locator("details:has([name^=country_]) > summary").click()
    for code, person in zip(codes, receivers, strict=True):
        manager.page.locator(f"[name=country_{code}]").select_option(str(person.pk))
    for person in receivers:
        manager.click(f"[name=people][value='{person.pk}']")
    manager.page.locator("[name=others_to]").select_option(str(office.linda.pk))
    manager.page.locator("#preview tbody tr").nth(2).wait_for()
    manager.check("handover-preview")
    manager.click("button[name=go_on]")
    manager.page.locator("[name=agreed]").wait_for(state="attached")
    manager.page.locator("[name=reason]").fill("周敏离职")
    manager.check("handover-confirm")
    manager.press("Control+Enter")
    manager.page.wait_for_url("**/handovers/*/")
    made = Handover.objects.get(person=zoe)
    for code, person in zip(codes, receivers, strict=True):
        owners = Customer.objects.filter(pk__in=ids, country=code).values_list("owner", flat=True)
        assert set(owners) == {person.pk}
    assert set(owners_of(ids)) == {person.pk for person in receivers}
    assert OwnerPeriod.objects.filter(customer__in=ids, ended_at=None).count() == len(ids)

    # ── one letter is sent ──
    task = Task.objects.open().filter(rule="explain_change", assignee=kevin).order_by("pk")[0]
    seller = window(kevin, "zh-hans", "phone")
    seller.goto("/tasks/")
    seller.click(f"a[href='/tasks/{task.pk}/explain/']")
    seller.page.locator("[name=subject]").wait_for()
    assert "Zoe" in seller.page.locator("[name=text]").first.input_value()
    seller.click("button[data-submit-main]")
    seller.page.wait_for_url("**/tasks/")
    assert FollowUp.objects.get(customer=task.customer, by=kevin).channel == "email"
    manager.goto(made.get_absolute_url())
    manager.page.locator("#explained").wait_for()
    assert (
        f"1 / {Task.objects.filter(rule='explain_change', assignee=kevin).count()}"
        in manager.page.inner_text("body")
    )
    manager.goto(f"{made.get_absolute_url()}document/")

    # ── undone as a whole: Zoe is frozen, so it goes to the manager ──
    manager.goto(made.get_absolute_url())
    manager.click("[data-opens=undo]")
    manager.click("#undo button.btn-late")
    manager.page.locator(f"a[href$='?again={made.pk}']").wait_for()
    manager.check("handover-undone")
    assert owners_of(ids) == Counter({office.manager.pk: len(ids)})
    assert not Task.objects.open().filter(rule="explain_change", customer__in=ids).exists()

    # ── and done again ──
    manager.click(f"a[href$='?again={made.pk}']")
    manager.click(f"[name=people][value='{office.linda.pk}']")
    manager.page.locator("#preview tbody tr").first.wait_for()
    manager.click("button[name=go_on]")
    manager.page.locator("[name=reason]").fill("全部交给陈琳")
    manager.press("Control+Enter")
    manager.page.wait_for_url(lambda url: "/handovers/" in url and f"/{made.pk}/" not in url)
    assert owners_of(ids) == Counter({office.linda.pk: len(ids)})
    assert Handover.objects.latest("pk").again == made
    manager.goto("/handovers/")
    assert User.objects.get(pk=zoe.pk).is_frozen


@pytest.mark.parametrize(
    ("language", "size", "theme"),
    [
        ("en", "phone", "dark"),
        ("en", "desktop", "light"),
        ("zh-hans", "phone", "light"),
        ("zh-hans", "desktop", "dark"),
    ],
)
def test_pages_of_a_handover_look_right(
    window: Callable[..., Window], office: Office, language: str, size: str, theme: str
) -> None:
    manager, made = window(office.manager, language, size, theme), office.handover
    assert made is not None
    waiting = User.objects.get(name="孙伟")
    pages = {
        "handovers": "/handovers/", "handover": made.get_absolute_url(), "document": f"{made.get_absolute_url()}document/",
        "new": f"/people/{waiting.pk}/hand-over/", "today": "/", "leaver": f"/people/{made.person_id}/",
        "explain": f"/tasks/{Task.objects.filter(rule='explain_change')[0].pk}/explain/", "thing": f"/people/{made.person_id}/things/",
    }  # fmt: skip
    for name, path in pages.items():
        manager.goto(path)
        manager.check(f"h-{name}")
