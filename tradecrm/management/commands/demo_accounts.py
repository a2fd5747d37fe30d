"""How to sign in to the demo: printed by `make run`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from accounts.models import User
from tradecrm.demo.people import SHOWN, is_demo_address
from tradecrm.demo.sign_in import PASSWORD


class Command(BaseCommand):
    help = "Print one demo sign-in per role; nothing for accounts whose password was changed."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [row for row in User.objects.active() if is_demo_address(row.email)]
        shown = {row.email.partition("@")[0]: row for row in rows}
        usable = [shown[name] for name in SHOWN if name in shown and shown[name].check_password(PASSWORD)]
        if not usable:
            return
        self.stdout.write(f"Demo sign-ins, all with the password {PASSWORD}")
        with translation.override("en"):
            for row in usable:
                roles = ", ".join(str(role.label) for role in row.roles)
                self.stdout.write(f"  {roles:<12}{row.email:<36}{row.full_name}")
