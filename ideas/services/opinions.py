"""Second opinions: asking for one, taking that back, and agreeing after a talk."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.enums import UNTRIAGED, OpinionReason
from ideas.models import Assessment, Idea, IdeaEvent, OpinionRequest
from ideas.opinion_letters import tell_again, tell_asked
from ideas.opinions import assessments_of, latest_opinion, possible_raters, talk_begun_at
from ideas.scoring import CRITERIA
from ideas.services.lifecycle import take
from ideas.services.sealing import REMIND_AFTER, seal, unseal
from ideas.services.triage import given_scores, keep_scores, missing_of, refuse_after_triage
from ideas.validators import clean_text
from ideas.workflow import (
    OPINION_ASKED_EVENT,
    OPINION_TAKEN_BACK_EVENT,
    SETTLED_EVENT,
    TALK_BEGUN_EVENT,
    TALKED_EVENT,
)
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused

REASON_LIMIT = 500


@transaction.atomic
def ask_opinion(idea: Idea, *, by, version: int | None = None) -> OpinionRequest:
    """Ask the others of the desk for levels of their own, without those of `by`, who has given theirs. Twice is once.

    Raises NotAllowed, TransitionRefused (nobody else could give one, or it was given), Conflict.
    """
    locked = _take_to_assess(idea, by, version)
    if (waiting := locked.opinion_requests.filter(ended_at=None).first()) is not None:
        return waiting if waiting.asked_by_id else _ask_by_hand(locked, waiting, by)
    rows = list(assessments_of(locked))
    if not any(row.rater_id == by.pk for row in rows):
        raise TransitionRefused(_("Give your own levels first: a second opinion stands beside a first one."))
    if len(rows) > 1:
        raise TransitionRefused(_("A second opinion was given already."))
    people = list(possible_raters(locked, besides=by))
    if not people:
        raise TransitionRefused(
            _("Nobody else may give one: an administrator can name a second reviewer among your colleagues.")
        )
    waiting = seal(locked, first=by, because=OpinionReason.ASKED, asked_by=by)
    locked.version += 1
    locked.save(update_fields=["sealed", "version"])
    _write_down(locked, OPINION_ASKED_EVENT, by)
    tell_asked(locked, waiting, people)
    return waiting


def _ask_by_hand(locked, waiting, by):
    """A rule has asked already: from now on somebody does, and people are told."""
    waiting.asked_by, waiting.remind_on = by, clock.today() + REMIND_AFTER
    if waiting.because != OpinionReason.APPEAL:
        waiting.because = OpinionReason.ASKED
    waiting.save(update_fields=["asked_by", "remind_on", "because"])
    _write_down(locked, OPINION_ASKED_EVENT, by)
    tell_asked(locked, waiting, list(possible_raters(locked, besides=waiting.first)))
    return waiting


@transaction.atomic
def take_back_opinion(idea: Idea, *, by, version: int | None = None) -> Idea:
    """Nobody is asked any more, and the scores are told again; for the first rater, and for officers.

    Raises NotAllowed, TransitionRefused when none is awaited or when an author's review waits for it, Conflict.
    """
    locked = _take_to_assess(idea, by, version)
    waiting = locked.opinion_requests.filter(ended_at=None).first()
    if waiting is None:
        raise TransitionRefused(_("No second opinion is awaited."))
    if waiting.because == OpinionReason.APPEAL:
        raise TransitionRefused(_("The author asked for a review: another person must assess it first."))
    if waiting.first_id != by.pk:
        raise NotAllowed(_("Whoever gave the first levels takes the request back."))
    unseal(locked)
    locked.version += 1
    locked.save(update_fields=["sealed", "version"])
    _write_down(locked, OPINION_TAKEN_BACK_EVENT, by)
    return locked


@transaction.atomic
def begin_talk(idea: Idea, *, by) -> datetime:
    """One of two raters begins to talk it over: from when their five minutes run. Twice is once, for both of them.

    They bind nobody. Raises NotAllowed for anybody else, TransitionRefused when there is nothing to talk about.
    """
    locked = _take_to_assess(idea, by, None)
    opinion = _opinion_to_discuss(locked, by)
    begun = talk_begun_at(opinion)
    if begun is None:
        begun = _write_down(locked, TALK_BEGUN_EVENT, by).at
    return begun


@transaction.atomic
def rate_again(
    idea: Idea, *, by, version: int | None = None, policy=None, novelty=None, impact=None, effort=None
) -> Assessment:
    """The levels of one of two raters after their talk. The blind ones stay; those of both hold once both are there.

    Raises InvalidInput with the field, NotAllowed for anybody else, TransitionRefused when there is nothing to talk
    about, Conflict.
    """
    locked = _take_to_assess(idea, by, version)
    _opinion_to_discuss(locked, by)
    scores = given_scores(locked, policy=policy, novelty=novelty, impact=impact, effort=effort)
    own = assessments_of(locked).get(rater=by)
    for criterion in missing_of(locked, scores):
        if getattr(own, criterion) is not None:
            raise InvalidInput(_("Give a level to every criterion."), field=criterion)
    if own.again_at and len(_talked(locked)) > 1:
        raise TransitionRefused(_("Both of you have given your levels again and read them: they stay as they are."))
    for criterion in CRITERIA:
        setattr(own, f"{criterion}_again", getattr(scores, criterion))
    own.again_at = clock.now()
    own.save(update_fields=[*(f"{criterion}_again" for criterion in CRITERIA), "again_at"])
    keep_scores(locked)
    _write_down(locked, TALKED_EVENT, by)
    return own


@transaction.atomic
def settle_opinions(idea: Idea, *, by, reason: str, version: int | None = None) -> OpinionRequest:
    """The two raters agree: their mean is the consensus, `reason` says why. For either of them, once both rated again.

    Raises InvalidInput("reason"), NotAllowed, TransitionRefused, Conflict.
    """
    locked = _take_to_assess(idea, by, version)
    opinion = _opinion_to_discuss(locked, by)
    if len(_talked(locked)) < 2:
        raise TransitionRefused(_("Each of you gives their levels again first."))
    reason = clean_text(reason, "reason", limit=REASON_LIMIT)
    if not reason:
        raise InvalidInput(_("Say in a sentence what you agree on."), field="reason")
    opinion.settled_because, opinion.settled_by, opinion.settled_at = reason, by, clock.now()
    opinion.save(update_fields=["settled_because", "settled_by", "settled_at"])
    locked.version += 1
    locked.save(update_fields=["version"])
    _write_down(locked, SETTLED_EVENT, by, note=reason)
    return opinion


@transaction.atomic
def remind_raters() -> int:
    """For the sweeper: tell once more, once, those whose second opinion was asked some days ago; return how many."""
    due = OpinionRequest.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        ended_at=None, remind_on__lte=clock.today()
    )
    told = 0
    for waiting in due.select_related("idea", "first").order_by("remind_on", "pk")[:100]:
        if waiting.idea.state in UNTRIAGED:
            told += tell_again(waiting.idea, waiting, list(possible_raters(waiting.idea, besides=waiting.first)))
        waiting.remind_on = None
        waiting.save(update_fields=["remind_on"])
    return told


def _take_to_assess(idea, by, version):
    locked = take(idea, version)
    if not by.has_perm("ideas.assess_idea", locked):
        refuse_after_triage(locked, by)
        raise NotAllowed(_("You may not assess this contribution: it is your own, or it is no longer under review."))
    return locked


def _opinion_to_discuss(locked, by):
    opinion = latest_opinion(locked)
    if opinion is None or not opinion.to_discuss:
        raise TransitionRefused(_("There is nothing to talk over: no two opinions are far apart here."))
    if by.pk not in {opinion.first_id, opinion.second_id}:
        raise NotAllowed(_("The two people who gave the levels talk them over."))
    if opinion.settled_at:
        raise TransitionRefused(_("The two of them agree already."))
    return opinion


def _talked(locked):
    return [row for row in assessments_of(locked) if row.again_at]


def _write_down(idea, name, by, note=""):
    return IdeaEvent.objects.create(idea=idea, name=name, actor=by, at=clock.now(), note=note, is_internal=True)
