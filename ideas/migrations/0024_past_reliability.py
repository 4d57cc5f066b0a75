from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0023_reference_ideas"),
    ]

    operations = [
        migrations.CreateModel(
            name="PastReliability",
            fields=[
                (
                    "target",
                    models.CharField(
                        choices=[("priority", "Priority"), ("kind", "Kind")],
                        max_length=10,
                        primary_key=True,
                        serialize=False,
                        verbose_name="what is foretold",
                    ),
                ),
                ("n", models.PositiveIntegerField(default=0, verbose_name="contributions it was tried on")),
                ("error", models.FloatField(blank=True, null=True, verbose_name="mean error")),
                ("error_middle", models.FloatField(blank=True, null=True, verbose_name="mean error of the middle")),
                (
                    "error_length",
                    models.FloatField(blank=True, null=True, verbose_name="mean error of the length alone"),
                ),
                (
                    "middle_low",
                    models.FloatField(blank=True, null=True, verbose_name="difference to the middle, at least"),
                ),
                (
                    "middle_high",
                    models.FloatField(blank=True, null=True, verbose_name="difference to the middle, at most"),
                ),
                (
                    "length_low",
                    models.FloatField(blank=True, null=True, verbose_name="difference to the length alone, at least"),
                ),
                (
                    "length_high",
                    models.FloatField(blank=True, null=True, verbose_name="difference to the length alone, at most"),
                ),
                ("decided", models.PositiveIntegerField(default=0, verbose_name="contributions decided by then")),
                ("rubric_version", models.PositiveIntegerField(default=0, verbose_name="version of the grid")),
                (
                    "model_version",
                    models.PositiveSmallIntegerField(default=0, verbose_name="version of the way of proposing"),
                ),
                ("at", models.DateTimeField(verbose_name="measured on")),
            ],
            options={
                "verbose_name": "reliability of the past",
                "verbose_name_plural": "reliability of the past",
                "ordering": ["target"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("target__in", ["priority", "kind"])), name="past_target_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("error", None), ("error_length", None), ("error_middle", None), ("n", 0)),
                            models.Q(
                                ("error__gte", 0),
                                ("error__lte", 100),
                                ("error_length__gte", 0),
                                ("error_length__lte", 100),
                                ("error_middle__gte", 0),
                                ("error_middle__lte", 100),
                                ("n__gt", 0),
                            ),
                            _connector="OR",
                        ),
                        name="past_tried_has_its_errors",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("middle_high", None), ("middle_low", None)),
                            ("middle_low__lte", models.F("middle_high")),
                            _connector="OR",
                        ),
                        name="past_middle_interval_is_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("length_high", None), ("length_low", None)),
                            ("length_low__lte", models.F("length_high")),
                            _connector="OR",
                        ),
                        name="past_length_interval_is_in_order",
                    ),
                ],
            },
        ),
    ]
