"""Advice as its readers see it."""

from django.db.models import Case, QuerySet, Value, When

from accounts.models import User
from oversight.models import Advice, AdviceState

SHOWN = 100


def read_advice(user: User) -> "QuerySet[Advice]":
    """Return what `user` may read, what is to be answered first, then the newest."""
    is_decided = Case(When(state=AdviceState.OPEN, then=Value(0)), default=Value(1))
    rows = Advice.objects.visible_to(user).select_related("author", "decided_by", "result_by")
    return rows.order_by(is_decided, "-at", "-pk")[:SHOWN]
