"""Open an account from the command line, for the first people of an installation."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import services
from accounts.models import Role


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

    def handle(self, *args: Any, **options: Any) -> None:
        password = options["password"] or secrets.token_urlsafe(12)
        try:
            user = services.open_account(
                actor=None,
                email=options["email"],
                name=options["name"],
                english_name=options["english_name"],
                language=options["language"],
                roles=[Role(role) for role in options["role"]],
                team_name=options["team"],
                password=password,
                at=timezone.now(),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if not options["password"]:
            self.stdout.write(f"{user.email}  {password}")
