from django.db import migrations
from django.db.models import Count, DateField, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, TruncMonth


def count_months(apps, _schema_editor):
    """Until now each night emptied the count of customers whose last contact was in a month before."""
    month = TruncMonth("customer__last_contact_at", output_field=DateField())
    made = apps.get_model("followups", "FollowUp").objects.filter(customer=OuterRef("pk"), is_contact=True)
    days = made.order_by().annotate(month=month).filter(on_day__gte=F("month")).values("customer")
    counted = Coalesce(Subquery(days.annotate(days=Count("on_day", distinct=True)).values("days")), 0)
    customers = apps.get_model("customers", "Customer").objects.exclude(last_contact_at=None)
    customers.update(month_contacts=Greatest(counted, Value(1)))


class Migration(migrations.Migration):
    """The contacts of the month of the last one stay counted when the next month begins."""

    dependencies = [
        ("customers", "0019_sold_by_day"),
        ("followups", "0009_windows_are_fixed_after_two_weeks"),
    ]

    operations = [migrations.RunPython(count_months, migrations.RunPython.noop)]
