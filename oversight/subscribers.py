"""What this app does when a lower one says something."""

from django.db.models import F

from core.events import subscribe
from customers.events import CustomersMerged
from customers.services import change_rows
from followups.events import FollowUpsUndone
from oversight.models import Remark, RemarkOn


@subscribe(CustomersMerged)
def move_remarks_of_merged(event: CustomersMerged) -> None:
    """Two records of one buyer are one: so is what was said to them. Undoing it takes the rows back by itself."""
    rows = Remark.objects.filter(customer=event.merged_id)
    change_rows(event.merge_id, rows, customer_id=event.survivor_id)


@subscribe(FollowUpsUndone)
def keep_remarks_of_undone(event: FollowUpsUndone) -> None:
    """What was said to a record that was taken back goes on at its customer: nothing said is lost."""
    rows = Remark.objects.filter(on=RemarkOn.FOLLOW_UP, record_id__in=event.follow_up_ids)
    rows.update(on=RemarkOn.CUSTOMER, record_id=F("customer_id"))
