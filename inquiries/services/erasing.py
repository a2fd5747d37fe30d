"""The sender of an inquiry is erased with the contact."""

from customers.models import ERASED_NAME
from inquiries.models import Inquiry
from inquiries.text import inquiry_words


def erase_sender(*, contact_id: int) -> None:
    """Take the name of an erased contact from its inquiries, and from the words by which they are found."""
    rows = list(Inquiry.objects.filter(contact=contact_id).exclude(sender="").prefetch_related("lines"))
    for row in rows:
        row.sender = ERASED_NAME
        row.search_text = inquiry_words(row, [line.words for line in row.lines.all()])
    Inquiry.objects.bulk_update(rows, ["sender", "search_text"], batch_size=500)
