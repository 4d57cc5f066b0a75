"""The plan of a whole session: what it would place where, what it leaves out, what to know."""

from rest_framework import serializers

from committee.enums import Block
from committee.models import ProposalState
from committee.whole import COMES, FIXED, MOVES, STAYS, WholePlan
from parkour.core.api.fields import Input


class WholePlanInput(Input):
    plan = serializers.CharField(max_length=64, help_text="`plan` of the plan that was read.")


class PlannedTopicOut(serializers.Serializer):
    idea = serializers.CharField(allow_null=True, help_text="Reference; null for a point kept in place.")
    change = serializers.ChoiceField(choices=[COMES, MOVES, STAYS, FIXED])
    reasons = serializers.ListField(child=serializers.CharField())


class PlannedBlockOut(serializers.Serializer):
    block = serializers.ChoiceField(choices=Block.choices)
    used = serializers.FloatField(help_text="Minutes.")
    capacity = serializers.FloatField(help_text="Minutes.")
    points = PlannedTopicOut(many=True)


class LeftOutOut(serializers.Serializer):
    idea = serializers.CharField(help_text="Reference.")
    because = serializers.CharField()
    leaves = serializers.BooleanField(help_text="It is on the agenda now.")
    takes_off = serializers.ListField(child=serializers.CharField(), help_text="References, to place it.")
    loss = serializers.FloatField(allow_null=True, help_text="Points, to place it.")


class WholePlanOut(serializers.Serializer):
    """The last plan that was found, and how far the next one is."""

    state = serializers.ChoiceField(choices=ProposalState.choices, allow_null=True)
    failure = serializers.CharField(help_text="Why the last attempt found none.")
    found_at = serializers.DateTimeField(allow_null=True)
    plan = serializers.CharField(allow_null=True, help_text="Names it, to apply it as it was read.")
    current = serializers.BooleanField(help_text="Agenda and pool are still what it was made of.")
    proven = serializers.BooleanField(help_text="No agenda is worth more.")
    gap = serializers.FloatField(help_text="Points by which a better one may exceed it.")
    balance_cost = serializers.FloatField(help_text="Points given up for the balance of sites and poles.")
    blocks = PlannedBlockOut(many=True)
    left_out = LeftOutOut(many=True)
    warnings = serializers.ListField(child=serializers.CharField())


def whole_out(plan: WholePlan) -> dict:
    result = plan.result or {}
    return {
        "state": plan.row.state if plan.row else None,
        "failure": plan.failure,
        "found_at": plan.found_at,
        "plan": result.get("fingerprint"),
        "current": plan.is_current,
        "proven": result.get("proven", False),
        "gap": result.get("gap", 0),
        "balance_cost": result.get("balance_cost", 0),
        "blocks": [_block(block) for block in plan.blocks] if result else [],
        "left_out": [_left(row) for row in plan.left_out] if result else [],
        "warnings": list(plan.warnings) if result else [],
    }


def _block(block) -> dict:
    points = [
        {"idea": line.idea.reference if line.idea else None, "change": line.change, "reasons": list(line.reasons)}
        for line in block.lines
    ]
    return {"block": block.block, "used": block.used / 2, "capacity": block.capacity / 2, "points": points}


def _left(row) -> dict:
    return {
        "idea": row.idea.reference,
        "because": row.why,
        "leaves": row.on_agenda,
        "takes_off": [idea.reference for idea in row.drops],
        "loss": row.loss,
    }
