"""The agenda as it is prepared and as it was sent; what waits for a place on it."""

from rest_framework import serializers

from committee.enums import Block, ItemState
from committee.models import Session
from committee.selectors import Agenda, agenda_of, has_unreleased_changes
from committee.sent import SentAgenda
from ideas.privacy import prefetch_names, shared_title


class ItemOut(serializers.Serializer):
    """A point of the agenda, with its hours by the clock."""

    id = serializers.IntegerField()
    block = serializers.ChoiceField(choices=Block.choices)
    subject = serializers.CharField()
    idea = serializers.CharField(allow_null=True, help_text="Reference.")
    minutes = serializers.FloatField()
    presenter = serializers.CharField(allow_null=True)
    pinned = serializers.BooleanField()
    reasons = serializers.ListField(child=serializers.CharField(), help_text="Why it is here.")
    state = serializers.ChoiceField(choices=ItemState.choices)
    decided = serializers.BooleanField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


def item_out(slot) -> dict:
    item = slot.item
    return {
        "id": item.pk,
        "block": item.block,
        "subject": item.subject,
        "idea": item.idea.reference if item.idea_id else None,
        "minutes": item.minutes,
        "presenter": str(item.shown_presenter) if item.shown_presenter else None,
        "pinned": item.pinned,
        "reasons": slot.reasons,
        "state": item.state,
        "decided": item.decision_id is not None,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
    }


class BlockOut(serializers.Serializer):
    block = serializers.ChoiceField(choices=Block.choices)
    label = serializers.CharField()
    used = serializers.FloatField(help_text="Minutes.")
    capacity = serializers.FloatField(help_text="Minutes.")


class AgendaOut(serializers.Serializer):
    """The agenda in its present state, draft included."""

    session = serializers.IntegerField()
    released_version = serializers.IntegerField()
    edition = serializers.IntegerField(help_text="Grows with each change of the draft.")
    changed = serializers.BooleanField(help_text="It differs from what was last sent.")
    used = serializers.FloatField(help_text="Minutes.")
    capacity = serializers.FloatField(help_text="Minutes.")
    ends_at = serializers.DateTimeField()
    blocks = BlockOut(many=True)
    items = ItemOut(many=True)


def agenda_out(agenda: Agenda) -> dict:
    return {
        "session": agenda.session.number,
        "released_version": agenda.session.agenda_version,
        "edition": agenda.session.edition,
        "changed": has_unreleased_changes(agenda.session),
        "used": agenda.used_minutes,
        "capacity": agenda.capacity_minutes,
        "ends_at": agenda.ends_at,
        "blocks": [
            {"block": row.block, "label": str(row.label), "used": row.used_minutes, "capacity": row.capacity_minutes}
            for row in agenda.blocks
        ],
        "items": [item_out(slot) for slot in agenda.slots],
    }


def one_item_out(session: Session, pk: int) -> dict:
    """A point as it stands now among the others."""
    return next(item_out(slot) for slot in agenda_of(session).slots if slot.item.pk == pk)


class SentItemOut(serializers.Serializer):
    title = serializers.CharField()
    idea = serializers.CharField(allow_null=True)
    minutes = serializers.FloatField()
    presenter = serializers.CharField(allow_null=True)


class SentBlockOut(serializers.Serializer):
    block = serializers.ChoiceField(choices=Block.choices)
    label = serializers.CharField()
    starts_at = serializers.DateTimeField()
    items = SentItemOut(many=True)


class SentAgendaOut(serializers.Serializer):
    """The agenda as it was last sent."""

    version = serializers.IntegerField()
    ends_at = serializers.DateTimeField()
    blocks = SentBlockOut(many=True)


def sent_out(sent: SentAgenda) -> dict:
    return {
        "version": sent.version,
        "ends_at": sent.ends_at,
        "blocks": [
            {
                "block": block.block,
                "label": str(block.label),
                "starts_at": block.starts_at,
                "items": [
                    {"title": row.title, "idea": row.idea, "minutes": row.minutes, "presenter": row.presenter}
                    for row in block.items
                ],
            }
            for block in sent.blocks
        ],
    }


class PoolRow(serializers.Serializer):
    """A contribution to place, and what it would cost."""

    reference = serializers.CharField()
    title = serializers.CharField()
    block = serializers.ChoiceField(choices=Block.choices)
    minutes = serializers.FloatField()
    waited = serializers.IntegerField(help_text="Sessions.")
    fits = serializers.BooleanField(help_text="The proposal would place it.")
    left_out_because = serializers.CharField()
    takes_off = serializers.ListField(child=serializers.CharField(), help_text="References, to place it.")


def pool_rows(lines) -> list[dict]:
    """Best first; many or few, the same number of queries."""
    prefetch_names([line.idea for line in lines])
    return [
        {
            "reference": line.idea.reference,
            "title": shared_title(line.idea),
            "block": line.entry.block,
            "minutes": line.entry.minutes,
            "waited": line.entry.candidate.waited_cycles,
            "fits": line.fits,
            "left_out_because": line.exclusion.label if line.exclusion else "",
            "takes_off": [idea.reference for idea in line.drops],
        }
        for line in lines
    ]
