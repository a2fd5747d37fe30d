"""Finding inquiries by words: in the list, and from anywhere (Ctrl K), among what one may see."""

from typing import Any

from django.db.models import Q

from customers.text import holds, query_terms
from inquiries.models import Inquiry, InquiryQuerySet

FOUND_AT_MOST = 8
SHORTEST = 2
WORDS_AT_MOST = 8


def find_heads(user: Any, query: str) -> list[Inquiry]:
    """Return the newest of what nobody holds, for who assigns it: found by what they see of it. No query for others."""
    words = query.split()[:WORDS_AT_MOST]
    if sum(map(len, words)) < SHORTEST:
        return []
    rows = Inquiry.objects.heads_for(user).only("pk", "number", "sender", "subject")
    for word in words:
        rows = rows.filter(Q(number__icontains=word) | Q(subject__icontains=word) | Q(sender__icontains=word))
    return list(rows.order_by("-received_at", "-pk")[:FOUND_AT_MOST])


def find_inquiries(user: Any, query: str) -> list[Inquiry]:
    """Return the newest visible inquiries in which every word of `query` stands, with their customers. One query.

    The words are looked for in the number, the sender, the subject, the products and the text's beginning; whose names
    they stand in is found among the customers.
    """
    terms = query_terms(query)
    if sum(map(len, terms)) < SHORTEST:
        return []
    rows = Inquiry.objects.visible_to(user).select_related("customer").defer("points", "search_text")
    for term in terms:
        rows = rows.filter(holds(term))
    return list(rows.order_by("-received_at", "-pk")[:FOUND_AT_MOST])


def narrow_to_words(rows: InquiryQuerySet, query: str) -> InquiryQuerySet:
    """Return the rows that hold every word of `query` themselves or in their customer's names and particulars.

    The two places are united, not joined by OR: each has its index, and OR across tables would use neither.
    """
    for term in query_terms(query):
        said = Inquiry.objects.filter(holds(term)).values("pk")
        by_buyer = Inquiry.objects.filter(holds(term, "customer__search_text")).values("pk")
        rows = rows.filter(pk__in=said.union(by_buyer))
    return rows
