"""An answer that a calendar program mails back to an invitation is the answer of whoever was invited."""

from django.db import transaction

from committee.enums import Answer
from committee.ics import Reply, reply_of
from committee.invitations import session_id_of
from committee.models import Availability, Session
from committee.services.answering import answer_session
from committee.services.common import lock_session
from ideas.services.incoming import EVENT_REPLIES
from parkour.core import clock
from parkour.core.exceptions import ParkourError

# « Perhaps » is no answer: whoever says it is asked again.
_ANSWERS = {"ACCEPTED": Answer.YES, "DECLINED": Answer.NO}


@transaction.atomic
def take_event_reply(person, text: str) -> bool:
    """Keep what the calendar of `person` says of one session, the mail of `person` being proven; whether it counts.

    It does not for somebody else, for a day that the session no longer has, once it has begun, nor after something that
    `person` said later. Whoever said « remotely » and accepts comes remotely.
    """
    reply = reply_of(text)
    answer = reply and _ANSWERS.get(reply.status)
    if not answer or reply.address.casefold() != person.email.casefold():
        return False
    session = Session.objects.filter(pk=session_id_of(reply.uid)).first()
    if session is None or not _is_current(reply, lock_session(session), person):
        return False
    try:
        with transaction.atomic():
            answer_session(session, by=person, answer=answer, at=min(reply.stamped_at, clock.now()))
    except ParkourError:  # it has begun: nothing is left to answer
        return False
    return True


def _is_current(reply: Reply, session: Session, person) -> bool:
    """Whether it answers what the person has in their calendar now and adds something to what they said."""
    if not session.invitations.filter(person=person, withdrawn_at=None).exists():
        return False
    if reply.starts_at:
        same_day = reply.starts_at == session.starts_at
    else:
        same_day = reply.sequence == session.convocation.sequence
    if not same_day:
        return False
    said = Availability.objects.filter(session=session, person=person).first()
    if said is None:
        return True
    stays_remote = said.answer == Answer.REMOTE and reply.status == "ACCEPTED"
    return not stays_remote and said.at <= reply.stamped_at


EVENT_REPLIES.append(take_event_reply)
