import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0014_board_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="idea",
            name="origin",
            field=models.CharField(
                choices=[
                    ("web", "Form"),
                    ("qr", "Form, by the poster of a site"),
                    ("kiosk", "Shared tablet"),
                    ("email", "E-mail"),
                    ("import", "Import"),
                    ("session", "Committee session"),
                    ("assisted", "Said to a colleague, who typed it"),
                    ("visit", "Field visit"),
                    ("card", "Card on a wall"),
                    ("meeting", "Meeting"),
                ],
                default="web",
                max_length=10,
                verbose_name="origin",
            ),
        ),
        migrations.CreateModel(
            name="Capture",
            fields=[
                (
                    "idea",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="capture",
                        serialize=False,
                        to="ideas.idea",
                        verbose_name="contribution",
                    ),
                ),
                ("said_on", models.DateField(verbose_name="said on")),
                ("said_by", models.CharField(blank=True, max_length=120, verbose_name="said by")),
                (
                    "disowned",
                    models.CharField(
                        blank=True,
                        choices=[("not_mine", "It is not from me"), ("not_meant", "It is not what I meant")],
                        max_length=10,
                        verbose_name="refused by the author named",
                    ),
                ),
                ("disowned_at", models.DateTimeField(blank=True, null=True, verbose_name="refused on")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="typed by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="colleague named",
                    ),
                ),
                (
                    "to_say",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="ideas.ideaevent",
                        verbose_name="answer to say aloud",
                    ),
                ),
            ],
            options={
                "verbose_name": "contribution typed for somebody",
                "verbose_name_plural": "contributions typed for somebody",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("to_say__isnull", False)), fields=["to_say"], name="capture_to_say"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person", None), ("said_by", ""), _connector="OR"),
                        name="capture_of_one_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("disowned", ""), ("person__isnull", False), _connector="OR"),
                        name="capture_refused_by_the_person_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("disowned", ""), ("disowned_at", None)),
                            models.Q(("disowned__in", ["not_mine", "not_meant"]), ("disowned_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="capture_refused_has_its_date",
                    ),
                ],
            },
        ),
    ]
