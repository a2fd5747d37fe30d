"""The last extra service for a customer (S189), told with the customer itself."""

from datetime import date
from typing import Any

from django.db.models import JSONField, OuterRef, Subquery
from django.db.models.functions import JSONObject

from followups.models import FollowUp, Surprise


def newest_surprise() -> Subquery:
    """Return the newest record of the customer that is marked as an extra service, as JSON: its kind and day.

    It opens nothing: whoever the customer is loaded for sees its records.
    """
    rows = FollowUp.objects.filter(customer=OuterRef("pk")).exclude(surprise="").order_by("-at", "-pk")
    told = rows.values(told=JSONObject(kind="surprise", day="on_day"))
    return Subquery(told[:1], output_field=JSONField())


def surprise_of(customer: Any) -> tuple[str, date] | None:
    """Return it in words, with the day, of a customer loaded with `last_surprise`; None before the first."""
    told = getattr(customer, "last_surprise", None)
    return (str(Surprise(told["kind"]).label), date.fromisoformat(told["day"])) if told else None
