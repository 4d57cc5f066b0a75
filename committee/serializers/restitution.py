"""What a session gives back, as the API tells it."""

from dataclasses import asdict

from rest_framework import serializers

from committee.giving_back import GivenBack, GivingBack
from committee.serializers.minutes import HappenedSinceOut, happened_out


class SortedOut(serializers.Serializer):
    """How many contributions the desk answered so, by the last answer of each."""

    outcome = serializers.CharField(help_text="In words.")
    total = serializers.IntegerField()


class GivenBackOut(serializers.Serializer):
    """A contribution that ended: what was said, and what came of it. Published words are those of today."""

    idea = serializers.CharField(help_text="Reference.")
    said = serializers.CharField()
    heading = serializers.CharField(help_text="“We did”, “Our answer” or “Not kept, because”.")
    told = serializers.CharField(help_text="Empty when no words that everybody may read tell it.")
    effect = serializers.CharField()
    outcome = serializers.CharField(help_text="In words.")
    owner = serializers.CharField()
    on = serializers.DateField()


class GivingBackOut(serializers.Serializer):
    """Since the session before; a number, or “999+”. The lists hold 500 rows at most, the first first."""

    since = serializers.DateTimeField(allow_null=True)
    received = serializers.CharField()
    decided = serializers.CharField()
    done = serializers.CharField()
    refused = serializers.CharField()
    kept_back = serializers.CharField(help_text="Received, counted and not listed; empty when too many to say.")
    sorted = SortedOut(many=True)
    all_received = HappenedSinceOut(many=True)
    all_decided = HappenedSinceOut(many=True)
    all_done = GivenBackOut(many=True)
    all_refused = GivenBackOut(many=True)


def giving_back_out(given: GivingBack) -> dict:
    return asdict(given.found) | {
        "sorted": [{"outcome": label, "total": total} for label, total in given.sorted.rows],
        "all_received": [happened_out(row) for row in given.list_of("received").rows],
        "all_decided": [happened_out(row) for row in given.list_of("decided").rows],
        "all_done": [_given(row) for row in given.done],
        "all_refused": [_given(row) for row in given.refused],
    }


def _given(one: GivenBack) -> dict:
    told = {name: getattr(one, name) for name in ("said", "heading", "told", "effect")}
    row = {name: getattr(one.row, name) for name in ("outcome", "owner", "on")}
    return told | row | {"idea": one.row.idea.reference}
