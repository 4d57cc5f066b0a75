"""What is sent and told about reference ideas and calibration."""

from rest_framework import serializers

from ideas.calibrating import Calibration
from ideas.models import ReferenceIdea
from ideas.privacy import tell
from ideas.scoring import CRITERIA
from ideas.serializers.inputs import level, words
from ideas.services.reference_ideas import REASON_LIMIT
from parkour.core.api.fields import Input, Whole


class ReferenceInput(Input):
    """Levels of a reference: null is as it was, or that of the consensus."""

    policy = level()
    novelty = level()
    impact = level()
    effort = level()
    because = words(
        REASON_LIMIT, required=False, default="", allow_blank=True, help_text="Why they differ from the consensus."
    )
    version = Whole(
        required=False, default=None, allow_null=True, min_value=1, help_text="Of the reference that was read, if any."
    )


class CalibrationInput(Input):
    """Levels of a reference as one sees it today; one at most does not apply (null)."""

    policy = level()
    novelty = level()
    impact = level()
    effort = level()


class CriterionLevelsOut(serializers.Serializer):
    policy = serializers.IntegerField(allow_null=True)
    novelty = serializers.IntegerField(allow_null=True)
    impact = serializers.IntegerField(allow_null=True)
    effort = serializers.IntegerField(allow_null=True)


class ReferenceOut(serializers.Serializer):
    """A reference idea of the grid: never who wrote it."""

    reference = serializers.CharField()
    title = serializers.CharField()
    levels = CriterionLevelsOut()
    because = serializers.CharField(help_text="Why they differ from the consensus; empty when they do not.")
    retired = serializers.BooleanField()
    version = serializers.IntegerField()


def levels_out(row) -> dict:
    return {name: getattr(row, name) for name in CRITERIA}


def references_out(user, rows: list[ReferenceIdea]) -> list[dict]:
    tell(user, [row.idea for row in rows])
    return [
        {
            "reference": row.idea.reference,
            "title": row.idea.told.title,
            "levels": levels_out(row),
            "because": row.idea.told.hidden.words(row.because),
            "retired": row.retired_at is not None,
            "version": row.version,
        }
        for row in rows
    ]


class RescoredOut(serializers.Serializer):
    """One of the references drawn for me. Both sets of levels are null until all three are given."""

    reference = serializers.CharField()
    title = serializers.CharField()
    given = serializers.BooleanField()
    mine = CriterionLevelsOut(allow_null=True)
    consensus = CriterionLevelsOut(allow_null=True)


class DeviationOut(serializers.Serializer):
    """My mean gap to the consensus, in levels; above 0 is higher."""

    criterion = serializers.CharField()
    mean = serializers.FloatField()
    levels = serializers.IntegerField()


class CalibrationOut(serializers.Serializer):
    """My calibration in the cycle of today; no references while there are fewer than three for me."""

    cycle = serializers.DateField(help_text="The first day of the cycle.")
    complete = serializers.BooleanField()
    available = serializers.IntegerField(help_text="Reference ideas that I did not write.")
    references = RescoredOut(many=True)
    deviations = DeviationOut(many=True)


def calibration_out(user, current: Calibration) -> dict:
    rows = current.drawn if current.is_enough else []
    tell(user, [row.idea for row in rows])
    return {
        "cycle": current.cycle,
        "complete": current.is_complete,
        "available": current.available,
        "references": [
            {
                "reference": row.idea.reference,
                "title": row.idea.told.title,
                "given": row.pk in current.given,
                "mine": levels_out(current.given[row.pk]) if current.is_complete else None,
                "consensus": levels_out(row) if current.is_complete else None,
            }
            for row in rows
        ],
        "deviations": [
            {"criterion": name, "mean": found.mean, "levels": found.n} for name, found in current.deviations.items()
        ],
    }
