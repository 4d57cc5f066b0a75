"""« I come, remotely, I cannot »: what a member says of a session to come, and who votes for them then."""

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import UPCOMING, Answer
from committee.live import counts_changed
from committee.models import Availability, Session
from committee.selectors import asked_as
from committee.services.common import lock_session
from committee.services.proxies import give_back_proxy, give_proxy, withdraw_proxy
from committee.services.sessions import UNCHANGED, must_be
from parkour.core import clock
from parkour.core.exceptions import InvalidInput


@transaction.atomic
def answer_session(session: Session, *, by, answer: str, holder=UNCHANGED, at=None) -> Availability:
    """Keep what `by` says; the last word counts. Whoever comes takes back their proxy.

    `holder`: who votes for somebody that cannot come, None for nobody; left out, it stays as it is. What the person
    holds goes back to its giver. An alternate only says whether they could come. `at`: when they said it, default now.
    Raises InvalidInput, and TransitionRefused once the session has begun.
    """
    locked = lock_session(session)
    must_be(locked, UPCOMING, _("This session has begun or is over: there is nothing left to answer."))
    mandate = asked_as(by, locked.on)
    if mandate is None:
        raise InvalidInput(_("You do not sit in this session."))
    if answer not in Answer.values:
        raise InvalidInput(_("Say whether you come."), field="answer")
    if answer != Answer.NO and holder not in (UNCHANGED, None):
        raise InvalidInput(_("Only somebody who cannot come gives a proxy."), field="holder")
    if mandate.is_alternate and holder not in (UNCHANGED, None):
        raise InvalidInput(_("An alternate has no vote to give."), field="holder")
    said, _created = Availability.objects.update_or_create(
        session=locked, person=by, defaults={"answer": answer, "at": at or clock.now()}
    )
    counts_changed()
    if answer != Answer.NO:
        withdraw_proxy(locked, by)
        return said
    give_back_proxy(locked, by)
    if holder is None:
        withdraw_proxy(locked, by)
    elif holder is not UNCHANGED:
        give_proxy(locked, mandate, holder)
    return said


@transaction.atomic
def decline_proxy(session: Session, *, by) -> None:
    """Give back the proxy that `by` holds: its giver is told. Twice is once."""
    locked = lock_session(session)
    must_be(locked, UPCOMING, _("This session has begun or is over: there is nothing left to answer."))
    give_back_proxy(locked, by)
    counts_changed()
