"""From planned contacts to follow-up rows, and what they leave at the customer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from customers.models import TimelineEntry
from customers.timeline import for_whom
from followups.models import FollowUp
from tradecrm.demo.buyers import Buyer
from tradecrm.demo.rhythm import Contacted
from tradecrm.demo.tell import key_of, stood_in_for, tell
from tradecrm.demo.world import World


@dataclass(slots=True)
class ContactState:
    """What the customer's row says of its contacts."""

    first_contact_at: datetime | None = None
    last: Contacted | None = None
    days_of_month: set[date] = field(default_factory=set)

    def columns(self) -> dict[str, Any]:
        if self.last is None:
            return {}
        return {
            "last_contact_at": self.last.at, "last_contact_channel": str(self.last.values.channel),
            "last_contact_text": " ".join(self.last.values.text.split())[:200], "month_contacts": len(self.days_of_month),
        }  # fmt: skip


def write_contacts(
    world: World, buyer: Buyer, contacts: Sequence[Contacted], replies: Mapping[tuple[int, Any], int]
) -> ContactState:
    """Write the follow-ups, oldest first; `replies` holds the keys of replies by inquiry and time."""
    state = ContactState()
    for contacted in contacts:
        on_day = world.calendar.day_of(contacted.at)
        key = world.rows.add(FollowUp, _row(buyer, contacted, on_day, replies))
        if contacted.said is None:
            _tell(world, buyer, contacted, key)
        if contacted.values.is_contact:
            state.first_contact_at = state.first_contact_at or contacted.at
            state.last = contacted
            state.days_of_month = {day for day in state.days_of_month if day >= on_day.replace(day=1)} | {
                on_day
            }
    return state


def _row(
    buyer: Buyer, contacted: Contacted, on_day: date, replies: Mapping[tuple[int, Any], int]
) -> dict[str, Any]:
    values, thread = contacted.values, contacted.thread
    return {
        "customer_id": buyer.key, "contact_id": buyer.contact_keys[0], "inquiry_id": thread.key if thread else None,
        "reply_id": replies[thread.key, contacted.at] if thread else None, "channel": str(values.channel),
        "result": str(values.result), "text": values.text, "next_step": values.next_step, "at": contacted.at,
        "on_day": on_day, "entered_at": contacted.at, "by_id": contacted.by.pk, "is_contact": values.is_contact,
        "stood_in_for_id": key_of(stood_in_for(buyer, contacted.at, contacted.by)),
    }  # fmt: skip


def _tell(world: World, buyer: Buyer, contacted: Contacted, key: int) -> None:
    values = contacted.values
    tell(
        world, buyer, TimelineEntry.Kind.FOLLOW_UP, contacted.at, contacted.by, text=values.text, channel=values.channel,
        contact_id=buyer.contact_keys[0], ref=(FollowUp, key),
        values={
            "result": str(values.result), "next_step": values.next_step, "is_back_dated": False,
            **for_whom(stood_in_for(buyer, contacted.at, contacted.by)),
        },
    )  # fmt: skip
