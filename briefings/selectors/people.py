"""Who can be there, and to whom a ruling can be given."""

from django.db.models import Q

from accounts.models import User, UserQuerySet


def people_to_rule() -> UserQuerySet:
    """Return to whom something can be given to do: everybody of the company who is active, not the adviser."""
    inside = Q(is_salesperson=True) | Q(is_manager=True) | Q(is_boss=True) | Q(is_assistant=True)
    return (
        User.objects.active().filter(inside | Q(is_production=True) | Q(is_admin=True)).order_by("name", "pk")
    )


def people_to_attend() -> UserQuerySet:
    """Return who may have been there: whoever can be given a ruling, boss and managers first."""
    return people_to_rule().order_by("-is_boss", "-is_manager", "name", "pk")
