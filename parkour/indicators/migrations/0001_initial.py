from django.db import migrations


class Migration(migrations.Migration):
    """The part, before it has tables."""

    initial = True
    dependencies = []
    operations = []
