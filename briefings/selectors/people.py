"""Who can be there, and to whom a ruling can be given."""

from collections.abc import Collection

from django.db.models import Q

from accounts.models import User, UserQuerySet


def people_to_rule() -> UserQuerySet:
    """Return to whom something can be given to do: everybody of the company who is active, not the adviser."""
    leading, helping = Q(is_manager=True) | Q(is_boss=True), Q(is_assistant=True) | Q(is_admin=True)
    working = Q(is_salesperson=True) | Q(is_production=True)
    found: UserQuerySet = User.objects.active().filter(leading | helping | working).order_by("name", "pk")
    return found


def people_to_attend(noted: Collection[int] = ()) -> UserQuerySet:
    """Return who may have been there: whoever can be given a ruling, boss and managers first; and who is `noted` already."""
    able = Q(pk__in=people_to_rule().order_by().values("pk"))
    rows: UserQuerySet = User.objects.filter(able | Q(pk__in=list(noted)))
    return rows.order_by("-is_boss", "-is_manager", "name", "pk")
