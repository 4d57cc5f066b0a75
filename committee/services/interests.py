"""« I am concerned »: a member stays out of the quorum and of the vote on one point."""

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import ADVISORY, UPCOMING, PollState, RoomEventKind, SessionState
from committee.models import AgendaItem, Interest
from committee.selectors import mandate_of, polls_of
from committee.services.common import lock_item, permit
from committee.services.room_events import note_event
from committee.services.sessions import must_be
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused

REASON_LIMIT = 500


@transaction.atomic
def declare_interest(item: AgendaItem, *, by, reason: str) -> Interest:
    """Stay out of the vote on a point, with the reason that whoever runs the session reads; again to change it.

    What was only asked for advice and is shown does not stand in the way: the vote is still to come.

    Raises NotAllowed for whoever does not sit that day, InvalidInput without a reason, TransitionRefused once a
    vote on it was opened, or for whoever wrote the contribution: they do not vote on it as it is.
    """
    permit(by, "view_draft")
    reason = clean_text(reason, "reason", limit=REASON_LIMIT)
    if not reason:
        raise InvalidInput(_("Say in a few words why you are concerned."), field="reason")
    locked = lock_item(item)
    _may_change(locked, by)
    if locked.idea_id and locked.idea.authorships.filter(person=by).exists():
        raise TransitionRefused(_("You wrote it: you do not vote on it as it is."))
    interest, is_new = Interest.objects.update_or_create(
        item=locked,
        person=by,
        defaults={"reason": reason},
        create_defaults={"reason": reason, "declared_at": clock.now()},
    )
    if is_new:
        note_event(locked.session, RoomEventKind.CONCERNED, by=by, item=locked, person=by)
    return interest


@transaction.atomic
def take_back_interest(item: AgendaItem, *, by) -> bool:
    """Take part in the vote after all; the reason is kept nowhere. Whether there was one to take back."""
    permit(by, "view_draft")
    locked = lock_item(item)
    _may_change(locked, by)
    deleted, _rows = Interest.objects.filter(item=locked, person=by).delete()
    if deleted:
        note_event(locked.session, RoomEventKind.UNCONCERNED, by=by, item=locked, person=by)
    return bool(deleted)


def _may_change(item: AgendaItem, by):
    must_be(item.session, UPCOMING | {SessionState.OPEN}, _("The session is over."))
    if mandate_of(by, item.session.on) is None:
        raise NotAllowed(_("You do not sit in this session."))
    if any(_stands(poll) for poll in polls_of(item)):
        raise TransitionRefused(_("The vote on this point was opened: its roll stands."))


def _stands(poll) -> bool:
    """Its roll was written, and no vote is still to come after it."""
    if poll.state == PollState.READY:
        return False
    return poll.method not in ADVISORY or poll.state in {PollState.OPEN, PollState.CLOSED}
