"""What is told of the promises of one contribution, and of its red flag."""

from rest_framework import serializers

from ideas.enums import Danger
from ideas.models import RedFlag
from ideas.promises import Clock, Promise, Standing


class ClockOut(serializers.Serializer):
    """One promise to whoever sent it: until when, when it was done."""

    promise = serializers.ChoiceField(choices=[promise.value for promise in Promise])
    due_at = serializers.DateTimeField()
    done_at = serializers.DateTimeField(allow_null=True)
    standing = serializers.ChoiceField(choices=[standing.value for standing in Standing])


def clock_out(row: Clock) -> dict:
    return {
        "promise": row.promise.value,
        "due_at": row.due_at,
        "done_at": row.done_at,
        "standing": row.standing.value,
    }


class FlagOut(serializers.Serializer):
    """Somebody’s safety or dignity. Nobody’s name in `raised_by`: its words raised it, or an author nobody knows."""

    kind = serializers.ChoiceField(choices=Danger.choices)
    reason = serializers.CharField()
    raised_by = serializers.CharField(allow_null=True)
    raised_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="To be seen by then.")


def flag_out(flag: RedFlag | None, hidden) -> dict | None:
    if flag is None:
        return None
    return {
        "kind": flag.kind,
        "reason": hidden.words(flag.reason),
        "raised_by": hidden.somebody(flag.raised_by) if flag.raised_by_id else None,
        "raised_at": flag.raised_at,
        "due_at": flag.due_at,
    }
