"""The nightly due dates beside a bare UPDATE of the same rows: `python -m bench.nightly` prints both in seconds."""

import os
import time

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradecrm.settings")
    django.setup()
    from django.db import connection, transaction
    from django.utils import timezone

    from customers.models import Customer
    from followups.services import recompute_due

    at = timezone.now()
    recompute_due(customers=Customer.objects.all(), at=at)
    ours, bare, changed = [], [], 0
    for _ in range(3):
        Customer.objects.exclude(next_due_on=None).update(next_due_on="2001-01-01")
        begun = time.perf_counter()
        changed = recompute_due(customers=Customer.objects.all(), at=at)
        ours.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE customers_customer SET next_due_on = next_due_on + 1, due_why = due_why, missed_on = missed_on + 1 "
                "WHERE next_due_on IS NOT NULL"
            )
        bare.append(time.perf_counter() - begun)
    print(f"{changed} {min(ours):.3f} {min(bare):.3f}")


if __name__ == "__main__":
    main()
