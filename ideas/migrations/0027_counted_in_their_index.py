import datetime

import django.db.models.expressions
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ideas", "0026_queue_by_running_promise")]

    operations = [
        migrations.RemoveIndex(model_name="idea", name="idea_queue_by_promise"),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                models.OrderBy(
                    models.Case(
                        models.When(
                            first_human_reply_at__isnull=False,
                            then=models.Value(
                                datetime.datetime(9999, 12, 30, 0, 0, tzinfo=datetime.UTC),
                                output_field=models.DateTimeField(),
                            ),
                        ),
                        default=django.db.models.functions.comparison.Coalesce(
                            "promised_reply_at",
                            models.Value(
                                datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC),
                                output_field=models.DateTimeField(),
                            ),
                        ),
                    )
                ),
                models.F("submitted_at"),
                models.F("id"),
                condition=models.Q(("state__in", ["submitted", "in_triage", "parked"])),
                include=["state", "review_on", "first_human_reply_at", "promised_reply_at"],
                name="idea_queue_by_promise",
            ),
        ),
        migrations.RemoveIndex(model_name="idea", name="idea_portfolio_open"),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                models.OrderBy(django.db.models.functions.comparison.Coalesce("priority", "value"), descending=True),
                models.OrderBy(
                    django.db.models.functions.comparison.Coalesce(
                        "level_impact", models.Value(0.0, output_field=models.FloatField())
                    ),
                    descending=True,
                ),
                models.OrderBy(
                    django.db.models.expressions.CombinedExpression(
                        models.Value(0.0, output_field=models.FloatField()),
                        "-",
                        django.db.models.functions.comparison.Coalesce(
                            "level_effort", models.Value(6.0, output_field=models.FloatField())
                        ),
                    ),
                    descending=True,
                ),
                models.OrderBy(
                    django.db.models.expressions.CombinedExpression(
                        models.Value(0, output_field=models.BigIntegerField()), "-", models.F("id")
                    ),
                    descending=True,
                ),
                condition=models.Q(
                    ("sealed", False),
                    ("value__isnull", False),
                    (
                        "state__in",
                        [
                            "submitted",
                            "in_triage",
                            "needs_info",
                            "workshop",
                            "parked",
                            "fast_track",
                            "shortlisted",
                            "scheduled",
                            "recommended",
                            "deferred",
                        ],
                    ),
                ),
                include=[
                    "id",
                    "priority",
                    "value",
                    "level_impact",
                    "level_effort",
                    "raters",
                    "kind",
                    "state",
                    "redirected_to",
                ],
                name="idea_portfolio_open",
            ),
        ),
    ]
