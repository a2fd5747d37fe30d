"""How many colleagues' customers are shown to a person within an hour (trust.md D3)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.scoping import leaders_of
from core import audit, notices, policy
from customers.lookup.results import Lookup
from customers.models import LookupSighting
from customers.policies import LOOKUP, LookupPolicy

WINDOW = timedelta(hours=1)


class Asked(NamedTuple):
    """A customer that a lookup leads to; `is_masked`: a colleague's."""

    pk: int
    is_masked: bool


def count_shown(*, user: User, found: Lookup, at: datetime) -> Lookup:
    """Count what a refusal is about to show, and withhold what is above the hour's number (trust.md D3).

    For views that answer DuplicateBuyer: the refused transaction took its own count back with it.
    """
    asked = [Asked(match.customer.pk, not match.is_visible) for match in found.matches]
    shown, withheld = withhold(user, asked, len(asked), at)
    return Lookup([match for match in found.matches if match.customer.pk in shown], withheld)


def allow_masked(*, user: User, ids: Iterable[int], at: datetime) -> set[int]:
    """Count colleagues' customers that are about to be shown, by name or owner; return those that may be (trust.md D3)."""
    asked = [Asked(pk, is_masked=True) for pk in sorted(set(ids))]
    return withhold(user, asked, len(asked), at)[0]


def withhold(user: User, asked: Sequence[Asked], limit: int, at: datetime) -> tuple[set[int], bool]:
    """Choose at most `limit` of `asked` for `user` to see, in their order, and count the colleagues' among them (D3).

    Returns them, and whether the hour's number is used up. What is withheld leaves no gap: the answer does not tell it
    from what is not there.
    """
    per_hour = policy.get(LOOKUP, LookupPolicy).colleagues_per_hour
    masked = {one.pk for one in asked if one.is_masked}
    if not masked:
        return {one.pk for one in asked[:limit]}, len(_seen_by(user, at)) >= per_hour
    with transaction.atomic():
        User.objects.select_for_update().only("pk").get(pk=user.pk)
        seen = _seen_by(user, at)
        shown, refused = _choose(asked, limit, seen, per_hour - len(seen))
        LookupSighting.objects.bulk_create(
            [LookupSighting(user=user, customer_id=pk, seen_at=at) for pk in sorted(shown & masked)],
            update_conflicts=True, unique_fields=["user", "customer"], update_fields=["seen_at"],
        )  # fmt: skip
    if refused:
        _report_probing(user, per_hour, at)
    return shown, len(seen | (shown & masked)) >= per_hour


def _seen_by(user: User, at: datetime) -> set[int]:
    """Return the colleagues' customers that `user` was shown within the hour."""
    recent = LookupSighting.objects.filter(user=user, seen_at__gt=at - WINDOW)
    return set(recent.values_list("customer_id", flat=True))


def _choose(asked: Iterable[Asked], limit: int, seen: set[int], left: int) -> tuple[set[int], int]:
    """Return the first `limit` of `asked` without the masked ones above `left` new ones, and how many these are."""
    shown: set[int] = set()
    new = refused = 0
    for pk, is_masked in asked:
        is_new = is_masked and pk not in seen
        if len(shown) == limit:
            break
        if is_new and new >= left:
            refused += 1
        else:
            shown.add(pk)
            new += is_new
    return shown, refused


def _report_probing(user: User, limit: int, at: datetime) -> None:
    """Record the refusal, and tell the manager, else the boss, once an hour."""
    audit.record("customers.lookup_withheld", actor=user, at=at, target=user, is_refused=True)
    notices.notify(
        leaders_of([user], at=at)[user.pk],
        key=f"lookup-withheld:{user.pk}:{at:%Y-%m-%dT%H}",
        message=gettext_noop("%(name)s was shown more than %(limit)s colleagues' customers within an hour."),
        values={"name": user.full_name, "limit": limit},
        at=at,
        is_urgent=True,
    )
