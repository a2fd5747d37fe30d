"""The sender of an inquiry is erased with the contact."""

from core import notices
from customers.models import ERASED_NAME
from inquiries.models import Inquiry
from inquiries.text import inquiry_words


def erase_sender(*, contact_id: int) -> None:
    """Take the name of an erased contact from its inquiries, the words by which they are found, and notices of them."""
    rows = list(Inquiry.objects.filter(contact=contact_id).exclude(sender="").prefetch_related("lines"))
    notices.rename(Inquiry, {row.pk: row.sender for row in rows}, ERASED_NAME)
    for row in rows:
        row.sender = ERASED_NAME
        row.search_text = inquiry_words(row, [line.words for line in row.lines.all()])
    Inquiry.objects.bulk_update(rows, ["sender", "search_text"], batch_size=500)
