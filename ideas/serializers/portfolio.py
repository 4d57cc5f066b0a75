"""The portfolio as programs ask for it and read it: bands and words, never a score or a rank."""

from rest_framework import serializers

from ideas.enums import IdeaKind, State
from ideas.matrix import Quadrant, cell_bounds
from ideas.portfolio import (
    COLUMNS,
    EVERYTHING,
    NEWEST,
    STATES,
    STILL_OPEN,
    STRONGEST,
    Portfolio,
    portfolio_for,
    portfolio_in,
)
from ideas.portfolio_lines import Line
from ideas.scoring import BAND_CHOICES
from ideas.services.portfolio import LONGEST_NAME
from ideas.services.weighing import Answer, Moved
from parkour.core.api.fields import Flag, Input, Query, Text
from parkour.core.api.pagination import PageQuery

QUARTERS = [(part.value, part.label) for part in Quadrant]
FORMATS = ("csv", "xlsx")


class FilterQuery(Query):
    """The filters of the portfolio; without them, the proposals that are still open."""

    state = serializers.ChoiceField(
        required=False, choices=[STILL_OPEN, EVERYTHING, *(state.value for state in STATES)], default=STILL_OPEN
    )
    kind = serializers.ChoiceField(
        required=False, choices=[EVERYTHING, *IdeaKind.values], default=IdeaKind.PROPOSAL.value
    )
    site = serializers.CharField(required=False, max_length=40, help_text="The code of a site.")
    band = serializers.ChoiceField(required=False, choices=BAND_CHOICES)
    quadrant = serializers.ChoiceField(required=False, choices=QUARTERS, help_text="A quarter of the matrix.")
    quick_win = serializers.BooleanField(required=False, default=False, help_text="Only what is light and useful.")
    since = serializers.DateField(required=False, help_text="The first day on which they were sent.")
    until = serializers.DateField(required=False, help_text="The last one.")
    cell = serializers.CharField(required=False, max_length=5, help_text="One place of the matrix, by its name.")
    tag = serializers.IntegerField(
        required=False, min_value=1, help_text="A tag of the desk; for those who triage, nothing for others."
    )
    q = serializers.CharField(required=False, max_length=200, help_text="Words that they hold.")

    def validate_cell(self, value):
        if cell_bounds(value) is None:
            raise serializers.ValidationError("4-10, for instance: as the matrix names it.")
        return value


class PortfolioQuery(FilterQuery, PageQuery):
    order = serializers.ChoiceField(required=False, choices=[STRONGEST, NEWEST], default=STRONGEST)


class WeightsQuery(FilterQuery):
    """Weights in hundredths, without them those in force: policy, novelty and impact make a hundred."""

    policy = serializers.IntegerField(required=False, min_value=0, max_value=100)
    novelty = serializers.IntegerField(required=False, min_value=0, max_value=100)
    impact = serializers.IntegerField(required=False, min_value=0, max_value=100)
    effort = serializers.IntegerField(required=False, min_value=0, max_value=99, help_text="The share of the effort.")


class FileQuery(FilterQuery):
    format = serializers.ChoiceField(required=False, choices=FORMATS, default="csv")
    order = serializers.ChoiceField(required=False, choices=[STRONGEST, NEWEST], default=STRONGEST)
    columns = serializers.CharField(
        required=False, max_length=120, help_text=f"Joined by dots, of {', '.join(COLUMNS)}."
    )


def portfolio_of(reader, query: dict) -> Portfolio:
    """What a query that was read asks for, as far as it is for `reader`."""
    said = {name: str(value) for name, value in query.items() if value is not None and name != "quick_win"}
    return portfolio_for(reader, said | ({"quick_win": "1"} if query.get("quick_win") else {}))


class PortfolioRow(serializers.Serializer):
    """One contribution that was assessed, the strongest first."""

    reference = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=IdeaKind.choices)
    state = serializers.ChoiceField(choices=State.choices)
    site = serializers.CharField(allow_null=True)
    submitted_at = serializers.DateTimeField()
    band = serializers.ChoiceField(choices=BAND_CHOICES, allow_null=True)
    is_grey = serializers.BooleanField(
        help_text="Too close to the threshold of the agenda to be read as above or below."
    )
    sentence = serializers.CharField()
    quadrant = serializers.ChoiceField(choices=QUARTERS, allow_null=True)
    quick_win = serializers.BooleanField()
    raters = serializers.IntegerField()
    supports = serializers.IntegerField()
    tags = serializers.ListField(child=serializers.CharField(), help_text="For those who triage; empty for others.")


def portfolio_row(line: Line) -> dict:
    idea = line.idea
    return {
        "reference": idea.reference,
        "title": line.title,
        "kind": idea.kind,
        "state": idea.state,
        "site": line.site or None,
        "submitted_at": idea.submitted_at,
        "band": line.band,
        "is_grey": line.is_grey,
        "sentence": line.sentence,
        "quadrant": line.quadrant,
        "quick_win": line.quick_win,
        "raters": idea.raters or 1,
        "supports": idea.support_count,
        "tags": list(line.tags),
    }


class CellOut(serializers.Serializer):
    """What stands within half a level of impact and effort; `error`: how far a mean may be from the true level."""

    name = serializers.CharField()
    quadrant = serializers.ChoiceField(choices=QUARTERS)
    count = serializers.IntegerField()
    raters = serializers.IntegerField(help_text="The fewest that one of them has.")
    error = serializers.FloatField()


def cell_out(cell) -> dict:
    return {
        "name": cell.name,
        "quadrant": cell.quadrant,
        "count": cell.count,
        "raters": cell.raters,
        "error": round(cell.error, 2),
    }


class MovedOut(serializers.Serializer):
    """One proposal that would stand in another band."""

    reference = serializers.CharField()
    title = serializers.CharField()
    before = serializers.ChoiceField(choices=BAND_CHOICES)
    after = serializers.ChoiceField(choices=BAND_CHOICES)


class WhatIfOut(serializers.Serializer):
    """What other weights would change; the first of each direction, and how many there are."""

    looked_at = serializers.IntegerField()
    is_cut = serializers.BooleanField(help_text="There are more: the strongest were looked at.")
    rise = serializers.IntegerField()
    fall = serializers.IntegerField()
    awaited = serializers.IntegerField(help_text="Not looked at: their second opinion is awaited. At most 1,000.")
    rising = MovedOut(many=True)
    falling = MovedOut(many=True)


def what_if_out(answer: Answer) -> dict:
    return {
        "looked_at": answer.looked_at,
        "is_cut": answer.is_cut,
        "rise": answer.rise,
        "fall": answer.fall,
        "awaited": answer.awaited,
        "rising": [_moved(one) for one in answer.rising],
        "falling": [_moved(one) for one in answer.falling],
    }


def _moved(one: Moved) -> dict:
    return {"reference": one.line.reference, "title": one.line.title, "before": one.before, "after": one.after}


class ViewOut(serializers.Serializer):
    """Filters and columns kept under a name."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    query = serializers.DictField(child=serializers.CharField())
    is_shared = serializers.BooleanField()
    is_mine = serializers.BooleanField()


def view_out(user, view) -> dict:
    return {
        "number": view.pk,
        "name": view.name,
        "query": portfolio_in(view.query).query(),
        "is_shared": view.is_shared,
        "is_mine": view.person_id == user.pk,
    }


class ViewInput(Input):
    """`query` is what the address of the page says; what it names and is not known is no filter."""

    name = Text(max_length=LONGEST_NAME)
    is_shared = Flag(required=False, default=False)
    query = serializers.DictField(child=Text(max_length=200, allow_blank=True), required=False, default=dict)
