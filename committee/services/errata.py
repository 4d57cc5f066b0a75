"""Corrections of published minutes: an erratum stands beside the record, which stays as it was published."""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from committee.approval import objections_until
from committee.enums import MinutesReply
from committee.minutes_notifications import tell_erratum
from committee.models import AgendaItem, Erratum, MinutesObjection, Session
from committee.selectors.minutes import masked
from committee.selectors.minutes_due import house_calendar
from committee.selectors.shared import veiled
from committee.services.approving import lock_objection, lock_published, reply, required_words
from committee.services.common import permit
from ideas.services.correcting import correct_decision
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused


@transaction.atomic
def correct_minutes(
    session: Session,
    *,
    by,
    words: str,
    reason: str,
    item: AgendaItem | None = None,
    objection: MinutesObjection | None = None,
    decided_because: str = "",
    due_on: date | None = None,
) -> Erratum:
    """Say what is right (`words`) and why it is corrected (`reason`), of one point or of the whole; members are told.

    `decided_because` and `due_on` correct the decision of the point: a new one replaces it, its authors are told.
    `objection` is answered by this. Until they are approved, members have five working days again. Raises NotAllowed,
    TransitionRefused before they are published, or once the objection is answered or the decision replaced;
    InvalidInput with the field.
    """
    permit(by, "publish_minutes", session)
    words, reason = required_words(words, "words"), required_words(reason, "reason")
    answered = lock_objection(objection) if objection else None
    minutes = answered.minutes if answered else lock_published(session)
    if answered and answered.minutes.session_id != session.pk:
        raise TransitionRefused(_("This objection is about the minutes of another session."))
    point = _point(minutes.session, item)
    decision = _decision(point, by, reason, decided_because, due_on)
    erratum = Erratum.objects.create(
        minutes=minutes,
        number=(minutes.errata.aggregate(last=Max("number"))["last"] or 0) + 1,
        item=point,
        words=words,
        reason=reason,
        decision=decision,
        objection=answered,
        by=by,
        at=clock.now(),
    )
    if minutes.approved_at is None:
        minutes.approval_due_at = max(minutes.approval_due_at, objections_until(erratum.at, house_calendar()))
        minutes.save(update_fields=["approval_due_at"])
    _tell(minutes, erratum, answered, by)
    return erratum


def _point(session, item):
    if item is None:
        return None
    point = session.items.select_related("idea", "decision").filter(pk=item.pk).first()
    if point is None:
        raise InvalidInput(_("This point is not on the agenda of this session."), field="item")
    return point


def _decision(point, by, why, decided_because, due_on):
    """The decision that replaces that of the point, if one is asked for."""
    decided_because = clean_text(decided_because, "decided_because", limit=2000)
    if not decided_because and due_on is None:
        return None
    if point is None or point.decision_id is None:
        raise InvalidInput(_("Choose the point whose decision this corrects."), field="item")
    last = point.errata.filter(decision__isnull=False).order_by("-number").first()
    standing = last.decision if last else point.decision
    return correct_decision(standing, by=by, why=why, reason=decided_because, due_on=due_on)


def _tell(minutes, erratum, answered, by):
    items = veiled(minutes.session.items.select_related("idea"))
    erratum.shown_words, erratum.shown_reason = masked(erratum.words, items), masked(erratum.reason, items)
    tell_erratum(minutes.session, erratum, minutes)
    if answered:
        reply(answered, by=by, kind=MinutesReply.CORRECTED, words=erratum.shown_words)
