"""Bring the demo to life again today (`make demo-refresh`)."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tradecrm.demo.refresh import NoDemo, refresh_demo


class Command(BaseCommand):
    help = "Let the demo's people work on until today: clocks run and contacts are due again; nothing typed is lost."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at", type=datetime.fromisoformat, help="the moment of the story (ISO; default: now)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at = options["at"] or timezone.now()
        try:
            added = refresh_demo(at=at if timezone.is_aware(at) else timezone.make_aware(at))
        except NoDemo:
            raise CommandError("There is no demo here; start with seed_demo.") from None
        self.stdout.write(f"Added: {added['follow_ups']} follow-ups, {added['replies']} replies.")
