from django.db import migrations, models


class Migration(migrations.Migration):
    """What was written down before stays as it is."""

    dependencies = [("followups", "0008_windows_of_the_cadence")]

    operations = [
        migrations.AddField(
            model_name="cadencewindow",
            name="is_fixed",
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name="cadencewindow",
            name="is_fixed",
            field=models.BooleanField(default=False),
        ),
    ]
