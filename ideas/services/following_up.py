"""Actions and the clock: owners are reminded, the direction is asked for help and answers."""

import logging

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ideas.enums import ActionStatus, Pilot, State
from ideas.follow_clock import ONE_DAY, SOON_BEFORE, STALE_AFTER, Facts, Reminder, to_tell
from ideas.follow_reminders import tell_action_answered, tell_action_escalated, tell_reminder
from ideas.models import Action, ActionEscalation, ActionReminder, IdeaEvent
from ideas.privacy import veil
from ideas.services.lifecycle import lock
from ideas.validators import clean_text
from ideas.workflow import ACTION_ANSWERED_EVENT, ACTION_ESCALATED_EVENT, ACTION_SHAPED_EVENT
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.organisation.models import work_calendar

AT_WORK = (State.APPROVED, State.IN_PROGRESS)
SHAPED = frozenset({*AT_WORK, State.ON_HOLD, State.IMPLEMENTED, State.VERIFIED})
WORDS_LIMIT, PILOT_WORDS_LIMIT = 2000, 300
MOST_SITES = 1000
logger = logging.getLogger(__name__)


def remind_owners() -> int:
    """Tell every reminder that is due of work under way; how many people were told. Late or twice without harm."""
    told = 0
    for pk in _to_look_at().values_list("pk", flat=True):
        try:
            told += _remind(pk)
        except Exception:  # one that cannot be told must not hold back the others
            logger.exception("nobody was reminded of action %s", pk)
    return told


def _to_look_at():
    """Actions at work of which something may be due today."""
    today = clock.today()
    return (
        Action.objects.filter(idea__state__in=AT_WORK)
        .exclude(status=ActionStatus.DONE)  # it waits for the officer, not for its owner
        .filter(Q(due_on__lte=today + SOON_BEFORE) | Q(last_news_at__lte=clock.now() - STALE_AFTER + ONE_DAY))
        .order_by("pk")
    )


@transaction.atomic
def _remind(pk):
    rows = Action.objects.select_for_update(skip_locked=True, of=("self",)).select_related("idea__site", "owner__site")
    action = rows.prefetch_related("idea__authorships__person").filter(pk=pk, idea__state__in=AT_WORK).first()
    if action is None:  # another worker tells it, or it has just ended
        return 0
    calendar, now = work_calendar(action.owner.site), clock.now()
    resumed = action.idea.events.filter(name="resume").order_by("at").values_list("at", flat=True).last()
    facts = Facts(
        due_on=action.due_on,
        given_on=calendar.day_of(action.created_at),
        last_news_on=calendar.day_of(action.last_news_at),
        resumed_on=calendar.day_of(resumed) if resumed else None,
    )
    already = set(action.reminders.values_list("kind", "on"))
    told = 0
    for due in to_tell(facts, calendar, now):
        if (due.reminder.value, due.on) in already:
            continue
        ActionReminder.objects.create(action=action, kind=due.reminder.value, on=due.on, told_at=now)
        if due.reminder == Reminder.DIRECTION and not action.escalations.filter(answered_at=None).exists():
            ActionEscalation.objects.create(action=action, at=now)
        told += tell_reminder(action, due)
    return told


@transaction.atomic
def shape_action(
    action: Action, *, by, team=None, sites_total: int = 0, sites_done: int = 0, pilot: str = "", pilot_words: str = ""
) -> Action:
    """Say who carries it, in how many sites it is done of how many, and whether it is tried in one place first.

    All of it is replaced. A pilot ends with what it showed. Raises NotAllowed, InvalidInput with the field,
    TransitionRefused once the action has ended.
    """
    action = _locked(action)
    if not by.has_perm("ideas.update_action", action.idea):
        raise NotAllowed(_("Only the owner or the officer says how this action is carried out."))
    if action.idea.state not in SHAPED:
        raise TransitionRefused(_("This action has ended: nothing changes any more."))
    if not 0 <= sites_total <= MOST_SITES:
        raise InvalidInput(_("Give a number of sites from 0 to %(most)s.") % {"most": MOST_SITES}, field="sites_total")
    if not 0 <= sites_done <= sites_total:
        raise InvalidInput(_("It cannot be done in more sites than are concerned."), field="sites_done")
    if pilot not in Pilot.values:
        raise InvalidInput(_("Say how the pilot stands."), field="pilot")
    pilot_words = clean_text(pilot_words, "pilot_words", limit=PILOT_WORDS_LIMIT)
    if pilot in {Pilot.GENERALISED, Pilot.STOPPED} and not pilot_words:
        raise InvalidInput(_("Say what the pilot showed."), field="pilot_words")
    pilot_words = veil(by, action.idea).as_kept(action.pilot_words, pilot_words)
    action.team, action.sites_total, action.sites_done = team, sites_total, sites_done
    action.pilot, action.pilot_words = pilot, pilot_words if pilot else ""
    action.version += 1
    action.save(update_fields=["team", "sites_total", "sites_done", "pilot", "pilot_words", "version"])
    _write(action, ACTION_SHAPED_EVENT, by, action.pilot_words)
    return action


@transaction.atomic
def escalate_action(action: Action, *, by, reason: str) -> ActionEscalation:
    """Ask the direction for help, with the reason it reads. Owner and officer may, while the work is under way.

    Raises NotAllowed, InvalidInput (reason), TransitionRefused when it is asked already or nothing is under way.
    """
    action = _locked(action)
    if not by.has_perm("ideas.update_action", action.idea):
        raise NotAllowed(_("Only the owner or the officer asks the direction about this action."))
    if action.idea.state not in {*AT_WORK, State.ON_HOLD}:
        raise TransitionRefused(_("Help is asked while the work is under way."))
    reason = clean_text(reason, "reason", limit=WORDS_LIMIT)
    if not reason:
        raise InvalidInput(_("Say what you need from the direction."), field="reason")
    waiting = action.escalations.filter(answered_at=None).first()
    if waiting and waiting.by_id:
        raise TransitionRefused(_("The direction is asked already."))
    if waiting:  # the clock asked: a person now says why
        waiting.by, waiting.reason, waiting.at = by, reason, clock.now()
        waiting.save(update_fields=["by", "reason", "at"])
    row = waiting or ActionEscalation.objects.create(action=action, by=by, reason=reason, at=clock.now())
    row.action = action
    _write(action, ACTION_ESCALATED_EVENT, by, reason)
    tell_action_escalated(row)
    return row


@transaction.atomic
def answer_action_escalation(action: Action, *, by, answer: str) -> ActionEscalation:
    """The direction answers in words that owner and officers read.

    Raises NotAllowed, InvalidInput (answer), TransitionRefused when nothing is asked.
    """
    action = _locked(action)
    if not by.has_perm("ideas.answer_action", action.idea):
        raise NotAllowed(_("The direction answers this."))
    answer = clean_text(answer, "answer", limit=WORDS_LIMIT)
    if not answer:
        raise InvalidInput(_("Write a few words."), field="answer")
    row = action.escalations.filter(answered_at=None).select_related("by").first()
    if row is None:
        raise TransitionRefused(_("The direction is not asked about this action."))
    row.answer, row.answered_by, row.answered_at = answer, by, clock.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    row.action = action
    _write(action, ACTION_ANSWERED_EVENT, by, answer)
    tell_action_answered(row)
    return row


def _locked(action):
    idea = lock(action.idea)  # the idea before its action, as everywhere
    action = Action.objects.select_for_update(of=("self",)).select_related("owner").get(pk=action.pk)
    action.idea = idea
    return action


def _write(action, name, by, note):
    IdeaEvent.objects.create(idea=action.idea, name=name, actor=by, note=note, at=clock.now(), is_internal=True)
