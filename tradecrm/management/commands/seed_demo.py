"""Fill an empty database with the demo company (requirements D)."""

import time
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tradecrm.demo.seed import NotEmpty, analyse, large, seed_demo
from tradecrm.demo.world import Size


class Command(BaseCommand):
    help = "Fill an empty database with the demo company: people, customers and a year of their work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is data already")
        parser.add_argument(
            "--scale", type=int, default=0, metavar="N", help="N customers with ten follow-ups each"
        )
        parser.add_argument("--seed", type=int, default=7, help="the same seed and moment give the same rows")
        parser.add_argument(
            "--at", type=datetime.fromisoformat, help="the moment of the story (ISO; default: now)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at = options["at"] or timezone.now()
        if timezone.is_naive(at):
            at = timezone.make_aware(at)
        size = large(options["scale"]) if options["scale"] else Size()
        begun = time.monotonic()
        try:
            counts = seed_demo(size=size, seed=options["seed"], at=at)
        except NotEmpty:
            if options["if_empty"]:
                return
            raise CommandError(
                "There are people or customers already; the demo needs an empty database."
            ) from None
        analyse()
        figures = ", ".join(f"{count:,} {name.replace('_', '-')}" for name, count in counts.items())
        self.stdout.write(f"Demo data: {figures} in {time.monotonic() - begun:.1f} s")
