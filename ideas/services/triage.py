"""The officer's desk: open, assess on the four criteria, decide, with the words that reach the author."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.enums import UNTRIAGED, Channel, IdeaKind, Outcome, ReasonCode, State
from ideas.models import Assessment, Idea, IdeaEvent, Message, TriageDecision
from ideas.scoring import Scores, consensus, quick_win_suggested, score_feedback, score_proposal
from ideas.services.lifecycle import apply_transition, lock_in_order, take
from ideas.services.quick_wins import invite_owner
from ideas.services.red_flags import standing_flag
from ideas.services.rubrics import current_rubric
from ideas.services.self_offers import offer_to_author
from ideas.validators import TITLE_LIMIT, clean_text
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused

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
        _under_review(locked, by)
        raise NotAllowed(_("You may not assess this contribution: it is your own, or it is no longer under review."))
    if locked.kind == IdeaKind.FEEDBACK:
        novelty = effort = None
    scores = _valid_scores(policy=policy, novelty=novelty, impact=impact, effort=effort)
    asked = ("policy", "impact") if locked.kind == IdeaKind.FEEDBACK else scores.__dataclass_fields__
    missing = [criterion for criterion in asked if getattr(scores, criterion) is None]
    reason = clean_text(not_applicable_because, "not_applicable_because", limit=300)
    if len(missing) > MAX_MISSING:
        raise InvalidInput(_("Give a level to every criterion; one at most may not apply."), field=missing[0])
    if missing and not reason:
        raise InvalidInput(_("Say why this criterion does not apply."), field="not_applicable_because")
    assessment, _created = Assessment.objects.update_or_create(
        idea=locked,
        rater=by,
        round=_round(locked),
        defaults={
            **{criterion: getattr(scores, criterion) for criterion in scores.__dataclass_fields__},
            "rubric": current_rubric(),
            "not_applicable_because": reason,
            "confident": confident,
            "submitted_at": clock.now(),
        },
    )
    _keep_scores(locked)
    IdeaEvent.objects.create(idea=locked, name="assess", actor=by, at=clock.now(), is_internal=True)
    return assessment


def _under_review(idea, by):
    """For somebody of the desk it is the state that refuses, not the person."""
    if by.has_perm("ideas.view_triage") and idea.state not in UNTRIAGED:
        raise TransitionRefused(_("This contribution has left triage: it is no longer under review."))


def _valid_scores(**levels):
    for criterion, level in levels.items():
        try:
            Scores(**{criterion: level})
        except ValueError as error:
            raise InvalidInput(_("A level is a whole number from 1 to 5."), field=criterion) from error
    return Scores(**levels)


def _round(idea):
    """An appeal opens a second round; the first assessments stay."""
    return 2 if idea.appealed_at else 1


def current_scores(idea: Idea):
    """The mean of the raters of the current round."""
    return consensus([row.scores for row in idea.assessments.filter(round=_round(idea))])


def _keep_scores(idea):
    """Write value, effort and priority on the idea: the mean of the raters of the current round."""
    rows = list(idea.assessments.filter(round=_round(idea)).select_related("rubric"))
    scores = consensus([row.scores for row in rows])
    values = max(rows, key=lambda row: row.rubric.version).rubric.values
    score = score_feedback(scores, values) if idea.kind == IdeaKind.FEEDBACK else score_proposal(scores, values)
    idea.value = float(score.value) if score.value is not None else None
    idea.priority = float(score.priority) if score.priority is not None else None
    idea.effort = round(scores.effort) if scores.effort is not None else None
    idea.version += 1
    idea.save(update_fields=["value", "priority", "effort", "version"])


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


@transaction.atomic
def decide_triage(idea: Idea, orientation: Orientation, *, by, version: int | None = None) -> TriageDecision:
    """Make the outcome happen and send its words to the author. Raises as `apply_transition`."""
    if orientation.into:
        lock_in_order(idea, orientation.into)
    locked = take(idea, version)
    outcome = Outcome(orientation.outcome)
    if not by.has_perm("ideas.decide_triage", locked):
        _under_review(locked, by)
        raise NotAllowed(_("You may not decide on this contribution: it is your own, or it is no longer under review."))
    message = clean_text(orientation.message, "message", limit=5000)
    if not message:
        raise InvalidInput(_("Write a few words: the author reads them."), field="message")
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
        reason_code=orientation.reason_code,
        channel=orientation.channel,
        merged_into=orientation.into,
        review_on=orientation.review_on,
        by=by,
        at=clock.now(),
    )
    Message.objects.create(idea=moved, sender=by, body=message, sent_at=clock.now())
    if outcome == Outcome.QUICK_WIN:
        invite_owner(moved, by=by)
    return decision


def _check_facts(idea, orientation, outcome):
    if outcome == Outcome.DECLINE and orientation.reason_code not in ReasonCode.values:
        raise InvalidInput(_("Choose the reason."), field="reason_code")
    if outcome == Outcome.REDIRECT and orientation.channel not in Channel.values:
        raise InvalidInput(_("Choose who can act."), field="channel")
    if outcome == Outcome.ANSWER and idea.kind == IdeaKind.PROPOSAL:
        raise InvalidInput(
            _("A proposal is kept, parked or declined; only feedback can end with an answer."),
            field="outcome",
        )
    if outcome in {Outcome.SHORTLIST, Outcome.QUICK_WIN, Outcome.SELF_IMPLEMENT}:
        if idea.kind != IdeaKind.PROPOSAL:
            raise InvalidInput(_("Feedback without a proposal goes to a workshop, or gets an answer."), field="outcome")
        if not idea.assessments.filter(round=_round(idea)).exists():
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


@transaction.atomic
def retitle_idea(idea: Idea, *, by, title: str, restatement: str = "", version: int | None = None) -> Idea:
    """Give a title, and restate for the committee. The author's own words are never touched.

    Raises NotAllowed, InvalidInput, Conflict when `version` is given and is not the current one.
    """
    if not by.has_perm("ideas.retitle_idea"):
        raise NotAllowed(_("Only the officer gives titles."))
    return write_title(idea, by=by, title=title, restatement=restatement, version=version)


def write_title(idea: Idea, *, by, title: str, restatement: str, version: int | None = None) -> Idea:
    """The same for a service that has asked what its own step asks."""
    locked = take(idea, version)
    locked.title = clean_text(title, "title", limit=TITLE_LIMIT)
    locked.restatement = clean_text(restatement, "restatement", limit=5000)
    locked.version += 1
    locked.save(update_fields=["title", "restatement", "version"])
    IdeaEvent.objects.create(
        idea=locked,
        name="retitle",
        actor=by,
        at=clock.now(),
        note=locked.title,
        is_internal=not locked.restatement,
    )
    return locked
