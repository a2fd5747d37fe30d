"""From an id to an object, and from an object to what may be done to it: 404 when hidden, 403 when refused."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from accounts.scoping import people_in_sight
from core import audit
from core.access import Access, allow, hide, refuse
from core.models import AuditEntry

M = TypeVar("M", bound=models.Model)
VISIT = timedelta(hours=1)


class Request(HttpRequest):
    """What a view gets behind `@allow`: somebody is signed in, and the middleware has marked htmx's requests."""

    user: User
    htmx: HtmxDetails


def require(user: Any, predicate: Callable[[Any, Any], bool], target: models.Model) -> None:
    """Answer 403 unless `predicate(user, target)`: the row is visible, but this may not be done to it."""
    if not predicate(user, target):
        refuse(user, target, predicate.__name__)


def get_visible_or_404(queryset: models.QuerySet[M], user: Any, pk: Any) -> M:
    """Return the row if `user` may see it; else 404, the same whether it is hidden or absent, and recorded.

    The only way from an id in a URL or a form to an object.
    """
    try:
        return cast(M, queryset.visible_to(user).get(pk=pk))  # type: ignore[attr-defined]  # ScopedQuerySet
    except (ObjectDoesNotExist, ValueError, OverflowError):
        hide(user, f"{queryset.model._meta.label_lower}:{pk}")


def owner_asked(request: Request) -> User | None:
    """Return whom `?person=` asks for, somebody whose rows the reader sees, else 404; None without it. One query."""
    asked = request.GET.get("person", "")
    if not asked:
        return None
    try:
        return people_in_sight(request.user).get(pk=asked)
    except (ObjectDoesNotExist, ValueError, OverflowError):
        hide(request.user, f"accounts.user:{asked}"[:120])


def note_read(verb: str, *, user: Any, record: Any, at: datetime) -> None:
    """Record that `user` reads the page of a record of somebody else (permissions.md); the owner's own reading is not.

    A visit is recorded once: who comes back, opens a dialog or turns the pages of the history within an hour is still
    there. How many pages somebody opens is counted apart, each time (`customers.services.count_page`). One look at an
    index, and at most one entry.
    """
    note_reads(verb, user=user, records=[record], at=at)


def note_reads(verb: str, *, user: Any, records: Iterable[Any], at: datetime) -> None:
    """Like `note_read`, for records of one kind that stand on one page."""
    others = {str(record.pk): record for record in records if record.owner_id != user.pk}
    if not others:
        return
    kind = next(iter(others.values()))._meta.label_lower
    visits = AuditEntry.objects.filter(
        target_type=kind, target_id__in=list(others), verb=verb, actor=user, at__gt=at - VISIT
    )
    here = set(visits.values_list("target_id", flat=True))
    new: list[tuple[models.Model, audit.Changes]] = [
        (record, {}) for pk, record in others.items() if pk not in here
    ]
    if new:
        audit.record_each(verb, actor=user, at=at, changed=new)


__all__ = [
    "Access",
    "Request",
    "allow",
    "get_visible_or_404",
    "hide",
    "note_read",
    "note_reads",
    "owner_asked",
    "refuse",
    "require",
]
