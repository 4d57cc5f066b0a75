import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("indicators", "0003_files_and_signals"),
    ]

    operations = [
        migrations.AddField(
            model_name="measurementfile",
            name="digest",
            field=models.CharField(blank=True, default="", editable=False, max_length=64, verbose_name="digest"),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="survey_invitations",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
    ]
