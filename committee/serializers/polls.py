"""A vote as the room and one voter may know it: before the reveal, how many have voted, never what."""

from rest_framework import serializers

from committee.enums import Choice, CollegeCode, PollState, PollVisibility, Stance, VoteMethod
from committee.models import Poll
from committee.selectors import my_poll, published_result, shared_subject, turnout
from committee.selectors.results import rule_of
from committee.selectors.secrecy import secrecy_asked, secret_turnout
from committee.serializers.results import RevealedOut, revealed_out


class TurnoutOut(serializers.Serializer):
    pole = serializers.ChoiceField(choices=CollegeCode.choices)
    name = serializers.CharField()
    voted = serializers.IntegerField()
    enrolled = serializers.IntegerField()


class BallotAnswerOut(serializers.Serializer):
    """A ballot of another kind than for or against: what is not of the method of the vote is null."""

    approved = serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    grades = serializers.ListField(child=serializers.IntegerField(allow_null=True), allow_null=True)
    stance = serializers.ChoiceField(choices=Stance.choices, allow_null=True)
    words = serializers.CharField(allow_null=True)
    dots = serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    degree = serializers.IntegerField(allow_null=True)


def answer_out(answer: dict) -> dict | None:
    return {name: answer.get(name) for name in BallotAnswerOut().fields} if answer else None


class MyBallotOut(serializers.Serializer):
    """What counts now."""

    choice = serializers.ChoiceField(choices=Choice.choices, allow_null=True)
    answer = BallotAnswerOut(allow_null=True)
    abstains = serializers.BooleanField(help_text="By the rule of the vote this ballot counts as an abstention.")
    recorded = serializers.BooleanField()
    already = serializers.BooleanField(
        help_text="Of a secret vote: an earlier ballot stands, this one was not looked at."
    )


class MineOut(serializers.Serializer):
    on_roll = serializers.BooleanField()
    recused = serializers.BooleanField(help_text="I wrote it: I do not vote on it.")
    accepts_votes = serializers.BooleanField()
    choice = serializers.ChoiceField(choices=Choice.choices, allow_null=True)
    answer = BallotAnswerOut(allow_null=True)
    proxy_of = serializers.CharField(allow_null=True, help_text="Who gave me their proxy: I cast their ballot too.")
    proxy_choice = serializers.ChoiceField(choices=Choice.choices, allow_null=True)
    proxy_answer = BallotAnswerOut(allow_null=True)


class SecrecyOut(serializers.Serializer):
    """Requests for a secret vote, while it is prepared."""

    asked = serializers.IntegerField()
    present = serializers.IntegerField()
    needed = serializers.IntegerField()
    mine = serializers.BooleanField()


class SecretTurnoutOut(serializers.Serializer):
    at_least = serializers.IntegerField(help_text="By fives.")
    enrolled = serializers.IntegerField()
    everybody = serializers.BooleanField()


class OptionOut(serializers.Serializer):
    place = serializers.IntegerField(help_text="From 1; ballots name options by it.")
    label = serializers.CharField()
    item = serializers.IntegerField(allow_null=True, help_text="The point, when a lot is adopted together.")


class PollOut(serializers.Serializer):
    """A vote. `result` is null until the chair reveals it."""

    id = serializers.IntegerField()
    item = serializers.IntegerField()
    session = serializers.IntegerField()
    subject = serializers.CharField()
    idea = serializers.CharField(allow_null=True)
    method = serializers.ChoiceField(choices=VoteMethod.choices)
    options = OptionOut(many=True)
    rule = serializers.ListField(child=serializers.CharField(), help_text="The rule, sentence by sentence.")
    reading = serializers.IntegerField()
    visibility = serializers.ChoiceField(choices=PollVisibility.choices)
    state = serializers.ChoiceField(choices=PollState.choices)
    opened_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)
    secret_on_request = serializers.BooleanField(help_text="Half of those present asked for it.")
    secrecy = SecrecyOut(allow_null=True)
    turnout = TurnoutOut(many=True, help_text="Empty while a secret vote is open.")
    secret_turnout = SecretTurnoutOut(allow_null=True)
    mine = MineOut()
    result = RevealedOut(allow_null=True)


def poll_out(user, poll: Poll) -> dict:
    subject = shared_subject(poll.item)  # puts its veil on the point, for what follows
    mine, result = my_poll(poll, user), published_result(poll)
    return {
        "id": poll.pk,
        "item": poll.item_id,
        "session": poll.item.session.number,
        "subject": subject,
        "idea": poll.item.idea.reference if poll.item.idea_id else None,
        "method": poll.method,
        "options": [
            {"place": option.position, "label": poll.item.veil.words(option.label), "item": option.item_id}
            for option in poll.options.order_by("position")
        ],
        "rule": list(rule_of(poll)),
        "reading": poll.reading,
        "visibility": poll.visibility,
        "state": mine.state,
        "opened_at": poll.opened_at,
        "closes_at": poll.closes_at,
        "secret_on_request": poll.secret_on_request,
        "secrecy": _secrecy(poll, user),
        "secret_turnout": _secret_turnout(poll),
        "turnout": [
            {"pole": row.code, "name": row.name, "voted": row.voted, "enrolled": row.enrolled} for row in turnout(poll)
        ],
        "mine": {
            "on_roll": mine.on_roll,
            "recused": mine.recused,
            "accepts_votes": mine.accepts_votes,
            "choice": mine.choice or None,
            "answer": answer_out(mine.answer),
            "proxy_of": str(mine.held.person) if mine.held else None,
            "proxy_choice": mine.held.choice or None if mine.held else None,
            "proxy_answer": answer_out(mine.held.answer) if mine.held else None,
        },
        "result": revealed_out(result) if result else None,
    }


def _secrecy(poll: Poll, user) -> dict | None:
    asked = secrecy_asked(poll)
    return asked and {
        "asked": asked.asked,
        "present": asked.present,
        "needed": asked.needed,
        "mine": asked.by(poll, user),
    }


def _secret_turnout(poll: Poll) -> dict | None:
    told = secret_turnout(poll)
    return told and {"at_least": told.at_least, "enrolled": told.enrolled, "everybody": told.everybody}
