import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0011_who_speaks"),
        ("organisation", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="campaign",
            field=models.CharField(blank=True, db_default="", default="", max_length=40, verbose_name="campaign"),
        ),
        migrations.AddField(
            model_name="draft",
            name="site",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=30, verbose_name="site of the poster"
            ),
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code of its address")),
                ("question", models.CharField(max_length=200, verbose_name="question")),
                ("explanation", models.TextField(blank=True, verbose_name="in a few words")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                (
                    "target",
                    models.CharField(
                        choices=[("everybody", "Everybody"), ("sites", "Some sites"), ("teams", "Some teams")],
                        default="everybody",
                        max_length=10,
                        verbose_name="for whom",
                    ),
                ),
                (
                    "announced_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="announced on"),
                ),
                ("summary", models.TextField(blank=True, verbose_name="what came of it")),
                ("summarised_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="told on")),
                ("created_at", models.DateTimeField(verbose_name="written on")),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=1,
                        editable=False,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="version",
                    ),
                ),
                (
                    "outcomes",
                    models.ManyToManyField(
                        blank=True,
                        related_name="told_by_campaigns",
                        to="ideas.idea",
                        verbose_name="contributions that came of it",
                    ),
                ),
                (
                    "sites",
                    models.ManyToManyField(
                        blank=True, related_name="campaigns", to="organisation.site", verbose_name="sites"
                    ),
                ),
                (
                    "sponsor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sponsored_campaigns",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sponsor",
                    ),
                ),
                (
                    "teams",
                    models.ManyToManyField(
                        blank=True, related_name="campaigns", to="organisation.team", verbose_name="teams"
                    ),
                ),
            ],
            options={
                "verbose_name": "campaign",
                "verbose_name_plural": "campaigns",
                "ordering": ["-starts_on", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="idea",
            name="campaign",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="ideas",
                to="ideas.campaign",
                verbose_name="campaign",
            ),
        ),
        migrations.AddIndex(
            model_name="campaign",
            index=models.Index(fields=["-starts_on", "-id"], name="campaign_newest"),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="campaign_ends_after_it_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("question", ""), _negated=True), name="campaign_asks_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("target__in", ["everybody", "sites", "teams"])), name="campaign_target_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("summarised_at", None),
                    models.Q(models.Q(("summary", ""), _negated=True), ("announced_at__isnull", False)),
                    _connector="OR",
                ),
                name="campaign_summarised_has_its_words",
            ),
        ),
    ]
