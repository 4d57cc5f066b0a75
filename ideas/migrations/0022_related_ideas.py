import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0021_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RelatedIdeas",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="linked on")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="linked by",
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ideas.idea",
                        verbose_name="contribution",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ideas.idea",
                        verbose_name="the other one",
                    ),
                ),
            ],
            options={
                "verbose_name": "link between contributions",
                "verbose_name_plural": "links between contributions",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("idea", "other"), name="related_once"),
                    models.CheckConstraint(
                        condition=models.Q(("idea__lt", models.F("other"))), name="related_came_first"
                    ),
                ],
            },
        ),
    ]
