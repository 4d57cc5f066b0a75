"""What the planner proposes, as a change of the agenda of today."""

from rest_framework import serializers

from committee.enums import Block
from committee.proposed import COMES, FIXED, MOVES, STAYS, proposed_blocks
from committee.services.proposal import Proposal


class ProposedPointOut(serializers.Serializer):
    title = serializers.CharField()
    idea = serializers.CharField(allow_null=True, help_text="Reference; null for a subject of its own.")
    change = serializers.ChoiceField(choices=[COMES, MOVES, STAYS, FIXED])
    came_from = serializers.IntegerField(allow_null=True, help_text="Its rank in the block today, when it moves.")
    minutes = serializers.FloatField()
    reasons = serializers.ListField(child=serializers.CharField())


class LeavingOut(serializers.Serializer):
    idea = serializers.CharField(help_text="Reference.")
    because = serializers.CharField()
    takes_off = serializers.ListField(child=serializers.CharField(), help_text="References, to keep it.")


class ProposedBlockOut(serializers.Serializer):
    block = serializers.ChoiceField(choices=Block.choices)
    used = serializers.FloatField(help_text="Minutes.")
    capacity = serializers.FloatField(help_text="Minutes.")
    points = ProposedPointOut(many=True)
    leaving = LeavingOut(many=True)


class ProposalOut(serializers.Serializer):
    """What the planner would do with the blocks it plans; nothing is changed."""

    proposal = serializers.CharField(help_text="Names it, to apply it as it was read.")
    edition = serializers.IntegerField(help_text="Of the agenda it was made for.")
    changes = serializers.BooleanField(help_text="Something comes, moves or leaves.")
    blocks = ProposedBlockOut(many=True)


def proposal_out(proposal: Proposal) -> dict:
    return {
        "proposal": proposal.fingerprint,
        "edition": proposal.session.edition,
        "changes": proposal.changes_something,
        "blocks": [_block(block) for block in proposed_blocks(proposal)],
    }


def _block(block) -> dict:
    return {
        "block": block.block,
        "used": block.used / 2,
        "capacity": block.capacity / 2,
        "points": [_point(line) for line in block.lines],
        "leaving": [
            {
                "idea": row.idea.reference,
                "because": str(row.exclusion.label),
                "takes_off": [idea.reference for idea in row.drops],
            }
            for row in block.leaving
        ],
    }


def _point(line) -> dict:
    return {
        "title": line.title,
        "idea": line.idea.reference if line.idea else None,
        "change": line.change,
        "came_from": line.came_from,
        "minutes": line.duration / 2,
        "reasons": list(line.reasons),
    }
