import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0022_related_ideas"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalibrationCycle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_on", models.DateField(unique=True, verbose_name="started on")),
            ],
            options={
                "verbose_name": "calibration cycle",
                "verbose_name_plural": "calibration cycles",
                "ordering": ["-started_on"],
            },
        ),
        migrations.CreateModel(
            name="ReferenceIdea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("policy", models.PositiveSmallIntegerField(verbose_name="Link with the employee policy")),
                ("novelty", models.PositiveSmallIntegerField(verbose_name="Innovativeness")),
                ("impact", models.PositiveSmallIntegerField(verbose_name="Impact on employees’ life")),
                ("effort", models.PositiveSmallIntegerField(verbose_name="Effort for the company")),
                (
                    "because",
                    models.CharField(blank=True, max_length=300, verbose_name="why they differ from the consensus"),
                ),
                ("at", models.DateTimeField(verbose_name="made on")),
                ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="retired on")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "idea",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reference_idea",
                        to="ideas.idea",
                        verbose_name="contribution",
                    ),
                ),
                (
                    "retired_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="retired by",
                    ),
                ),
            ],
            options={
                "verbose_name": "reference idea",
                "verbose_name_plural": "reference ideas",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CalibrationScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cycle_on", models.DateField(verbose_name="first day of the cycle")),
                (
                    "policy",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="Link with the employee policy",
                    ),
                ),
                (
                    "novelty",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="Innovativeness",
                    ),
                ),
                (
                    "impact",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="Impact on employees’ life",
                    ),
                ),
                (
                    "effort",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="Effort for the company",
                    ),
                ),
                ("saved_at", models.DateTimeField(verbose_name="saved on")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="rater",
                    ),
                ),
                (
                    "reference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calibrations",
                        to="ideas.referenceidea",
                        verbose_name="reference idea",
                    ),
                ),
            ],
            options={
                "verbose_name": "calibration score",
                "verbose_name_plural": "calibration scores",
                "ordering": ["-cycle_on", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="referenceidea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("policy__gte", 1),
                    ("policy__lte", 5),
                    ("novelty__gte", 1),
                    ("novelty__lte", 5),
                    ("impact__gte", 1),
                    ("impact__lte", 5),
                    ("effort__gte", 1),
                    ("effort__lte", 5),
                ),
                name="reference_levels_from_1_to_5",
            ),
        ),
        migrations.AddConstraint(
            model_name="referenceidea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("retired_at", None), ("retired_by", None)),
                    models.Q(("retired_at__isnull", False), ("retired_by__isnull", False)),
                    _connector="OR",
                ),
                name="reference_retired_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="calibrationscore",
            constraint=models.UniqueConstraint(
                fields=("person", "reference", "cycle_on"), name="calibration_once_per_person_and_cycle"
            ),
        ),
        migrations.AddConstraint(
            model_name="calibrationscore",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("policy__gte", 1), ("policy__lte", 5)), ("policy", None), _connector="OR"),
                    models.Q(models.Q(("novelty__gte", 1), ("novelty__lte", 5)), ("novelty", None), _connector="OR"),
                    models.Q(models.Q(("impact__gte", 1), ("impact__lte", 5)), ("impact", None), _connector="OR"),
                    models.Q(models.Q(("effort__gte", 1), ("effort__lte", 5)), ("effort", None), _connector="OR"),
                ),
                name="calibration_levels_from_1_to_5",
            ),
        ),
    ]
