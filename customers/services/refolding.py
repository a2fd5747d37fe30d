"""After a release that folds names or numbers otherwise: the keys of the customers there are, brought up to date."""

from core.bulk import write_columns
from core.jobs import Part, Parts
from customers.models import Customer
from customers.services.keys import DERIVED, refold

AT_ONCE = 200


def refold_all(*, cursor: int | None = None) -> Parts:
    """Bring all customers in line with today's folding, a part at a time: a long job. Twice changes nothing.

    Ends with how many. `cursor`: the last customer that was done.
    """
    rows = Customer.objects.filter(merged_into=None).order_by("pk")
    last = cursor or 0
    total, done = rows.count(), rows.filter(pk__lte=last).count()
    while customers := list(rows.filter(pk__gt=last).select_for_update(of=("self",))[:AT_ONCE]):
        refold(customers)
        write_columns(customers, DERIVED)
        last, done = customers[-1].pk, done + len(customers)
        yield Part(last, done, total)
    return {"customers": done}
