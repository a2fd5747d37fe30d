"""Quotes go with their customers: to another owner, into another record, a person's name out of them, to the time of their reply."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from customers.models import ERASED_NAME, Customer, TimelineEntry
from customers.services import change_rows
from customers.timeline import give_entries
from sales.models import Quote, QuoteVersion, SentESample


def give_quotes(owners: Mapping[int, int | None]) -> None:
    """Give the quotes of these customers to their owners (by customer's id): one statement for each owner."""
    by_owner: dict[int | None, list[int]] = defaultdict(list)
    for customer, owner in owners.items():
        by_owner[owner].append(customer)
    for owner, customers in by_owner.items():
        Quote.objects.filter(customer__in=customers).update(owner=owner)


def leave_quotes(customer_ids: Collection[int]) -> None:
    """The quotes of customers that are nobody's are nobody's."""
    Quote.objects.filter(customer__in=customer_ids, owner__isnull=False).update(owner=None)


def move_quotes(*, merge_id: int, survivor_id: int, merged_id: int) -> None:
    """Give the survivor of a merge the quotes of both, and its owner all of them."""
    survivor = Customer.objects.get(pk=survivor_id)
    change_rows(merge_id, Quote.objects.filter(customer=merged_id), customer_id=survivor_id)
    change_rows(merge_id, Quote.objects.filter(customer=survivor_id), owner_id=survivor.owner_id)


def settle_quotes(*, survivor_id: int, merged_id: int) -> None:
    """After the rows went back: each customer's owner has its quotes, also those handed over between."""
    give_entries(Quote.objects.filter(customer=merged_id), customer_id=merged_id)
    rows = Customer.objects.filter(pk__in=(survivor_id, merged_id)).values_list("pk", "owner_id")
    give_quotes(dict(rows))


def move_line(*, reply_id: int) -> None:
    """The quote that was this reply stands in the history when the reply does, also after its time was corrected (N6)."""
    version = QuoteVersion.objects.filter(reply=reply_id).select_related("quote", "reply").first()
    if version is None or version.reply is None:
        return
    lines = TimelineEntry.objects.filter(
        kind=TimelineEntry.Kind.QUOTE, ref_type=Quote._meta.label_lower, ref_id=version.quote_id,
        values__number=str(version), values__event__in=("sent", "sent_bundle"),
    )  # fmt: skip
    lines.update(at=version.reply.replied_at)
    SentESample.objects.filter(version=version).update(sent_at=version.reply.replied_at)


def erase_attention(*, contact_id: int) -> None:
    """Take the name of an erased contact from the papers that went to them; the rest of what was sent stays."""
    QuoteVersion.objects.filter(quote__contact=contact_id).exclude(attention="").update(attention=ERASED_NAME)
