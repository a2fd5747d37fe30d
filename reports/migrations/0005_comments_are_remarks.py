"""Comments on weekly reports stand with those on everything else that is handed in (oversight 0005)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_reminders_and_kept_particulars")]

    operations = [migrations.DeleteModel(name="Comment")]
