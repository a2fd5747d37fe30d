"""What this app answers to the events of the house: in the same transaction."""

from core import jobs
from core.company import SECTION as COMPANY
from core.events import PolicyChanged, subscribe
from customers.models import Customer


@subscribe(PolicyChanged)
def refold_after_new_own_domains(event: PolicyChanged) -> None:
    """Our own domains are never a buyer's key (rules.md §5): who was entered with one is folded anew, in the background."""
    if event.section == COMPANY and "own_domains" in event.fields.split(",") and Customer.objects.exists():
        jobs.enqueue("customers.refold", key=f"own-domains:{event.at.isoformat()}", at=event.at)
