from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0018_timeline_of_selling"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="timelineentry",
            index=models.Index(
                condition=models.Q(("kind__in", ("sample", "order"))),
                fields=["kind", "at"],
                name="timeline_sold",
            ),
        ),
    ]
