"""The library of reasons, by the API."""

from django.shortcuts import get_object_or_404
from django.urls import path
from rest_framework import serializers

from ideas.enums import Outcome
from ideas.models import Reason
from ideas.reasons import reasons_with_uses
from ideas.serializers.inputs import words
from ideas.services.reasons import write_reason
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import Flag, Input, NoQuery, OneOf
from parkour.core.api.pagination import Page

WRITE = {"scope": Scope.TRIAGE, "permission": "ideas.manage_words"}
VARIABLES = "Between braces: first_name, reference, title, days, why, officer."


class ChangeDeskReasonInput(Input):
    name = words(80)
    text_fr = words(2000, help_text=VARIABLES)
    text_en = words(2000, help_text=VARIABLES)
    is_active = Flag(required=False, default=True, help_text="False: out of use. It stays, for it is counted.")


class DeskReasonInput(ChangeDeskReasonInput):
    outcome = OneOf(choices=Outcome.choices, help_text="Decline, redirect, park or answer.")
    code = words(
        20,
        required=False,
        default="",
        allow_blank=True,
        help_text="The reason code of a decline, the channel of a redirect; empty for the others.",
    )


class DeskReasonOut(serializers.Serializer):
    """A reason, and how often it was really given: what was taken back before it left does not count."""

    id = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    code = serializers.CharField(allow_blank=True)
    name = serializers.CharField()
    text_fr = serializers.CharField()
    text_en = serializers.CharField()
    is_active = serializers.BooleanField()
    uses_of_year = serializers.IntegerField(help_text="In the last twelve months.")
    uses = serializers.IntegerField()
    last_used_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


def reason_out(row: Reason) -> dict:
    """`row` comes from `reasons_with_uses`."""
    return {"id": row.pk} | {name: getattr(row, name) for name in DeskReasonOut().fields if name != "id"}


class ReasonsView(Endpoint):
    @operation(**WRITE, paged=True, query=NoQuery, output=DeskReasonOut)
    def get(self, request):
        """All of them, those in use first, then the most used of the last twelve months."""
        return Page([reason_out(row) for row in reasons_with_uses()])

    @operation(**WRITE, input=DeskReasonInput, output=DeskReasonOut, status=201)
    def post(self, request):
        """Write one, in both languages."""
        row = write_reason(by=request.user, **self.sent)
        return reason_out(reasons_with_uses(pk=row.pk)[0])


class ReasonView(Endpoint):
    @operation(**WRITE, input=ChangeDeskReasonInput, output=DeskReasonOut, versioned=True, conditional=True)
    def put(self, request, pk):
        """Change it, or put it out of use; what it belongs to stays."""
        row = get_object_or_404(Reason, pk=pk)
        row = write_reason(by=request.user, reason=row, version=self.version, **self.sent)
        return reason_out(reasons_with_uses(pk=row.pk)[0])


urlpatterns = [
    path("reasons/", ReasonsView.as_view(), name="reasons"),
    path("reasons/<int:pk>/", ReasonView.as_view(), name="reason"),
]
