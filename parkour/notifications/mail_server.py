"""The mail server as we know it: while it fails, one mail tries from time to time and the others wait, whole."""

import logging
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from parkour.core import clock
from parkour.core.dates import human_datetime
from parkour.notifications.faults import Trouble
from parkour.notifications.letters import Letter
from parkour.notifications.models import MailServer
from parkour.notifications.selectors import failing_server, keepers_of_the_mail
from parkour.notifications.services import notify

logger = logging.getLogger(__name__)

# 10 s, 1 min, 5 min, 15 min, then every half hour.
BACK_OFF = [timedelta(seconds=seconds) for seconds in (10, 60, 300, 900, 1800)]


def back_off(attempts: int) -> timedelta:
    """How long to wait after so many attempts in a row (1 or more)."""
    return BACK_OFF[min(max(attempts, 1), len(BACK_OFF)) - 1]


def current_server() -> MailServer:
    """The one row, created on first use."""
    return MailServer.objects.get_or_create(pk=1)[0]


def note_trouble(trouble: Trouble, error: Exception) -> None:
    """Write down that the server failed, put the next attempt off, tell those who look after it when it lasts."""
    current_server()
    now = clock.now()
    with transaction.atomic():
        row = MailServer.objects.select_for_update().get(pk=1)
        row.failures += 1
        row.failing_since = row.failing_since or now
        row.retry_at = now + back_off(row.failures)
        row.fault, row.last_error = trouble.fault, f"{type(error).__name__}: {error}"[:500]
        row.save()
    logger.warning("mail server: %s (%s times in a row)", trouble.fault, row.failures)
    tell_keepers()


def note_recovery() -> None:
    """The server answers again."""
    MailServer.objects.filter(failing_since__isnull=False).update(
        failing_since=None, failures=0, retry_at=None, fault="", last_error=""
    )


def try_now() -> None:
    """Let the next round try at once, whatever the back-off."""
    MailServer.objects.filter(failing_since__isnull=False).update(retry_at=clock.now())


def tell_keepers() -> int:
    """Tell the officers and administrators, in their inbox only and once, that no mail has left for long."""
    server = failing_server()
    if server is None:
        return 0

    def compose(person):
        facts = {"since": human_datetime(server.failing_since)}
        return Letter(
            _("E-mails are not leaving"),
            _("No e-mail has left since %(since)s. Nothing is lost: they wait, and leave when it works again.") % facts
            + f"\n\n{server.get_fault_display()}",
        )

    return notify(
        keepers_of_the_mail(),
        kind="desk_mail_server",
        event_key=f"mail-server:{server.failing_since.isoformat()}",
        compose=compose,
        url=reverse("notifications:undelivered"),
        mail=False,
    )
