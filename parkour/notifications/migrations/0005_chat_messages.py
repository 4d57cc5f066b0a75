from django.db import migrations, models


class Migration(migrations.Migration):
    """The outbox of the chats."""

    dependencies = [
        ("notifications", "0004_calendar_events_of_a_mail"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChatMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=80, verbose_name="channel")),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("told", "“You said, we did”, when it is published on the board"),
                            ("minutes", "The minutes of a session, when they are published"),
                            ("trial", "A message to try the channel"),
                        ],
                        max_length=10,
                        verbose_name="about",
                    ),
                ),
                ("event_key", models.CharField(max_length=120, verbose_name="event")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("action", models.CharField(max_length=80, verbose_name="link")),
                ("url", models.CharField(max_length=300, verbose_name="page")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "To post"),
                            ("inflight", "Being posted"),
                            ("sent", "Posted"),
                            ("failed", "Not posted"),
                        ],
                        default="queued",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("not_before", models.DateTimeField(verbose_name="not before")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="claimed on")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="posted on")),
                ("last_error", models.CharField(blank=True, max_length=200, verbose_name="last error")),
                ("created_at", models.DateTimeField(verbose_name="written on")),
            ],
            options={
                "verbose_name": "chat message",
                "verbose_name_plural": "chat messages",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "inflight"])),
                        fields=["not_before", "id"],
                        name="chat_message_to_post",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("channel", "event_key"), name="chat_message_once_per_event"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "inflight", "sent", "failed"])),
                        name="chat_message_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at", None)),
                            _connector="OR",
                        ),
                        name="chat_message_sent_has_its_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "inflight"), _negated=True),
                            ("claimed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="chat_message_has_its_claim",
                    ),
                ],
            },
        ),
    ]
