"""The officer's desk: open, assess on the four criteria, decide, with the words that reach the author."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.enums import UNTRIAGED, Channel, IdeaKind, Outcome, ReasonCode, State
from ideas.models import Assessment, HeldDecision, Idea, IdeaEvent, Message, OpinionRequest, Reason, TriageDecision
from ideas.opinion_letters import tell_far_apart
from ideas.opinions import assessments_of, held_scores, round_of
from ideas.scoring import (
    CRITERIA,
    FEEDBACK_CRITERIA,
    Scores,
    consensus,
    quick_win_suggested,
    score_feedback,
    score_proposal,
)
from ideas.services.lifecycle import apply_transition, lock_in_order, take
from ideas.services.quick_wins import invite_owner
from ideas.services.red_flags import standing_flag
from ideas.services.rubrics import current_rubric
from ideas.services.sealing import reveal, seal_by_rule
from ideas.services.self_offers import offer_to_author
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused

MAX_MISSING = 1


def open_idea(idea: Idea, *, by) -> Idea:
    """An officer has the contribution on the screen: it is under review. Opening is not answering."""
    if idea.state != State.SUBMITTED or not by.has_perm("ideas.decide_triage", idea):
        return idea
    try:
        return apply_transition(idea, "open", by=by)
    except TransitionRefused:  # another officer opened it at the same moment
        idea.refresh_from_db()
        return idea


@transaction.atomic
def assess_idea(
    idea: Idea,
    *,
    by,
    policy=None,
    novelty=None,
    impact=None,
    effort=None,
    not_applicable_because="",
    confident=True,
    version: int | None = None,
) -> Assessment:
    """Save one rater's levels (1 to 5, None = does not apply) with the rubric in force, and keep the scores.

    One criterion at most may be left out of a proposal, with its reason; feedback is assessed on policy and
    impact only. Raises InvalidInput with the field, NotAllowed (also for one's own idea), Conflict.
    """
    locked = take(idea, version)
    if not by.has_perm("ideas.assess_idea", locked):
        refuse_after_triage(locked, by)
        raise NotAllowed(_("You may not assess this contribution: it is your own, or it is no longer under review."))
    scores = given_scores(locked, policy=policy, novelty=novelty, impact=impact, effort=effort)
    reason = clean_text(not_applicable_because, "not_applicable_because", limit=300)
    if missing_of(locked, scores) and not reason:
        raise InvalidInput(_("Say why this criterion does not apply."), field="not_applicable_because")
    if (shown := _shown_to_others(locked, by)) is not None:
        if shown.scores == scores:
            return shown
        raise TransitionRefused(
            _("Two people have given their levels and read those of each other: what was given first stays as it is.")
        )
    assessment, _created = Assessment.objects.update_or_create(
        idea=locked,
        rater=by,
        round=round_of(locked),
        defaults={
            **{criterion: getattr(scores, criterion) for criterion in CRITERIA},
            "rubric": current_rubric(),
            "not_applicable_because": reason,
            "confident": confident,
            "submitted_at": clock.now(),
        },
    )
    keep_scores(locked)
    IdeaEvent.objects.create(idea=locked, name="assess", actor=by, at=clock.now(), is_internal=True)
    return assessment


def _shown_to_others(idea, by):
    """The levels of `by` once somebody else may read them, None before: blind levels are not changed afterwards."""
    rows = list(assessments_of(idea))
    return next((row for row in rows if row.rater_id == by.pk), None) if len(rows) > 1 else None


def refuse_after_triage(idea: Idea, by) -> None:
    """Raise TransitionRefused to somebody of the desk about what has left triage: the state refuses, not the person."""
    if by.has_perm("ideas.view_triage") and idea.state not in UNTRIAGED:
        raise TransitionRefused(_("This contribution has left triage: it is no longer under review."))


def given_scores(idea: Idea, **levels) -> Scores:
    """The levels of one rater for `idea`, feedback keeping two. Raises InvalidInput with the field."""
    if idea.kind == IdeaKind.FEEDBACK:
        levels |= {"novelty": None, "effort": None}
    scores = _valid_scores(**levels)
    missing = missing_of(idea, scores)
    if len(missing) > MAX_MISSING:
        raise InvalidInput(_("Give a level to every criterion; one at most may not apply."), field=missing[0])
    return scores


def missing_of(idea: Idea, scores: Scores) -> list[str]:
    """The criteria asked of `idea` that have no level."""
    asked = FEEDBACK_CRITERIA if idea.kind == IdeaKind.FEEDBACK else CRITERIA
    return [criterion for criterion in asked if getattr(scores, criterion) is None]


def _valid_scores(**levels):
    for criterion, level in levels.items():
        try:
            Scores(**{criterion: level})
        except ValueError as error:
            raise InvalidInput(_("A level is a whole number from 1 to 5."), field=criterion) from error
    return Scores(**levels)


def current_scores(idea: Idea):
    """The mean of the raters of the current round."""
    return consensus(held_scores(assessments_of(idea)))


def keep_scores(idea: Idea) -> OpinionRequest | None:
    """Write value, effort, priority and levels on the locked idea: the mean of the raters of the current round.

    Then a second opinion is asked if a rule asks for one, or is given: it is returned, and both raters are told when
    their levels are far apart.
    """
    rows = list(assessments_of(idea).select_related("rubric", "rater"))
    scores = consensus(held_scores(rows))
    values = max(rows, key=lambda row: row.rubric.version).rubric.values
    score = score_feedback(scores, values) if idea.kind == IdeaKind.FEEDBACK else score_proposal(scores, values)
    given = reveal(idea, rows)
    if given is None:
        seal_by_rule(idea, rows, priority=score.priority, threshold=values.thresholds.list)
    elif given.to_discuss:
        tell_far_apart(idea, given)
    idea.value = float(score.value) if score.value is not None else None
    idea.priority = float(score.priority) if score.priority is not None else None
    idea.effort = round(scores.effort) if scores.effort is not None else None
    idea.raters = len({row.rater_id for row in rows})
    for criterion in CRITERIA:
        level = getattr(scores, criterion)
        setattr(idea, f"level_{criterion}", None if level is None else float(level))
    idea.version += 1
    levels = [f"level_{criterion}" for criterion in CRITERIA]
    idea.save(update_fields=["value", "priority", "effort", "raters", *levels, "sealed", "version"])
    return given


@dataclass(frozen=True)
class Orientation:
    """What the officer decides. Which of the facts are needed depends on the outcome (see the workflow)."""

    outcome: Outcome
    message: str
    reason_code: str = ""
    channel: str = ""
    into: Idea | None = None
    review_on: date | None = None
    owner: object = None
    due_on: date | None = None
    reason: Reason | None = None
    prepared_by: object = None


@transaction.atomic
def decide_triage(idea: Idea, orientation: Orientation, *, by, version: int | None = None) -> TriageDecision:
    """Make the outcome happen and send its words to the author. Raises as `apply_transition`.

    Conflict too while the answer of somebody else waits to leave; what was written and did not leave is over.
    """
    if orientation.into:
        lock_in_order(idea, orientation.into)
    locked = take(idea, version)
    outcome = Outcome(orientation.outcome)
    if not by.has_perm("ideas.decide_triage", locked):
        refuse_after_triage(locked, by)
        raise NotAllowed(_("You may not decide on this contribution: it is your own, or it is no longer under review."))
    message = clean_text(orientation.message, "message", limit=5000)
    if not message:
        raise InvalidInput(_("Write a few words: the author reads them."), field="message")
    unsent = _check_held(locked)
    _check_facts(locked, orientation, outcome)
    _check_second_opinion(locked, by)
    if locked.state == State.SUBMITTED:
        locked = apply_transition(locked, "open", by=by)
    if outcome == Outcome.SELF_IMPLEMENT:
        moved = offer_to_author(locked, by=by, message=message, due_on=orientation.due_on)
    else:
        moved = apply_transition(locked, outcome.value, by=by, message=message, **_payload(orientation))
    decision = TriageDecision.objects.create(
        idea=moved,
        outcome=outcome,
        message=message,
        reason=orientation.reason,
        reason_code=orientation.reason_code,
        channel=orientation.channel,
        merged_into=orientation.into,
        review_on=orientation.review_on,
        prepared_by=orientation.prepared_by,
        by=by,
        at=clock.now(),
    )
    Message.objects.create(idea=moved, sender=by, body=message, sent_at=clock.now())
    if outcome == Outcome.QUICK_WIN:
        invite_owner(moved, by=by)
    if unsent:
        HeldDecision.objects.filter(idea=moved).delete()
    return decision


def _check_held(idea) -> list[HeldDecision]:
    """What was written for `idea` and has not left; Conflict, with it, when an answer waits to leave."""
    rows = list(HeldDecision.objects.filter(idea=idea).select_related("by"))
    for held in rows:
        if held.waits:
            raise Conflict(
                _("%(name)s has already decided: the answer is about to leave.") % {"name": held.by}, current=held
            )
    return rows


def _check_facts(idea, orientation, outcome):
    if outcome == Outcome.DECLINE and orientation.reason_code not in ReasonCode.values:
        raise InvalidInput(_("Choose the reason."), field="reason_code")
    if outcome == Outcome.REDIRECT and orientation.channel not in Channel.values:
        raise InvalidInput(_("Choose who can act."), field="channel")
    if orientation.reason and not orientation.reason.goes_with(outcome, orientation.reason_code or orientation.channel):
        raise InvalidInput(_("This reason of the desk belongs to something else."), field="reason")
    if outcome == Outcome.ANSWER and idea.kind == IdeaKind.PROPOSAL:
        raise InvalidInput(
            _("A proposal is kept, parked or declined; only feedback can end with an answer."),
            field="outcome",
        )
    if outcome in {Outcome.SHORTLIST, Outcome.QUICK_WIN, Outcome.SELF_IMPLEMENT}:
        if idea.kind != IdeaKind.PROPOSAL:
            raise InvalidInput(_("Feedback without a proposal goes to a workshop, or gets an answer."), field="outcome")
        if not assessments_of(idea).exists():
            raise InvalidInput(_("Assess it on the four criteria first."), field="policy")
    if outcome in {Outcome.QUICK_WIN, Outcome.SELF_IMPLEMENT}:
        if outcome == Outcome.QUICK_WIN and not quick_win_suggested(current_scores(idea)):
            raise InvalidInput(
                _(
                    "A quick win is light (effort XS or S) and counts for the teams (impact and policy 3 or more): "
                    "this one goes to the committee."
                ),
                field="outcome",
            )
        if outcome == Outcome.QUICK_WIN and standing_flag(idea):
            raise InvalidInput(
                _("A red flag stands on it: lift it first, or take it to the committee."), field="outcome"
            )
        if outcome == Outcome.QUICK_WIN and orientation.owner is None:
            raise InvalidInput(_("Name the person who carries it out."), field="owner")
        if orientation.due_on is None:
            raise InvalidInput(_("Choose a due date to come."), field="due_on")


def _check_second_opinion(idea, by):
    """After an appeal, the person who refused does not decide again alone."""
    if idea.appealed_at is None:
        return
    first = idea.triage_decisions.filter(at__lte=idea.appealed_at).first()
    if first is None or first.by_id != by.pk:
        return
    if not idea.assessments.filter(round=2).exclude(rater=by).exists():
        raise TransitionRefused(_("The author asked for a review: another person must assess it first."))


def _payload(orientation):
    facts = {
        "reason_code": orientation.reason_code,
        "channel": orientation.channel,
        "into": orientation.into,
        "review_on": orientation.review_on,
        "owner": orientation.owner,
        "due_on": orientation.due_on,
    }
    return {name: value for name, value in facts.items() if value}
