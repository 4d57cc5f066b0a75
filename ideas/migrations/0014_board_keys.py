import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0013_board_counts"),
        ("organisation", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BoardKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="what it is for")),
                ("prefix", models.CharField(max_length=12, verbose_name="beginning of the key")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True, verbose_name="digest")),
                ("created_at", models.DateTimeField(verbose_name="created on")),
                ("last_used_at", models.DateTimeField(blank=True, null=True, verbose_name="last used on")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked on")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feed_keys",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="display_keys",
                        to="organisation.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "key of the board",
                "verbose_name_plural": "keys of the board",
                "ordering": ["-created_at", "-pk"],
                "indexes": [models.Index(fields=["person", "-created_at"], name="board_key_of_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person", None), ("site__isnull", False)),
                            models.Q(("person__isnull", False), ("site", None)),
                            _connector="OR",
                        ),
                        name="board_key_is_of_a_person_or_a_site",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="board_key_has_a_name"
                    ),
                ],
            },
        ),
    ]
