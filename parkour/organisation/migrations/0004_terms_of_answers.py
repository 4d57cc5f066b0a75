import django.core.validators
from django.db import migrations, models


def days(label, default, most):
    return models.PositiveSmallIntegerField(
        label,
        db_default=default,
        default=default,
        validators=[
            django.core.validators.MinValueValidator(1),
            django.core.validators.MaxValueValidator(most),
        ],
    )


class Migration(migrations.Migration):
    dependencies = [("organisation", "0003_partner_sites")]

    operations = [
        migrations.AddField(
            "organisation",
            "deputy_after_days",
            days("working days after which a late answer is told to the deputy", 2, 20),
        ),
        migrations.AddField(
            "organisation",
            "sponsor_after_days",
            days("working days after which a late answer is told to the direction", 5, 40),
        ),
        migrations.AddField(
            "organisation", "orientation_days", days("working days before a contribution is oriented", 10, 60)
        ),
        migrations.AddField(
            "organisation", "decision_days", days("calendar days before a contribution is decided", 76, 366)
        ),
    ]
