"""What is sent and told about the weights of the criteria."""

from rest_framework import serializers

from ideas.models import Rubric
from ideas.scoring import BAND_CHOICES, CRITERIA
from ideas.swing import MOST_POINTS
from ideas.weights import Crossings, percents
from parkour.core.api.fields import Input, Query, Whole


def points(**kwargs):
    return Whole(min_value=0, max_value=MOST_POINTS, **kwargs)


def asked_points():
    return serializers.IntegerField(required=False, min_value=0, max_value=MOST_POINTS, help_text="Default: as today.")


class PointsQuery(Query):
    """Swing points: 100 for the criterion that one would raise first, the others beside it."""

    policy = asked_points()
    novelty = asked_points()
    impact = asked_points()
    effort = asked_points()


class PointsInput(Input):
    """Swing points, and the version of the grid that was read."""

    policy = points()
    novelty = points()
    impact = points()
    effort = points()
    version = Whole(min_value=1, help_text="The version in force when this was read.")


class SharesOut(serializers.Serializer):
    """The share of each criterion in the priority, in hundredths."""

    policy = serializers.IntegerField()
    novelty = serializers.IntegerField()
    impact = serializers.IntegerField()
    effort = serializers.IntegerField()


class RubricVersionOut(serializers.Serializer):
    version = serializers.IntegerField()
    since = serializers.DateTimeField()
    shares = SharesOut()


def version_out(rubric: Rubric) -> dict:
    return {"version": rubric.version, "since": rubric.active_from, "shares": percents(rubric.values)}


class CrossingOut(serializers.Serializer):
    """A proposal that would change band."""

    reference = serializers.CharField()
    before = serializers.ChoiceField(choices=BAND_CHOICES)
    after = serializers.ChoiceField(choices=BAND_CHOICES)


class PreviewOut(serializers.Serializer):
    """What other weights would change: of those looked at, how many, and the first of them (for officers)."""

    shares = SharesOut()
    looked_at = serializers.IntegerField()
    changed = serializers.IntegerField()
    to_the_agenda = serializers.IntegerField()
    off_the_agenda = serializers.IntegerField()
    proposals = CrossingOut(many=True)


def preview_out(user, values, crossed: Crossings) -> dict:
    rows = crossed.rows if user.has_perm("ideas.browse") else []
    return {
        "shares": percents(values),
        "looked_at": crossed.looked_at,
        "changed": crossed.total,
        "to_the_agenda": crossed.entering,
        "off_the_agenda": crossed.leaving,
        "proposals": [
            {"reference": idea.reference, "before": crossing.before, "after": crossing.after} for idea, crossing in rows
        ],
    }


def points_in(sent: dict) -> dict[str, int]:
    return {name: sent[name] for name in CRITERIA}
