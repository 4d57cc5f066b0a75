"""Published minutes until they are approved: objections of members, answers in words, and the clock."""

import logging

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import MinutesReply, SessionState
from committee.minutes_notifications import tell_objection, tell_reply
from committee.models import Minutes, MinutesObjection, Session
from committee.selectors.minutes import standing_of
from committee.services.common import lock_session, permit
from committee.services.sessions import must_be
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.dates import human_date
from parkour.core.exceptions import InvalidInput, TransitionRefused

WORDS_LIMIT = 5_000
logger = logging.getLogger(__name__)


def lock_published(session: Session) -> Minutes:
    """The minutes of a session, locked with it (the session first); what the clock has decided is written down.

    Raises TransitionRefused before they are published.
    """
    locked = lock_session(session)
    must_be(locked, {SessionState.MINUTES_PUBLISHED}, _("These minutes are not published yet."))
    minutes = Minutes.objects.select_for_update(of=("self",)).get(session=locked)
    minutes.session = locked
    settle(minutes)
    return minutes


def settle(minutes: Minutes) -> bool:
    """Write down, once, that locked minutes are approved, dated at the moment when they were; whether it was due."""
    now_is = standing_of(minutes)
    if minutes.approved_at is not None or now_is is None or not now_is.is_approved:
        return False
    minutes.approved_at = now_is.at
    minutes.save(update_fields=["approved_at"])
    return True


def must_be_open(minutes: Minutes) -> None:
    """Raise TransitionRefused once published minutes are approved: nobody objects any more."""
    now_is = standing_of(minutes)
    if now_is.is_approved:
        raise TransitionRefused(
            _("These minutes were approved on %(date)s: ask the improvement officer for a correction.")
            % {"date": human_date(now_is.at)}
        )


def required_words(text: str, field: str) -> str:
    """The words, cleaned. Raises InvalidInput when there are none."""
    text = clean_text(text, field, limit=WORDS_LIMIT)
    if not text:
        raise InvalidInput(_("Say it in a few words."), field=field)
    return text


@transaction.atomic
def object_to_minutes(session: Session, *, by, words: str) -> MinutesObjection:
    """A member says what is wrong in published minutes: they are not approved before this is answered.

    The same words twice are one objection. Raises NotAllowed, TransitionRefused once they are approved or while one's
    own objection waits, InvalidInput without words.
    """
    permit(by, "object_to_minutes", session)
    words = required_words(words, "words")
    minutes = lock_published(session)
    mine = minutes.objections.filter(person=by, reply="").first()
    if mine is not None:
        if mine.words == words:
            return mine
        raise TransitionRefused(_("Your objection is recorded: it waits for the answer of the improvement officer."))
    must_be_open(minutes)
    objection = MinutesObjection.objects.create(minutes=minutes, person=by, words=words, at=clock.now())
    tell_objection(minutes.session, objection)
    return objection


def lock_objection(objection: MinutesObjection) -> MinutesObjection:
    """It with its minutes, locked after their session. Raises TransitionRefused once it is answered."""
    minutes = lock_published(objection.minutes.session)
    locked = MinutesObjection.objects.select_for_update(of=("self",)).select_related("person").get(pk=objection.pk)
    locked.minutes = minutes
    if locked.reply:
        raise TransitionRefused(_("This objection was already answered."))
    return locked


@transaction.atomic
def refuse_objection(objection: MinutesObjection, *, by, words: str) -> MinutesObjection:
    """The officer says why the minutes stay as they are; whoever objected is told.

    Raises NotAllowed, TransitionRefused once it is answered, InvalidInput without words.
    """
    permit(by, "publish_minutes", objection.minutes.session)
    words = required_words(words, "words")
    return reply(lock_objection(objection), by=by, kind=MinutesReply.REFUSED, words=words)


def reply(objection: MinutesObjection, *, by, kind: MinutesReply, words: str) -> MinutesObjection:
    """Write the answer to a locked objection. For services only."""
    objection.reply, objection.reply_words = kind, words
    objection.replied_by, objection.replied_at = by, clock.now()
    objection.save(update_fields=["reply", "reply_words", "replied_by", "replied_at"])
    tell_reply(objection.minutes.session, objection)
    return objection


def record_approvals() -> int:
    """Write down every approval that the clock has decided, each once; how many."""
    due = Minutes.objects.filter(approved_at=None, published_at__isnull=False, approval_due_at__lte=clock.now())
    written = 0
    for minutes in due.select_related("session").order_by("approval_due_at", "pk"):
        try:
            written += _record(minutes.session)
        except Exception:  # one that fails must not hold back the others
            logger.exception("the approval of the minutes of session %s was not recorded", minutes.session_id)
    return written


@transaction.atomic
def _record(session) -> bool:
    before = Minutes.objects.filter(session=session, approved_at=None).exists()
    return before and lock_published(session).approved_at is not None
