"""Calls for candidates in the API. Who applies is told to whoever gives the seats; everybody, after a draw."""

from rest_framework import serializers

from committee.enums import CallMethod, CallState, CollegeCode, Standing
from committee.models import Candidacy, CandidacyCall
from committee.models.candidacy import LETTER_LIMIT
from committee.serializers.mandates import FIRST_WITHOUT, PoleField
from committee.services.candidacies import WORDS_LIMIT
from committee.services.mandates import MOST_SEATS
from ideas.serializers.inputs import words
from parkour.core.api.fields import Flag, Input, OneOf, Whole
from parkour.core.api.pagination import PageQuery


class CallsQuery(PageQuery):
    when = serializers.ChoiceField(required=False, default="now", choices=["now", "past"])


class CallInput(Input):
    pole = PoleField()
    seats = Whole(min_value=0, max_value=MOST_SEATS)
    alternates = Whole(required=False, default=0, min_value=0, max_value=MOST_SEATS)
    opens_on = serializers.DateField()
    closes_on = serializers.DateField(help_text="The last day, included.")
    from_on = serializers.DateField(help_text="First day of the mandates.")
    until_on = serializers.DateField(help_text=FIRST_WITHOUT)
    method = OneOf(required=False, default=CallMethod.DRAW, choices=CallMethod.choices)
    one_per_site = Flag(required=False, default=False)
    words = words(WORDS_LIMIT, required=False, default="", allow_blank=True)


class LetterInput(Input):
    letter = words(LETTER_LIMIT)


class ChoiceInput(Input):
    seated = serializers.ListField(child=Whole(min_value=1), max_length=MOST_SEATS, help_text="Numbers of candidates.")
    alternates = serializers.ListField(
        child=Whole(min_value=1), max_length=MOST_SEATS, required=False, default=list, help_text="Likewise."
    )


class CallRow(serializers.Serializer):
    """A call for candidates."""

    id = serializers.IntegerField()
    pole = serializers.ChoiceField(choices=CollegeCode.choices)
    seats = serializers.IntegerField()
    alternates = serializers.IntegerField()
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    from_on = serializers.DateField()
    until_on = serializers.DateField()
    method = serializers.ChoiceField(choices=CallMethod.choices)
    one_per_site = serializers.BooleanField()
    state = serializers.ChoiceField(choices=CallState.choices)
    commitment = serializers.CharField(help_text="The digest of the secret of the draw, promised beforehand.")
    seed = serializers.CharField(help_text="Empty before the draw; then the digest of the published file.")


def call_row(call: CandidacyCall) -> dict:
    same = ("seats", "alternates", "opens_on", "closes_on", "from_on", "until_on", "method", "one_per_site", "state")
    facts = {name: getattr(call, name) for name in (*same, "commitment", "seed")}
    return {"id": call.pk, "pole": call.college.code} | facts


class OwnOut(serializers.Serializer):
    letter = serializers.CharField()
    standing = serializers.ChoiceField(choices=Standing.choices)
    withdrawn = serializers.BooleanField()
    rank = serializers.IntegerField(allow_null=True)


class CallOut(CallRow):
    """One call, and where one stands in it."""

    words = serializers.CharField()
    cancelled_because = serializers.CharField()
    applied = serializers.IntegerField(help_text="How many stand.")
    mine = OwnOut(allow_null=True)


def own_out(row: Candidacy) -> dict:
    return {
        "letter": row.letter,
        "standing": row.standing,
        "withdrawn": row.withdrawn_at is not None,
        "rank": row.rank,
    }


def call_out(user, call: CandidacyCall) -> dict:
    own = call.candidacies.filter(person=user).first()
    return call_row(call) | {
        "words": call.words,
        "cancelled_because": call.cancelled_because,
        "applied": call.candidacies.filter(withdrawn_at=None).count(),
        "mine": own_out(own) if own else None,
    }


class PlaceOut(serializers.Serializer):
    """A place of the draw, or somebody whom the officer chose."""

    rank = serializers.IntegerField()
    number = serializers.IntegerField()
    name = serializers.CharField()
    standing = serializers.ChoiceField(choices=Standing.choices)
    ticket = serializers.CharField()


def place_out(row: Candidacy) -> dict:
    return {
        "rank": row.rank,
        "number": row.number,
        "name": str(row.person),
        "standing": row.standing,
        "ticket": row.ticket,
    }


class CallCandidateOut(serializers.Serializer):
    """Somebody who applies, for whoever gives the seats."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    letter = serializers.CharField()
    standing = serializers.ChoiceField(choices=Standing.choices)


def candidate_out(row: Candidacy) -> dict:
    return {"number": row.number, "name": str(row.person), "letter": row.letter, "standing": row.standing}
