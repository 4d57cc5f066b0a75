"""What is told of the agreement between raters."""

from rest_framework import serializers

from ideas.agreement import Finding
from ideas.ratings import Ratings


class CriterionAgreementOut(serializers.Serializer):
    """Krippendorff’s alpha (ordinal) on one criterion, with its 90% interval; null when it is not known."""

    criterion = serializers.CharField()
    finding = serializers.ChoiceField(choices=[(one.value, one.value) for one in Finding])
    alpha = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    double_ratings = serializers.IntegerField()
    apart = serializers.IntegerField(help_text="Rated two levels apart or more.")
    spread = serializers.FloatField(help_text="Of one rater, in levels.")


class SeverityOut(serializers.Serializer):
    """The mean gap of one rater to the mean of both; above 0 is generous."""

    rater = serializers.CharField()
    mean = serializers.FloatField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    levels = serializers.IntegerField()


class AgreementOut(serializers.Serializer):
    """The last twelve months, before any talk. Officers read everybody’s severity, other raters their own."""

    double_ratings = serializers.IntegerField()
    enough = serializers.IntegerField(help_text="Below, nothing is said of the agreement.")
    criteria = CriterionAgreementOut(many=True)
    severity = SeverityOut(many=True)


def agreement_out(ratings: Ratings) -> dict:
    return {
        "double_ratings": ratings.pairs,
        "enough": ratings.enough,
        "criteria": [
            {
                "criterion": name,
                "finding": found.finding,
                "alpha": found.alpha,
                "low": found.low,
                "high": found.high,
                "double_ratings": found.n,
                "apart": found.apart,
                "spread": found.sd,
            }
            for name, found in ratings.criteria.items()
        ],
        "severity": [
            {
                "rater": rater.get_full_name(),
                "mean": found.mean,
                "low": found.low,
                "high": found.high,
                "levels": found.n,
            }
            for rater, found in ratings.severity
        ],
    }
