"""What is told of the past of one contribution."""

from rest_framework import serializers

from ideas.enums import ClaimLevel, IdeaKind, ReasonCode, State
from ideas.likeness import Band as Likeness
from ideas.looking_back import Decided, LookBack
from ideas.models import PastReliability
from ideas.scoring import BAND_CHOICES

LIKENESS = [(band.value, band.label) for band in Likeness]


class DecidedLikeItOut(serializers.Serializer):
    """A decided contribution that is like it: how it was scored, and what became of it."""

    reference = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=IdeaKind.choices)
    likeness = serializers.ChoiceField(choices=LIKENESS)
    band = serializers.ChoiceField(choices=BAND_CHOICES, allow_null=True, help_text="Null: none, or sealed.")
    sentence = serializers.CharField(help_text="How it was scored, in words; empty: not, or sealed.")
    state = serializers.ChoiceField(choices=State.choices)
    refused_for = serializers.ChoiceField(choices=ReasonCode.choices, allow_null=True)
    decided_because = serializers.CharField(help_text="The reason of the decision that stands; may be empty.")
    done_at = serializers.DateTimeField(allow_null=True)
    claim_level = serializers.ChoiceField(choices=ClaimLevel.choices, allow_null=True)
    effect = serializers.CharField()


class ProposedOut(serializers.Serializer):
    """A band, and why. It decides nothing."""

    band = serializers.ChoiceField(choices=BAND_CHOICES)
    assessed = serializers.IntegerField(help_text="How many of the most alike were assessed.")
    same = serializers.IntegerField(help_text="How many of those stand in this band.")
    sentence = serializers.CharField(help_text="What they say on average, in words.")


class ReliabilityOut(serializers.Serializer):
    """How far the past was from what was decided here; errors in points, of the kind in a hundred."""

    n = serializers.IntegerField()
    error = serializers.FloatField(allow_null=True)
    error_of_the_middle = serializers.FloatField(allow_null=True, help_text="Always the middle, or the usual kind.")
    error_of_the_length = serializers.FloatField(allow_null=True)
    is_better = serializers.BooleanField(help_text="Better than both guesses: else nothing is proposed.")
    measured_at = serializers.DateTimeField()


class PastOut(serializers.Serializer):
    """What the past says, once one’s own levels are saved or one has asked; nothing while levels are sealed."""

    shown = serializers.BooleanField()
    why_not = serializers.CharField(help_text="A sentence while nothing is shown.")
    on_request = serializers.BooleanField(help_text="POST shows it before one’s own levels; that is written down.")
    proposed = ProposedOut(allow_null=True)
    other_kind = serializers.ChoiceField(
        choices=IdeaKind.choices, allow_null=True, help_text="What it may rather be; null: nothing is proposed."
    )
    priority = ReliabilityOut(allow_null=True)
    kind = ReliabilityOut(allow_null=True)
    decided = DecidedLikeItOut(many=True)


def past_out(past: LookBack) -> dict:
    said = past.proposed
    return {
        "shown": past.shown,
        "why_not": past.why_not,
        "on_request": past.on_request,
        "proposed": said and {name: getattr(said, name) for name in ("band", "assessed", "same", "sentence")},
        "other_kind": past.other_kind,
        "priority": _reliability(past.priority),
        "kind": _reliability(past.kind),
        "decided": [_decided(row) for row in past.rows],
    }


def _reliability(row: PastReliability | None) -> dict | None:
    return row and {
        "n": row.n,
        "error": row.error,
        "error_of_the_middle": row.error_middle,
        "error_of_the_length": row.error_length,
        "is_better": row.is_better,
        "measured_at": row.at,
    }


def _decided(row: Decided) -> dict:
    idea, action = row.idea, row.action
    return {
        "reference": idea.reference,
        "title": idea.told.title,
        "kind": idea.kind,
        "likeness": row.likeness,
        "band": row.band,
        "sentence": row.sentence,
        "state": idea.state,
        "refused_for": idea.refused_for or None,
        "decided_because": row.reason,
        "done_at": action.done_at if action else None,
        "claim_level": (action.claim_level if action else "") or None,
        "effect": row.effect,
    }
