from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone


def invite_those_who_were_sent_it(apps, schema_editor):
    """Sessions to come whose invitations have gone out: those who sit that day have them in their calendars."""
    convocation, mandate = apps.get_model("committee", "Convocation"), apps.get_model("committee", "Mandate")
    invitation = apps.get_model("committee", "Invitation")
    for sent in convocation.objects.filter(starts_at__gt=timezone.now()).exclude(session__state="cancelled"):
        day = timezone.localtime(sent.starts_at, ZoneInfo("Europe/Paris")).date()
        seated = mandate.objects.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day, is_alternate=False)
        people = seated.filter(person__is_active=True).values_list("person_id", flat=True)
        invitation.objects.bulk_create(
            invitation(session_id=sent.session_id, person_id=person, sent_at=sent.sent_at) for person in people
        )


class Migration(migrations.Migration):
    dependencies = [
        ("committee", "0010_what_the_planner_knows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_alternate", models.BooleanField(default=False, verbose_name="alternate")),
                ("sent_at", models.DateTimeField(verbose_name="last sent on")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn on")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="committee.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "ordering": ["session", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(fields=("session", "person"), name="invitation_once_per_session"),
        ),
        migrations.RemoveField(model_name="session", name="sequence"),
        migrations.RunPython(invite_those_who_were_sent_it, migrations.RunPython.noop, elidable=True),
    ]
