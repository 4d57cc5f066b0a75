"""Asking somebody else about a contribution, and answering."""

from django.http import Http404
from django.urls import path
from rest_framework import serializers

from ideas.escalations import escalation_for, escalations_of
from ideas.finding import idea_for_triage
from ideas.models import Escalation
from ideas.serializers.desk import TriageItemOut, triage_item_out
from ideas.serializers.inputs import words
from ideas.services.escalations import escalate_idea, hand_back
from parkour.accounts.scopes import Scope
from parkour.accounts.serializers import PersonField
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import Input, NoQuery
from parkour.core.api.pagination import Page


class EscalateInput(Input):
    to = PersonField()
    reason = words(2000)


class HandBackInput(Input):
    answer = words(2000)


class EscalationOut(serializers.Serializer):
    """One contribution about which somebody else is asked. Its words are told to them only."""

    reference = serializers.CharField()
    title = serializers.CharField()
    problem_text = serializers.CharField()
    change_text = serializers.CharField()
    asked_by = serializers.CharField()
    reason = serializers.CharField()
    asked_at = serializers.DateTimeField()


def escalation_out(row: Escalation) -> dict:
    told = row.idea.told
    return {
        "reference": row.idea.reference,
        "title": told.title,
        "problem_text": told.problem,
        "change_text": told.change,
        "asked_by": told.hidden.somebody(row.by),
        "reason": told.hidden.words(row.reason),
        "asked_at": row.at,
    }


class EscalationsView(Endpoint):
    @operation(scope=Scope.IDEAS_READ, for_everybody=True, paged=True, query=NoQuery, output=EscalationOut)
    def get(self, request):
        """What waits for a word of mine, the oldest first."""
        return Page([escalation_out(row) for row in escalations_of(request.user)])


class EscalateView(Endpoint):
    @operation(
        scope=Scope.TRIAGE,
        permission="ideas.view_triage",
        input=EscalateInput,
        output=TriageItemOut,
        versioned=True,
        conditional=True,
    )
    def post(self, request, reference):
        """Ask somebody of the direction, or another officer. It stays in the queue, and the promise runs on."""
        idea = idea_for_triage(request.user, reference)
        escalate_idea(idea, by=request.user, version=self.version, **self.sent)
        return triage_item_out(request.user, idea_for_triage(request.user, reference))


class HandBackView(Endpoint):
    @operation(scope=Scope.IDEAS_WRITE, for_everybody=True, input=HandBackInput)
    def post(self, request, reference):
        """My answer, for whoever asked me."""
        row = escalation_for(request.user, reference)
        if row is None:
            raise Http404
        hand_back(row.idea, by=request.user, **self.sent)


urlpatterns = [
    path("escalations/", EscalationsView.as_view(), name="escalations"),
    path("escalations/<slug:reference>/hand-back/", HandBackView.as_view(), name="hand_back"),
    path("triage/<slug:reference>/escalate/", EscalateView.as_view(), name="escalate"),
]
