"""What is told of the figures: every share with both its numbers."""

from rest_framework import serializers

from ideas.enums import State
from parkour.core.api.fields import OneOf
from parkour.core.api.pagination import PageQuery
from parkour.dashboard.lists import LISTS
from parkour.dashboard.naming import MONTH


class ShareOut(serializers.Serializer):
    count = serializers.IntegerField()
    total = serializers.IntegerField()


class DelayOut(serializers.Serializer):
    """Of `number` that came to an end; `open` still wait."""

    median = serializers.FloatField(allow_null=True)
    p90 = serializers.IntegerField(allow_null=True, help_text="Ninth decile, nearest rank.")
    number = serializers.IntegerField()
    open = serializers.IntegerField()


class MonthOut(serializers.Serializer):
    month = serializers.DateField(help_text="Its first day.")
    received = serializers.IntegerField()
    ended = serializers.IntegerField()
    decided = serializers.IntegerField()
    done = serializers.IntegerField()
    all_received = serializers.IntegerField(help_text="From the first day on.")
    all_ended = serializers.IntegerField(help_text="From the first day on.")
    in_time = ShareOut(help_text="First answers by the promised moment, among those that fell due.")
    reply = DelayOut(help_text="Working days until the first answer.")
    triage = DelayOut(help_text="Working days until the orientation.")
    decision = DelayOut(help_text="Days until the decision.")
    realisation = DelayOut(help_text="Days from adopted to carried out.")
    kept = ShareOut(help_text="Adopted, among what was decided.")


class CohortOut(serializers.Serializer):
    month = serializers.DateField()
    reached = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="Sent, first answer, oriented, decided or answered, carried out, measured.",
    )


class OfSizeOut(serializers.Serializer):
    size = serializers.CharField(help_text="light, middle, heavy or unknown.")
    received = serializers.IntegerField()
    kept = ShareOut()
    carried_out = ShareOut()
    realisation = DelayOut()


class StandingStateOut(serializers.Serializer):
    state = serializers.ChoiceField(choices=State.choices)
    age = DelayOut(help_text="Days in this state.")


class ParticipationOut(serializers.Serializer):
    received = serializers.IntegerField()
    people = serializers.IntegerField()
    authors = serializers.IntegerField()
    anonymous = serializers.IntegerField()
    feedback = ShareOut()
    groups = ShareOut()
    returned = ShareOut()
    sites = ShareOut()
    silent_sites = serializers.ListField(child=serializers.CharField(), help_text="Twenty at most.")


class MeasuredOut(serializers.Serializer):
    """The last point of an indicator that goes on."""

    indicator = serializers.IntegerField()
    name = serializers.CharField()
    attention = serializers.CharField(help_text="customers or employees.")
    unit = serializers.CharField()
    period = serializers.CharField()
    starts_on = serializers.DateField()
    numerator = serializers.FloatField()
    denominator = serializers.FloatField()
    value = serializers.FloatField()
    variation = serializers.CharField(help_text="improving, concerning, common, or empty while it is too short.")
    assurance = serializers.CharField(help_text="always, sometimes, never, or empty without a target.")


class SessionsOut(serializers.Serializer):
    """Sessions of the year that ended a week ago."""

    quorum = ShareOut(help_text="Held, among all that were opened.")
    present = ShareOut(help_text="Seats taken, of both poles.")
    points = ShareOut(help_text="Treated, among those on the agendas.")
    minutes = DelayOut(help_text="Working days until the minutes were published.")
    divided = ShareOut(help_text="Votes in which the poles disagreed.")


class FiguresOut(serializers.Serializer):
    """The figures as they were last counted; all is empty before the first time."""

    counted_at = serializers.DateTimeField(allow_null=True)
    months = MonthOut(many=True)
    cohorts = CohortOut(many=True)
    sizes = OfSizeOut(many=True)
    standing = StandingStateOut(many=True)
    waiting = serializers.DictField(child=serializers.IntegerField(), help_text="How many wait, by the name of a list.")
    participation = ParticipationOut(allow_null=True)
    carried_out = ShareOut(allow_null=True)
    measured = ShareOut(allow_null=True)
    by_author = ShareOut(allow_null=True, help_text="Carried out by one of its authors.")
    claims = serializers.DictField(
        child=serializers.IntegerField(), help_text="Carried out, by the proof of the effect; “none” without one."
    )
    series = MeasuredOut(many=True, help_text="Forty at most, by name.")
    sessions = SessionsOut(allow_null=True)


def figures_out(kept) -> dict:
    """What the operation answers; `kept` is None before anything was counted."""
    if kept is None:
        nothing = dict.fromkeys(("counted_at", "participation", "carried_out", "measured", "by_author", "sessions"))
        empty = {name: [] for name in ("months", "cohorts", "sizes", "standing", "series")}
        return nothing | empty | {"waiting": {}, "claims": {}}
    claims = {level or "none": number for level, number in kept.content["claims"].items()}
    return {"counted_at": kept.counted_at} | kept.content | {"claims": claims}


class ListQuery(PageQuery):
    """Which list, and of which month."""

    of = OneOf(choices=[(name, name) for name in LISTS], required=False, default="received")
    month = serializers.RegexField(
        rf"^{MONTH}$", required=False, max_length=7, help_text="2026-10; without it the present one."
    )


class CountedIdeaOut(serializers.Serializer):
    """One contribution behind a figure."""

    reference = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    submitted_at = serializers.DateTimeField(allow_null=True)
    site = serializers.CharField(allow_null=True, help_text="Code.")
