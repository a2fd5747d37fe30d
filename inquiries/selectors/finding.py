"""Find anything (Ctrl K): inquiries by number, subject, sender and products, among what one may see."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from inquiries.models import Inquiry, InquiryLine

FOUND_AT_MOST = 8
SHORTEST = 2
WORDS_AT_MOST = 6


def find_inquiries(user: Any, query: str) -> list[Inquiry]:
    """Return the newest visible inquiries in which every word of `query` stands, with their customers. One query."""
    words = query.split()[:WORDS_AT_MOST]
    if sum(map(len, words)) < SHORTEST:
        return []
    rows = Inquiry.objects.visible_to(user).select_related("customer").defer("points")
    for word in words:
        asked = InquiryLine.objects.filter(inquiry=OuterRef("pk"), words__icontains=word)
        rows = rows.filter(
            Q(number__icontains=word) | Q(subject__icontains=word) | Q(sender__icontains=word) | Exists(asked)
        )
    return list(rows.order_by("-received_at", "-pk")[:FOUND_AT_MOST])
