import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0017_names_of_captures_leave_the_search"),
        ("organisation", "0003_partner_sites"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OpinionRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="round")),
                (
                    "because",
                    models.CharField(
                        choices=[
                            ("asked", "Asked by a colleague of the desk"),
                            ("appeal", "The author asked for a review"),
                            ("desk_author", "Its author works at the desk"),
                            ("unsure", "The first person was not sure"),
                            ("near", "Close to the threshold of the agenda"),
                            ("drawn", "Drawn by lot, one in ten"),
                            ("few", "Fewer than 30 contributions were assessed twice"),
                            ("unasked", "Given without being asked"),
                        ],
                        max_length=12,
                        verbose_name="why",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked on")),
                ("remind_on", models.DateField(blank=True, null=True, verbose_name="to be reminded on")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended on")),
                ("to_discuss", models.BooleanField(default=False, verbose_name="to discuss")),
                ("settled_because", models.CharField(blank=True, max_length=500, verbose_name="why they agree")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled on")),
            ],
            options={
                "verbose_name": "second opinion",
                "verbose_name_plural": "second opinions",
                "ordering": ["asked_at", "pk"],
            },
        ),
        migrations.RemoveIndex(
            model_name="idea",
            name="idea_by_priority",
        ),
        migrations.AddField(
            model_name="assessment",
            name="again_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="saved again on"),
        ),
        migrations.AddField(
            model_name="assessment",
            name="effort_again",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)],
                verbose_name="Effort for the company, after the talk",
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="impact_again",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)],
                verbose_name="Impact on employees’ life, after the talk",
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="novelty_again",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)],
                verbose_name="Innovativeness, after the talk",
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="policy_again",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)],
                verbose_name="Link with the employee policy, after the talk",
            ),
        ),
        migrations.AddField(
            model_name="idea",
            name="sealed",
            field=models.BooleanField(db_default=False, default=False, editable=False, verbose_name="levels sealed"),
        ),
        migrations.AddField(
            model_name="rubric",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="made by",
            ),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                models.OrderBy(
                    models.Case(
                        models.When(
                            sealed=False,
                            then=django.db.models.functions.comparison.Coalesce(
                                "priority", models.Value(-1.0, output_field=models.FloatField())
                            ),
                        ),
                        default=models.Value(-1.0),
                        output_field=models.FloatField(),
                    ),
                    descending=True,
                ),
                models.OrderBy(models.F("id"), descending=True),
                name="idea_by_priority",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("policy_again__gte", 1), ("policy_again__lte", 5)),
                        ("policy_again", None),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("novelty_again__gte", 1), ("novelty_again__lte", 5)),
                        ("novelty_again", None),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("impact_again__gte", 1), ("impact_again__lte", 5)),
                        ("impact_again", None),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("effort_again__gte", 1), ("effort_again__lte", 5)),
                        ("effort_again", None),
                        _connector="OR",
                    ),
                ),
                name="assessment_levels_again_from_1_to_5",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("again_at__isnull", False),
                    models.Q(
                        ("effort_again", None), ("impact_again", None), ("novelty_again", None), ("policy_again", None)
                    ),
                    _connector="OR",
                ),
                name="assessment_again_has_its_date",
            ),
        ),
        migrations.AddField(
            model_name="opinionrequest",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="asked by",
            ),
        ),
        migrations.AddField(
            model_name="opinionrequest",
            name="first",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="first rater",
            ),
        ),
        migrations.AddField(
            model_name="opinionrequest",
            name="idea",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="opinion_requests",
                to="ideas.idea",
                verbose_name="contribution",
            ),
        ),
        migrations.AddField(
            model_name="opinionrequest",
            name="second",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="second rater",
            ),
        ),
        migrations.AddField(
            model_name="opinionrequest",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="settled by",
            ),
        ),
        migrations.AddIndex(
            model_name="opinionrequest",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["asked_at", "id"], name="opinion_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="opinionrequest",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["remind_on"], name="opinion_to_remind"),
        ),
        migrations.AddIndex(
            model_name="opinionrequest",
            index=models.Index(
                condition=models.Q(("second__isnull", False)), fields=["ended_at"], name="opinion_given"
            ),
        ),
        migrations.AddIndex(
            model_name="opinionrequest",
            index=models.Index(
                condition=models.Q(("settled_at", None), ("to_discuss", True)),
                fields=["first", "second"],
                name="opinion_to_discuss",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinionrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("idea",), name="opinion_waits_once_for_an_idea"
            ),
        ),
        migrations.AddConstraint(
            model_name="opinionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("because__in", ["asked", "appeal", "desk_author", "unsure", "near", "drawn", "few", "unasked"])
                ),
                name="opinion_reason_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("second", None), ("ended_at__isnull", False), _connector="OR"),
                name="opinion_given_has_its_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_discuss", False), ("second__isnull", False), _connector="OR"),
                name="opinion_to_discuss_has_two_raters",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at", None), ("settled_because", ""), ("settled_by", None)),
                    models.Q(
                        ("second__isnull", False),
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                        models.Q(("settled_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="opinion_settled_has_its_reason",
            ),
        ),
    ]
