import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0004_terms_of_answers")]

    operations = [
        migrations.AddField(
            "organisation",
            "actions_at_once",
            models.PositiveSmallIntegerField(
                "actions one person carries at once",
                db_default=3,
                default=3,
                help_text="Whoever carries more is named to those who follow all actions. Nothing is refused.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(50),
                ],
            ),
        ),
    ]
