"""The course of a consultation: opened and closed by the clock, moved and given up with its session, told to people.

It is opened and closed once, under the lock of its poll: by the sweeper or by the first answer that comes after its
moment (ADR 10). Locks are taken in the order session, poll.
"""

import logging

from django.db import transaction
from django.utils.translation import gettext as _

from committee.consultation_notifications import tell_asked, tell_cancelled, tell_last_day
from committee.consulting import reminder_moment, window
from committee.counts import open_quorum
from committee.enums import CollegeCode, ConsultationState, PoleMode, PollState
from committee.live import room_changed
from committee.models import College, Consultation, Participation, Poll, Session
from committee.models.session import house_zone
from committee.selectors.consultations import COUNTED, count_now, may_be_asked, named, with_subjects
from committee.services.common import house_text, lock_poll
from parkour.core import clock
from parkour.core.exceptions import TransitionRefused
from parkour.core.wake import wake

TASK = "committee.tasks.keep_consultations"
OVER = frozenset({ConsultationState.CLOSED, ConsultationState.CANCELLED})
logger = logging.getLogger(__name__)


def pole_asked() -> College:
    """The pole of the employees. Raises TransitionRefused before it has seats."""
    college = College.objects.filter(code=CollegeCode.EMPLOYEES).first()
    if college is None:
        raise TransitionRefused(_("The pole of the employees has no seats yet: set them first."))
    return college


def follow_move(session: Session) -> None:
    """The session moved, and is locked: what is not over closes before the new day; what has not begun opens before it.

    What is open stays open to whom it was: it ends at once where the new day leaves no time.
    """
    opens_at, closes_at = window(session.on, house_zone())
    for locked in _running(session):
        locked.poll.closes_at = max(closes_at, clock.now()) if locked.poll.state == PollState.OPEN else closes_at
        locked.poll.save(update_fields=["closes_at"])
        if locked.poll.state == PollState.READY:
            locked.opens_at = max(opens_at, clock.now())
        locked.reminded_at = None
        locked.save(update_fields=["opens_at", "reminded_at"])
        if closes_at <= clock.now() and locked.poll.state == PollState.READY:
            give_up(locked, house_text(_("The session was moved: no time is left to ask everybody.")), None)
    wake(TASK)


def follow_cancel(session: Session, *, by, reason: str) -> None:
    """The session is given up, and is locked: nobody is asked about its points any more."""
    for locked in _running(session):
        give_up(locked, reason, by)


def _running(session: Session) -> list[Consultation]:
    """Those of a session that are not over, each locked, in one order."""
    keys = Consultation.objects.filter(session=session, cancelled_at=None).order_by("pk").values_list("pk", flat=True)
    return [row for row in map(lock_consultation, list(keys)) if row.state not in OVER]


def lock_consultation(pk: int) -> Consultation:
    """The consultation with its poll alone in our hands; what its opening or close is due for is written down."""
    poll = lock_poll(Poll(pk=pk))
    locked = with_subjects().select_for_update(of=("self",)).get(pk=pk)
    locked.poll = poll
    _write_down(locked)
    return locked


@transaction.atomic
def settle(pk: int) -> None:
    """Write down what the clock has decided, when there is something to write."""
    row = Consultation.objects.select_related("poll", "session", "idea").filter(pk=pk).first()
    if row is not None and _is_due(row):
        lock_consultation(pk)


def _is_due(row: Consultation) -> bool:
    """Whether what holds now is not what is written."""
    written = {PollState.READY: ConsultationState.TO_COME, PollState.OPEN: ConsultationState.OPEN}
    return row.poll.state in written and written[row.poll.state] != row.state


def _write_down(locked: Consultation) -> None:
    if not _is_due(locked):
        return
    if locked.has_lost_its_point:
        give_up(locked, house_text(_("Its point was withdrawn from the agenda.")), None)
        return
    if locked.poll.state == PollState.READY:
        _open(locked)
    if locked.poll.closes_at <= clock.now():
        _close(locked)


def _open(locked: Consultation) -> None:
    """Freeze who is asked."""
    poll, college = locked.poll, pole_asked()
    people = list(may_be_asked(locked).order_by("pk").values_list("pk", flat=True))
    poll.state, poll.opened_at = PollState.OPEN, locked.opens_at
    poll.electorate = {
        college.code: {"seats": len(people), "present": 0, "recused": 0, "quorum": open_quorum(len(people))}
    }
    poll.save(update_fields=["state", "opened_at", "electorate"])
    locked.binding = college.mode == PoleMode.ALL_STAFF
    locked.save(update_fields=["binding"])
    rows = (Participation(poll=poll, person_id=person, college=college) for person in people)
    Participation.objects.bulk_create(rows, batch_size=2000)
    logger.info("consultation %s opened: %s people asked", poll.pk, len(people))


def _close(locked: Consultation) -> None:
    """Count, once: everybody may read it from now on."""
    poll = locked.poll
    poll.result = count_now(locked)
    poll.state, poll.closed_at = PollState.REVEALED, poll.closes_at
    poll.revealed_at = poll.closes_at
    poll.save(update_fields=["state", "closed_at", "revealed_at", "result"])
    logger.info("consultation %s closed: %s answers", poll.pk, poll.result["ballots"])
    if locked.session_id:
        room_changed(locked.session)


def give_up(locked: Consultation, reason: str, by) -> Consultation:
    """Cancel a consultation that the caller holds: its answers are gone, whoever was asked is told why."""
    poll = locked.poll
    was_told = locked.opening_told_at is not None
    poll.state, poll.result = PollState.VOID, {"void": {"reason": reason, "by": by and by.pk}}
    poll.save(update_fields=["state", "result"])
    poll.ballots.all().delete()
    locked.cancelled_at, locked.cancelled_by, locked.cancelled_because = clock.now(), by, reason
    locked.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_because"])
    if locked.session_id:
        room_changed(locked.session)
    if was_told:
        tell_cancelled(named([locked])[0])
    return locked


def counted_consultation(session: Session, idea_id: int | None) -> Consultation | None:
    """The closed consultation on a contribution in this session, counted for good; the session is locked."""
    row = Consultation.objects.filter(session=session, idea=idea_id, cancelled_at=None).first() if idea_id else None
    locked = row and lock_consultation(row.pk)
    return locked if locked and locked.poll.state in COUNTED else None


def keep_consultations() -> int:
    """Open and close what is due, then tell those who are asked: at the opening, and on the day before the close.

    The sweeper's; how many consultations it dealt with.
    """
    done = 0
    live = Consultation.objects.filter(cancelled_at=None, poll__state__in=[PollState.READY, PollState.OPEN])
    for pk in list(live.order_by("pk").values_list("pk", flat=True)):
        for step in (_sweep, _tell_opening, _remind):
            try:
                done += step(pk)
            except Exception:  # one that fails must not hold back the others
                logger.exception("the consultation %s was not dealt with", pk)
    return done


@transaction.atomic
def _sweep(pk: int) -> bool:
    row = Consultation.objects.select_related("poll", "session", "idea").get(pk=pk)
    if not _is_due(row):
        return False
    lock_consultation(pk)
    return True


@transaction.atomic
def _tell_opening(pk: int) -> bool:
    locked = with_subjects().select_for_update(of=("self",)).get(pk=pk)
    if locked.poll.state != PollState.OPEN or locked.opening_told_at or not locked.is_open:
        return False
    locked.opening_told_at = clock.now()
    locked.save(update_fields=["opening_told_at"])
    tell_asked(named([locked])[0], _people(locked))
    return True


@transaction.atomic
def _remind(pk: int) -> bool:
    """Those who have not answered; nobody else learns who they are."""
    locked = with_subjects().select_for_update(of=("self",)).get(pk=pk)
    moment = reminder_moment(locked.poll.closes_at, house_zone())
    if locked.poll.state != PollState.OPEN or locked.reminded_at or not locked.is_open:
        return False
    if not locked.opens_at < moment <= clock.now():
        return False
    locked.reminded_at = clock.now()
    locked.save(update_fields=["reminded_at"])
    tell_last_day(named([locked])[0], _people(locked, has_voted=False))
    return True


def _people(consultation: Consultation, **which) -> list:
    lines = Participation.objects.filter(poll=consultation.poll_id, **which).select_related("person")
    return [line.person for line in lines.order_by("person")]
