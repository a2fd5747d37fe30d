"""Lines of the demo's timeline, in the form of `customers.timeline.add_entry`."""

from datetime import datetime
from typing import Any

from django.db import models

from accounts.models import User
from customers.models import TimelineEntry
from tradecrm.demo.buyers import Buyer
from tradecrm.demo.world import World


def tell(
    world: World,
    buyer: Buyer,
    kind: str,
    at: datetime,
    actor: User | None,
    *,
    text: str = "",
    values: dict[str, Any] | None = None,
    channel: str = "",
    is_inbound: bool = False,
    contact_id: int | None = None,
    ref: tuple[type[models.Model], int] | None = None,
) -> None:
    """Write one line of the buyer's history."""
    row = {
        "customer_id": buyer.key, "at": at, "kind": str(kind), "actor_id": actor.pk if actor else None,
        "contact_id": contact_id, "channel": str(channel), "is_inbound": is_inbound, "text": text, "values": values or {},
        "ref_type": ref[0]._meta.label_lower if ref else "", "ref_id": ref[1] if ref else None,
    }  # fmt: skip
    world.rows.add(TimelineEntry, row)


def stood_in_for(buyer: Buyer, at: datetime, by: User) -> User | None:
    """Return the owner of that moment, when somebody else acted for them (N9)."""
    owner = buyer.owner_at(at)
    return owner if owner is not None and owner.pk != by.pk else None


def key_of(person: User | None) -> int | None:
    """Return the person's key; None for nobody."""
    return person.pk if person is not None else None
