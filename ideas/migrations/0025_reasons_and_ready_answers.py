import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0024_past_reliability"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="helddecision",
            name="is_planned",
            field=models.BooleanField(default=False, verbose_name="leaves at a chosen moment"),
        ),
        migrations.AddField(
            model_name="triagedecision",
            name="prepared_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="prepared by",
            ),
        ),
        migrations.CreateModel(
            name="ReadyAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("shortlist", "To the committee"),
                            ("give_answer", "Answer"),
                            ("ask", "Ask the author"),
                            ("propose_quick_win", "Quick win"),
                            ("self_implement", "Over to the author"),
                            ("send_to_workshop", "Workshop"),
                            ("merge", "Merge into another"),
                            ("park", "Park"),
                            ("redirect", "Redirect"),
                            ("decline", "Decline"),
                        ],
                        max_length=20,
                        verbose_name="outcome",
                    ),
                ),
                ("message", models.TextField(verbose_name="words to the author")),
                (
                    "reason_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("already_exists", "Already in place"),
                            ("already_decided", "Already decided otherwise"),
                            ("cost", "Out of proportion with the effect"),
                            ("legal", "Not allowed by law or by an agreement"),
                            ("out_of_scope", "Outside what the company can change"),
                            ("safety", "A risk for people"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("manager", "The manager of the site"),
                            ("hr", "Human resources"),
                            ("it", "IT support"),
                            ("cse", "Works council (CSE)"),
                            ("harassment", "Harassment contact"),
                            ("whistleblowing", "Internal alert"),
                        ],
                        max_length=20,
                        verbose_name="channel",
                    ),
                ),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="look at it again on")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("prepared_at", models.DateTimeField(verbose_name="prepared on")),
                ("idea_version", models.PositiveIntegerField(verbose_name="version of the contribution")),
                ("discarded_at", models.DateTimeField(blank=True, null=True, verbose_name="put aside on")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ready_answers",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="prepared by",
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ready_answers",
                        to="ideas.idea",
                        verbose_name="contribution",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="ideas.idea",
                        verbose_name="merged into",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "ready answer",
                "verbose_name_plural": "ready answers",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="helddecision",
            name="ready",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="held",
                to="ideas.readyanswer",
                verbose_name="ready answer",
            ),
        ),
        migrations.CreateModel(
            name="Reason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("decline", "Decline"),
                            ("redirect", "Redirect"),
                            ("park", "Park"),
                            ("give_answer", "Answer"),
                        ],
                        max_length=20,
                        verbose_name="outcome",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=20, verbose_name="belongs to")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("text_fr", models.TextField(verbose_name="words in French")),
                ("text_en", models.TextField(verbose_name="words in English")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("changed_at", models.DateTimeField(verbose_name="changed on")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
            ],
            options={
                "verbose_name": "reason",
                "verbose_name_plural": "reasons",
                "ordering": ["outcome", "code", "name", "pk"],
            },
        ),
        migrations.AddField(
            model_name="readyanswer",
            name="reason",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ideas.reason",
                verbose_name="reason of the desk",
            ),
        ),
        migrations.AddField(
            model_name="helddecision",
            name="reason",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ideas.reason",
                verbose_name="reason of the desk",
            ),
        ),
        migrations.AddField(
            model_name="triagedecision",
            name="reason",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="ideas.reason",
                verbose_name="reason of the desk",
            ),
        ),
        migrations.AddIndex(
            model_name="triagedecision",
            index=models.Index(
                condition=models.Q(("reason__isnull", False)), fields=["reason", "at"], name="triage_by_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="reason",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code", ""), ("outcome__in", ["park", "give_answer"])),
                    models.Q(
                        (
                            "code__in",
                            ["already_exists", "already_decided", "cost", "legal", "out_of_scope", "safety", "other"],
                        ),
                        ("outcome", "decline"),
                    ),
                    models.Q(("code__in", ["manager", "hr", "it", "cse"]), ("outcome", "redirect")),
                    _connector="OR",
                ),
                name="reason_belongs_to_its_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="reason",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True),
                    models.Q(("text_fr", ""), _negated=True),
                    models.Q(("text_en", ""), _negated=True),
                ),
                name="reason_has_name_and_words",
            ),
        ),
        migrations.AddIndex(
            model_name="readyanswer",
            index=models.Index(fields=["discarded_at"], name="ready_put_aside"),
        ),
        migrations.AddConstraint(
            model_name="readyanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "outcome__in",
                        [
                            "shortlist",
                            "give_answer",
                            "ask",
                            "propose_quick_win",
                            "self_implement",
                            "send_to_workshop",
                            "merge",
                            "park",
                            "redirect",
                            "decline",
                        ],
                    )
                ),
                name="ready_outcome_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="readyanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("message", ""), _negated=True), name="ready_has_words_for_the_author"
            ),
        ),
        migrations.AddConstraint(
            model_name="readyanswer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("discarded_at", None)), fields=("idea",), name="ready_once_for_a_contribution"
            ),
        ),
    ]
