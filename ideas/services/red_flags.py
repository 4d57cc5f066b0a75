"""Safety and dignity: raised by the words of a contribution or by whoever reads it, seen the same working day."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.danger import hinted, reason_of_words
from ideas.enums import Danger, State
from ideas.keeping import flag_of
from ideas.models import Idea, IdeaEvent, RedFlag
from ideas.reminders import tell_of_flag, tell_of_more
from ideas.services.lifecycle import lock
from ideas.validators import clean_text
from ideas.workflow import FLAG_EVENT, UNFLAG_EVENT
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.organisation.models import Organisation, work_calendar

REASON_LIMIT = 1000


def standing_flag(idea: Idea) -> RedFlag | None:
    """The red flag that stands on `idea`."""
    flag = flag_of(idea)
    return flag if flag and flag.lifted_at is None else None


@transaction.atomic
def raise_flag(idea: Idea, *, by, kind: str, reason: str) -> RedFlag:
    """Somebody who reads it says that safety or dignity is at stake. Raises NotAllowed, InvalidInput.

    When a flag stands already the desk is told so (TransitionRefused). Whoever is not of the desk is not told what the
    desk knows: their words are kept beside the flag, and the officers read them.
    """
    locked = lock(idea)
    if not by.has_perm("ideas.flag_idea", locked):
        raise NotAllowed(_("You may not do this to this contribution."))
    reason = checked_words(kind, reason)
    if by.has_perm("ideas.view_triage") and standing_flag(locked):
        raise TransitionRefused(_("This contribution has a red flag already."))
    return say_danger(locked, kind, reason, since=clock.now(), by=by)


def checked_words(kind: str, reason: str) -> str:
    """`reason` as it is kept. Raises InvalidInput with the field."""
    if kind not in Danger.values:
        raise InvalidInput(_("Say what is at stake."), field="kind")
    reason = clean_text(reason, "reason", limit=REASON_LIMIT)
    if not reason:
        raise InvalidInput(_("Say why: whoever looks at it next reads it."), field="reason")
    return reason


def say_danger(locked: Idea, kind: str, reason: str, *, since: datetime, by=None) -> RedFlag:
    """Raise the flag of a locked idea, or keep these words beside the one that stands; the officers are told.

    It is looked at on the working day of `since`. Without `by` nobody is known to have said it: nobody is written.
    """
    flag = standing_flag(locked)
    if flag is None:
        return _raise(locked, kind, reason, since, by)
    said = _write_down(locked, FLAG_EVENT, by, reason)
    tell_of_more(flag, said, kind=kind)
    return flag


def _raise(idea, kind, reason, since, by=None):
    now = clock.now()
    calendar, hour = work_calendar(idea.site), Organisation.current().promise_hour
    facts = {
        "kind": kind,
        "reason": reason,
        "raised_by": by,
        "raised_at": now,
        "due_at": calendar.end_of_day(since, hour),
        "unseen_told_at": None,
        "lifted_by": None,
        "lifted_at": None,
        "lifted_because": "",
    }
    flag, _made = RedFlag.objects.update_or_create(idea=idea, defaults=facts)
    _write_down(idea, FLAG_EVENT, by, reason)
    tell_of_flag(flag)
    return flag


def _write_down(idea, name, by, reason):
    return IdeaEvent.objects.create(idea=idea, name=name, actor=by, note=reason, at=clock.now(), is_internal=True)


def flag_by_its_words(idea: Idea) -> RedFlag | None:
    """For the sweeper, once for a contribution that waits: raise the flag when its words speak of a danger."""
    texts = (idea.problem_text, idea.change_text)
    found = hinted(*texts)
    if found is None or RedFlag.objects.filter(idea=idea).exists():
        return None
    # Words that raised it by themselves wait since they were sent, whenever the worker has read them. Of what nobody is
    # known to have written, no hour is kept: counted from its day, an evening's would be late at once, which tells the
    # hour to the deputies.
    now = clock.now()
    moment, since = (idea.submitted_at, now) if idea.is_anonymous else (now, idea.submitted_at)
    with clock.at(moment):
        return _raise(idea, found[0], reason_of_words(*texts), since)


@transaction.atomic
def lift_flag(idea: Idea, *, by, reason: str) -> RedFlag:
    """It is settled, or was none: the reason stays in the history. Raises NotAllowed, InvalidInput,
    TransitionRefused when there is none.
    """
    locked = lock(idea)
    if not by.has_perm("ideas.lift_flag", locked):
        raise NotAllowed(_("You may not do this to this contribution."))
    reason = clean_text(reason, "reason", limit=REASON_LIMIT)
    if not reason:
        raise InvalidInput(_("Say what was done, or why it is none."), field="reason")
    flag = standing_flag(locked)
    if flag is None:
        raise TransitionRefused(_("This contribution has no red flag."))
    flag.lifted_by, flag.lifted_at, flag.lifted_because = by, clock.now(), reason
    flag.save(update_fields=["lifted_by", "lifted_at", "lifted_because"])
    _write_down(locked, UNFLAG_EVENT, by, reason)
    return flag


def tell_unseen_flags() -> int:
    """Tell the deputies of what no officer has opened by its hour; how many. Each once, however late this runs."""
    told = 0
    while _tell_next():
        told += 1
    return told


@transaction.atomic
def _tell_next():
    now = clock.now()
    waiting = RedFlag.objects.filter(
        lifted_at=None, unseen_told_at=None, due_at__lte=now, idea__state=State.SUBMITTED
    ).select_related("idea__site")
    flag = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "pk").first()
    if flag is None:
        return False
    flag.unseen_told_at = now
    flag.save(update_fields=["unseen_told_at"])
    tell_of_flag(flag, unseen=True)
    return True
