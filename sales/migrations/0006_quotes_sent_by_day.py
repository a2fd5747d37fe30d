from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inquiries", "0007_when_delays_were_judged"),
        ("sales", "0005_bundles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="quoteversion",
            index=models.Index(
                condition=models.Q(("sent_at__isnull", False)), fields=["sent_at"], name="quote_version_sent"
            ),
        ),
    ]
