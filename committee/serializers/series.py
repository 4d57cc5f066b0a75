"""The calendar of the sessions: its rule, what it gives, its exceptions; and what is sent about them."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from committee.models import SessionRule
from committee.recurrence import HOUSE, LONGEST, MOST_MONTHS, SHORTEST, WEEKS, Rule, read_rrule
from committee.selectors import SeriesPlan, rows_of, session_exceptions, session_rule
from ideas.serializers.inputs import words
from parkour.core import clock
from parkour.core.api.fields import Flag, Input, Whole


class ExceptionInput(Input):
    """A day of the rule without a session, or with its session on another day."""

    wanted = serializers.DateField(help_text="A day of the rule to come.")
    day = serializers.DateField(required=False, default=None, allow_null=True, help_text="Left out: no session.")
    reason = words(200, required=False, default="", allow_blank=True)


class NoExceptionInput(Input):
    wanted = serializers.DateField()


class RuleInput(Input):
    """`month` has another week (`month_week`) than the rule: July, before the summer break."""

    rrule = words(60, help_text="Such as FREQ=MONTHLY;INTERVAL=2;BYDAY=+3TH.")
    month = Whole(required=False, default=None, allow_null=True, min_value=1, max_value=12)
    month_week = Whole(required=False, default=1, min_value=-1, max_value=4)
    first = serializers.DateField(help_text="Months are counted from this one on.")
    starts_at = serializers.TimeField(required=False, help_text="On the clock of the house; 14:00 when left out.")
    minutes = Whole(required=False, default=150, min_value=SHORTEST, max_value=LONGEST)
    active = Flag(required=False, default=True)
    version = Whole(required=False, default=None, allow_null=True, min_value=1, help_text="The one that was read.")

    def validate_rrule(self, value):
        try:
            return read_rrule(value)
        except ValueError:
            raise serializers.ValidationError(
                _("This is a rule such as %(rule)s, every 1 to %(most)s months.")
                % {"rule": HOUSE.rrule, "most": MOST_MONTHS}
            ) from None

    def validate_month_week(self, value):
        if value not in WEEKS:
            raise serializers.ValidationError(_("This is 1 to 4, or -1 for the last week."))
        return value

    def validate(self, attrs):
        every, week, weekday = attrs.pop("rrule")
        kept = {name: attrs.pop(name) for name in ("month", "month_week", "first", "minutes")}
        at = {"starts_at": attrs.pop("starts_at")} if "starts_at" in attrs else {}
        return attrs | {"rule": Rule(every=every, week=week, weekday=weekday, **kept, **at)}


class RuleOut(serializers.Serializer):
    """The rule that was saved."""

    rrule = serializers.CharField()
    month = serializers.IntegerField(allow_null=True)
    month_week = serializers.IntegerField()
    first = serializers.DateField()
    starts_at = serializers.TimeField()
    minutes = serializers.IntegerField()
    active = serializers.BooleanField()
    version = serializers.IntegerField()


class DateRow(serializers.Serializer):
    """One date to come."""

    date = serializers.DateField()
    wanted = serializers.DateField(allow_null=True, help_text="The day of the rule; null for one planned by hand.")
    session = serializers.IntegerField(allow_null=True, help_text="The number of its session, if there is one.")
    was = serializers.DateField(allow_null=True, help_text="Where it is planned until the rule is saved.")
    said = serializers.CharField(allow_null=True, help_text="rule, moved, chosen, skipped or no_room.")
    forbidden = serializers.BooleanField()
    warnings = serializers.ListField(
        child=serializers.CharField(),
        help_text="What speaks against the day, and the poles that will not reach their quorum by what was answered.",
    )


class ExceptionOut(serializers.Serializer):
    wanted = serializers.DateField()
    day = serializers.DateField(allow_null=True)
    reason = serializers.CharField()


class CalendarOut(serializers.Serializer):
    """The rule, the next twelve dates and the exceptions; how many sessions are planned, moved, taken off."""

    rule = RuleOut(allow_null=True)
    dates = DateRow(many=True)
    exceptions = ExceptionOut(many=True)
    planned = serializers.IntegerField()
    moved = serializers.IntegerField()
    taken_off = serializers.IntegerField()


def calendar_out(plan: SeriesPlan | None, done: SeriesPlan | None = None) -> dict:
    """The calendar as `plan` shows it; the counts are those of `done` (default: of the plan)."""
    counted = done or plan
    return {
        "rule": _rule_out(session_rule()),
        "dates": [_date_row(row) for row in rows_of(plan)],
        "exceptions": [
            {"wanted": row.wanted, "day": row.day, "reason": row.reason} for row in session_exceptions(clock.today())
        ],
        "planned": len(counted.new),
        "moved": len(counted.move),
        "taken_off": len(counted.drop),
    }


def _rule_out(saved: SessionRule | None) -> dict | None:
    if saved is None:
        return None
    same = ("rrule", "month", "month_week", "starts_at", "active", "version")
    return {name: getattr(saved, name) for name in same} | {"first": saved.first_on, "minutes": saved.duration}


def _date_row(row) -> dict:
    return {
        "date": row.day,
        "wanted": row.wanted,
        "session": row.session.number if row.session else None,
        "was": row.was,
        "said": row.said,
        "forbidden": any(conflict.severity == "forbidden" for conflict in row.conflicts),
        "warnings": [str(found.label) for found in (*row.conflicts, *row.quorum)],
    }
