"""What somebody else says, as a program sends it, and the answers that are said aloud."""

from django.utils.translation import gettext_lazy as _l
from rest_framework import serializers

from ideas.captures import capture_of
from ideas.enums import SPOKEN, Disowned, Origin
from ideas.models import Capture, Idea
from ideas.serializers.inputs import words
from ideas.services.captures import NAME_LIMIT, REPLY_LIMIT, Spoken
from ideas.validators import TEXT_LIMIT
from parkour.accounts.serializers import PersonField, SiteField
from parkour.core.api.fields import Flag, Input, OneOf, Whole

OCCASIONS = [(origin.value, origin.label) for origin in SPOKEN]


class CaptureInput(Input):
    """Who says it: a colleague, the name of somebody without an account, or neither."""

    problem_text = words(TEXT_LIMIT, help_text="What happens, in ten characters or more.")
    change_text = words(TEXT_LIMIT, required=False, default="", allow_blank=True)
    origin = OneOf(choices=OCCASIONS)
    said_on = serializers.DateField()
    person = PersonField(required=False)
    said_by = words(NAME_LIMIT, required=False, default="", allow_blank=True)
    hides_name = Flag(required=False, default=False)
    site = SiteField(required=False)


def spoken_of(sent: dict, key) -> Spoken:
    return Spoken(**sent, client_uuid=key)


class CaptureOut(serializers.Serializer):
    """What was typed for somebody else."""

    reference = serializers.CharField()
    origin = serializers.ChoiceField(choices=Origin.choices)
    said_on = serializers.DateField()
    author = serializers.CharField(help_text="Empty for somebody without an account.")
    said_by = serializers.CharField()
    entered_by = serializers.CharField()
    promised_reply_at = serializers.DateTimeField(allow_null=True)


def capture_out(capture: Capture) -> dict:
    return {
        "reference": capture.idea.reference,
        "origin": capture.idea.origin,
        "said_on": capture.said_on,
        "author": capture.person.get_full_name() if capture.person and not capture.disowned else "",
        "said_by": capture.said_by,
        "entered_by": capture.by.get_full_name(),
        "promised_reply_at": capture.idea.promised_reply_at,
    }


def entered_out(idea: Idea) -> dict:
    return capture_out(capture_of(idea))


class ToSayOut(CaptureOut):
    """An answer that waits to be said aloud."""

    answer = serializers.IntegerField(help_text="To name in the note that it was said.")
    label = serializers.CharField()
    words = serializers.CharField()
    answered_at = serializers.DateTimeField()


def to_say_out(capture: Capture) -> dict:
    event = capture.to_say
    return capture_out(capture) | {
        "answer": event.pk,
        "label": str(event.label),
        "words": event.note,
        "answered_at": event.at,
    }


class SaidInput(Input):
    answer = Whole(min_value=1)
    said_on = serializers.DateField()
    said_by = PersonField()
    reply = words(REPLY_LIMIT, required=False, default="", allow_blank=True)


class DisownInput(Input):
    why = OneOf(choices=Disowned.choices, help_text=_l("Not from me, or not what I meant."))
