"""Raised hands: who would like to speak, in which order, and who has the floor."""

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import SessionState
from committee.live import counts_changed, person_changed, room_changed
from committee.models import Session, SpeakingRequest
from committee.services.common import lock_session, must_be_here, permit
from committee.services.sessions import must_be
from parkour.core import clock


def raised(session: Session):
    """Hands that are up, whoever speaks first, then points of order, then as they came."""
    return SpeakingRequest.objects.filter(session=session, ended_at=None).select_related("person")


@transaction.atomic
def raise_hand(session: Session, *, by, point_of_order: bool = False) -> SpeakingRequest:
    """Ask to speak; twice is once. A point of order, on how the session is held, comes before the others."""
    permit(by, "view_draft", session)
    locked = lock_session(session)
    must_be(locked, {SessionState.OPEN}, _("The session is not open."))
    must_be_here(locked, by)
    hand, _new = SpeakingRequest.objects.get_or_create(
        session=locked,
        person=by,
        ended_at=None,
        defaults={"asked_at": clock.now(), "is_point_of_order": point_of_order},
    )
    if hand.is_point_of_order != point_of_order and hand.called_at is None:
        hand.is_point_of_order = point_of_order
        hand.save(update_fields=["is_point_of_order"])
    _hands_changed(locked, by)
    return hand


@transaction.atomic
def lower_hand(session: Session, *, by, person=None) -> bool:
    """Ask no more, or have spoken; whoever runs the session may say it for somebody. Whether a hand was up."""
    permit(by, "view_draft", session)
    person = person or by
    if person.pk != by.pk:
        permit(by, "run_session", session)
    return lower_hand_of(lock_session(session), person)


def lower_hand_of(session: Session, person) -> bool:
    """The same for a service that holds the session."""
    _hands_changed(session, person)
    return bool(raised(session).filter(person=person).update(ended_at=clock.now()))


def _hands_changed(session, person):
    """The console counts them; their owner, and those who wait with them, see their own place."""
    counts_changed()
    for waiting in {person.pk, *raised(session).values_list("person_id", flat=True)}:
        person_changed(waiting)


@transaction.atomic
def next_speaker(session: Session, *, by) -> SpeakingRequest | None:
    """Whoever spoke is done, the next one has the floor; None when nobody waits."""
    permit(by, "run_session", session)
    locked = lock_session(session)
    must_be(locked, {SessionState.OPEN}, _("The session is not open."))
    now = clock.now()
    raised(locked).filter(called_at__isnull=False).update(ended_at=now)
    room_changed(locked)  # whoever waits comes forward
    hand = raised(locked).first()
    if hand is not None:
        hand.called_at = now
        hand.save(update_fields=["called_at"])
    return hand


def lower_all(session: Session, at) -> None:
    """The point they were raised for is over."""
    raised(session).update(ended_at=at)
