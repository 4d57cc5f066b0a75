"""What to do with a mail that did not arrive."""

from django.utils.translation import gettext_lazy as _

from parkour.core import clock
from parkour.core.exceptions import NotAllowed, TransitionRefused
from parkour.core.wake import wake
from parkour.notifications.mail_server import try_now
from parkour.notifications.models import Fault, OutgoingMail
from parkour.notifications.selectors import undelivered
from parkour.notifications.services import SEND_TASK

State = OutgoingMail.State


def send_again(mail: OutgoingMail, *, by) -> None:
    """Put a mail that failed back into the outbox, for the address its reader has now. Raises TransitionRefused."""
    _permit(by)
    _leave(undelivered().filter(pk=mail.pk), state=State.QUEUED, fault="", attempts=0, not_before=clock.now())


def send_all_again(*, by) -> int:
    """The same for all that failed; return how many."""
    _permit(by)
    count = undelivered().update(state=State.QUEUED, fault="", attempts=0, not_before=clock.now())
    wake(SEND_TASK)
    return count


def give_up(mail: OutgoingMail, *, by) -> None:
    """Never send this mail; its reader finds the message in the product. Raises TransitionRefused."""
    _permit(by)
    _leave(undelivered().filter(pk=mail.pk), state=State.DROPPED, fault=Fault.GIVEN_UP)


def try_server(*, by) -> None:
    """Try the mail server now, without waiting for the next attempt."""
    _permit(by)
    try_now()
    wake(SEND_TASK)


def _permit(by):
    if not by.has_perm("notifications.look_after_mail"):
        raise NotAllowed(_("Only the improvement officers and the administrators look after the mail."))


def _leave(rows, **facts):
    if not rows.update(**facts):
        raise TransitionRefused(_("Somebody has already decided about this mail."))
    wake(SEND_TASK)
