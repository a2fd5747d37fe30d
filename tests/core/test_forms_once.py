import uuid
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.db import transaction

from core.forms_once import AlreadySubmitted, claim_form, finish_form
from core.models import SubmittedForm
from core.numbers import next_number


def test_claim_second_time_leads_to_the_first_result(cast: SimpleNamespace, at: datetime) -> None:
    token = str(uuid.uuid4())
    with transaction.atomic():
        finish_form(claim_form(token, user=cast.owner, at=at), "/customers/1/")
    with pytest.raises(AlreadySubmitted) as error, transaction.atomic():
        claim_form(token, user=cast.owner, at=at)
    assert error.value.url == "/customers/1/"


@pytest.mark.parametrize("token", ["", "not a token", "0" * 500, "\0"])
def test_claim_bad_token_is_a_new_form(cast: SimpleNamespace, at: datetime, token: str) -> None:
    for _ in range(2):
        claim_form(token, user=cast.owner, at=at)
    assert SubmittedForm.objects.count() == 2


def test_claim_of_another_person_is_another_form(cast: SimpleNamespace, at: datetime) -> None:
    token = str(uuid.uuid4())
    for user in (cast.owner, cast.teammate):
        claim_form(token, user=user, at=at)
    assert SubmittedForm.objects.count() == 2


def test_numbers_run_per_month_of_the_company(db: None, at: datetime) -> None:
    last_of_month = datetime.fromisoformat("2026-11-30T16:30:00+00:00")  # already December in Shanghai
    assert [next_number("INQ", at=at), next_number("INQ", at=at), next_number("INQ", at=last_of_month)] == [
        "INQ-2611-001", "INQ-2611-002", "INQ-2612-001",
    ]  # fmt: skip
