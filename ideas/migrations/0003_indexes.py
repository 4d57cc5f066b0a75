import datetime
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0002_search"),
        ("organisation", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="idea",
            name="idea_queue",
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                models.OrderBy(
                    django.db.models.functions.comparison.Coalesce(
                        "promised_reply_at",
                        models.Value(
                            datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC),
                            output_field=models.DateTimeField(),
                        ),
                    )
                ),
                models.F("submitted_at"),
                models.F("id"),
                condition=models.Q(("state__in", ["submitted", "in_triage", "parked"])),
                name="idea_queue_by_promise",
            ),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                condition=models.Q(("first_human_reply_at", None), ("state__in", ["submitted", "in_triage"])),
                fields=["promised_reply_at"],
                name="idea_unanswered",
            ),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(fields=["-submitted_at", "-id"], name="idea_newest"),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(fields=["state", "-submitted_at", "-id"], name="idea_newest_of_state"),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(fields=["site", "-submitted_at", "-id"], name="idea_newest_of_site"),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                models.OrderBy(
                    django.db.models.functions.comparison.Coalesce(
                        "priority", models.Value(-1.0, output_field=models.FloatField())
                    ),
                    descending=True,
                ),
                models.OrderBy(models.F("id"), descending=True),
                name="idea_by_priority",
            ),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                models.OrderBy(
                    django.db.models.functions.comparison.Coalesce(
                        "promised_reply_at",
                        models.Value(
                            datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC),
                            output_field=models.DateTimeField(),
                        ),
                    )
                ),
                models.OrderBy(models.F("id")),
                name="idea_by_promise",
            ),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                condition=models.Q(("first_human_reply_at__isnull", False), ("state__in", ["submitted", "in_triage"])),
                fields=["id"],
                name="idea_answered_once",
            ),
        ),
    ]
