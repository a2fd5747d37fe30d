from django.db import migrations
from django.db.models import Count, DateField, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncDate, TruncMonth


def count_months(apps, _schema_editor):
    """Until now each night emptied the count of customers whose last contact was in a month before."""
    last_on = TruncDate("customer__last_contact_at")
    month = TruncMonth("customer__last_contact_at", output_field=DateField())
    made = apps.get_model("followups", "FollowUp").objects.filter(customer=OuterRef("pk"), is_contact=True)
    others = made.order_by().annotate(month=month, last_on=last_on)
    others = others.filter(on_day__gte=F("month")).exclude(on_day=F("last_on")).values("customer")
    counted = others.annotate(days=Count("on_day", distinct=True)).values("days")
    customers = apps.get_model("customers", "Customer").objects.exclude(last_contact_at=None)
    customers.update(month_contacts=1 + Coalesce(Subquery(counted), 0))


class Migration(migrations.Migration):
    """The contacts of the month of the last one stay counted when the next month begins."""

    dependencies = [
        ("customers", "0019_sold_by_day"),
        ("followups", "0009_windows_are_fixed_after_two_weeks"),
    ]

    operations = [migrations.RunPython(count_months, migrations.RunPython.noop)]
