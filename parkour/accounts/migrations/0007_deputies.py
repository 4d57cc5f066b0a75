import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_password_requests")]

    operations = [
        migrations.CreateModel(
            name="Deputy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("named_at", models.DateTimeField(verbose_name="named on")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended on")),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deputies",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stands_in",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="deputy",
                    ),
                ),
            ],
            options={
                "verbose_name": "deputy",
                "verbose_name_plural": "deputies",
                "ordering": ["-starts_on", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["person", "ends_on"], name="deputy_of_a_person"
                    ),
                    models.Index(condition=models.Q(("ended_at", None)), fields=["ends_on"], name="deputy_until"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="deputy_ends_after_they_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("officer", models.F("person")), _negated=True),
                        name="deputy_is_somebody_else",
                    ),
                ],
            },
        ),
    ]
