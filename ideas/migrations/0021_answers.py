import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _idea(related_name):
    return models.OneToOneField(
        on_delete=django.db.models.deletion.CASCADE,
        primary_key=True,
        related_name=related_name,
        serialize=False,
        to="ideas.idea",
        verbose_name="contribution",
    )


def _somebody(label):
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=label,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0020_held_decisions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PromiseWatch",
            fields=[
                ("idea", _idea("promise_watch")),
                ("stage", models.PositiveSmallIntegerField(default=0, verbose_name="last stage told")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="next reminder")),
            ],
            options={
                "verbose_name": "watch of a promise",
                "verbose_name_plural": "watches of promises",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="promise_watch_due"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RedFlag",
            fields=[
                ("idea", _idea("red_flag")),
                (
                    "kind",
                    models.CharField(
                        choices=[("safety", "Somebody’s safety"), ("dignity", "Somebody’s dignity")],
                        max_length=10,
                        verbose_name="what is at stake",
                    ),
                ),
                ("reason", models.TextField(verbose_name="why")),
                ("raised_by", _somebody("raised by")),
                ("raised_at", models.DateTimeField(verbose_name="raised on")),
                ("due_at", models.DateTimeField(verbose_name="to be seen by")),
                ("unseen_told_at", models.DateTimeField(blank=True, null=True, verbose_name="told to the deputy on")),
                ("lifted_by", _somebody("lifted by")),
                ("lifted_at", models.DateTimeField(blank=True, null=True, verbose_name="lifted on")),
                ("lifted_because", models.TextField(blank=True, verbose_name="why it is lifted")),
            ],
            options={
                "verbose_name": "red flag",
                "verbose_name_plural": "red flags",
                "ordering": ["due_at", "pk"],
                "indexes": [
                    models.Index(condition=models.Q(("lifted_at", None)), fields=["due_at"], name="red_flag_raised")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["safety", "dignity"])), name="red_flag_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="red_flag_has_its_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at", None), ("lifted_because", ""), ("lifted_by", None)),
                            models.Q(
                                ("lifted_at__isnull", False),
                                ("lifted_by__isnull", False),
                                models.Q(("lifted_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="red_flag_lifted_by_somebody_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="why")),
                ("at", models.DateTimeField(verbose_name="asked on")),
                ("answer", models.TextField(blank=True, verbose_name="words of the answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered on")),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="escalations",
                        to="ideas.idea",
                        verbose_name="contribution",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked of",
                    ),
                ),
                ("answered_by", _somebody("answered by")),
            ],
            options={
                "verbose_name": "escalation",
                "verbose_name_plural": "escalations",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(condition=models.Q(("answered_at", None)), fields=["to"], name="escalation_open_of")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)), fields=("idea",), name="escalation_one_is_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="escalation_has_its_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="escalation_answered_by_somebody_in_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerTemplate",
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
                (
                    "language",
                    models.CharField(
                        choices=[("fr", "Français"), ("en", "English")], max_length=5, verbose_name="language"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("body", models.TextField(verbose_name="words")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("is_first", models.BooleanField(default=False, verbose_name="proposed first")),
                ("uses", models.PositiveIntegerField(default=0, editable=False, verbose_name="times used")),
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
                "verbose_name": "ready words",
                "verbose_name_plural": "ready words",
                "ordering": ["outcome", "language", "name", "pk"],
                "constraints": [
                    models.CheckConstraint(
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
                        name="template_outcome_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ("fr", "en"))), name="template_language_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("body", ""), _negated=True)
                        ),
                        name="template_has_name_and_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_first", False), ("is_active", True), _connector="OR"),
                        name="template_first_is_in_use",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_first", True)),
                        fields=("outcome", "language"),
                        name="template_one_is_proposed_first",
                    ),
                ],
            },
        ),
    ]
