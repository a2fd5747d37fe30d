from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0017_timeline_of_help_requests")]

    operations = [
        migrations.AlterField(
            model_name="timelineentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("inquiry", "Inquiry"),
                    ("message", "Buyer's message"),
                    ("reply", "Reply"),
                    ("follow_up", "Follow-up"),
                    ("grade", "Grade"),
                    ("owner", "Owner"),
                    ("stage", "Stage"),
                    ("data", "Particulars"),
                    ("file", "File"),
                    ("due", "Date by hand"),
                    ("share", "Shared"),
                    ("help", "Help request"),
                    ("quote", "Quote"),
                    ("order", "Order"),
                    ("sample", "Sample"),
                    ("proof", "Proof"),
                    ("visit", "Factory visit"),
                ],
                max_length=20,
            ),
        ),
    ]
