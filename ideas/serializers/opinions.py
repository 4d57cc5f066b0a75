"""What is told and sent about second opinions."""

from rest_framework import serializers

from ideas.enums import OpinionReason
from ideas.opinions import TALK_LASTS, assessments_of, latest_opinion
from ideas.privacy import prefetch_names, veil
from ideas.scoring import CRITERIA
from ideas.serializers.inputs import level, words
from ideas.services.opinions import REASON_LIMIT
from parkour.core.api.fields import Input


class AgainInput(Input):
    """Levels once more, after the talk."""

    policy = level()
    novelty = level()
    impact = level()
    effort = level()


class SettleInput(Input):
    reason = words(REASON_LIMIT, help_text="What both agree on, and why.")


class TalkOut(serializers.Serializer):
    """The five minutes in which two raters talk over their levels."""

    begun_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


def talk_out(begun_at) -> dict:
    return {"begun_at": begun_at, "ends_at": begun_at + TALK_LASTS}


class OpinionRow(serializers.Serializer):
    """A second opinion that waits for mine."""

    reference = serializers.CharField()
    title = serializers.CharField()
    because = serializers.ChoiceField(choices=OpinionReason.choices)
    asked_at = serializers.DateTimeField()


def opinion_rows(user, rows) -> list[dict]:
    prefetch_names([row.idea for row in rows])
    return [
        {
            "reference": row.idea.reference,
            "title": veil(user, row.idea).words(row.idea.display_title),
            "because": row.because,
            "asked_at": row.asked_at,
        }
        for row in rows
    ]


class AgainOut(serializers.Serializer):
    """The levels of one rater after the talk; null does not apply."""

    rater = serializers.CharField()
    policy = serializers.IntegerField(allow_null=True)
    novelty = serializers.IntegerField(allow_null=True)
    impact = serializers.IntegerField(allow_null=True)
    effort = serializers.IntegerField(allow_null=True)


class OpinionOut(serializers.Serializer):
    """The second opinion on one contribution. Nothing of the levels of others before one's own are saved."""

    because = serializers.ChoiceField(choices=OpinionReason.choices)
    awaited = serializers.BooleanField()
    given = serializers.BooleanField()
    to_discuss = serializers.BooleanField(allow_null=True, help_text="Two levels apart or more; null while sealed.")
    agreed_because = serializers.CharField(help_text="What both agree on after their talk.")
    again = AgainOut(many=True, help_text="After the talk: mine, and the other's once mine are there.")


def opinion_out(user, idea) -> dict | None:
    opinion = latest_opinion(idea)
    if opinion is None:
        return None
    rows = list(assessments_of(idea).select_related("rater"))
    mine = next((row for row in rows if row.rater_id == user.pk), None)
    again = [row for row in rows if row.again_at]
    readable = [row for row in again if len(again) > 1 or row is mine] if mine else []
    return {
        "because": opinion.because,
        "awaited": opinion.ended_at is None,
        "given": opinion.second_id is not None,
        "to_discuss": opinion.to_discuss if mine else None,
        "agreed_because": opinion.settled_because if mine else "",
        "again": [again_out(row, veil(user, idea)) for row in readable],
    }


def again_out(row, hidden) -> dict:
    return {name: getattr(row, f"{name}_again") for name in CRITERIA} | {"rater": hidden.somebody(row.rater)}
