"""What a merge of two customers does to their inquiries (rules.md §5)."""

from customers.models import Customer
from customers.services import change_rows
from customers.timeline import give_entries
from inquiries.models import Inquiry
from inquiries.services.assigning import follow_customer
from inquiries.services.clocks import count_open_inquiries


def move_inquiries(*, merge_id: int, survivor_id: int, merged_id: int) -> None:
    """Give the survivor the inquiries of both, and its owner all of them."""
    survivor = Customer.objects.get(pk=survivor_id)
    change_rows(merge_id, Inquiry.objects.filter(customer=merged_id), customer_id=survivor_id)
    change_rows(merge_id, Inquiry.objects.filter(customer=survivor_id), owner_id=survivor.owner_id)
    count_open_inquiries(survivor)


def settle_inquiries(*, survivor_id: int, merged_id: int) -> None:
    """After the rows went back: what was closed, opened, answered or handed over between counts where it is now."""
    give_entries(Inquiry.objects.filter(customer=merged_id), customer_id=merged_id)
    for customer in Customer.objects.filter(pk__in=(survivor_id, merged_id)):
        follow_customer(customer, customer.owner_id)
        count_open_inquiries(customer)
