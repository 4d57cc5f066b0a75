"""Sealing levels while a second opinion is awaited. For services that hold the lock of the contribution and save it."""

from datetime import timedelta

from ideas.enums import UNTRIAGED, OpinionReason, State
from ideas.models import Idea, OpinionRequest
from ideas.opinion_letters import tell_asked
from ideas.opinions import double_scored, possible_raters, refused_by, round_of
from ideas.scoring import disagreements
from ideas.verdict import is_drawn, opinion_reason
from parkour.accounts.models import Role
from parkour.core import clock

REMIND_AFTER = timedelta(days=3)
# While the author is asked something, the second opinion is still awaited.
STILL_AWAITED = UNTRIAGED | {State.NEEDS_INFO}


def seal(idea: Idea, *, first, because: OpinionReason, asked_by=None) -> OpinionRequest:
    """A second opinion is awaited from now on; the caller saves `idea`, whose scores are told no more."""
    idea.sealed = True
    told = because in {OpinionReason.ASKED, OpinionReason.APPEAL}
    return OpinionRequest.objects.create(
        idea=idea,
        round=round_of(idea),
        because=because,
        first=first,
        asked_by=asked_by,
        asked_at=clock.now(),
        remind_on=clock.today() + REMIND_AFTER if told else None,
    )


def unseal(idea: Idea) -> None:
    """Nobody's second opinion is awaited any more; the caller saves `idea`."""
    OpinionRequest.objects.filter(idea=idea, ended_at=None).update(ended_at=clock.now())
    idea.sealed = False


def seal_by_rule(idea: Idea, rows, *, priority, threshold) -> OpinionRequest | None:
    """After the first levels: seal them when a rule asks for a second opinion that somebody can give.

    `rows` are the assessments of the round.
    """
    if len(rows) != 1 or idea.sealed:
        return None
    [row] = rows
    if idea.opinion_requests.filter(round=row.round).exists():
        return None  # it was asked and taken back, or ended with a decision: not asked again by itself
    because = opinion_reason(
        priority,
        author_on_desk=_author_on_desk(idea),
        low_confidence=not row.confident,
        drawn=is_drawn(idea.reference),
        double_scored=double_scored(),
        threshold=threshold,
    )
    if because is None or not possible_raters(idea, besides=row.rater).exists():
        return None
    return seal(idea, first=row.rater, because=because)


def seal_for_appeal(idea: Idea) -> OpinionRequest | None:
    """The author asked for a review: somebody else than who decided assesses, without seeing what was given."""
    decider = refused_by(idea)
    if decider is None:
        return None
    asked = seal(idea, first=decider, because=OpinionReason.APPEAL)
    reviewers = possible_raters(idea, besides=decider).exclude(role_assignments__role=Role.OFFICER)
    tell_asked(idea, asked, list(reviewers))  # officers are told of the appeal itself
    return asked


def reveal(idea: Idea, rows) -> OpinionRequest | None:
    """After levels were saved: the second opinion that they are, now given; None when there is none.

    `rows` are the assessments of the round, oldest first. Two that nobody asked for are kept as a pair as well.
    """
    waiting = OpinionRequest.objects.filter(idea=idea, ended_at=None).first()
    if waiting:
        second = next((row for row in rows if row.rater_id != waiting.first_id), None)
        if second is None:
            return None
    elif len(rows) == 2 and not OpinionRequest.objects.filter(idea=idea, round=rows[0].round, second__isnull=False):
        waiting, second = seal(idea, first=rows[0].rater, because=OpinionReason.UNASKED), rows[1]
    else:
        return _both_at_last(idea, rows)
    waiting.second, waiting.ended_at = second.rater, clock.now()
    waiting.to_discuss = _far_apart(waiting, rows)
    waiting.save(update_fields=["second", "ended_at", "to_discuss"])
    idea.sealed = False
    return waiting


def _both_at_last(idea, rows):
    """After an appeal the second rater may come before the first: their levels are compared once both are there."""
    given = OpinionRequest.objects.filter(idea=idea, round=rows[0].round, second__isnull=False, settled_at=None).first()
    if given is None or given.to_discuss or not _far_apart(given, rows):
        return None
    given.to_discuss = True
    given.save(update_fields=["to_discuss"])
    return given


def _far_apart(pair, rows):
    two = [row.scores for row in rows if row.rater_id in {pair.first_id, pair.second_id}]
    return len(two) > 1 and bool(disagreements(two))


def _author_on_desk(idea):
    roles = [Role.OFFICER, Role.REVIEWER]
    return idea.authorships.filter(person__role_assignments__role__in=roles).exists()
