"""What is sent and told about indicators."""

from decimal import Decimal

from rest_framework import serializers

from ideas.serializers.inputs import ContributionField, words
from parkour.accounts.serializers import PersonField, SiteField
from parkour.core.api.fields import Flag, Input, Named, OneOf, Query
from parkour.core.keys import whole_number
from parkour.indicators.control_charts import Rule
from parkour.indicators.models import Attention, Better, Indicator, Period, Reason, Unit
from parkour.indicators.rates import LARGEST
from parkour.indicators.reading import Series
from parkour.indicators.services.changes import SENTENCE_LIMIT, WHY_LIMIT
from parkour.indicators.services.indicators import NAME_LIMIT, REASON_LIMIT
from parkour.indicators.services.measuring import Entered
from parkour.indicators.showing import ClaimRow
from parkour.organisation.models import Site

MOST_ROWS = 1_000


class Number(serializers.FloatField):
    """A number with three figures behind the comma at most, kept as it is written."""

    def __init__(self, **kwargs):
        largest = float(LARGEST) - 1
        super().__init__(**{"min_value": -largest, "max_value": largest} | kwargs)

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        return super().to_internal_value(data)


def exactly(number: float | None) -> Decimal | None:
    """The number that was written, not its nearest binary neighbour."""
    return None if number is None else Decimal(repr(number))


class ReasonField(Named):
    """A reason of complaints, by its number."""

    longest = 18

    def __init__(self, **kwargs):
        super().__init__(help_text="Number of a reason of complaints, as text.", **kwargs)

    def find(self, text):
        number = whole_number(text)
        return number is not None and Reason.objects.filter(pk=number).first() or None


class IndicatorInput(Input):
    """An indicator, whole: what is left out is emptied."""

    name = words(NAME_LIMIT)
    counted = words(NAME_LIMIT, help_text="The numerator.")
    among = words(NAME_LIMIT, help_text="The denominator.")
    unit = OneOf(choices=Unit.choices)
    better = OneOf(choices=Better.choices)
    period = OneOf(choices=Period.choices)
    attention = OneOf(choices=Attention.choices)
    target = Number(required=False, allow_null=True, default=None, help_text="As it is told: 85 for 85 %.")
    owner = PersonField(required=False, allow_null=True, default=None)


class IndicatorOut(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    counted = serializers.CharField()
    among = serializers.CharField()
    unit = serializers.ChoiceField(choices=Unit.choices)
    better = serializers.ChoiceField(choices=Better.choices)
    period = serializers.ChoiceField(choices=Period.choices)
    attention = serializers.ChoiceField(choices=Attention.choices)
    target = serializers.FloatField(allow_null=True)
    owner = serializers.CharField(allow_null=True, help_text="E-mail address.")
    closed = serializers.BooleanField()
    page = serializers.CharField(help_text="Its page for people.")
    version = serializers.IntegerField()


def indicator_out(indicator: Indicator) -> dict:
    names = ("name", "counted", "among", "unit", "better", "period", "attention", "target", "version")
    return {name: getattr(indicator, name) for name in names} | {
        "id": indicator.pk,
        "owner": indicator.owner.email if indicator.owner else None,
        "closed": indicator.closed_at is not None,
        "page": indicator.get_absolute_url(),
    }


class SeriesQuery(Query):
    site = serializers.CharField(required=False, default="", max_length=30, help_text="Code of a site.")
    reason = serializers.CharField(required=False, default="", max_length=18, help_text="Number of a reason.")


class RowInput(Input):
    starts_on = serializers.DateField(help_text="First day of the period: a Monday, or the first of a month.")
    numerator = Number(allow_null=True, help_text="Null, both, takes the measurement away.")
    denominator = Number(allow_null=True)
    site = SiteField(required=False, allow_null=True, default=None)
    reason = ReasonField(required=False, allow_null=True, default=None)


class RowsInput(Input):
    rows = serializers.ListField(child=RowInput(), min_length=1, max_length=MOST_ROWS)


class EnteredOut(serializers.Serializer):
    added = serializers.IntegerField()
    corrected = serializers.IntegerField()
    removed = serializers.IntegerField()
    same = serializers.IntegerField(help_text="Already there.")


def entered_out(entered: Entered) -> dict:
    return {name: getattr(entered, name) for name in ("added", "corrected", "removed", "same")}


class RecordedChangeInput(Input):
    on = serializers.DateField()
    sentence = words(SENTENCE_LIMIT)
    idea = ContributionField(required=False, allow_null=True, default=None)


class RecordedChangeOut(serializers.Serializer):
    id = serializers.IntegerField()
    on = serializers.DateField()
    sentence = serializers.CharField()
    idea = serializers.CharField(help_text="Reference, for whoever may read it; else empty.")


def change_out(change) -> dict:
    reference = change.idea.reference if change.idea else ""
    return {"id": change.pk, "on": change.on, "sentence": change.sentence, "idea": reference}


class RebaseInput(Input):
    why = words(WHY_LIMIT)
    site = SiteField(required=False, allow_null=True, default=None)
    reason = ReasonField(required=False, allow_null=True, default=None)


class BaselineOut(serializers.Serializer):
    id = serializers.IntegerField()
    first = serializers.DateField()
    locked = serializers.BooleanField(help_text="False until the twelfth point.")


def baseline_out(baseline) -> dict:
    return {"id": baseline.pk, "first": baseline.first, "locked": baseline.locked_at is not None}


class PointOut(serializers.Serializer):
    starts_on = serializers.DateField()
    numerator = serializers.FloatField()
    denominator = serializers.FloatField()
    value = serializers.FloatField()


class LimitsOut(serializers.Serializer):
    """Limits of one phase of the chart."""

    starts_on = serializers.DateField()
    mean = serializers.FloatField()
    lower = serializers.FloatField()
    upper = serializers.FloatField()
    provisional = serializers.BooleanField()


class SignalOut(serializers.Serializer):
    rule = serializers.ChoiceField(choices=[(rule.value, rule.value) for rule in Rule])
    upwards = serializers.BooleanField()
    first = serializers.DateField()
    last = serializers.DateField()


class ClaimOut(RecordedChangeOut):
    """A recorded change with what the series lets it claim."""

    claim = serializers.CharField(help_text="In words: a level of proof, or a shared cause.")
    explanation = serializers.CharField()


class SeriesOut(serializers.Serializer):
    """One series: an indicator at a site, or everywhere, for a reason, or for all."""

    points = PointOut(many=True)
    limits = LimitsOut(many=True)
    signals = SignalOut(many=True)
    claims = ClaimOut(many=True)
    variation = serializers.CharField(allow_null=True, help_text="improving, concerning, common; null while too short.")
    assurance = serializers.CharField(allow_null=True, help_text="always, sometimes or never; null without target.")
    sentence = serializers.CharField(help_text="The same in plain words.")
    corrected = serializers.BooleanField(help_text="Numbers were changed after their limits were locked.")


def series_out(series: Series, claims: list[ClaimRow]) -> dict:
    days = [point.starts_on for point in series.points]
    names = ("starts_on", "numerator", "denominator", "value")
    return {
        "points": [{name: getattr(point, name) for name in names} for point in series.points],
        "limits": [
            {"starts_on": days[phase.start]}
            | {name: getattr(phase.limits, name) for name in ("mean", "lower", "upper", "provisional")}
            for phase in series.phases
            if phase.limits
        ],
        "signals": [
            {"rule": one.rule, "upwards": one.side > 0, "first": days[one.first], "last": days[one.last]}
            for one in series.signals
        ],
        "claims": [
            {
                "id": row.change.pk,
                "on": row.change.on,
                "sentence": row.said,
                "idea": row.reference,
                "claim": row.label,
                "explanation": row.sentence,
            }
            for row in claims
        ],
        "variation": series.variation and series.variation.value,
        "assurance": series.assurance and series.assurance.value,
        "sentence": series.sentence,
        "corrected": series.corrected,
    }


class ComplaintReasonInput(Input):
    name = words(REASON_LIMIT)
    parent = ReasonField(required=False, allow_null=True, default=None)


class ComplaintReasonChange(ComplaintReasonInput):
    closed = Flag(required=False, default=False)


class ComplaintReasonOut(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField()
    path = serializers.CharField(help_text="From the general to the precise, as an import names it.")
    closed = serializers.BooleanField()


def reason_out(reason: Reason, path: str) -> dict:
    return {"id": str(reason.pk), "name": reason.name, "path": path, "closed": reason.closed_at is not None}


def series_named(query: dict) -> tuple[Site | None, Reason | None]:
    """The site and the reason of a query; what names nothing chooses nothing."""
    site = Site.objects.filter(code=query["site"]).first() if query["site"] else None
    number = whole_number(query["reason"])
    return site, Reason.objects.filter(pk=number).first() if number is not None else None
