"""Several counts in one statement."""

from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User


def count_together(user: Any, querysets: dict[str, "QuerySet[Any]"]) -> dict[str, Any]:
    """Return the number of rows of each queryset, with one query: each is a scalar subquery."""
    numbers = {name: Coalesce(Subquery(number_of(rows)), 0) for name, rows in querysets.items()}
    counts: dict[str, Any] = User.objects.filter(pk=user.pk).values(**numbers).get()
    return counts


def number_of(rows: "QuerySet[Any]") -> Any:
    """Return the number of `rows` as a query of one column: what `Subquery` takes; no row where there is none."""
    counted = rows.order_by().values(one=Value(1, output_field=IntegerField())).annotate(number=Count("pk"))
    return counted.values("number")
