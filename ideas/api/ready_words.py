"""Ready words for an outcome: those of the desk, and what they say for one contribution."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from rest_framework import serializers

from ideas.enums import Outcome
from ideas.finding import idea_for_triage
from ideas.models import AnswerTemplate
from ideas.replies import ready_words
from ideas.serializers.inputs import words
from ideas.services.answer_templates import write_template
from parkour.accounts.rules import is_officer
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import Flag, Input, NoQuery, OneOf
from parkour.core.api.pagination import Page

WRITE = {"scope": Scope.TRIAGE, "permission": "ideas.manage_words"}
MOST = 400


class ChangeInput(Input):
    name = words(80)
    body = words(5000, help_text="Between braces: first_name, reference, title, days, why, officer.")
    is_active = Flag(required=False, default=True)
    is_first = Flag(required=False, default=False)


class TemplateInput(ChangeInput):
    outcome = OneOf(choices=Outcome.choices)
    language = OneOf(choices=[("fr", "Français"), ("en", "English")])


class TemplateOut(serializers.Serializer):
    """Ready words, and how often they were used."""

    id = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    language = serializers.CharField()
    name = serializers.CharField()
    body = serializers.CharField()
    is_active = serializers.BooleanField()
    is_first = serializers.BooleanField()
    uses = serializers.IntegerField()
    version = serializers.IntegerField()


def template_out(row: AnswerTemplate) -> dict:
    columns = ("outcome", "language", "name", "body", "is_active", "is_first", "uses", "version")
    return {"id": row.pk} | {column: getattr(row, column) for column in columns}


class TemplatesView(Endpoint):
    @operation(**WRITE, paged=True, query=NoQuery, output=TemplateOut)
    def get(self, request):
        """All of them, by outcome and language; those of the product are not rows."""
        return Page([template_out(row) for row in AnswerTemplate.objects.all()[:MOST]])

    @operation(**WRITE, input=TemplateInput, output=TemplateOut, status=201)
    def post(self, request):
        """Write some. Proposed first, they take the place of those that were."""
        return template_out(write_template(by=request.user, **self.sent))


class TemplateView(Endpoint):
    @operation(**WRITE, input=ChangeInput, output=TemplateOut, versioned=True, conditional=True)
    def put(self, request, pk):
        """Change them; outcome and language stay."""
        row = get_object_or_404(AnswerTemplate, pk=pk)
        return template_out(write_template(by=request.user, template=row, version=self.version, **self.sent))


class ReadyOut(serializers.Serializer):
    """Words for one contribution, in the language of its author. `template` is null for those of the product."""

    outcome = serializers.ChoiceField(choices=Outcome.choices)
    template = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    text = serializers.CharField()


class ReadyView(Endpoint):
    @operation(scope=Scope.TRIAGE, permission="ideas.view_triage", paged=True, query=NoQuery, output=ReadyOut)
    def get(self, request, reference):
        """What may be answered, for every outcome; what is proposed first comes first."""
        idea = idea_for_triage(request.user, reference)
        if not is_officer(request.user):
            raise Http404
        return Page(
            [
                {"outcome": outcome, "template": int(row.key) if row.key else None, "name": row.name, "text": row.text}
                for outcome in Outcome
                for row in ready_words(idea, outcome, officer=request.user)
            ]
        )


urlpatterns = [
    path("answer-templates/", TemplatesView.as_view(), name="answer_templates"),
    path("answer-templates/<int:pk>/", TemplateView.as_view(), name="answer_template"),
    path("triage/<slug:reference>/ready-words/", ReadyView.as_view(), name="ready_words"),
]
