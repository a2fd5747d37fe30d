"""The fields that a column can mean, and how their cells are read."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text",
    "lines",
    "email",
    "phone",
    "website",
    "country",
    "day",
    "grade",
    "choice",
    "person",
    "words",
    "yes_no",
]


@dataclass(frozen=True)
class Field:
    """A field: how its cell is read, whether each contact person has one, and how long it may be."""

    kind: Kind
    length: int = 0
    is_of_contact: bool = False


FIELDS: dict[str, Field] = {
    "name": Field("text", 200),
    "local_name": Field("text", 200),
    "website": Field("website", 200),
    "phone": Field("phone", 60),
    "fax": Field("phone", 60),
    "country": Field("country"),
    "city": Field("text", 80),
    "province": Field("text", 80),
    "postcode": Field("text", 20),
    "address": Field("lines", 300),
    "delivery_address": Field("lines", 300),
    "business_type": Field("choice"),
    "annual_purchase": Field("text", 60),
    "source": Field("choice"),
    "stage": Field("choice"),
    "grade": Field("grade"),
    "owner": Field("person"),
    "tags": Field("words"),
    "products": Field("words"),
    "note": Field("lines", 2_000),
    "created_on": Field("day"),
    "last_contact_on": Field("day"),
    "next_contact_on": Field("day"),
    "credit": Field("choice"),
    "payment_habit": Field("text", 200),
    "open_orders": Field("lines", 2_000),
    "reference": Field("text", 60),
    "contact_name": Field("text", 120, is_of_contact=True),
    "first_name": Field("text", 60, is_of_contact=True),
    "last_name": Field("text", 60, is_of_contact=True),
    "form_of_address": Field("choice", is_of_contact=True),
    "job_title": Field("text", 120, is_of_contact=True),
    "email": Field("email", 200, is_of_contact=True),
    "contact_phone": Field("phone", 60, is_of_contact=True),
    "whatsapp": Field("phone", 60, is_of_contact=True),
    "wechat": Field("text", 60, is_of_contact=True),
    "skype": Field("text", 120, is_of_contact=True),
    "decides": Field("yes_no", is_of_contact=True),
    "contact_note": Field("text", 200, is_of_contact=True),
    "follow_up_text": Field("lines", 4_000),
    "follow_up_on": Field("day"),
    "follow_up_by": Field("person"),
    "follow_up_channel": Field("choice"),
}
# Texts that may stand in several columns: they are joined.
SEVERAL = frozenset({"note", "address", "tags", "products", "open_orders", "follow_up_text"})
