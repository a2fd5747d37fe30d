"""What a merge of two customers does to what is known of them (rules.md §5)."""

from customers.services import change_rows
from sales.models import CompetitorPrice, Negotiation


def move_insight(*, merge_id: int, survivor_id: int, merged_id: int) -> None:
    """Give the survivor the sheets and the competitors' prices of both; undoing the merge gives them back."""
    for model in (Negotiation, CompetitorPrice):
        change_rows(merge_id, model.objects.filter(customer=merged_id), customer_id=survivor_id)
