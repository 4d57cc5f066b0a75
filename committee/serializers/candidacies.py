"""Calls for candidates in the API. Who applies is told to whoever gives the seats; everybody, after a draw."""

from rest_framework import serializers

from committee.ballots import shuffled
from committee.enums import CallMethod, CallState, CollegeCode, Standing
from committee.models import Candidacy, CandidacyCall
from committee.models.candidacy import LETTER_LIMIT
from committee.selectors import has_voted, standing_candidacies
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
    votes_until = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="Last day of the vote, where people vote."
    )
    from_on = serializers.DateField(help_text="First day of the mandates.")
    until_on = serializers.DateField(help_text=FIRST_WITHOUT)
    method = OneOf(required=False, default=CallMethod.DRAW, choices=CallMethod.choices)
    one_per_site = Flag(required=False, default=False)
    words = words(WORDS_LIMIT, required=False, default="", allow_blank=True)


class LetterInput(Input):
    letter = words(LETTER_LIMIT)


class CandidateBallotInput(Input):
    ballot = serializers.ListField(
        child=Whole(min_value=1), max_length=MOST_SEATS, help_text="Numbers of candidates; none for a blank ballot."
    )


class PutIn(serializers.Serializer):
    """What became of a ballot."""

    outcome = serializers.ChoiceField(choices=["recorded", "recorded_before"])


class OnTheBallot(serializers.Serializer):
    number = serializers.IntegerField()
    name = serializers.CharField()
    letter = serializers.CharField()


class BallotOut(serializers.Serializer):
    """For whom one votes."""

    most = serializers.IntegerField(help_text="How many candidates a ballot may hold.")
    voted = serializers.BooleanField()
    candidates = OnTheBallot(many=True)


def ballot_out(user, call: CandidacyCall) -> dict:
    rows = {row.number: row for row in standing_candidacies(call)} if call.is_voting else {}
    own_order = [rows[number] for number in shuffled(rows, user.pk)]
    return {
        "most": call.most_choices,
        "voted": has_voted(call, user),
        "candidates": [{"number": row.number, "name": str(row.person), "letter": row.letter} for row in own_order],
    }


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
    votes_until = serializers.DateField(allow_null=True, help_text="Null where nobody votes.")
    from_on = serializers.DateField()
    until_on = serializers.DateField()
    method = serializers.ChoiceField(choices=CallMethod.choices)
    one_per_site = serializers.BooleanField()
    state = serializers.ChoiceField(choices=CallState.choices)
    commitment = serializers.CharField(help_text="The digest of the secret of the draw, promised beforehand.")
    seed = serializers.CharField(help_text="Empty before the draw; then the digest of the published file.")


def call_row(call: CandidacyCall) -> dict:
    days = ("opens_on", "closes_on", "votes_until", "from_on", "until_on")
    same = ("seats", "alternates", *days, "method", "one_per_site", "state", "commitment", "seed")
    facts = {name: getattr(call, name) for name in same}
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
    ballots = serializers.IntegerField(allow_null=True, help_text="Known once the votes are counted.")
    enrolled = serializers.IntegerField(allow_null=True, help_text="How many could vote, likewise.")
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
        "ballots": call.ballots,
        "enrolled": call.enrolled,
        "mine": own_out(own) if own else None,
    }


class PlaceOut(serializers.Serializer):
    """A place of the draw or of the vote, or somebody whom the officer chose."""

    rank = serializers.IntegerField()
    number = serializers.IntegerField()
    name = serializers.CharField()
    standing = serializers.ChoiceField(choices=Standing.choices)
    ticket = serializers.CharField()
    votes = serializers.IntegerField(allow_null=True, help_text="Null without a vote, or with fewer than five ballots.")


def place_out(row: Candidacy) -> dict:
    return {
        "rank": row.rank,
        "number": row.number,
        "name": str(row.person),
        "standing": row.standing,
        "ticket": row.ticket,
        "votes": row.votes,
    }


class CallCandidateOut(serializers.Serializer):
    """Somebody who applies, for whoever gives the seats."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    letter = serializers.CharField()
    standing = serializers.ChoiceField(choices=Standing.choices)


def candidate_out(row: Candidacy) -> dict:
    return {"number": row.number, "name": str(row.person), "letter": row.letter, "standing": row.standing}
