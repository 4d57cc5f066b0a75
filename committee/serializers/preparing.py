"""What an agenda is prepared with: checks, a point of the direction, documents, what is done together, availability."""

from rest_framework import serializers

from committee.agenda_checks import CheckCode
from committee.enums import Answer
from committee.models import AskedPoint, AwaitedDocument
from committee.selectors.availability import MyDays
from committee.selectors.together import Together
from committee.together import Why
from ideas.privacy import shared_title
from ideas.serializers.inputs import ContributionField, words
from parkour.accounts.serializers import PersonField
from parkour.core.api.fields import Flag, Input, OneOf


class CheckOut(serializers.Serializer):
    """One thing to look at before the session."""

    code = serializers.ChoiceField(choices=[str(code) for code in CheckCode])
    grave = serializers.BooleanField()
    sentence = serializers.CharField()
    item = serializers.IntegerField(allow_null=True, help_text="The point that it is about.")
    idea = serializers.CharField(allow_null=True, help_text="Reference.")


def check_out(check) -> dict:
    facts = {"code": check.code, "grave": check.is_grave, "sentence": check.label, "item": check.item}
    return facts | {"idea": check.reference or None}


class AskPointInput(Input):
    idea = ContributionField()
    reason = words(1000)


class AskedPointOut(serializers.Serializer):
    """What the direction asks for; nulls when it asks for nothing."""

    idea = serializers.CharField(allow_null=True, help_text="Reference.")
    title = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    by = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)


def asked_out(asked: AskedPoint | None) -> dict:
    if asked is None:
        return dict.fromkeys(["idea", "title", "reason", "by", "at"])
    facts = {"idea": asked.idea.reference, "title": shared_title(asked.idea), "reason": asked.reason}
    return facts | {"by": str(asked.by), "at": asked.at}


class DocumentInput(Input):
    what = words(200)
    person = PersonField(required=False, default=None, allow_null=True)
    due_on = serializers.DateField(required=False, default=None, allow_null=True)


class DocumentChange(Input):
    arrived = Flag(help_text="false: it is missing after all.")


class DocumentOut(serializers.Serializer):
    """A document that a contribution waits for."""

    id = serializers.IntegerField()
    idea = serializers.CharField(help_text="Reference.")
    what = serializers.CharField()
    person = serializers.CharField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    arrived_at = serializers.DateTimeField(allow_null=True)


def document_out(document: AwaitedDocument) -> dict:
    return {
        "id": document.pk,
        "idea": document.idea.reference,
        "what": document.what,
        "person": str(document.person) if document.person else None,
        "due_on": document.due_on,
        "arrived_at": document.arrived_at,
    }


class TogetherRowOut(serializers.Serializer):
    idea = serializers.CharField(help_text="Reference.")
    title = serializers.CharField()
    reasons = serializers.ListField(child=serializers.ChoiceField(choices=[str(why) for why in Why]))


class TogetherBlockOut(serializers.Serializer):
    fit = serializers.IntegerField(help_text="How many of the first ones fit.")
    rows = TogetherRowOut(many=True)


class TogetherOut(serializers.Serializer):
    """What earlier decisions became, and what needs no discussion; neither is on the agenda yet."""

    reports = TogetherBlockOut()
    consents = TogetherBlockOut()


def together_out(reports: Together, consents: Together) -> dict:
    return {"reports": _block(reports), "consents": _block(consents)}


def _block(found: Together) -> dict:
    rows = [{"idea": row.idea.reference, "title": row.title, "reasons": list(row.why)} for row in found.rows]
    return {"fit": found.fit, "rows": rows}


class References(serializers.ListField):
    """Some references of contributions."""

    child = serializers.CharField(max_length=20)

    def __init__(self, **kwargs):
        super().__init__(max_length=60, **kwargs)


class TogetherInput(Input):
    """References of what is placed, as many as wished."""

    reports = References(required=False, default=list)
    consents = References(required=False, default=list)


class DayInput(Input):
    """`answer` null: I do not know."""

    day = serializers.DateField()
    answer = OneOf(choices=Answer.choices, allow_null=True)


class SessionDayOut(serializers.Serializer):
    session = serializers.IntegerField()
    starts_at = serializers.DateTimeField()
    answer = serializers.ChoiceField(choices=Answer.choices, allow_null=True)


class OtherDayOut(serializers.Serializer):
    day = serializers.DateField()
    warnings = serializers.ListField(child=serializers.CharField())
    answer = serializers.ChoiceField(choices=Answer.choices, allow_null=True)


class DaysOut(serializers.Serializer):
    """What I said of the sessions to come, and of the days to which the first of them might move."""

    sessions = SessionDayOut(many=True)
    other_days = OtherDayOut(many=True)


def days_out(days: MyDays) -> dict:
    return {
        "sessions": [
            {"session": row.session.number, "starts_at": row.session.starts_at, "answer": row.said or None}
            for row in days.sessions
        ],
        "other_days": [
            {"day": row.day, "warnings": [str(found.label) for found in row.conflicts], "answer": row.said or None}
            for row in days.others
        ],
    }
