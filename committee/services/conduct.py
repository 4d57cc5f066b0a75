"""A session that runs: open it, go from point to point, close it."""

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import ItemState, PollState, RoomEventKind, SessionState
from committee.live import room_changed
from committee.models import AgendaItem, Poll, SecrecyRequest, Session
from committee.selectors import has_unreleased_changes, poll_state, polls_of, published_result, shared_subject
from committee.selectors.lots import points_of_lot
from committee.services.common import lock_item, lock_session, one_at_a_time, permit
from committee.services.practising import end_practice
from committee.services.room_events import note_event
from committee.services.sessions import must_be, send_back
from committee.services.speaking import lower_all
from ideas.services.calibrating import begin_cycle
from parkour.core import clock
from parkour.core.exceptions import TransitionRefused

OPENABLE = frozenset({SessionState.AGENDA_RELEASED, SessionState.POSTPONED})


@transaction.atomic
def open_session(session: Session, *, by) -> Session:
    """Open a session whose agenda is released as it stands; one at a time. Opening twice is opening once."""
    permit(by, "run_session", session)
    one_at_a_time()
    locked = lock_session(session)
    if locked.state == SessionState.OPEN:
        return locked
    if Session.objects.filter(state=SessionState.OPEN).exists():
        raise TransitionRefused(_("Another session is open: close it first."))
    if not locked.is_released:
        raise TransitionRefused(_("Release the agenda first: the members must have it."))
    must_be(locked, OPENABLE, _("This session cannot be opened any more."))
    if has_unreleased_changes(locked):
        raise TransitionRefused(_("The agenda was changed since it was sent: release it again first."))
    locked.state, locked.opened_at = SessionState.OPEN, clock.now()
    note_event(locked, RoomEventKind.OPENED, by=by, at=locked.opened_at)
    return _saved(locked, "opened_at")


def _saved(session: Session, *fields) -> Session:
    session.version += 1
    session.save(update_fields=["state", "version", *fields])
    room_changed(session)
    return session


@transaction.atomic
def close_session(session: Session, *, by) -> Session:
    """Close it: what was not decided waits for the next session. Closing twice is closing once.

    Refused while a vote runs or waits for its reveal, or a clear answer waits for its decision; a contribution
    that its author took back waits for none.
    """
    permit(by, "run_session", session)
    locked = lock_session(session)
    if locked.state in {SessionState.CLOSED, SessionState.MINUTES_PUBLISHED}:
        return locked
    must_be(locked, {SessionState.OPEN}, _("Only an open session can be closed."))
    _nothing_pending(locked)
    begin_cycle()
    return _end(locked, SessionState.CLOSED, by)


@transaction.atomic
def declare_no_quorum(session: Session, *, by) -> Session:
    """Too few members came: nothing is decided, everything waits for the next session."""
    permit(by, "run_session", session)
    locked = lock_session(session)
    if locked.state == SessionState.NO_QUORUM:
        return locked
    must_be(locked, {SessionState.OPEN}, _("Only an open session can be closed."))
    if locked.items.filter(decision__isnull=False).exists():
        raise TransitionRefused(_("Decisions were taken in this session: close it instead."))
    _nothing_pending(locked)
    return _end(locked, SessionState.NO_QUORUM, by)


def _nothing_pending(session: Session):
    for poll in Poll.objects.filter(item__session=session).select_related("item", "item__idea"):
        _must_be_settled(poll)


def _must_be_settled(poll: Poll):
    """Its result is shown, and what it decides is written down with who does it and by when."""
    if poll.state in {PollState.OPEN, PollState.CLOSED}:
        raise TransitionRefused(
            _("The vote on “%(title)s” is not over: reveal it or cancel it first.")
            % {"title": shared_subject(poll.item)}
        )
    for point in (point for point in _points(poll) if point.awaits_decision):
        if polls_of(point)[-1] == poll and published_result(poll).decides:
            raise TransitionRefused(
                _("Record the decision on “%(title)s” first: its vote is revealed.") % {"title": shared_subject(point)}
            )


def _points(poll: Poll) -> list[AgendaItem]:
    """What a revealed vote was about."""
    if poll.state not in {PollState.REVEALED, PollState.CERTIFIED}:
        return []
    return points_of_lot(poll) or [poll.item]


_HOW_IT_ENDED = {SessionState.CLOSED: RoomEventKind.CLOSED, SessionState.NO_QUORUM: RoomEventKind.NO_QUORUM}


def _end(session: Session, state: SessionState, by) -> Session:
    now = clock.now()
    for item in session.items.filter(state=ItemState.CURRENT):
        measure(item, now)
        item.save(update_fields=["started_at", "spent"])
    SecrecyRequest.objects.filter(poll__item__session=session).delete()  # of votes prepared in vain
    session.items.filter(state=ItemState.CURRENT, idea=None).update(state=ItemState.DONE)
    session.items.filter(state=ItemState.CURRENT).update(state=ItemState.PENDING)
    lower_all(session, now)
    end_practice(session)
    note_event(session, _HOW_IT_ENDED[state], by=by, at=now)
    session.state, session.closed_at = state, now
    session.suspended_at = session.resumes_at = None
    _saved(session, "closed_at", "suspended_at", "resumes_at")
    send_back(session, by=by)
    return session


@transaction.atomic
def start_item(session: Session, item: AgendaItem, *, by) -> AgendaItem:
    """Make `item` the point under discussion; the one before is over, or waits if it was not decided.

    Refused while a vote of the point before runs or waits for its reveal, or what it decides is not written down yet.
    Starting the current point changes nothing.
    """
    permit(by, "run_session", session)
    locked = lock_item(item)
    if locked.session_id != session.pk:
        raise TransitionRefused(_("This point is on the agenda of another session."))
    _must_run(locked.session)
    if locked.state == ItemState.CURRENT:
        return locked
    if locked.state == ItemState.DONE:
        raise TransitionRefused(_("This point is over."))
    before = AgendaItem.objects.filter(session=session, state=ItemState.CURRENT).select_related("idea").first()
    now = clock.now()
    if before is not None:
        _leave(before, now)
    facts = {"before": before.pk if before else None, "spent": locked.spent}
    note_event(locked.session, RoomEventKind.TAKEN, by=by, item=locked, facts=facts, at=now)
    lower_all(locked.session, now)
    locked.state, locked.started_at = ItemState.CURRENT, now
    locked.save(update_fields=["state", "started_at"])
    room_changed(session)
    return locked


def _must_run(session: Session):
    must_be(session, {SessionState.OPEN}, _("The session is not open."))
    if session.is_suspended:
        raise TransitionRefused(_("The session is suspended: resume it first."))


def _leave(item: AgendaItem, now):
    polls = polls_of(item)
    if any(poll_state(poll) == PollState.OPEN for poll in polls):
        raise TransitionRefused(_("A vote is open on “%(title)s”: close it first.") % {"title": shared_subject(item)})
    for poll in polls:
        _must_be_settled(poll)
    over = item.idea_id is None or item.decision_id or item.is_withdrawn
    item.state = ItemState.DONE if over else ItemState.PENDING
    measure(item, now)
    item.save(update_fields=["state", "started_at", "spent"])


def measure(item: AgendaItem, now):
    """Add the time since it was taken to what it took before, if it was taken before."""
    if item.started_at is not None:
        item.spent = (item.spent or 0) + max(0, int((now - item.started_at).total_seconds()))
        item.started_at = None


@transaction.atomic
def finish_item(item: AgendaItem, *, by) -> AgendaItem:
    """End the point under discussion. A contribution without a decision stays to come. Refused as `start_item` is."""
    permit(by, "run_session", item.session)
    locked = lock_item(item)
    _must_run(locked.session)
    if locked.state == ItemState.CURRENT:
        now = clock.now()
        _leave(locked, now)
        note_event(locked.session, RoomEventKind.ENDED, by=by, item=locked, at=now)
        lower_all(locked.session, now)
        room_changed(locked.session)
    return locked
