"""Take the second factor off an account from the command line: for the last admin, who cannot ask another one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import services
from accounts.models import User


class Command(BaseCommand):
    help = "Take the second factor off an account whose device is lost: reset_second_factor admin@company.example"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.active().filter(email=options["email"].lower()).first()
        if user is None or user.second_factor_at is None:
            raise CommandError("No active account of this mailbox has a second factor.")
        services.reset_second_factor(actor=None, user=user, at=timezone.now())
        self.stdout.write(f"{user.email}: taken off, signed out everywhere")
