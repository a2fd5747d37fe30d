"""What this app does when a lower one says something."""

from accounts.events import LeaderChanged, TeamChanged
from core.events import subscribe
from customers.events import CustomersMerged
from customers.services import change_rows
from reports.models import AListEntry, KeyCustomer, LeaderMove, TeamMove


@subscribe(TeamChanged)
def note_move(event: TeamChanged) -> None:
    """Each team's figures hold what was done in it (N18)."""
    TeamMove.objects.create(
        person_id=event.user_id, before_id=event.before_id, after_id=event.after_id, at=event.at
    )


@subscribe(LeaderChanged)
def note_leader(event: LeaderChanged) -> None:
    """What was done before stands with who led the team then (N18)."""
    LeaderMove.objects.create(
        team_id=event.team_id, before_id=event.before_id, after_id=event.after_id, at=event.at
    )


@subscribe(CustomersMerged)
def move_key_customers_of_merged(event: CustomersMerged) -> None:
    """Two records of one buyer are one: reports name the one that stays. Undoing it takes the rows back by itself."""
    for rows in (KeyCustomer.objects, AListEntry.objects):
        of_merged = rows.filter(customer=event.merged_id)
        change_rows(event.merge_id, of_merged, customer_id=event.survivor_id)
