import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0015_captures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="draft_key",
            field=models.UUIDField(blank=True, editable=False, null=True, verbose_name="key of the draft"),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="uploader",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="sent by",
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("draft_key__isnull", False)),
                fields=["uploader", "draft_key"],
                name="file_of_a_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("idea__isnull", False), ("uploader__isnull", False), _connector="OR"),
                name="file_not_sent_is_somebodys",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("idea", None), ("draft_key", None), _connector="OR"),
                name="file_sent_is_in_no_draft",
            ),
        ),
    ]
