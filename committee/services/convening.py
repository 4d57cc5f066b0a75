"""What people have in their calendars of a session, written down as it is sent: to whom, and its sequence.

Somebody whose mandate does not reach the day of a session any more is told so, whatever ended it: the sweeper compares
who has it with who is asked for.
"""

import logging
from collections.abc import Iterable

from django.db import transaction

from committee.enums import UPCOMING, SessionState
from committee.models import Availability, Convocation, Invitation, Mandate, Session
from committee.notifications import tell_convened, tell_withdrawn
from committee.selectors import asked_on
from committee.services.common import lock_session
from committee.services.proxies import end_stale_proxies
from parkour.core import clock

logger = logging.getLogger(__name__)
# The members have been told of it.
ANNOUNCED = UPCOMING - {SessionState.PLANNED}


def note_sending(session: Session, asked: Iterable[Mandate] | None = None) -> Convocation:
    """What goes out of a session now, under its lock: the same event as before, one sequence further if it moved.

    `asked`: to whom, default everybody who sits that day or is an alternate.
    """
    now, facts = clock.now(), _facts(session)
    row, new = Convocation.objects.get_or_create(session=session, defaults=facts | {"convened_at": now, "sent_at": now})
    if not new and facts != _facts(row):
        _one_further(row, **facts)
    _note_invited(session, asked_on(session.on) if asked is None else asked)
    return row


def note_cancelling(session: Session) -> Convocation | None:
    """The last word about a session that was announced; None when nobody has it in a calendar."""
    row = Convocation.objects.filter(session=session).first()
    return _one_further(row) if row else None


def _facts(row: Session | Convocation) -> dict:
    return {"starts_at": row.starts_at, "duration": row.duration, "place": row.place}


def _one_further(row: Convocation, **facts) -> Convocation:
    for name, value in facts.items():
        setattr(row, name, value)
    row.sequence, row.sent_at = row.sequence + 1, clock.now()
    row.save(update_fields=["sequence", "sent_at", *facts])
    return row


def _note_invited(session: Session, asked: Iterable[Mandate]) -> None:
    Invitation.objects.bulk_create(
        [
            Invitation(session=session, person=row.person, as_alternate=row.is_alternate, sent_at=clock.now())
            for row in asked
        ],
        update_conflicts=True,
        unique_fields=["session", "person"],
        update_fields=["as_alternate", "sent_at", "withdrawn_at"],
    )


# --- Mandates that begin, end or change --------------------------------------------------------------------------


def invite_to_convened(mandate: Mandate) -> int:
    """Invite whoever has a mandate now to the sessions of its days whose invitations went out; how many are told.

    Who has one already is told again only when they sit in it otherwise: an alternate who takes a seat.
    """
    if not mandate.person.is_active:
        return 0
    covered = [session for session in _announced() if mandate.covers(session.on)]
    return sum(_invite(lock_session(session), mandate) for session in covered)


def _announced():
    return Session.objects.filter(state__in=ANNOUNCED, starts_at__gt=clock.now()).order_by("starts_at")


def _invite(session: Session, mandate: Mandate) -> int:
    row = Invitation.objects.filter(session=session, person=mandate.person_id).first()
    if row and row.withdrawn_at is None and row.as_alternate == mandate.is_alternate:
        return 0
    sent = note_sending(session, [mandate])
    if row and row.withdrawn_at:  # a calendar takes back what it deleted only for a larger number
        _one_further(sent)
    return tell_convened(session, sent, mandate)


def keep_invitations() -> int:
    """Make who has the sessions to come in their calendars those who are asked for; how many were told. Twice is once.

    Only sessions whose event went out.
    """
    return sum(_keep(session) for session in _sent())


def sweep_invitations() -> int:
    """The same, for the sweeper: one session that fails does not hold back the others."""
    told = 0
    for session in _sent():
        try:
            told += _keep(session)
        except Exception:  # it is tried again by the next round
            logger.exception("the invitations of session %s were not kept", session.pk)
    return told


def _sent():
    return _announced().filter(convocation__isnull=False)


@transaction.atomic
def _keep(session: Session) -> int:
    locked = lock_session(session)
    if locked.state not in ANNOUNCED:
        return 0
    told = withdraw_invitations(locked)
    there = set(Invitation.objects.filter(session=locked, withdrawn_at=None).values_list("person", "as_alternate"))
    missing = [row for row in asked_on(locked.on) if (row.person_id, row.is_alternate) not in there]
    return told + sum(_invite(locked, mandate) for mandate in missing)


def withdraw_invitations(session: Session, sent: Convocation | None = None) -> int:
    """Tell whoever is not asked for on the day of the session any more, and end what they gave or hold; how many.

    `sent`: what goes out now; left out, the event is one further. The session is locked.
    """
    end_stale_proxies(session)
    asked = [row.person_id for row in asked_on(session.on)]
    rows = Invitation.objects.filter(session=session, withdrawn_at=None).exclude(person__in=asked)
    gone = [row.person for row in rows.select_related("person")]
    if not gone:
        return 0
    sent = sent or note_cancelling(session)
    Invitation.objects.filter(session=session, person__in=gone).update(withdrawn_at=clock.now())
    Availability.objects.filter(session=session, person__in=gone).delete()
    tell_withdrawn(session, sent, gone)
    return len(gone)
