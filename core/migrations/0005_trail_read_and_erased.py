"""The trail is read by customer, day and refusal, its checks are kept, and its values can be emptied: in one way only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLE = "core_auditdetail"
REFUSED = "values of the audit trail are append-only"
# A value is emptied once, in the name of a later entry that says so; what says so is never emptied.
ALLOWED = """
    OLD.erased_by_id IS NULL AND NEW.erased_by_id > OLD.entry_id AND NEW.entry_id = OLD.entry_id
    AND NEW.label = '' AND NEW.salt = '' AND {empty}
    AND EXISTS (SELECT 1 FROM core_auditentry WHERE id = NEW.erased_by_id AND verb = 'core.values_erased')
    AND NOT EXISTS (SELECT 1 FROM core_auditentry WHERE id = OLD.entry_id AND verb = 'core.values_erased')
"""


def add_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        allowed = ALLOWED.format(empty="NEW.changes = '{}'::jsonb")
        schema_editor.execute(
            "CREATE FUNCTION refuse_change_of_values() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF TG_OP = 'UPDATE' THEN IF {allowed} THEN RETURN NEW; END IF; END IF; "
            f"RAISE EXCEPTION '{REFUSED}'; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_erase_only BEFORE UPDATE OR DELETE ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_values()"
        )
    else:
        allowed = ALLOWED.format(empty="NEW.changes = '{}'")
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_erase_only BEFORE UPDATE ON {TABLE} WHEN ({allowed}) IS NOT 1 "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_erase_only ON {TABLE}")
        schema_editor.execute("DROP FUNCTION IF EXISTS refuse_change_of_values()")
    else:
        for name in ("erase_only", "no_delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{name}")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_notice_about"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_whole", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("entries", models.PositiveIntegerField(default=0)),
                ("erased", models.PositiveIntegerField(default=0)),
                ("last_link_id", models.BigIntegerField(default=0)),
                ("last_digest", models.CharField(blank=True, max_length=64)),
                ("sealed_at", models.DateTimeField(null=True)),
                ("broken_id", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="auditdetail",
            name="erased_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="core.auditentry",
            ),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="about_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="auditdetail",
            name="salt",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(("about_id__isnull", False)),
                fields=["about_id", "-id"],
                name="audit_about_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["at"], name="audit_at"),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(("is_refused", True)), fields=["-id"], name="audit_refused_newest"
            ),
        ),
        migrations.AddField(
            model_name="auditcheck",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="auditcheck",
            name="job",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="core.job"
            ),
        ),
        migrations.AddIndex(
            model_name="auditcheck",
            index=models.Index(fields=["-finished_at"], name="audit_check_newest"),
        ),
        migrations.RunPython(add_triggers, drop_triggers),
    ]
