"""Open an account from the command line, for the first people of an installation."""

import secrets
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import Role, Team, User
from core import audit


class Command(BaseCommand):
    help = "Open an account: create_person linda@company.example 陈琳 --role salesperson --team Europe"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--english-name", default="")
        parser.add_argument("--role", action="append", choices=[role.value for role in Role], required=True)
        parser.add_argument("--team", default="", help="made if there is none of this name")
        parser.add_argument("--language", default="zh-hans", choices=["zh-hans", "en"])
        parser.add_argument("--password", default="", help="left out: a random one is printed once")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        if User.objects.filter(email=email).exists():
            raise CommandError(f"{email} has an account already.")
        password = options["password"] or secrets.token_urlsafe(12)
        user = User(
            email=email,
            name=options["name"],
            english_name=options["english_name"],
            language=options["language"],
        )
        try:
            user.full_clean(exclude=["password", "team"])
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        for role in options["role"]:
            setattr(user, f"is_{role}", True)
        self._finish(user, password, options["team"])
        if not options["password"]:
            self.stdout.write(f"{email}  {password}")

    def _finish(self, user: User, password: str, team_name: str) -> None:
        now = timezone.now()
        user.joined_at = now
        user.set_password(password)
        if team_name:
            user.team, _ = Team.objects.get_or_create(name=team_name)
        user.save()
        if user.team and user.is_manager and user.team.manager is None:
            user.team.manager = user
            user.team.save(update_fields=["manager"])
        roles = ", ".join(sorted(role.value for role in user.roles))
        audit.record("accounts.created", actor=None, at=now, target=user, changes={"roles": ("", roles)})
