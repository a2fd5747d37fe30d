"""Who reads what is reported: the author and who led them then, or the department's manager; the boss reads all."""

from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q

from accounts.models import User

M = TypeVar("M", bound=models.Model)


class PersonalQuerySet(models.QuerySet[M]):
    """Rows of one `person`, who reported to `manager` then."""

    def visible_to(self, user: Any) -> Self:
        """One's own, those of the manager of the cut-off, all for the boss (permissions.md).

        Standing in for the author opens none: a report is between them and who leads them.
        """
        if not isinstance(user, User) or user.is_frozen or not user.is_active:
            return self.none()
        if user.is_boss:
            return self.all()
        return self.filter(Q(person=user) | Q(manager=user)) if user.is_manager else self.filter(person=user)


class LedQuerySet(models.QuerySet[M]):
    """Rows of one `manager`'s department."""

    def visible_to(self, user: Any) -> Self:
        """One's own as a manager; all for the boss."""
        if not isinstance(user, User) or user.is_frozen or not user.is_active:
            return self.none()
        if user.is_boss:
            return self.all()
        return self.filter(manager=user) if user.is_manager else self.none()
