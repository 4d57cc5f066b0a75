"""Fields and serializers that take nothing for something else, and inputs that refuse what they do not know."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from parkour.core.api.problems import Malformed
from parkour.core.keys import LONGEST_NUMBER
from parkour.core.text import UNSTORABLE

LARGEST = 10**LONGEST_NUMBER - 1


class Text(serializers.CharField):
    """Text only: a number or a truth value is not turned into text."""

    default_error_messages = {"not_text": gettext_lazy("This is a text, between quotes.")}

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("not_text")
        return super().to_internal_value(data)


class Named(Text):
    """Something named by a short text: the value is the thing that `find(text)` returns, None when there is none."""

    longest = 254
    default_error_messages = {"unknown": gettext_lazy("There is nothing of this name.")}

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.validators = []  # they are for the text, not for what it names

    def find(self, text: str):
        raise NotImplementedError

    def to_internal_value(self, data):
        text = super().to_internal_value(data)
        found = self.find(text) if 0 < len(text) <= self.longest else None
        if found is None:
            self.fail("unknown")
        return found


class Whole(serializers.IntegerField):
    """A whole number: not a text, a truth value or 3.0."""

    default_error_messages = {"not_whole": gettext_lazy("This is a whole number.")}

    def __init__(self, **kwargs):
        kwargs.setdefault("max_value", LARGEST)
        kwargs.setdefault("min_value", -LARGEST)
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("not_whole")
        return super().to_internal_value(data)


class Minutes(serializers.FloatField):
    """Minutes, halves allowed."""

    default_error_messages = {"not_number": gettext_lazy("This is a number.")}

    def __init__(self, **kwargs):
        super().__init__(**{"min_value": 0.5, "max_value": 480} | kwargs)

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("not_number")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """true or false, nothing that looks like it."""

    default_error_messages = {"not_flag": gettext_lazy("This is true or false.")}

    def to_internal_value(self, data):
        if not isinstance(data, bool):
            self.fail("not_flag")
        return data


class OneOf(serializers.ChoiceField):
    """One of the codes, as text."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid_choice", input=str(data)[:40])
        return super().to_internal_value(data)


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"})
class Hour(serializers.TimeField):
    """A time of the day in the time zone of the organisation, to the minute; JSON Schema's `time` wants an offset."""

    def __init__(self, **kwargs):
        super().__init__(format="%H:%M", input_formats=["%H:%M"], **kwargs)


class Moment(serializers.DateTimeField):
    """A moment. Without an offset it is read on the clock of `zone` (default: that of the organisation, `TIME_ZONE`),
    where it must exist exactly once.
    """

    default_error_messages = {
        "no_moment": gettext_lazy("This is a moment such as 2026-03-19T14:00:00+01:00."),
        "skipped": gettext_lazy("The clocks go forward then: this hour does not exist on that day."),
        "twice": gettext_lazy("The clocks go back then: this hour exists twice. Say which with its offset."),
    }

    def __init__(self, zone="", **kwargs):
        self.named = zone
        super().__init__(**kwargs)

    @property
    def zone(self):
        return ZoneInfo(self.named) if self.named else timezone.get_default_timezone()

    def to_internal_value(self, value):
        try:
            moment = parse_datetime(value) if isinstance(value, str) else None
            moment = moment and self._aware(moment).astimezone(UTC)
        except (ValueError, OverflowError):
            moment = None
        if moment is None:
            self.fail("no_moment")
        return moment

    def _aware(self, moment: datetime) -> datetime | None:
        if timezone.is_aware(moment):
            return moment
        first, second = (moment.replace(tzinfo=self.zone, fold=fold) for fold in (0, 1))
        if first.utcoffset() == second.utcoffset():
            return first
        back = first.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None)
        return self.fail("twice" if back == moment else "skipped")


class Input(serializers.Serializer):
    """A body. A key it does not know is refused, never ignored: nothing is set that was not asked for."""

    refuses_unknown_fields = True

    def to_internal_value(self, data):
        if isinstance(data, dict) and (unknown := set(data) - set(self.fields)):
            words = _("There is no such field here.")
            raise serializers.ValidationError({str(name)[:80]: [words] for name in sorted(unknown)})
        return super().to_internal_value(data)


class Query(serializers.Serializer):
    """A query. Filters and orders are those it declares, each said once at most."""

    def read(self, parameters) -> dict:
        """The values of a QueryDict. Raises Malformed with a sentence that says what is possible."""
        for name in parameters:
            if name not in self.fields:
                raise Malformed(
                    _("There is no parameter “%(name)s” here. Possible: %(known)s.")
                    % {"name": name[:80], "known": ", ".join(self.fields) or _("none")}
                )
            if len(parameters.getlist(name)) > 1:
                raise Malformed(_("The parameter “%(name)s” is said twice.") % {"name": name})
            if UNSTORABLE.search(parameters[name]):
                raise Malformed(_("The parameter “%(name)s” contains an impossible character.") % {"name": name})
        query = type(self)(data=parameters.dict())
        if not query.is_valid():
            name, words = next(iter(query.errors.items()))
            raise Malformed(
                _("The parameter “%(name)s” is wrong: %(words)s") % {"name": name, "words": " ".join(map(str, words))}
            )
        return query.validated_data


class NoQuery(Query):
    """No parameter: one thing, or a short list, whole."""
