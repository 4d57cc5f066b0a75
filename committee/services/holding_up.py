"""A session that is held up: a break, no quorum any more, somebody else in the chair."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import ItemState, PollState, RoomEventKind, SessionState
from committee.live import room_changed
from committee.models import Attendance, Poll, Session
from committee.selectors import mandate_of, poll_state, shared_subject
from committee.selectors.room import goes_on_without_votes
from committee.services.common import lock_session, permit
from committee.services.conduct import measure
from committee.services.practising import end_practice
from committee.services.room_events import note_event
from committee.services.sessions import must_be
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused

LONGEST_BREAK = 240  # minutes


def _open(session: Session, by) -> Session:
    permit(by, "run_session", session)
    locked = lock_session(session)
    must_be(locked, {SessionState.OPEN}, _("The session is not open."))
    return locked


def _save(session: Session, *fields) -> Session:
    session.version += 1
    session.save(update_fields=["version", *fields])
    return session


@transaction.atomic
def suspend_session(session: Session, *, by, minutes: int | None = None) -> Session:
    """A break, `minutes` long or for as long as it takes; the time of the point stands still. Twice is once.

    Refused while a vote is open.
    """
    locked = _open(session, by)
    if minutes is not None and not (isinstance(minutes, int) and 1 <= minutes <= LONGEST_BREAK):
        raise InvalidInput(_("Between 1 and %(most)s minutes.") % {"most": LONGEST_BREAK}, field="minutes")
    if locked.is_suspended:
        return locked
    for poll in Poll.objects.filter(item__session=locked, state=PollState.OPEN).select_related("item", "item__idea"):
        if poll_state(poll) == PollState.OPEN:
            raise TransitionRefused(
                _("A vote is open on “%(title)s”: close it first.") % {"title": shared_subject(poll.item)}
            )
    now = clock.now()
    for item in locked.items.filter(state=ItemState.CURRENT):
        measure(item, now)
        item.save(update_fields=["started_at", "spent"])
    end_practice(locked)
    locked.suspended_at = now
    locked.resumes_at = now + timedelta(minutes=minutes) if minutes is not None else None
    note_event(locked, RoomEventKind.SUSPENDED, by=by, at=now)
    return _save(locked, "suspended_at", "resumes_at")


@transaction.atomic
def resume_session(session: Session, *, by) -> Session:
    """Go on; the time of the point runs again. Twice is once."""
    locked = _open(session, by)
    if not locked.is_suspended:
        return locked
    now = clock.now()
    locked.items.filter(state=ItemState.CURRENT).update(started_at=now)
    locked.suspended_at = locked.resumes_at = None
    note_event(locked, RoomEventKind.RESUMED, by=by, at=now)
    return _save(locked, "suspended_at", "resumes_at")


@transaction.atomic
def go_on_without_votes(session: Session, *, by) -> Session:
    """A pole has no quorum any more: the point under discussion is talked over, nothing is decided on it for now."""
    locked = _open(session, by)
    item = locked.items.filter(state=ItemState.CURRENT).first()
    if item is None:
        raise TransitionRefused(_("No point is under discussion."))
    if not goes_on_without_votes(locked, item):
        note_event(locked, RoomEventKind.NO_VOTES, by=by, item=item)
    return locked


@transaction.atomic
def allow_remote(session: Session, *, by, allowed: bool) -> Session:
    """Whether members may say by themselves that they take part remotely; those who do stay."""
    permit(by, "run_session", session)
    locked = lock_session(session)
    if locked.allows_remote == allowed:
        return locked
    locked.allows_remote = allowed
    room_changed(locked)
    return _save(locked, "allows_remote")


@transaction.atomic
def replace_chair(session: Session, *, by, person) -> Session:
    """Somebody else takes the chair of a session that runs: they run it and reveal its votes, its chair no longer does.

    `person` is here, and presides the other pole or sits in the pole of whoever chaired; without a chair so far,
    they preside one. The casting vote stays with the president of each pole. Twice is once.
    """
    locked = _open(session, by)
    if locked.chair_id == person.pk:
        return locked
    _check_successor(locked, person)
    before = locked.chair_id
    locked.stood_down = sorted({*locked.stood_down, before} - {person.pk, None})
    locked.chair = person
    note_event(locked, RoomEventKind.CHAIR, by=by, person=person, facts={"before": before})
    return _save(locked, "chair", "stood_down")


def _check_successor(session: Session, person):
    theirs = mandate_of(person, session.on)
    if theirs is None:
        raise InvalidInput(_("%(name)s is not a member of this session.") % {"name": person}, field="person")
    former = mandate_of(session.chair, session.on) if session.chair else None
    if not theirs.is_president and (former is None or former.college_id != theirs.college_id):
        raise InvalidInput(
            _("The president of a pole takes the chair, or a member of the pole of whoever chaired."), field="person"
        )
    if not Attendance.objects.filter(session=session, person=person, present_until=None).exists():
        raise InvalidInput(_("%(name)s is not here.") % {"name": person}, field="person")
