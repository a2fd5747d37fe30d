"""Give a new company its first letters; those that are there, changed or not, stay."""

from typing import Any

from django.core.management.base import BaseCommand

from inquiries.letters_seed import seed_letters


class Command(BaseCommand):
    help = "Write the first letter templates (English, Spanish, Chinese)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{seed_letters()} letters written")
