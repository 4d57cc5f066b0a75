"""What is told of a mail that waits for the officer, and what is made of it."""

from rest_framework import serializers

from ideas.models import IncomingMail
from ideas.serializers.inputs import words
from ideas.validators import TEXT_LIMIT
from parkour.accounts.serializers import PersonField
from parkour.core.api.fields import Input


class AcceptMailInput(Input):
    person = PersonField()
    text = words(TEXT_LIMIT)


class MailOut(serializers.Serializer):
    """A mail whose sender we do not know for sure."""

    id = serializers.IntegerField()
    sender = serializers.CharField(help_text="Empty when it names nobody.")
    sender_name = serializers.CharField()
    subject = serializers.CharField()
    text = serializers.CharField(help_text="Without what it quotes and its signature.")
    files = serializers.ListField(child=serializers.CharField(), help_text="Names.")
    held_because = serializers.CharField()
    received_at = serializers.DateTimeField()


def mail_out(mail: IncomingMail) -> dict:
    return {name: getattr(mail, "pk" if name == "id" else name) for name in MailOut().fields}
