"""Asking for a secret vote: counted without names while the vote is prepared; half of those present decide it."""

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import PollState, PollVisibility, SessionState
from committee.live import room_changed
from committee.models import Attendance, Poll, SecrecyRequest
from committee.selectors.secrecy import mark_in, secrecy_asked
from committee.services.common import lock_poll
from committee.services.sealed import check_secrecy
from parkour.core.exceptions import NotAllowed, TransitionRefused


@transaction.atomic
def ask_for_secrecy(poll: Poll, *, by) -> Poll:
    """Count the request of a member who is present; with half of them the vote becomes secret. Twice is once.

    Raises NotAllowed for whoever is not noted as present, TransitionRefused once the vote is open, or where the server
    has no key for secret votes.
    """
    locked = _held(poll, by)
    if not locked.is_secret:
        check_secrecy()
        SecrecyRequest.objects.get_or_create(poll=locked, mark=mark_in(locked, by.pk))
        settle(locked)
    return locked


@transaction.atomic
def take_request_back(poll: Poll, *, by) -> Poll:
    """Whoever asked changes their mind, until half of those present have asked."""
    locked = _held(poll, by)
    if locked.is_secret:
        raise TransitionRefused(_("Half of those present asked for it: this vote is secret."))
    SecrecyRequest.objects.filter(poll=locked, mark=mark_in(locked, by.pk)).delete()
    return locked


def settle(poll: Poll) -> None:
    """Make a prepared vote secret once half of those present ask for it; the caller holds the poll."""
    asked = secrecy_asked(poll)
    if asked and asked.reached and not poll.is_secret:
        poll.visibility, poll.secret_on_request = PollVisibility.SECRET, True
        poll.save(update_fields=["visibility", "secret_on_request"])
        room_changed(poll.item.session)  # told at once; a single request is not, its moment says whose it may be


def _held(poll: Poll, by) -> Poll:
    locked = lock_poll(poll)
    here = Attendance.objects.filter(session=locked.item.session_id, person=by, present_until=None)
    if by.contributor_only or not here.exists():
        raise NotAllowed(_("Only members who are noted as present ask for a secret vote."))
    if locked.state != PollState.READY or locked.item.session.state != SessionState.OPEN:
        raise TransitionRefused(_("A secret vote is asked for before the vote opens."))
    return locked
