import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RemoveField(model_name="user", name="time_zone"),
        migrations.AlterField(  # so that the way back has a value for the rows that are there
            model_name="usersession",
            name="seen_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.RemoveField(model_name="usersession", name="seen_at"),
    ]
