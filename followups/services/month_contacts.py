"""How many contacts a customer had in the month of the last one: what "five a month" is measured by (N16).

One contact a day counts. The day of the last contact counts, also when no record of ours tells of it (an import).
"""

from collections.abc import Collection

from django.db.models import Count, DateField, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncDate, TruncMonth

from core.work_days import current_calendar
from customers.models import Customer
from followups.domain.intervals import month_bounds
from followups.models import FollowUp


def count_month(customer: Customer) -> None:
    """Set it at the customer, whose last contact may not be written yet; the caller writes both."""
    if customer.last_contact_at is None:
        customer.month_contacts = 0
        return
    last_on = current_calendar().day_of(customer.last_contact_at)
    made = FollowUp.objects.filter(customer=customer, is_contact=True, on_day__range=month_bounds(last_on))
    others = made.exclude(on_day=last_on).aggregate(days=Count("on_day", distinct=True))
    customer.month_contacts = 1 + others["days"]


def count_months(customer_ids: Collection[int]) -> None:
    """Write it at many customers, after records came or went past the services that record one."""
    rows = Customer.objects.filter(pk__in=customer_ids)
    rows.filter(last_contact_at=None, month_contacts__gt=0).update(month_contacts=0)
    last_on = TruncDate("customer__last_contact_at")
    month = TruncMonth("customer__last_contact_at", output_field=DateField())
    made = FollowUp.objects.filter(customer=OuterRef("pk"), is_contact=True).order_by()
    others = (
        made.annotate(month=month, last_on=last_on)
        .filter(on_day__gte=F("month"))
        .exclude(on_day=F("last_on"))
    )
    counted = others.values("customer").annotate(days=Count("on_day", distinct=True)).values("days")
    rows.exclude(last_contact_at=None).update(month_contacts=1 + Coalesce(Subquery(counted), 0))
