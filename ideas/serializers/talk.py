"""What is sent and told about supports, followers and comments."""

from rest_framework import serializers

from ideas.enums import ReportReason
from ideas.models import Comment, Idea
from ideas.serializers.inputs import words
from ideas.services.comments import REASON_LIMIT
from ideas.talk import Reported, Said, standing_of
from parkour.core.api.fields import Input, OneOf


class ReportInput(Input):
    reason = OneOf(choices=ReportReason.choices)
    note = words(REASON_LIMIT, required=False, default="", allow_blank=True, help_text="For the officer only.")


class HideInput(Input):
    reason = words(REASON_LIMIT, help_text="The writer reads it.")


class StandingOut(serializers.Serializer):
    """The numbers of a contribution, and one's own part in them. Nobody is named."""

    supports = serializers.IntegerField()
    comments = serializers.IntegerField()
    supported = serializers.BooleanField(help_text="By me.")
    followed = serializers.BooleanField(help_text="By me.")


def standing_out(user, idea: Idea) -> dict:
    supported, followed = standing_of(user, idea)
    numbers = {"supports": idea.support_count, "comments": idea.comment_count}
    return numbers | {"supported": supported, "followed": followed}


class CommentOut(serializers.Serializer):
    id = serializers.IntegerField()
    by = serializers.CharField(help_text="“The author” when this name is hidden.")
    words = serializers.CharField()
    written_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    hidden_reason = serializers.CharField(help_text="Why it is hidden: told to its writer and to officers.")
    is_mine = serializers.BooleanField()
    may = serializers.ListField(child=serializers.CharField(), help_text="edit, remove, report, moderate.")


def comment_out(comment: Said) -> dict:
    facts = ("by", "words", "written_at", "edited_at", "hidden_reason", "is_mine")
    return {"id": comment.pk, "may": sorted(comment.may)} | {name: getattr(comment, name) for name in facts}


class CountOut(serializers.Serializer):
    reason = serializers.CharField()
    count = serializers.IntegerField()


class ReportedOut(serializers.Serializer):
    """A comment that waits for the officer. Nobody learns who reported it."""

    id = serializers.IntegerField()
    idea = serializers.CharField(help_text="Reference.")
    by = serializers.CharField()
    words = serializers.CharField()
    written_at = serializers.DateTimeField()
    reasons = CountOut(many=True)
    notes = serializers.ListField(child=serializers.CharField())


def reported_out(row: Reported) -> dict:
    comment: Comment = row.comment
    return {
        "id": comment.pk,
        "idea": comment.idea.reference,
        "by": comment.writer.get_full_name(),
        "words": comment.body,
        "written_at": comment.written_at,
        "reasons": [{"reason": reason, "count": count} for reason, count in row.reasons],
        "notes": row.notes,
    }
