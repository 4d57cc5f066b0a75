"""Promises: written, put on the charter, put off with a reason, withdrawn; the steps towards them."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.models import Idea
from ideas.validators import validate_day_to_come
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.engagements.models import Engagement, Irritant, Step
from parkour.engagements.models.engagements import SENTENCE_LIMIT, STEP_LIMIT, WHY_LIMIT
from parkour.engagements.notifications import tell_owner
from parkour.engagements.services.irritants import one_line, permit, refuse_put_aside
from parkour.engagements.services.irritants import take as take_irritant
from parkour.indicators.models import Indicator

MOST_STEPS = 40


@dataclass(frozen=True)
class PromiseFacts:
    """What is promised; `why` is wanted when a day that was promised moves."""

    sentence: str
    owner: User
    due_on: date
    indicator: Indicator | None = None
    why: str = ""


@transaction.atomic
def write_engagement(
    facts: PromiseFacts,
    *,
    by: User,
    irritant: Irritant | None = None,
    engagement: Engagement | None = None,
    version: int = 0,
) -> Engagement:
    """A promise about `irritant`, as a draft; or `engagement` corrected. Whoever answers for it is told.

    Once promised its words stay, and its day moves with a reason only: the first one stays readable.
    Raises NotAllowed, InvalidInput, Conflict (changed meanwhile), TransitionRefused (put aside, kept or withdrawn).
    """
    permit(by)
    if engagement is None:
        return _written(facts, take_irritant(irritant), by)
    kept = take(engagement)
    _refuse_over(kept)
    if kept.version != version:
        raise Conflict(
            _("Somebody changed this engagement meanwhile. What you typed is still here: compare, then save again."),
            current=kept,
        )
    plain = _checked(facts, kept)
    if kept.published_at is not None:
        plain |= _of_a_promise(facts, kept, plain)
    before = kept.owner_id
    for name, value in plain.items():
        setattr(kept, name, value)
    kept.version += 1
    kept.save(update_fields=[*plain, "version"])
    if kept.owner_id not in {before, by.pk}:
        tell_owner(kept)
    return kept


@transaction.atomic
def publish_engagement(engagement: Engagement, *, by: User, version: int) -> Engagement:
    """Put it on the charter, or there again after it was withdrawn. Twice is once. `version`: the one that was read.

    Raises NotAllowed, Conflict (changed meanwhile), TransitionRefused (its day is past, or its irritant was put aside).
    """
    _permit_promise(by)
    kept = take(engagement)
    if kept.published_at is not None and kept.withdrawn_at is None:
        return kept
    if kept.version != version:
        raise Conflict(_("Somebody changed this engagement meanwhile: read it again first."), current=kept)
    refuse_put_aside(kept.irritant)
    if kept.published_at is None and kept.due_on <= clock.today():
        raise TransitionRefused(_("Its day is past: choose one to come first."))
    if kept.published_at is None:
        kept.published_at, kept.published_by, kept.first_due_on = clock.now(), by, kept.due_on
    kept.withdrawn_at, kept.withdrawn_why = None, ""
    kept.version += 1
    kept.save()
    return kept


@transaction.atomic
def withdraw_engagement(engagement: Engagement, *, why: str, by: User) -> Engagement:
    """Take it off the charter, or give up a draft, with the reason. Raises NotAllowed, InvalidInput, TransitionRefused
    (kept, or withdrawn already).
    """
    _permit_promise(by)
    kept = take(engagement)
    _refuse_over(kept)
    kept.withdrawn_why = one_line(why, "why", WHY_LIMIT, _("Say why it is withdrawn."))
    kept.withdrawn_at = clock.now()
    kept.version += 1
    kept.save()
    return kept


@transaction.atomic
def add_step(
    engagement: Engagement, *, words: str, by: User, idea: Idea | None = None, due_on: date | None = None
) -> Step:
    """What will be done towards it. Raises NotAllowed, InvalidInput, TransitionRefused (kept or withdrawn)."""
    kept = take(engagement)
    permit_carrying(by, kept)
    _refuse_over(kept)
    words = one_line(words, "words", STEP_LIMIT, _("Say what is done."))
    if idea is not None and not by.has_perm("ideas.view_idea", idea):
        raise NotAllowed(_("You may not read this contribution."))
    if due_on is not None:
        validate_day_to_come(due_on, "due_on")
    if kept.steps.count() >= MOST_STEPS:
        raise InvalidInput(_("%(most)s steps at most: take one away first.") % {"most": MOST_STEPS}, field="words")
    return Step.objects.create(engagement=kept, words=words, idea=idea, due_on=due_on, added_at=clock.now())


@transaction.atomic
def mark_step(step: Step, *, done: bool, by: User) -> Step:
    """It is done, or not yet after all. Twice is once. Raises NotAllowed."""
    permit_carrying(by, take(step.engagement))
    step = Step.objects.select_for_update().get(pk=step.pk)
    if (step.done_on is not None) != done:
        step.done_on = clock.today() if done else None
        step.save(update_fields=["done_on"])
    return step


@transaction.atomic
def drop_step(step: Step, *, by: User) -> None:
    """Take away a step that is not done. Raises NotAllowed, TransitionRefused (done)."""
    permit_carrying(by, take(step.engagement))
    step = Step.objects.select_for_update().get(pk=step.pk)
    if step.done_on is not None:
        raise TransitionRefused(_("It is done: say first that it is not, if that is so."))
    step.delete()


def take(engagement: Engagement) -> Engagement:
    """The engagement, locked until the end of the transaction: all that changes it queues here."""
    rows = Engagement.objects.select_for_update(of=("self",)).select_related("irritant", "owner", "indicator")
    return rows.get(pk=engagement.pk)


def permit_carrying(by: User, engagement: Engagement) -> None:
    """Raise NotAllowed unless this person answers for it, or keeps the register."""
    if not by.has_perm("engagements.carry", engagement):
        raise NotAllowed(_("This is for whoever answers for the engagement, and for the improvement officer."))


def _permit_promise(by):
    if not by.has_perm("engagements.promise"):
        raise NotAllowed(_("Promises are made by the direction and the improvement officer."))


def _refuse_over(engagement):
    if engagement.kept_by_id is not None:
        raise TransitionRefused(_("It is kept: take its proof back first."))
    if engagement.withdrawn_at is not None:
        raise TransitionRefused(_("It was withdrawn: put it on the charter again first."))


def _written(facts, irritant, by) -> Engagement:
    refuse_put_aside(irritant)
    plain = _checked(facts, None)
    made = Engagement.objects.create(irritant=irritant, written_at=clock.now(), **plain)
    if made.owner_id != by.pk:
        tell_owner(made)
    return made


def _checked(facts, kept) -> dict:
    sentence = one_line(facts.sentence, "sentence", SENTENCE_LIMIT, _("Say what is promised."))
    if kept is None or facts.due_on != kept.due_on:
        validate_day_to_come(facts.due_on, "due_on")
    if not facts.owner.is_active or facts.owner.partner_site is not None:
        raise InvalidInput(_("Choose a colleague who signs in here."), field="owner")
    series = facts.indicator
    if series is not None and series.closed_at is not None and (kept is None or kept.indicator_id != series.pk):
        raise InvalidInput(_("This indicator is out of use: choose another one."), field="indicator")
    return {"sentence": sentence, "owner": facts.owner, "due_on": facts.due_on, "indicator": facts.indicator}


def _of_a_promise(facts, kept, plain) -> dict:
    """What changes with a day that was promised; nothing when it stays."""
    if plain["sentence"] != kept.sentence:
        sentence = _("It was promised in these words: they stay. Withdraw it and promise something else.")
        raise InvalidInput(sentence, field="sentence")
    if plain["due_on"] == kept.due_on:
        return {}
    return {"moved_why": one_line(facts.why, "why", WHY_LIMIT, _("Say why the day that was promised moves."))}
