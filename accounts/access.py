"""From an id to an object, and from an object to what may be done to it: 404 when hidden, 403 when refused."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models
from django.http import Http404
from django.utils import timezone

from core import audit
from core.access import Access, allow, refuse

M = TypeVar("M", bound=models.Model)


def require(user: Any, predicate: Callable[[Any, Any], bool], target: models.Model) -> None:
    """Answer 403 unless `predicate(user, target)`: the row is visible, but this may not be done to it."""
    if not predicate(user, target):
        refuse(user, target, predicate.__name__)


def get_visible_or_404(queryset: models.QuerySet[M], user: Any, pk: Any) -> M:
    """Return the row if `user` may see it; else 404, the same whether it is hidden or absent, and recorded.

    The only way from an id in a URL or a form to an object.
    """
    try:
        return queryset.visible_to(user).get(pk=pk)  # type: ignore[attr-defined,no-any-return]  # ScopedQuerySet
    except (queryset.model.DoesNotExist, ValueError, OverflowError):
        asked = f"{queryset.model._meta.label_lower}:{pk}"[:120]
        audit.record(
            "accounts.not_found", actor=user, at=timezone.now(), is_refused=True, changes={"asked": ("", asked)}
        )
        raise Http404 from None


__all__ = ["Access", "allow", "get_visible_or_404", "refuse", "require"]
