"""The keyboard alone, and what an input method does to it."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Route

from customers.models import Customer
from followups.models import FollowUp
from inquiries.models import Inquiry, Reply
from tests.e2e.browsing import Window
from tests.e2e.office import Office, build_office

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]
TELL_SHOWN = """(place) => {
  window.shown = [];
  const node = document.querySelector(place);
  new MutationObserver(() => window.shown.push(node.textContent)).observe(node, { childList: true, subtree: true });
}"""
FOCUSED_ROW = "[...document.querySelectorAll('[data-keys-row]')].indexOf(document.activeElement.closest('[data-keys-row]'))"


@pytest.fixture
def office(transactional_db: None, clock: Any, now: datetime) -> Office:
    return build_office(now)


@pytest.fixture
def zoe(window: Callable[..., Window], office: Office) -> Window:
    return window(office.zoe)


@pytest.mark.parametrize("path", ["/customers/", "/inquiries/?tab=all"])
def test_list_is_walked_and_opened_by_keys(zoe: Window, path: str) -> None:
    zoe.goto(path)
    seen = []
    for key in ("j", "j", "j", "k"):
        zoe.press(key)
        seen.append(zoe.page.evaluate(FOCUSED_ROW))
    assert seen == [0, 1, 2, 1]
    target = zoe.page.locator("[data-keys-row].is-here a[href]").first.get_attribute("href")
    zoe.press("Enter")
    zoe.page.wait_for_url(f"**{target}")


def test_list_ticks_and_searches_by_keys(zoe: Window) -> None:
    zoe.goto("/customers/")
    for key in ("j", "x", "j", "x"):
        zoe.press(key)
    zoe.check("customers-ticked")
    assert zoe.page.locator("[data-tick-count]").inner_text() == "2"
    zoe.press("/")
    zoe.type("nürnberg j k x f n")
    assert zoe.page.evaluate("document.activeElement.value") == "nürnberg j k x f n"
    assert zoe.page.locator("[data-tick-count]").inner_text() == "2"


def test_keys_are_told_and_find_goes_anywhere(zoe: Window, office: Office) -> None:
    zoe.goto("/tasks/")
    zoe.press("?")
    zoe.page.locator("dialog#keys[open]").wait_for()
    zoe.check("keys")
    zoe.press("Escape")
    zoe.press("Control+k")
    zoe.type("northfield")
    zoe.press("Enter")
    zoe.page.locator("main a", has_text="Northfield").first.wait_for()
    zoe.check("find")


def test_find_suggests_while_one_types_and_the_arrows_choose(zoe: Window, office: Office) -> None:
    inquiry = office.inquiries["soon"]
    zoe.goto("/tasks/")
    zoe.press("Control+k")
    zoe.type("northf")
    found = zoe.page.locator("#find-found a")
    found.first.wait_for()
    zoe.check("find-suggestions")
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        zoe.press(key)
    zoe.page.locator("[data-find]:focus").wait_for()
    zoe.fill("[data-find]", inquiry.number)
    found.filter(has_text="Northfield").first.wait_for(state="detached")
    found.filter(has_text=inquiry.number).wait_for()
    zoe.press("ArrowDown")
    zoe.page.locator("#find-found a:focus").wait_for()
    zoe.press("Enter")
    zoe.page.wait_for_url(f"**{inquiry.get_absolute_url()}")


@pytest.mark.parametrize(
    ("path", "field", "found"),
    [("/tasks/", "[data-find]", "#find-found"), ("/customers/find/", "main [name=q]", "#found")],
)
def test_answer_to_an_older_text_is_never_shown(zoe: Window, path: str, field: str, found: str) -> None:
    """The answer comes when the text was changed already, and before the changed text is asked about."""
    late: list[tuple[Route, APIResponse]] = []
    zoe.page.route("**/customers/find/?q=northf", lambda route: late.append((route, route.fetch())))
    zoe.goto(path)
    zoe.page.evaluate(TELL_SHOWN, found)
    zoe.fill(field, "northf")
    while not late:
        zoe.page.wait_for_timeout(50)
    with zoe.page.expect_response("**/customers/find/?q=northfz"):
        zoe.fill(field, "northfz")
        route, answer = late[0]
        route.fulfill(response=answer)
    zoe.page.wait_for_timeout(200)
    assert ("Northfield" in answer.text(), zoe.page.evaluate("window.shown.some((text) => text.includes('Northfield'))")) == (
        True, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "path"), [("周历", "/follow-ups/"), ("手机日历", "/calendar/"), ("xinkehu", "/customers/new/")]
)
def test_find_goes_to_pages_and_actions(zoe: Window, words: str, path: str) -> None:
    zoe.goto("/tasks/")
    zoe.press("Control+k")
    zoe.type(words)
    zoe.page.locator("#find-found a").first.wait_for()
    zoe.press("ArrowDown")
    zoe.press("Enter")
    zoe.page.wait_for_url(f"**{path}")


def test_back_brings_the_filters_again(zoe: Window) -> None:
    zoe.goto("/customers/?grade=A&country=DE")
    rows = zoe.page.locator("[data-keys-row]").count()
    zoe.click(zoe.page.locator("[data-keys-row] a.strong").first)
    zoe.page.wait_for_url(re.compile(r"/customers/\d+/$"))
    zoe.page.go_back()
    assert [zoe.path, zoe.page.locator("[data-keys-row]").count()] == ["/customers/?grade=A&country=DE", rows]


def test_enter_that_picks_a_word_does_not_save(zoe: Window) -> None:
    """The Enter of an input method, in the log row of Today; the next, plain one saves."""
    before = FollowUp.objects.count()
    zoe.goto("/")
    zoe.press("f")
    zoe.page.locator("[name=text]:focus").wait_for()
    _compose(zoe, "wang")
    zoe.press("Enter")
    zoe.page.wait_for_timeout(300)
    assert FollowUp.objects.count() == before
    _commit(zoe, "王")
    assert zoe.page.evaluate("document.activeElement.value") == "王"
    zoe.press("Enter")
    zoe.page.locator("[data-toast]").wait_for()
    assert FollowUp.objects.order_by("-pk")[0].text == "王"


def test_letters_of_an_input_method_neither_filter_nor_jump(zoe: Window) -> None:
    """While 询 is on its way the type-ahead asks nothing; when the word is there it asks once."""
    before = Inquiry.objects.count()
    zoe.goto("/inquiries/new/")
    asked: list[str] = []
    zoe.page.on("request", lambda request: asked.append(request.url) if "/read/" in request.url else None)
    _compose(zoe, "nxk")
    zoe.page.wait_for_timeout(900)
    assert [asked, zoe.path, Inquiry.objects.count()] == [[], "/inquiries/new/", before]
    with zoe.page.expect_response("**/read/"):
        _commit(zoe, "询盘")
    assert zoe.page.locator("[name=text]").input_value() == "询盘"


def test_letters_of_an_input_method_neither_suggest_nor_walk(zoe: Window) -> None:
    """While a page's name is composed in the header nothing is asked, and Enter goes nowhere."""
    zoe.goto("/tasks/")
    zoe.press("Control+k")
    asked: list[str] = []
    zoe.page.on("request", lambda request: asked.append(request.url) if "/find/" in request.url else None)
    _compose(zoe, "zhouli")
    zoe.page.wait_for_timeout(600)
    assert [asked, zoe.path] == [[], "/tasks/"]
    with zoe.page.expect_response("**/find/**"):
        _commit(zoe, "周历")
    zoe.page.locator("#find-found a").first.wait_for()


@pytest.mark.parametrize(
    ("path", "steps", "place"),
    [("/", 1, "past limit"), ("/customers/", 3, None), ("/inquiries/?tab=all", 2, None)],
)
def test_f_logs_with_the_customer_of_the_current_row(
    zoe: Window, office: Office, path: str, steps: int, place: str | None
) -> None:
    zoe.goto(path)
    for _ in range(steps):
        zoe.press("j")
    row = zoe.page.locator("[data-keys-row].is-here")
    customer = row.get_attribute("data-customer")
    if place:
        assert str(office.inquiries[place].customer_id) == customer
    zoe.press("f")
    zoe.page.locator("dialog[open] [name=text]:focus").wait_for()
    assert zoe.page.locator("dialog[open] [name=customer]").input_value() == customer
    zoe.type("样品收到了")
    with zoe.page.expect_navigation():
        zoe.press("Control+Enter")
    found = FollowUp.objects.order_by("-pk")[0]
    assert [str(found.customer_id), found.text, zoe.path] == [customer, "样品收到了", path]


def test_f_follows_the_focus_into_another_row(zoe: Window) -> None:
    zoe.goto("/")
    zoe.press("j")
    second = zoe.page.locator("[data-log-row]").nth(1)
    second.locator("[data-log-opens]").focus()
    zoe.press("f")
    second.locator("[name=text]:focus").wait_for()


def test_f_in_a_row_without_a_customer_asks_with_whom(window: Callable[..., Window], office: Office) -> None:
    manager = window(office.manager)
    manager.goto("/inquiries/?tab=unassigned")
    manager.press("j")
    manager.press("f")
    manager.page.wait_for_url("**/follow-ups/log/")


@pytest.mark.parametrize("path", ["/customers/", "/"])
def test_slash_goes_to_the_search_of_the_list_where_there_is_one(zoe: Window, path: str) -> None:
    zoe.goto(path)
    zoe.press("/")
    has_own = "listSearch" in zoe.page.evaluate("({...document.activeElement.dataset})")
    assert has_own == (path == "/customers/")
    zoe.page.locator("[data-find]:focus, [data-list-search]:focus").wait_for()


# where the button of the dialog is, what it opens, the field in which one begins
DIALOGS = [
    ("soon", "[data-opens=add-message]", "text"),
    ("answered", "[data-opens=close-inquiry]", "state"),
    ("soon", "[data-opens=edit-inquiry]", "subject"),
]


@pytest.mark.parametrize(("place", "opens", "field"), DIALOGS)
def test_dialog_begins_at_its_first_field_and_ctrl_enter_sends_it(
    zoe: Window, office: Office, place: str, opens: str, field: str
) -> None:
    inquiry = office.inquiries[place]
    zoe.goto(inquiry.get_absolute_url())
    zoe.click("main .menu summary")
    zoe.click(f"main .menu {opens}")
    zoe.page.locator(f"dialog[open] [name={field}]:focus").wait_for()
    zoe.page.locator("dialog[open] [data-dialog-close]").focus()
    refused = field != "subject"
    with zoe.answering(*([422] if refused else [])), zoe.page.expect_navigation():
        zoe.press("Control+Enter")
    assert zoe.path.removeprefix(inquiry.get_absolute_url()) in {"", "messages/", "close/"}
    assert Reply.objects.filter(inquiry=inquiry).count() == (place == "answered")


@pytest.mark.parametrize(
    ("link", "field", "button"),
    [
        ("contacts/", "name", True),
        ("grade/", "grade", True),
        ("stage/", "stage", True),
        ("edit/", "name", False),
    ],
)
def test_forms_of_a_customer_begin_at_their_first_field(
    zoe: Window, office: Office, link: str, field: str, button: bool
) -> None:
    url = office.northfield.get_absolute_url()
    zoe.goto(url + link)
    zoe.page.locator(f"main [name={field}]:focus").wait_for()
    if not button:
        return
    zoe.goto(url)
    if link == "stage/":
        zoe.click("main .record-head .menu summary")
    zoe.click(f'main a[data-dialog][href="{url}{link}"]')
    zoe.page.locator(f"dialog[open] [name={field}]:focus").wait_for()
    zoe.check(f"customer-{link.strip('/')}-dialog")


@pytest.mark.parametrize("path", ["assign/", "messages/{}/received/"])
def test_forms_of_an_inquiry_begin_at_their_first_field(
    window: Callable[..., Window], office: Office, path: str
) -> None:
    manager, inquiry = window(office.manager), office.inquiries["soon"]
    manager.goto(inquiry.get_absolute_url() + path.format(inquiry.messages.all()[0].pk))
    manager.page.locator("main form.form-narrow :is(select, input):focus").wait_for()
    with manager.answering(422, 302):
        manager.page.evaluate("document.activeElement.blur()")
        manager.press("Control+Enter")
        manager.page.wait_for_load_state("networkidle")


def test_more_fields_take_along_what_was_typed_in_the_row(zoe: Window) -> None:
    zoe.goto("/")
    zoe.press("f")
    row = zoe.page.locator("[data-log-row].is-open")
    row.locator("[name=text]:focus").wait_for()
    zoe.type("说好周五再谈")
    zoe.click(row.locator("label", has=zoe.page.locator("[name=channel][value=whatsapp]")))
    row.locator("[name=next_due_on]").fill("2026-11-19")
    zoe.click(row.locator("[data-carries]"))
    dialog = zoe.page.locator("dialog[open]")
    dialog.locator("[name=text]:focus").wait_for()
    assert [
        dialog.locator("[name=text]").input_value(), dialog.locator("[name=channel]:checked").input_value(),
        dialog.locator("[name=next_due_on]").input_value(),
    ] == ["说好周五再谈", "whatsapp", "2026-11-19"]  # fmt: skip
    zoe.press("Control+Enter")
    zoe.page.locator("[data-toast]").wait_for()
    found = FollowUp.objects.order_by("-pk")[0]
    assert [found.text, found.channel] == ["说好周五再谈", "whatsapp"]


def test_inquiry_is_saved_and_the_next_one_begun_from_within_the_paste_box(zoe: Window) -> None:
    before = Inquiry.objects.count()
    zoe.goto("/inquiries/new/")
    zoe.fill("[name=text]", "Hello, do you make hex keys?")
    zoe.fill("[name=company]", "Hex Keys Ltd")
    zoe.fill("[name=email]", "jim@hexkeys.example")
    zoe.page.locator("[name=text]").focus()
    with zoe.page.expect_navigation():
        zoe.press("Control+Shift+Enter")
    zoe.page.locator("[name=text]:focus").wait_for()
    assert [zoe.path.split("?")[0], Inquiry.objects.count()] == ["/inquiries/new/", before + 1]


def test_enter_in_the_tags_of_the_ticked_adds_them_and_changes_no_grade(zoe: Window, office: Office) -> None:
    grades = list(Customer.objects.order_by("pk").values_list("grade", flat=True))
    zoe.goto("/customers/?sort=name")
    for key in ("j", "x", "j", "x"):
        zoe.press(key)
    ticked = zoe.page.locator("tbody [name=customer]:checked").evaluate_all(
        "all => all.map((one) => +one.value)"
    )
    zoe.click("[data-opens=bulk-tags]")
    zoe.page.locator("#bulk-tags [name=tags]:focus").wait_for()
    zoe.type("秋季展会")
    with zoe.page.expect_navigation():
        zoe.press("Enter")
    assert sorted(Customer.objects.filter(tags__name="秋季展会").values_list("pk", flat=True)) == sorted(
        ticked
    )
    assert list(Customer.objects.order_by("pk").values_list("grade", flat=True)) == grades
    assert zoe.path == "/customers/?sort=name"


def test_refused_change_of_grades_keeps_the_ticks(zoe: Window, office: Office) -> None:
    grades = list(Customer.objects.order_by("pk").values_list("grade", flat=True))
    zoe.goto("/customers/")
    for key in ("j", "x", "j", "x"):
        zoe.press(key)
    zoe.click("[data-opens=bulk-grade]")
    zoe.page.locator("#bulk-grade [name=grade]:focus").first.wait_for()
    with zoe.answering(422):
        zoe.press("Control+Enter")
        zoe.page.locator("#bulk-grade .field-error").wait_for()
    zoe.check("customers-bulk-refused")
    assert zoe.page.locator("[data-tick-count]").inner_text() == "2"
    assert list(Customer.objects.order_by("pk").values_list("grade", flat=True)) == grades


def _compose(zoe: Window, letters: str) -> None:
    """Type as an input method does: half a word, then its own Enter."""
    browser = zoe.page.context.new_cdp_session(zoe.page)
    for end in range(1, len(letters) + 1):
        browser.send(
            "Input.imeSetComposition", {"text": letters[:end], "selectionStart": end, "selectionEnd": end}
        )
    for code in (229, 13):
        key = {"windowsVirtualKeyCode": code, "key": "Enter", "code": "Enter"}
        browser.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
        browser.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})


def _commit(zoe: Window, word: str) -> None:
    zoe.page.context.new_cdp_session(zoe.page).send("Input.insertText", {"text": word})
