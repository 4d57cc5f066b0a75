import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """A mail may carry events for the calendar of its reader."""

    dependencies = [("notifications", "0003_fill_readers_and_kinds")]

    operations = [
        migrations.AddField(
            model_name="outgoingmail",
            name="calendars",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="events",
            ),
        ),
    ]
