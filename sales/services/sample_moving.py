"""What a merge of two customers does to their samples, e-samples, proofs, visits and requests (rules.md §5)."""

from customers.services import change_rows
from customers.timeline import give_entries
from sales.models import DepartmentRequest, FactoryVisit, Proof, Sample, SentESample

OF_CUSTOMERS = (Sample, Proof, FactoryVisit, SentESample)


def move_samples(*, merge_id: int, survivor_id: int, merged_id: int) -> None:
    """Give the survivor what was begun with both."""
    for model in (*OF_CUSTOMERS, DepartmentRequest):
        change_rows(merge_id, model.objects.filter(customer=merged_id), customer_id=survivor_id)


def settle_samples(*, merged_id: int) -> None:
    """After the rows went back: what happened to them since stands in the history of whose they are."""
    for model in OF_CUSTOMERS:
        give_entries(model.objects.filter(customer=merged_id), customer_id=merged_id)
