"""What is sent and told about trophies."""

from rest_framework import serializers

from committee.enums import CollegeCode
from ideas.serializers.inputs import ContributionField
from ideas.serializers.inputs import words as typed
from parkour.accounts.serializers import PersonField
from parkour.core.api.fields import Input, OneOf, Whole
from parkour.engagements.awarding import Phase, Verdict
from parkour.engagements.ceremonies import BallotRow, CategoryRow
from parkour.engagements.models import TrophyEdition, TrophyJuror
from parkour.engagements.models.trophies import (
    CATEGORY_LIMIT,
    CITATION_LIMIT,
    EDITION_LIMIT,
    FOREWORD_LIMIT,
    REWARDS_LIMIT,
)
from parkour.engagements.services.trophies import MOST_CATEGORIES, MOST_NOMINEES

PHASES = [(phase.value, phase.label) for phase in Phase]
VERDICTS = [verdict.value for verdict in Verdict]


class TrophiesInput(Input):
    """An edition, whole."""

    title = typed(EDITION_LIMIT)
    on = serializers.DateField(help_text="Day of the ceremony.")
    words = typed(FOREWORD_LIMIT, required=False, allow_blank=True, default="")


class TrophyCategoryInput(Input):
    title = typed(CATEGORY_LIMIT)
    words = typed(REWARDS_LIMIT, required=False, allow_blank=True, default="")


class NomineeInput(Input):
    idea = ContributionField()
    citation = typed(CITATION_LIMIT, required=False, allow_blank=True, default="")


class JurorInput(Input):
    person = PersonField()
    pole = OneOf(choices=CollegeCode.choices)


class PhaseInput(Input):
    phase = OneOf(choices=PHASES)


class ApprovedInput(Input):
    category = Whole(min_value=1)
    approved = serializers.ListField(child=Whole(min_value=1), max_length=MOST_NOMINEES, allow_empty=True)


class JuryBallotInput(Input):
    categories = serializers.ListField(child=ApprovedInput(), max_length=MOST_CATEGORIES, allow_empty=False)


class NomineeOut(serializers.Serializer):
    id = serializers.IntegerField()
    idea = serializers.CharField(help_text="Reference.")
    title = serializers.CharField()
    citation = serializers.CharField()
    names = serializers.ListField(child=serializers.CharField(), help_text="Authors whose names I may read.")
    won = serializers.BooleanField(help_text="False until the result may be read.")


class TrophyCategoryOut(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    words = serializers.CharField()
    verdict = serializers.ChoiceField(choices=VERDICTS, allow_null=True, help_text="Null until it may be read.")
    nominees = NomineeOut(many=True)


class TrophiesOut(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    on = serializers.DateField()
    words = serializers.CharField()
    phase = serializers.ChoiceField(choices=PHASES)
    page = serializers.CharField(help_text="Its page for people.")
    version = serializers.IntegerField()


class OneTrophiesOut(TrophiesOut):
    categories = TrophyCategoryOut(many=True)


def trophies_out(edition: TrophyEdition) -> dict:
    names = ("title", "on", "words", "version")
    facts = {name: getattr(edition, name) for name in names}
    return facts | {"id": edition.pk, "phase": edition.phase.value, "page": edition.get_absolute_url()}


def category_out(row: CategoryRow) -> dict:
    one = row.category
    return {
        "id": one.pk,
        "title": one.title,
        "words": one.words,
        "verdict": row.verdict.value if row.verdict else None,
        "nominees": [_nominee(nominee) for nominee in row.nominees],
    }


def _nominee(row) -> dict:
    names = ("title", "citation", "names", "won")
    facts = {name: getattr(row, name) for name in names}
    return facts | {"id": row.nominee.pk, "idea": row.idea.reference}


class JurorOut(serializers.Serializer):
    id = serializers.IntegerField()
    person = serializers.CharField(help_text="E-mail address.")
    pole = serializers.ChoiceField(choices=CollegeCode.choices)


def juror_out(juror: TrophyJuror) -> dict:
    return {"id": juror.pk, "person": juror.person.email, "pole": juror.pole}


class JuryBallotOut(serializers.Serializer):
    category = serializers.IntegerField()
    mine = serializers.BooleanField(help_text="Something of mine is nominated: I do not vote there.")
    voted = serializers.BooleanField()
    approved = serializers.ListField(child=serializers.IntegerField(), help_text="Nominees that I approve.")


def ballot_out(ballot: BallotRow) -> dict:
    facts = {"category": ballot.row.category.pk, "mine": ballot.apart}
    return facts | {"voted": ballot.voted, "approved": list(ballot.approved)}
