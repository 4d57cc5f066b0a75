"""From a decision to its effect: start, news, done, measured, told to everyone."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ideas.announcing import announce_update
from ideas.enums import ActionStage, ActionStatus, ClaimLevel, State
from ideas.following import tell_followers
from ideas.link_letters import DONE, GIVEN_UP, UNDONE, tell_those_who_wait
from ideas.models import Action, ActionUpdate, Idea, IdeaEvent, PublicUpdate
from ideas.notifications import tell_authors, tell_officers, tell_owner
from ideas.rules import is_author
from ideas.services.lifecycle import apply_transition, lock
from ideas.validators import clean_text
from ideas.workflow import CONFIRMED_EVENT
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused

WANTED_LIMIT = 300
NEWS_LIMIT = 2000
TOLD_TWICE_WITHIN = timedelta(minutes=10)
TAKEN_UP_AGAIN = 90  # percent: what was declared done and is not quite


def start_work(idea: Idea, *, by) -> Idea:
    """The owner (or the officer) starts: the action leaves the plan."""
    with transaction.atomic():
        moved = apply_transition(idea, "start_work", by=by)
        Action.objects.filter(idea=moved).update(stage=ActionStage.DO, last_news_at=clock.now())
        return moved


@transaction.atomic
def give_news(action: Action, *, by, status: str, progress: int, note: str) -> ActionUpdate:
    """News of the work: moving, blocked, or done (with what was done). The author reads the note.

    `progress` is 0–100. Saying done asks the officer to confirm. Raises InvalidInput, NotAllowed,
    TransitionRefused when the work is not in progress.
    """
    idea = lock(action.idea)  # the idea before its action, as everywhere
    action = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    action.idea = idea
    if not by.has_perm("ideas.update_action", action.idea):
        raise NotAllowed(_("Only the owner or the officer gives news of this action."))
    if action.idea.state == State.APPROVED:
        start_work(action.idea, by=by)
        action.idea.refresh_from_db()
        action.stage = ActionStage.DO
    if action.idea.state != State.IN_PROGRESS:
        raise TransitionRefused(_("News are given while the work is in progress."))
    note = clean_text(note, "note", limit=NEWS_LIMIT)
    if status not in ActionStatus.values:
        raise InvalidInput(_("Say how it stands: moving forward, blocked or done."), field="status")
    status = ActionStatus(status)
    if status in {ActionStatus.BLOCKED, ActionStatus.DONE} and not note:
        raise InvalidInput(
            _("Say what was done.") if status == ActionStatus.DONE else _("Say what blocks: somebody may help."),
            field="note",
        )
    if not 0 <= progress <= 100:
        raise InvalidInput(_("Progress goes from 0 to 100."), field="progress")
    now = clock.now()
    action.status, action.last_news_at = status, now
    action.progress = 100 if status == ActionStatus.DONE else progress
    action.done_at = now if status == ActionStatus.DONE else None
    action.evidence = note if status == ActionStatus.DONE else action.evidence
    action.version += 1
    action.save()
    update = ActionUpdate.objects.create(
        action=action, by=by, at=now, status=status, progress=action.progress, note=note
    )
    event = IdeaEvent.objects.create(
        idea=action.idea, name="progress", actor=by, note=note, at=now, data={"status": status}
    )
    if status != ActionStatus.DONE and note:
        tell_authors(action.idea, event)
    if status in {ActionStatus.DONE, ActionStatus.BLOCKED}:
        _tell_officers_of(action, event, status)
    return update


@transaction.atomic
def give_news_by_link(action: Action, *, by, status: str, note: str) -> ActionUpdate:
    """News by the link of a mail, which nobody may have looked at for weeks; the same press within minutes is one.

    What was declared done is not undone by a press: it takes words. Raises as `give_news` does, and TransitionRefused
    when it is declared done already.
    """
    lock(action.idea)
    action = Action.objects.select_for_update(of=("self",)).select_related("idea").get(pk=action.pk)
    note = clean_text(note, "note", limit=NEWS_LIMIT)
    latest = action.updates.filter(by=by, at__gte=clock.now() - TOLD_TWICE_WITHIN).first()
    if latest and (latest.status, latest.note) == (status, note):
        return latest
    was_done = action.status == ActionStatus.DONE
    if was_done and status == ActionStatus.DONE:
        raise TransitionRefused(_("It is declared done already, and waits to be confirmed."))
    if was_done and not note:
        raise InvalidInput(_("It was declared done: say in a few words what is missing."), field="note")
    progress = min(action.progress, TAKEN_UP_AGAIN) if was_done else action.progress
    return give_news(action, by=by, status=status, progress=progress, note=note)


def _tell_officers_of(action, event, status):
    if status == ActionStatus.DONE:
        words = (
            gettext_noop("Declared done: {reference}"),
            gettext_noop("“{title}” is declared done. Confirm it:"),
        )
    else:
        words = gettext_noop("Blocked: {reference}"), gettext_noop("The work on “{title}” is blocked:")
    tell_officers(action.idea, event, *words)


@transaction.atomic
def confirm_done(idea: Idea, *, by, evidence: str) -> Idea:
    """The officer confirms that it is done; the author is asked whether it is what was wanted."""
    evidence = clean_text(evidence, "evidence", limit=2000)
    moved = apply_transition(idea, "mark_done", by=by, note=evidence, evidence=evidence)
    now = clock.now()
    action = Action.objects.select_for_update().get(idea=moved)
    action.status, action.progress, action.stage, action.evidence = (
        ActionStatus.DONE,
        100,
        ActionStage.CHECK,
        evidence,
    )
    action.done_at = action.done_at or now
    action.last_news_at = now
    action.save()
    action.idea = moved
    _forget_what_the_clock_asked(action)
    tell_those_who_wait(action, how=DONE)
    return moved


def _forget_what_the_clock_asked(action):
    """It is late no more: nobody owes the clock an answer. What somebody asked stays asked."""
    action.escalations.filter(by=None, answered_at=None).delete()


@transaction.atomic
def dispute_done(idea: Idea, *, by, reason: str) -> Idea:
    """The author (or the officer) says it is not done: the work goes on."""
    reason = clean_text(reason, "reason", limit=2000)
    moved = apply_transition(idea, "dispute", by=by, reason=reason)
    Action.objects.filter(idea=moved).update(
        status=ActionStatus.MOVING,
        stage=ActionStage.DO,
        done_at=None,
        last_news_at=clock.now(),
        progress=TAKEN_UP_AGAIN,
    )
    event = moved.events.filter(name="dispute").latest("at", "pk")
    _tell_owner_of(
        moved,
        event,
        gettext_noop("Something is missing: {title}"),
        gettext_noop("It is not yet what was wanted. The work goes on:"),
    )
    action = Action.objects.get(idea=moved)
    action.idea = moved
    tell_those_who_wait(action, how=UNDONE)
    return moved


@transaction.atomic
def confirm_wanted(idea: Idea, *, by, words: str = "") -> bool:
    """The author says that what was done is what was wanted, with `words` that owner and officer read.

    Twice is once; false when already said. Raises NotAllowed, InvalidInput (words), TransitionRefused.
    """
    locked = lock(idea)
    if not is_author(by, locked):
        raise NotAllowed(_("Only its author can say whether it is right."))
    if locked.state != State.IMPLEMENTED:
        raise TransitionRefused(_("This is asked once the idea is done."))
    if locked.events.filter(name=CONFIRMED_EVENT, at__gte=locked.state_since).exists():
        return False
    words = clean_text(words, "words", limit=WANTED_LIMIT)
    event = IdeaEvent.objects.create(idea=locked, name=CONFIRMED_EVENT, actor=by, note=words, at=clock.now())
    sentence = gettext_noop("The author of “{title}” says that it is what was wanted.")
    tell_officers(locked, event, gettext_noop("It is right: {reference}"), sentence)
    _tell_owner_of(locked, event, gettext_noop("It is right: {title}"), sentence)
    return True


def _tell_owner_of(idea, event, title, sentence):
    """What the author answered or the officer measured, to who carried it out, unless they wrote it themselves."""
    action = Action.objects.select_related("owner").filter(idea=idea).first()
    if action and action.owner_id != event.actor_id:
        action.idea = idea
        page = {"url": action.get_absolute_url(), "action": gettext_noop("See the action")}
        tell_owner(idea, action.owner, event, title, sentence, **page)


@transaction.atomic
def verify_effect(idea: Idea, *, by, claim_level: str, effect: str) -> Idea:
    """Write the measured effect with its level of proof (or why it cannot be measured)."""
    if claim_level not in ClaimLevel.values:
        raise InvalidInput(_("Choose how well the effect is proved."), field="claim_level")
    effect = clean_text(effect, "effect", limit=300)
    moved = apply_transition(idea, "verify", by=by, note=effect, claim_level=claim_level, effect=effect)
    Action.objects.filter(idea=moved).update(claim_level=claim_level, effect=effect, stage=ActionStage.ACT)
    if not is_author(moved.action.owner, moved):  # who is told as its author already
        event = moved.events.filter(name="verify").latest("at", "pk")
        sentence = gettext_noop("The effect of “{title}” was measured. What can be said of it: {claim}.")
        _tell_owner_of(moved, event, gettext_noop("Measured: {title}"), sentence)
    return moved


@transaction.atomic
def publish_update(idea: Idea, *, by, you_said: str, we_did: str, effect: str = "", credits: str = "") -> PublicUpdate:
    """« You said, we did » for everyone. Publishing again replaces the words and tells nobody twice a day."""
    if not by.has_perm("ideas.publish_update"):
        raise NotAllowed(_("Only the officer publishes on the board."))
    locked = lock(idea)
    if not locked.board_tab:
        raise TransitionRefused(_("This contribution is not on the board at this stage."))
    words = {
        "you_said": clean_text(you_said, "you_said", limit=600),
        "we_did": clean_text(we_did, "we_did", limit=2000),
        "effect": clean_text(effect, "effect", limit=300),
        "credits": clean_text(credits, "credits", limit=300),
    }
    for field in ("you_said", "we_did"):
        if not words[field]:
            raise InvalidInput(_("Something is missing: fill in this field."), field=field)
    now = clock.now()  # one moment for both: the board shows these words until the idea changes tab
    update, _created = PublicUpdate.objects.update_or_create(
        idea=locked, defaults=words | {"by": by, "published_at": now}
    )
    locked.published_at = now
    locked.save(update_fields=["published_at"])
    event = IdeaEvent.objects.create(
        idea=locked, name="publish", actor=by, note=words["we_did"], at=clock.now(), is_public=True
    )
    tell_followers(locked, event)
    announce_update(locked)
    return update


@transaction.atomic
def close_idea(idea: Idea, *, by) -> Idea:
    """Measured and told to everyone: the loop is closed."""
    return apply_transition(idea, "close", by=by)


def hold_work(idea: Idea, *, by, reason: str, resume_on: date) -> Idea:
    """Pause the work, with the reason and the date it resumes."""
    return apply_transition(idea, "hold", by=by, reason=clean_text(reason, "reason", limit=2000), resume_on=resume_on)


@transaction.atomic
def resume_work(idea: Idea, *, by) -> Idea:
    """The work goes on after a pause. Its silence and its delay are counted from now: nobody worked meanwhile."""
    moved = apply_transition(idea, "resume", by=by)
    Action.objects.filter(idea=moved).update(last_news_at=clock.now())
    return moved


@transaction.atomic
def abandon_work(idea: Idea, *, by, reason: str) -> Idea:
    """Stop for good, with the reason everyone reads."""
    moved = apply_transition(idea, "abandon", by=by, reason=clean_text(reason, "reason", limit=2000))
    for action in Action.objects.filter(idea=moved):
        action.idea = moved
        _forget_what_the_clock_asked(action)
        tell_those_who_wait(action, how=GIVEN_UP)
    return moved
