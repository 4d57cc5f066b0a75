import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


# The mean of the last round that somebody has rated, as it is kept from now on.
LEVELS = """
UPDATE ideas_idea AS idea
   SET level_policy = mean.policy, level_novelty = mean.novelty, level_impact = mean.impact,
       level_effort = mean.effort, raters = mean.raters
  FROM (SELECT a.idea_id, avg(a.policy)::float8 AS policy, avg(a.novelty)::float8 AS novelty,
               avg(a.impact)::float8 AS impact, avg(a.effort)::float8 AS effort, count(*) AS raters
          FROM ideas_assessment a
         WHERE a.round = (SELECT max(b.round) FROM ideas_assessment b WHERE b.idea_id = a.idea_id)
         GROUP BY a.idea_id) AS mean
 WHERE mean.idea_id = idea.id AND idea.value IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0018_second_opinions_and_agreement"),
        ("organisation", "0003_partner_sites"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PortfolioView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("query", models.JSONField(default=dict, verbose_name="filters and columns")),
                ("is_shared", models.BooleanField(default=False, verbose_name="shown to the desk")),
                ("saved_at", models.DateTimeField(verbose_name="saved on")),
            ],
            options={
                "verbose_name": "view of the portfolio",
                "verbose_name_plural": "views of the portfolio",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.AddField(
            model_name="idea",
            name="level_effort",
            field=models.FloatField(blank=True, editable=False, null=True, verbose_name="mean level of the effort"),
        ),
        migrations.AddField(
            model_name="idea",
            name="level_impact",
            field=models.FloatField(blank=True, editable=False, null=True, verbose_name="mean level of the impact"),
        ),
        migrations.AddField(
            model_name="idea",
            name="level_novelty",
            field=models.FloatField(blank=True, editable=False, null=True, verbose_name="mean level of the novelty"),
        ),
        migrations.AddField(
            model_name="idea",
            name="level_policy",
            field=models.FloatField(blank=True, editable=False, null=True, verbose_name="mean level of the policy"),
        ),
        migrations.AddField(
            model_name="idea",
            name="raters",
            field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name="raters"),
        ),
        migrations.RunSQL(LEVELS, migrations.RunSQL.noop),
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
                name="idea_portfolio_open",
            ),
        ),
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
                condition=models.Q(("sealed", False), ("value__isnull", False)),
                name="idea_portfolio",
            ),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("level_policy__gte", 1), ("level_policy__lte", 5)),
                        ("level_policy", None),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("level_novelty__gte", 1), ("level_novelty__lte", 5)),
                        ("level_novelty", None),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("level_impact__gte", 1), ("level_impact__lte", 5)),
                        ("level_impact", None),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("level_effort__gte", 1), ("level_effort__lte", 5)),
                        ("level_effort", None),
                        _connector="OR",
                    ),
                ),
                name="idea_mean_levels_from_1_to_5",
            ),
        ),
        migrations.AddField(
            model_name="portfolioview",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="portfolio_views",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddIndex(
            model_name="portfolioview",
            index=models.Index(
                condition=models.Q(("is_shared", True)), fields=["name", "id"], name="portfolio_view_shared"
            ),
        ),
        migrations.AddConstraint(
            model_name="portfolioview",
            constraint=models.UniqueConstraint(fields=("person", "name"), name="portfolio_view_named_once"),
        ),
        migrations.AddConstraint(
            model_name="portfolioview",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="portfolio_view_has_a_name"
            ),
        ),
    ]
