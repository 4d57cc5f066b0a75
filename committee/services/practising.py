"""The test vote: everybody tries their telephone. Nothing is counted, nothing of it reaches the minutes."""

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import Choice, PollState, SessionState
from committee.live import counts_changed, person_changed, room_changed
from committee.models import Poll, Practice, PracticeBallot, Session
from committee.selectors import poll_state
from committee.services.common import lock_session, must_be_here, permit
from committee.services.sessions import must_be
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused


@transaction.atomic
def open_practice(session: Session, *, by) -> Practice:
    """Open the test vote of an open session, while no real one runs. Twice is once."""
    permit(by, "run_session", session)
    locked = lock_session(session)
    must_be(locked, {SessionState.OPEN}, _("The session is not open."))
    running = Poll.objects.filter(item__session=locked, state=PollState.OPEN)
    if any(poll_state(poll) == PollState.OPEN for poll in running):
        raise TransitionRefused(_("A vote is open: test before or after it."))
    practice, _new = Practice.objects.get_or_create(session=locked, closed_at=None, defaults={"opened_at": clock.now()})
    room_changed(locked)
    return practice


@transaction.atomic
def try_vote(session: Session, *, by, choice: str) -> PracticeBallot:
    """Answer the test vote, as often as one likes. Raises TransitionRefused when none is open, or one is not here."""
    permit(by, "view_draft", session)
    if choice not in Choice.values:
        raise InvalidInput(_("Choose for, against or abstain."), field="choice")
    locked = lock_session(session)
    must_be_here(locked, by)
    practice = Practice.objects.filter(session=locked, closed_at=None).first()
    if practice is None:
        raise TransitionRefused(_("The test vote is over."))
    ballot, _new = PracticeBallot.objects.update_or_create(practice=practice, person=by, defaults={"choice": choice})
    counts_changed()
    person_changed(by.pk)
    return ballot


@transaction.atomic
def close_practice(session: Session, *, by) -> bool:
    """End the test vote; what was tried is deleted. Whether one was open."""
    permit(by, "run_session", session)
    return end_practice(lock_session(session))


def end_practice(session: Session) -> bool:
    """The same for a service that holds the session."""
    PracticeBallot.objects.filter(practice__session=session).delete()
    room_changed(session)
    return bool(Practice.objects.filter(session=session, closed_at=None).update(closed_at=clock.now()))
