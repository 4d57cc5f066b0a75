"""Consultations of all employees in the API: before the close, one's own answer and nothing else that was answered."""

from rest_framework import serializers

from committee.enums import Choice, ConsultationState, PoleMode, VoteMethod
from committee.methods.rules import LABEL_LIMIT, MOST_OPTIONS
from committee.models import Consultation
from committee.selectors.consultations import consultation_result, labels_of, my_part
from committee.serializers.inputs import BallotAnswerInput
from committee.serializers.polls import BallotAnswerOut, answer_out
from committee.serializers.results import ConsultationResultOut, consultation_result_out
from committee.services.consultations import REASON_LIMIT
from ideas.serializers.inputs import words
from parkour.core.api.fields import Input, OneOf, Whole
from parkour.core.api.pagination import PageQuery

MOST_POINTS = 50


class ConsultationsQuery(PageQuery):
    when = serializers.ChoiceField(required=False, default="now", choices=["now", "past"])


class ConsultInput(Input):
    """Points of the agenda that was sent, and how everybody answers."""

    points = serializers.ListField(child=Whole(min_value=1), min_length=1, max_length=MOST_POINTS)
    method = OneOf(required=False, default=VoteMethod.YES_NO, choices=VoteMethod.choices)
    options = serializers.ListField(
        child=words(LABEL_LIMIT),
        required=False,
        default=list,
        max_length=MOST_OPTIONS,
        help_text="What approval, majority judgment and dots ask about.",
    )


class ConsultationAnswerInput(Input):
    choice = OneOf(required=False, choices=Choice.choices, help_text="For or against.")
    answer = BallotAnswerInput(required=False)


class CancelConsultationInput(Input):
    reason = words(REASON_LIMIT)


class ModeInput(Input):
    mode = OneOf(choices=PoleMode.choices)


class ModeOut(serializers.Serializer):
    mode = serializers.ChoiceField(choices=PoleMode.choices)


class MyAnswerOut(serializers.Serializer):
    """What counts now."""

    choice = serializers.ChoiceField(choices=Choice.choices, allow_null=True)
    answer = BallotAnswerOut(allow_null=True)
    abstains = serializers.BooleanField(help_text="By the rule of the method this answer counts as an abstention.")


class MyPartOut(serializers.Serializer):
    is_asked = serializers.BooleanField()
    has_answered = serializers.BooleanField()
    choice = serializers.ChoiceField(choices=Choice.choices, allow_null=True)
    answer = BallotAnswerOut(allow_null=True)


class ConsultationRow(serializers.Serializer):
    id = serializers.IntegerField()
    subject = serializers.CharField()
    idea = serializers.CharField(allow_null=True)
    session = serializers.IntegerField(allow_null=True)
    method = serializers.ChoiceField(choices=VoteMethod.choices)
    state = serializers.ChoiceField(choices=ConsultationState.choices)
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    binding = serializers.BooleanField(help_text="Counts as the vote of the pole, when enough answer.")


class AskedOut(serializers.Serializer):
    consultations = ConsultationRow(many=True)


class ConsultationOut(ConsultationRow):
    """`result` is null until the close, for everybody."""

    options = serializers.ListField(child=serializers.CharField())
    cancelled_because = serializers.CharField(allow_null=True)
    mine = MyPartOut()
    result = ConsultationResultOut(allow_null=True)


def consultation_row(asked: Consultation) -> dict:
    return {
        "id": asked.pk,
        "subject": asked.subject,
        "idea": asked.idea.reference if asked.idea else None,
        "session": asked.session.number if asked.session else None,
        "method": asked.poll.method,
        "state": asked.state,
        "opens_at": asked.opens_at,
        "closes_at": asked.poll.closes_at,
        "binding": asked.binding,
    }


def consultation_out(user, asked: Consultation) -> dict:
    part, result = my_part(asked, user), consultation_result(asked)
    return consultation_row(asked) | {
        "options": labels_of(asked),
        "cancelled_because": asked.cancelled_because or None,
        "mine": {
            "is_asked": part.is_asked,
            "has_answered": part.has_answered,
            "choice": part.choice or None,
            "answer": answer_out(part.answer),
        },
        "result": result and consultation_result_out(result),
    }
