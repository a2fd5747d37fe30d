"""What the nightly scan would have found, and three customers that belong together."""

from collections import deque
from datetime import datetime

from accounts.models import User
from customers.models import Customer
from customers.services import link_customers, scan_twins

BUYS_FOR = 2


def add_twins_and_group(users: dict[str, User], at: datetime) -> None:
    """Store the pairs that look like one buyer; a salesperson's customer buys as an agent for two others of theirs."""
    deque(scan_twins(at=at), maxlen=0)
    for person in users.values():
        own = list(Customer.objects.filter(owner=person, merged_into=None).order_by("pk")[: 1 + BUYS_FOR])
        if len(own) > BUYS_FOR:
            agent, *clients = own
            for client in clients:
                link_customers(actor=person, customer=agent, other=client, relation="end_client", at=at)
            return
