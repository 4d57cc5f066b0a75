"""Texts of mails are kept for a while and then erased; the rows stay, so that the numbers stay true."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from parkour.core import clock
from parkour.notifications.kinds import KINDS, Group
from parkour.notifications.models import Fault, OutgoingMail

State = OutgoingMail.State
# A link to a new password is worth as much as the password.
SECRET_FOR = timedelta(hours=1)
SECRET_KINDS = [name for name, kind in KINDS.items() if kind.group == Group.ACCOUNT]
ERASED = {"to_address": "", "subject": "", "body_text": "", "body_html": "", "calendars": [], "last_error": ""}


@transaction.atomic
def purge_old_mail() -> int:
    """Erase the texts of mails older than PARKOUR_MAIL_RETENTION_DAYS; return how many.

    A mail that failed and that nobody decided about is given up with its text. One that still waits keeps it.
    """
    now = clock.now()
    old = Q(created_at__lt=now - timedelta(days=settings.PARKOUR_MAIL_RETENTION_DAYS))
    secret = Q(kind__in=SECRET_KINDS, created_at__lt=now - SECRET_FOR, sent_at__lt=now - SECRET_FOR)
    OutgoingMail.objects.filter(old, state=State.FAILED).update(state=State.DROPPED, fault=Fault.TOO_OLD)
    finished = OutgoingMail.objects.filter(purged_at=None).exclude(state__in=[*OutgoingMail.LIVE, State.FAILED])
    return finished.filter(old | secret).update(purged_at=now, **ERASED)
