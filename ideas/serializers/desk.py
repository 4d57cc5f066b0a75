"""What is told to those who work on ideas: the triage desk, and its grid."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from ideas.enums import IdeaKind, Outcome, State
from ideas.joined import are_linked, what_is_carried, why_not_now
from ideas.keeping import clocks_of
from ideas.likeness import Band
from ideas.models import HeldDecision, Idea, TriageDecision
from ideas.neighbours import Alike, Pair
from ideas.opinions import assessments_of, held_scores, is_sealed_from
from ideas.outcomes import MOVES, moves_from, ways_out
from ideas.privacy import prefetch_names, veil
from ideas.scoring import CRITERIA, FEEDBACK_CRITERIA, consensus
from ideas.serializers.opinions import OpinionOut, opinion_out
from ideas.serializers.outputs import IdeaOut, VerdictOut, idea_out, verdict_out
from ideas.serializers.promises import ClockOut, FlagOut, clock_out, flag_out
from ideas.serializers.tags import CarriedTagOut, carried_tags_out
from ideas.services.red_flags import standing_flag
from ideas.services.rubrics import rubric_to_read
from ideas.tags import carried_by
from ideas.verdict import verdict
from parkour.accounts.rules import is_officer
from parkour.core import clock

LIKENESS = [(band.value, band.label) for band in Band]


class QueueRow(serializers.Serializer):
    """What waits for triage, the earliest promise first."""

    reference = serializers.CharField()
    kind = serializers.ChoiceField(choices=IdeaKind.choices)
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    version = serializers.IntegerField()
    site = serializers.CharField(allow_null=True)
    submitted_at = serializers.DateTimeField()
    promised_reply_at = serializers.DateTimeField(allow_null=True)
    is_late = serializers.BooleanField()
    is_flagged = serializers.BooleanField(help_text="Somebody’s safety or dignity may be at stake.")
    is_passed_on = serializers.BooleanField(help_text="Somebody else is asked about it.")


def queue_rows(user, ideas) -> list[dict]:
    prefetch_names(ideas)
    return [_queue_row(idea, veil(user, idea)) for idea in ideas]


def _queue_row(idea: Idea, hidden) -> dict:
    late = idea.first_human_reply_at is None and idea.promised_reply_at and idea.promised_reply_at < clock.now()
    return {
        "reference": idea.reference,
        "kind": idea.kind,
        "title": hidden.words(idea.display_title),
        "state": idea.state,
        "version": idea.version,
        "site": str(idea.site) if idea.site and not hidden.hidden else None,
        "submitted_at": idea.submitted_at,
        "promised_reply_at": idea.promised_reply_at,
        "is_late": bool(late),
        "is_flagged": idea.is_flagged,
        "is_passed_on": idea.is_passed_on,
    }


class LevelsOut(serializers.Serializer):
    """Levels from 1 to 5 of one rater; null does not apply."""

    rater = serializers.CharField()
    policy = serializers.IntegerField(allow_null=True)
    novelty = serializers.IntegerField(allow_null=True)
    impact = serializers.IntegerField(allow_null=True)
    effort = serializers.IntegerField(allow_null=True)
    not_applicable_because = serializers.CharField()
    confident = serializers.BooleanField()


def levels_out(assessment, hidden) -> dict:
    return {name: getattr(assessment, name) for name in CRITERIA} | {
        "rater": hidden.somebody(assessment.rater),
        "not_applicable_because": assessment.not_applicable_because,
        "confident": assessment.confident,
    }


class TriageItemOut(serializers.Serializer):
    """One item of the desk. The levels of the others are told once one's own are saved."""

    idea = IdeaOut()
    version = serializers.IntegerField()
    appealed = serializers.BooleanField(help_text="Its author asked for a review.")
    criteria = serializers.ListField(child=serializers.CharField())
    mine = LevelsOut(allow_null=True)
    others = LevelsOut(many=True)
    verdict = VerdictOut(allow_null=True)
    second_opinion = OpinionOut(allow_null=True)
    outcomes = serializers.ListField(child=serializers.ChoiceField(choices=Outcome.choices))
    moves = serializers.ListField(child=serializers.ChoiceField(choices=[(name, name) for name in MOVES]))
    clocks = ClockOut(many=True)
    flag = FlagOut(allow_null=True)
    tags = CarriedTagOut(many=True)


def triage_item_out(user, idea: Idea) -> dict:
    """`idea` comes from `finding.idea_for_triage`."""
    told = idea_out(user, idea)
    hidden = veil(user, idea)
    rows = list(assessments_of(idea).select_related("rater"))
    mine = next((row for row in rows if row.rater_id == user.pk), None)
    others = [row for row in rows if row is not mine] if mine else []
    shown = [mine, *others] if mine else []
    decides = user.has_perm("ideas.decide_triage", idea)
    said = verdict(consensus(held_scores(shown)), idea.kind, rubric_to_read().values) if shown else None
    return {
        "idea": told,
        "version": idea.version,
        "appealed": idea.appealed_at is not None,
        "criteria": list(CRITERIA if idea.is_proposal else FEEDBACK_CRITERIA),
        "mine": levels_out(mine, hidden) if mine else None,
        "others": [levels_out(row, hidden) for row in others],
        "verdict": verdict_out(said),
        "second_opinion": opinion_out(user, idea),
        "outcomes": outcomes_of(idea, sealed=is_sealed_from(user, idea, mine)) if decides else [],
        "moves": [move.name for move in moves_from(idea.state)] if is_officer(user) else [],
        "clocks": [clock_out(row) for row in clocks_of(idea)],
        "flag": flag_out(standing_flag(idea), hidden),
        "tags": carried_tags_out(carried_by(idea)),
    }


def outcomes_of(idea: Idea, *, sealed: bool) -> list[Outcome]:
    """Ways out of triage; only the lightest work is offered to its author, which is not told while `sealed`."""
    ways = [way.outcome for way in ways_out(idea)]
    return (
        ways if idea.effort == 1 and not sealed else [outcome for outcome in ways if outcome != Outcome.SELF_IMPLEMENT]
    )


class DecidedOut(serializers.Serializer):
    """What was decided at the desk, and where the contribution stands now."""

    reference = serializers.CharField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    state = serializers.ChoiceField(choices=State.choices)
    version = serializers.IntegerField()
    decided_at = serializers.DateTimeField(allow_null=True, help_text="Null while it waits to leave.")
    held_until = serializers.DateTimeField(allow_null=True, help_text="Until then it can be taken back.")


def decided_out(decision: TriageDecision | HeldDecision) -> dict:
    idea = Idea.objects.only("reference", "state", "version").get(pk=decision.idea_id)
    return {
        "reference": idea.reference,
        "outcome": decision.outcome,
        "state": idea.state,
        "version": idea.version,
        "decided_at": getattr(decision, "at", None),
        "held_until": getattr(decision, "leaves_at", None),
    }


class HeldOut(serializers.Serializer):
    """An answer that waits to leave."""

    reference = serializers.CharField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    message = serializers.CharField()
    held_until = serializers.DateTimeField()
    by = serializers.CharField()


def held_out(held: HeldDecision) -> dict:
    return {
        "reference": held.idea.reference,
        "outcome": held.outcome,
        "message": held.message,
        "held_until": held.leaves_at,
        "by": held.by.get_full_name(),
    }


class CandidateOut(serializers.Serializer):
    """A contribution that another may be carried with."""

    reference = serializers.CharField()
    title = serializers.CharField()


def candidates_out(user, ideas) -> list[dict]:
    ideas = list(ideas.defer(None).select_related("action"))  # the veil and the permission read whole rows
    prefetch_names(ideas)
    return [
        {"reference": idea.reference, "title": veil(user, idea).words(idea.display_title)}
        for idea in ideas
        if user.has_perm("ideas.view_idea", idea)
    ]


class NeighbourOut(CandidateOut):
    """A contribution that says about the same."""

    state = serializers.ChoiceField(choices=State.choices)
    likeness = serializers.ChoiceField(choices=LIKENESS)


def neighbour_out(row: Alike) -> dict:
    idea = row.idea
    return {"reference": idea.reference, "title": idea.told.title, "state": idea.state, "likeness": row.band}


class CarriedOut(serializers.Serializer):
    """Whether the first can be carried with the other and what would go along: everything counted as the merge does."""

    can_merge = serializers.BooleanField()
    why_not = serializers.CharField(help_text="A sentence; empty when it can.")
    are_linked = serializers.BooleanField()
    authors = serializers.ListField(child=serializers.CharField())
    supports = serializers.IntegerField(help_text="Those that are new there.")
    both = serializers.IntegerField(help_text="People who support both, and count once.")
    follows = serializers.IntegerField()
    comments = serializers.IntegerField()
    messages = serializers.IntegerField()
    files = serializers.IntegerField()
    told = serializers.ListField(child=serializers.CharField())


def carried_out(user, idea: Idea, other: Idea) -> dict:
    """For an officer, who reads every name."""
    why, carried = why_not_now(idea, other, by=user), what_is_carried(idea, other)
    numbers = {
        name: getattr(carried, name) for name in ("supports", "both", "follows", "comments", "messages", "files")
    }
    return numbers | {
        "can_merge": not why,
        "why_not": str(why),
        "are_linked": are_linked(idea, other),
        "authors": [person.get_full_name() for person in carried.authors],
        "told": [person.get_full_name() for person in carried.told],
    }


class PairOut(serializers.Serializer):
    """Two contributions that may be one: the first is still under review and may join the other."""

    reference = serializers.CharField()
    title = serializers.CharField()
    other_reference = serializers.CharField()
    other_title = serializers.CharField()
    likeness = serializers.ChoiceField(choices=LIKENESS)


def pair_out(pair: Pair) -> dict:
    return {
        "reference": pair.idea.reference,
        "title": pair.idea.told.title,
        "other_reference": pair.other.reference,
        "other_title": pair.other.told.title,
        "likeness": pair.band,
    }


class RubricOut(serializers.Serializer):
    """One criterion of the grid in force, with the anchors of its five levels."""

    code = serializers.CharField()
    name = serializers.CharField()
    question = serializers.CharField()
    anchors = serializers.ListField(child=serializers.CharField())


def rubric_out(rubric) -> list[dict]:
    return [
        {
            "code": name,
            "name": _(rubric.texts[name]["name"]),
            "question": _(rubric.texts[name]["question"]),
            "anchors": [_(anchor) for anchor in rubric.texts[name]["anchors"]],
        }
        for name in CRITERIA
    ]
