"""What this app does when a lower one says something."""

from core.events import subscribe
from customers.events import CustomersMerged
from customers.services import change_rows
from oversight.models import Remark


@subscribe(CustomersMerged)
def move_remarks_of_merged(event: CustomersMerged) -> None:
    """Two records of one buyer are one: so is what was said to them. Undoing it takes the rows back by itself."""
    rows = Remark.objects.filter(customer=event.merged_id)
    change_rows(event.merge_id, rows, customer_id=event.survivor_id)
