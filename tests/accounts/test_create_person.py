import pytest
from django.core.management import CommandError, call_command

from accounts.models import Role, User
from core.models import AuditEntry


def test_create_person_opens_an_account_that_can_sign_in(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command(
        "create_person",
        "Linda@Company.example",
        "陈琳",
        "--role",
        "salesperson",
        "--role",
        "manager",
        "--team",
        "Europe",
    )
    email, password = capsys.readouterr().out.split()
    user = User.objects.get()
    assert [email, user.check_password(password)] == ["linda@company.example", True]
    assert [user.roles, user.team.manager] == [{Role.SALESPERSON, Role.MANAGER}, user]
    assert AuditEntry.objects.get(verb="accounts.created").target_id == str(user.pk)


@pytest.mark.parametrize(
    "arguments",
    [
        ("linda@company.example", "陈琳", "--role", "salesperson"),
        ("not a mailbox", "陈琳", "--role", "salesperson"),
        ("wu@company.example", "吴凯", "--role", "salesperson", "--password", "short"),
    ],
    ids=["twice", "no mailbox", "short password"],
)
def test_create_person_refuses_and_changes_nothing(db: None, arguments: tuple[str, ...]) -> None:
    User.objects.create_user(email="linda@company.example", password="correct-horse", name="陈琳")
    with pytest.raises(CommandError):
        call_command("create_person", *arguments)
    assert User.objects.count() == 1
