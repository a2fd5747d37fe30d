"""What a merge of two customers does to their orders and complaints (rules.md §5)."""

from customers.services import change_rows
from customers.timeline import give_entries
from sales.models import Complaint, Order
from sales.services.order_upkeep import settle_kinds


def move_orders(*, merge_id: int, survivor_id: int, merged_id: int) -> None:
    """Give the survivor the orders and complaints of both: of one buyer only the first is a trial."""
    for rows in (Order.objects, Complaint.objects):
        change_rows(merge_id, rows.filter(customer=merged_id), customer_id=survivor_id)
    settle_kinds(survivor_id)


def settle_orders(*, survivor_id: int, merged_id: int) -> None:
    """After the rows went back: each buyer has its own trial order again."""
    for rows in (Order.objects, Complaint.objects):
        give_entries(rows.filter(customer=merged_id), customer_id=merged_id)
    for pk in (survivor_id, merged_id):
        settle_kinds(pk)
