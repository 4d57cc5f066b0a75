"""Short ways to tell somebody something."""

from parkour.notifications.models import MailPreference, OutgoingMail
from parkour.notifications.services import Letter, notify

State = OutgoingMail.State


def tell(*people, key="event:1", kind="author_message", title="Une réponse", url="/inbox/", **options):
    return notify(
        people,
        kind=kind,
        event_key=key,
        compose=lambda person: Letter(title, "Bonjour.", "Voir"),
        url=url,
        **options,
    )


def wants(person, **facts):
    """Keep a preference without going through the form."""
    preference, _new = MailPreference.objects.update_or_create(person=person, defaults=facts)
    return preference


def states(*fields):
    """State (and other columns) of every mail, oldest first."""
    return list(OutgoingMail.objects.order_by("pk").values_list("state", *fields, flat=not fields))
