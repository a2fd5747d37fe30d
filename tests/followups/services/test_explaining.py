"""Explaining a new contact person to the buyer: the draft, sending it, and how far it is (S99)."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import User
from core.models import AuditEntry
from customers.models import Customer, Handover
from customers.services import change_owner, hand_over, undo_handover
from followups.models import Explanation, FollowUp, Task
from followups.selectors.explaining import draft_letter, read_explained, read_returned
from followups.services import FollowUpValues, Refused, explain_change
from inquiries.letters_seed import FOR_HANDOVER, seed_letters
from inquiries.models import LetterTemplate
from tests.factories import AT, ContactFactory, CustomerFactory, LetterTemplateFactory

ClientOf = Callable[[User], Client]
LATER = AT + timedelta(hours=2)


@pytest.fixture
def handed(cast: SimpleNamespace) -> SimpleNamespace:
    """A customer of the owner's that is the team-mate's now, and the task to explain it."""
    customer = CustomerFactory(owner=cast.owner, name="Sierra Herramientas SA", country="MX")
    contact = ContactFactory(
        customer=customer, name="Ana Ruiz", form_of_address="ms", language="es-MX", is_primary=True
    )
    shares = {customer.pk: cast.teammate.pk}
    made = hand_over(
        actor=cast.manager, person=cast.owner, shares=shares, kind="leaving", reason="Left", others_to=cast.teammate, at=AT
    ).handover  # fmt: skip
    task = Task.objects.get(rule="explain_change")
    return SimpleNamespace(
        customer=customer, contact=contact, made=made, task=task, explanation=task.explanation
    )


def draft(handed: SimpleNamespace, writer: User) -> object:
    row = Explanation.objects.select_related("task__customer", "handover__person").get(
        pk=handed.explanation.pk
    )
    return draft_letter(row, writer=writer, at=AT)


def test_the_draft_is_the_companys_letter_in_the_buyers_language(
    cast: SimpleNamespace, handed: SimpleNamespace
) -> None:
    seed_letters()
    found = draft(handed, cast.teammate)
    assert found.letter is not None
    assert found.letter.body.startswith("Estimada Sra. Ruiz:")
    assert cast.owner.english_name in found.letter.body
    assert cast.teammate.english_name in found.letter.body
    assert (found.contact, found.language, found.is_other) == (handed.contact, "Spanish", False)


def test_a_language_that_is_missing_is_english_and_said_so(
    cast: SimpleNamespace, handed: SimpleNamespace
) -> None:
    seed_letters()
    handed.contact.language = "pl"
    handed.contact.save()
    found = draft(handed, cast.teammate)
    assert found.letter is not None
    assert found.letter.body.startswith("Dear Ms. Ruiz,")
    assert (found.language, found.wanted, found.is_other) == ("English", "pl", True)


def test_only_a_published_letter_for_the_occasion_is_proposed(
    cast: SimpleNamespace, handed: SimpleNamespace
) -> None:
    LetterTemplateFactory(language="es")
    LetterTemplateFactory(language="es", occasion="handover", is_published=False)
    assert draft(handed, cast.teammate).letter is None


def test_every_seeded_language_has_its_letter(db: None) -> None:
    seed_letters()
    rows = LetterTemplate.objects.filter(occasion="handover")
    assert sorted(rows.values_list("name", flat=True)) == sorted(FOR_HANDOVER)
    assert set(rows.values_list("language", flat=True)) == set(
        LetterTemplate.objects.values_list("language", flat=True)
    )


def test_sent_it_is_a_contact_and_the_task_is_done(cast: SimpleNamespace, handed: SimpleNamespace) -> None:
    values = FollowUpValues(text="Estimada Sra. Ruiz", contact=handed.contact)
    made = explain_change(actor=cast.teammate, task=handed.task, values=values, at=LATER)
    handed.task.refresh_from_db()
    assert (made.channel, made.by, made.contact) == ("email", cast.teammate, handed.contact)
    assert (handed.task.done_at, handed.task.done_by) == (LATER, cast.teammate)
    assert Customer.objects.get(pk=handed.customer.pk).last_contact_at == LATER
    assert AuditEntry.objects.get(verb="followups.change_explained").actor == cast.teammate
    assert Explanation.objects.get().follow_up == made


def test_it_is_explained_once_only(cast: SimpleNamespace, handed: SimpleNamespace) -> None:
    values = FollowUpValues(text="Called.", channel="phone")
    explain_change(actor=cast.teammate, task=handed.task, values=values, at=LATER)
    with pytest.raises(Refused) as refused:
        explain_change(actor=cast.teammate, task=handed.task, values=values, at=LATER)
    assert refused.value.code == "already_explained"
    assert FollowUp.objects.count() == 1


def test_the_former_owner_explains_nothing(cast: SimpleNamespace, handed: SimpleNamespace) -> None:
    with pytest.raises(PermissionDenied):
        explain_change(actor=cast.owner, task=handed.task, values=FollowUpValues(text="Bye."), at=LATER)
    handed.task.refresh_from_db()
    assert handed.task.done_at is None
    assert not FollowUp.objects.exists()


def test_who_gets_the_customer_next_explains(cast: SimpleNamespace, handed: SimpleNamespace) -> None:
    change_owner(
        actor=cast.manager, customer=handed.customer, owner=cast.stand_in, reason="Speaks Spanish", at=LATER
    )
    handed.task.refresh_from_db()
    assert handed.task.assignee == cast.stand_in


def test_the_progress_tells_letters_from_other_ways_and_from_silence(cast: SimpleNamespace) -> None:
    rows = [CustomerFactory(owner=cast.owner) for _ in range(4)]
    made = hand_over(
        actor=cast.manager, person=cast.owner, shares={row.pk: cast.teammate.pk for row in rows}, kind="leaving",
        reason="Left", others_to=cast.teammate, at=AT,
    ).handover  # fmt: skip
    tasks = Task.objects.filter(rule="explain_change").order_by("pk")
    explain_change(actor=cast.teammate, task=tasks[0], values=FollowUpValues(text="Letter."), at=LATER)
    explain_change(
        actor=cast.teammate, task=tasks[1], values=FollowUpValues(text="Called.", channel="phone"), at=LATER
    )
    change_owner(actor=cast.manager, customer=rows[3], owner=cast.stand_in, reason="Full", at=LATER)
    found = {row.person: (row.count, row.by_mail, row.otherwise, row.waiting) for row in read_explained(made)}
    assert found == {cast.teammate: (3, 1, 1, 1), cast.stand_in: (1, 0, 0, 1)}
    undo_handover(actor=cast.manager, handover=made, at=LATER)
    assert sum(row.waiting for row in read_explained(made)) == 1  # of the customer that changed owner since
    assert sum(row.cancelled for row in read_explained(made)) == 1


# ── the page ────────────────────────────────────────────────────────────────
def test_the_page_shows_the_draft_and_keeps_what_was_typed(
    cast: SimpleNamespace, handed: SimpleNamespace, client_of: ClientOf
) -> None:
    seed_letters()
    client, url = client_of(cast.teammate), f"/tasks/{handed.task.pk}/explain/"
    assert "Estimada Sra. Ruiz:" in client.get(url).content.decode()
    client.post(
        f"/drafts/explain-{handed.task.pk}/",
        {"text": "Hola Ana", "subject": "Yo", "contact": handed.contact.pk},
    )
    assert "Hola Ana" in client.get(url).content.decode()


def test_to_the_mail_program_records_nothing(
    cast: SimpleNamespace, handed: SimpleNamespace, client_of: ClientOf
) -> None:
    data = {"text": "Hola Ana", "subject": "Nuevo contacto", "contact": handed.contact.pk, "mail": "1"}
    page = client_of(cast.teammate).post(f"/tasks/{handed.task.pk}/explain/", data).content.decode()
    assert f"mailto:{handed.contact.email}?subject=Nuevo%20contacto" in page
    assert not FollowUp.objects.exists()


def test_sent_by_the_page_and_twice_is_once(
    cast: SimpleNamespace, handed: SimpleNamespace, client_of: ClientOf
) -> None:
    data = {
        "text": "Hola Ana",
        "contact": handed.contact.pk,
        "form_token": "0b6c1b0e-6a7e-4f0e-9a52-2f1f4f6f7a11",
    }
    client = client_of(cast.teammate)
    answers = [client.post(f"/tasks/{handed.task.pk}/explain/", data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert FollowUp.objects.get().text == "Hola Ana"
    assert "Done" in client.get(f"/tasks/{handed.task.pk}/explain/").content.decode()


def test_by_telephone_and_an_empty_text_comes_back(
    cast: SimpleNamespace, handed: SimpleNamespace, client_of: ClientOf
) -> None:
    client, url = client_of(cast.teammate), f"/tasks/{handed.task.pk}/explained/"
    assert client.post(url, {"channel": "phone", "text": " "}).status_code == 422
    assert client.post(url, {"channel": "email", "text": "Mailed."}).status_code == 422
    assert client.post(url, {"channel": "phone", "text": "Called Ana."}).status_code == 302
    assert FollowUp.objects.get().channel == "phone"


def test_the_task_leads_to_the_draft_in_the_readers_language(
    cast: SimpleNamespace, handed: SimpleNamespace, client_of: ClientOf
) -> None:
    User.objects.filter(pk=cast.teammate.pk).update(language="zh-hans")
    page = client_of(User.objects.get(pk=cast.teammate.pk)).get("/tasks/").content.decode()
    assert f"/tasks/{handed.task.pk}/explain/" in page
    assert "告知客户换了联系人" in page


def test_other_tasks_have_no_such_page(cast: SimpleNamespace, client_of: ClientOf) -> None:
    from tests.factories import TaskFactory

    task = TaskFactory(assignee=cast.owner)
    assert client_of(cast.owner).get(f"/tasks/{task.pk}/explain/").status_code == 404


def test_undone_the_page_says_so(cast: SimpleNamespace, handed: SimpleNamespace, client_of: ClientOf) -> None:
    undo_handover(actor=cast.manager, handover=Handover.objects.get(), at=LATER)
    page = client_of(cast.manager).get(f"/tasks/{handed.task.pk}/explain/")
    assert page.status_code == 200
    assert "The handover was undone" in page.content.decode()


# ── undone: who had been told is told again ─────────────────────────────────
@pytest.fixture
def undone(cast: SimpleNamespace) -> SimpleNamespace:
    """Three customers were handed over, one was told by letter, one by telephone, one not; then it was undone."""
    rows = [CustomerFactory(owner=cast.owner, name=f"Buyer {number}") for number in range(3)]
    made = hand_over(
        actor=cast.manager, person=cast.owner, shares={row.pk: cast.teammate.pk for row in rows}, kind="leaving",
        reason="Left", others_to=cast.teammate, at=AT,
    ).handover  # fmt: skip
    tasks = Task.objects.filter(rule="explain_change").order_by("customer")
    for task, channel in zip(tasks[:2], ("email", "phone"), strict=True):
        values = FollowUpValues(text="It is me now.", channel=channel)
        explain_change(actor=cast.teammate, task=task, values=values, at=AT)
    undo_handover(actor=cast.manager, handover=made, at=LATER)
    made.refresh_from_db()
    return SimpleNamespace(rows=rows, made=made)


def test_undone_it_is_explained_again_to_those_who_had_been_told(
    cast: SimpleNamespace, undone: SimpleNamespace
) -> None:
    tasks = list(Task.objects.open().filter(rule="explain_return").order_by("customer"))
    assert [(task.customer, task.assignee) for task in tasks] == [
        (row, cast.owner) for row in undone.rows[:2]
    ]
    assert not Task.objects.open().filter(rule="explain_change").exists()
    rows = {row.person: (row.count, row.waiting) for row in read_returned(undone.made)}
    assert rows == {cast.owner: (2, 2)}


def test_the_second_letter_names_whom_the_first_one_named(
    cast: SimpleNamespace, undone: SimpleNamespace, client_of: ClientOf
) -> None:
    seed_letters()
    task = Task.objects.filter(rule="explain_return").order_by("customer")[0]
    row = Explanation.objects.select_related("task__customer", "handover__person").get(task=task)
    letter = draft_letter(row, writer=cast.owner, at=LATER).letter
    assert cast.teammate.english_name in letter.body
    client, url = client_of(cast.owner), f"/tasks/{task.pk}/explain/"
    page = client.get(url).content.decode()
    assert "explain who looks after them again" in page
    assert cast.teammate.english_name in page
    assert client.post(url, {"text": "Back again.", "subject": "", "contact": ""}).status_code == 302
    handover = client_of(cast.manager).get(undone.made.get_absolute_url()).content.decode()
    assert "After the undo" in handover


def test_handed_over_again_it_is_explained_once(cast: SimpleNamespace, undone: SimpleNamespace) -> None:
    hand_over(
        actor=cast.manager, person=cast.owner, shares={undone.rows[0].pk: cast.stand_in.pk}, kind="balance",
        reason="Again", at=LATER,
    )  # fmt: skip
    found = Task.objects.open().filter(customer=undone.rows[0]).values_list("rule", "assignee")
    assert list(found) == [("explain_change", cast.stand_in.pk)]
