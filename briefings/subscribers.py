"""What this app does when a lower one says something."""

from briefings.models import Point, Ruling
from core.events import subscribe
from customers.events import CustomersMerged
from customers.services import change_rows


@subscribe(CustomersMerged)
def move_points_and_rulings_of_merged(event: CustomersMerged) -> None:
    """Two records of one buyer are one. Undoing it takes the rows back by itself."""
    for model in (Point, Ruling):
        rows = model.objects.filter(customer=event.merged_id)
        change_rows(event.merge_id, rows, customer_id=event.survivor_id)
