from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """What a mail owed to its notification alone now stands in the row itself."""
    mails, notifications = (apps.get_model("notifications", name) for name in ("OutgoingMail", "Notification"))
    told = notifications.objects.filter(pk=OuterRef("notification_id"))
    mails.objects.filter(recipient=None, notification__isnull=False).update(
        recipient=Subquery(told.values("recipient")[:1]), kind=Subquery(told.values("kind")[:1])
    )


def take_away(apps, schema_editor):
    """The schema before knows neither mails without a notification nor these states."""
    mails = apps.get_model("notifications", "OutgoingMail").objects
    mails.filter(notification=None).delete()
    mails.filter(state__in=["bundled", "dropped"]).delete()


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_preferences_and_bundles")]

    operations = [migrations.RunPython(fill, take_away)]
