"""The commands: who may sign in, and what they refuse."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from customers.models import Customer
from tests.factories import UserFactory
from tradecrm.demo.sign_in import PASSWORD

AT = "2026-11-16T10:00:00+08:00"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.demo.conftest import SMALL
    from tradecrm.management.commands import seed_demo

    monkeypatch.setattr(seed_demo, "Size", lambda: SMALL)


def accounts() -> str:
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    return out.getvalue()


@pytest.mark.slow
def test_one_sign_in_per_role_is_printed(db: None, small: None) -> None:
    call_command("seed_demo", "--at", AT, stdout=StringIO())
    lines = accounts().splitlines()
    assert lines[0] == f"Demo sign-ins, all with the password {PASSWORD}"
    assert [line.split()[0] for line in lines[1:]] == [
        "Salesperson", "Manager", "Boss", "Assistant", "Production", "Adviser", "Admin",
    ]  # fmt: skip


def test_a_changed_password_is_not_printed(filled: datetime) -> None:
    linda = User.objects.get(email__startswith="linda@")
    linda.set_password("something-of-her-own")
    linda.save()
    assert "linda@" not in accounts()
    assert "helen@" in accounts()


def test_seeding_refuses_a_database_with_people(db: None) -> None:
    UserFactory(email="someone@elsewhere.example")
    with pytest.raises(CommandError, match="empty database"):
        call_command("seed_demo", "--at", AT)
    call_command("seed_demo", "--if-empty", "--at", AT)
    assert (User.objects.count(), Customer.objects.count()) == (1, 0)


def test_accounts_of_others_are_never_printed(db: None) -> None:
    UserFactory(email="someone@elsewhere.example")
    assert accounts() == ""


def test_refreshing_needs_the_demo(db: None) -> None:
    with pytest.raises(CommandError, match="no demo"):
        call_command("refresh_demo", "--at", AT)
