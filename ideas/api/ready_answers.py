"""Answers that have not left: mine that wait, those that are ready; keep one ready, publish several, put one aside."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from rest_framework import serializers

from ideas.enums import Outcome
from ideas.finding import idea_for_triage
from ideas.held import waiting_of
from ideas.models import HeldDecision, ReadyAnswer
from ideas.ready_answers import planned_answers, ready_lines
from ideas.serializers import inputs
from ideas.serializers.desk import HeldOut, held_out
from ideas.services.ready_answers import MOST, Chosen, discard_ready, keep_ready, publish_ready, restore_ready
from parkour.accounts.rules import is_officer
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import Input, NoQuery, Whole
from parkour.core.api.pagination import Page, PageQuery, unknown_cursor
from parkour.core.keys import whole_number

OFFICE = {"scope": Scope.TRIAGE, "permission": "ideas.browse"}


class HeldView(Endpoint):
    @operation(**OFFICE, paged=True, query=NoQuery, output=HeldOut)
    def get(self, request):
        """Mine that wait to leave, the latest first; then what leaves at a chosen moment, whoever published it."""
        return Page([held_out(row) for row in (*waiting_of(request.user), *planned_answers(request.user))])


class KeepReadyInput(inputs.DecideInput):
    """The same as to decide; `replaces` is the ready answer that you have read, when there is one."""

    replaces = Whole(required=False, default=None, allow_null=True, min_value=1, max_value=2**63 - 1)
    besides = frozenset({"replaces"})


class ReadyAnswerOut(serializers.Serializer):
    """An answer that is ready. Its author reads nothing before it is published."""

    id = serializers.IntegerField()
    reference = serializers.CharField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    message = serializers.CharField()
    prepared_by = serializers.CharField()
    prepared_at = serializers.DateTimeField()
    version = serializers.IntegerField(help_text="Of the contribution as it stands: send it back to publish.")
    is_open = serializers.BooleanField(help_text="The contribution still waits for an answer.")
    is_changed = serializers.BooleanField(help_text="The contribution has changed since: read it again.")


def ready_out(row: ReadyAnswer, *, is_open=True, is_changed=False) -> dict:
    return {
        "id": row.pk,
        "reference": row.idea.reference,
        "outcome": row.outcome,
        "message": row.message,
        "prepared_by": row.by.get_full_name(),
        "prepared_at": row.prepared_at,
        "version": row.idea.version,
        "is_open": is_open,
        "is_changed": is_changed,
    }


class ReadyAnswersView(Endpoint):
    @operation(**OFFICE, paged=True, query=PageQuery, output=ReadyAnswerOut)
    def get(self, request):
        """All that is ready, in the order of its preparation, whoever prepared it."""
        cursor = self.query.get("cursor", "")
        after = whole_number(cursor)
        if cursor and after is None:
            raise unknown_cursor()
        lines, following = ready_lines(request.user, after=after, size=self.query["limit"])
        rows = [ready_out(line.ready, is_open=line.is_open, is_changed=line.is_changed) for line in lines]
        return Page(rows, str(following) if following else "")


class KeepView(Endpoint):
    @operation(**OFFICE, input=KeepReadyInput, output=ReadyAnswerOut, conditional=True, refusals=(409, 422))
    def put(self, request, reference):
        """Keep an answer ready: everything that deciding refuses is refused now, and nothing is sent."""
        if not is_officer(request.user):
            raise Http404
        idea = idea_for_triage(request.user, reference)
        replaces = self.sent.pop("replaces")
        orientation = inputs.orientation_of(self.sent)
        return ready_out(keep_ready(idea, orientation, by=request.user, version=self.version, replaces=replaces))


class OneReadyView(Endpoint):
    @operation(**OFFICE, refusals=(409,))
    def delete(self, request, pk):
        """Put it aside: for thirty days it can be put back. Twice is once."""
        discard_ready(get_object_or_404(ReadyAnswer, pk=pk), by=request.user)


class RestoreView(Endpoint):
    @operation(**OFFICE, output=ReadyAnswerOut, refusals=(409,))
    def post(self, request, pk):
        """Ready again. Twice is once."""
        row = get_object_or_404(ReadyAnswer, pk=pk)
        return ready_out(restore_ready(row, by=request.user))


class ReadyToPublishInput(Input):
    id = Whole(min_value=1, max_value=2**63 - 1)
    version = Whole(min_value=0, max_value=2**31 - 1, help_text="Of its contribution, as you have read it.")


class PublishReadyInput(Input):
    answers = serializers.ListField(child=ReadyToPublishInput(), min_length=1, max_length=MOST)
    at = serializers.DateTimeField(required=False, default=None, allow_null=True, help_text="Later, at this moment.")


class PublishedReadyOut(serializers.Serializer):
    """What became of one of them: `held_until` is when it leaves; refused, it stays ready and `refused` says why."""

    id = serializers.IntegerField()
    held_until = serializers.DateTimeField(allow_null=True)
    refused = serializers.CharField(allow_blank=True)


class PublishView(Endpoint):
    @operation(**OFFICE, input=PublishReadyInput, output=PublishedReadyOut, paged=True, query=NoQuery)
    def post(self, request):
        """Publish several in one gesture. One that is refused stops no other."""
        asked = {row["id"]: row["version"] for row in self.sent["answers"]}
        rows = ReadyAnswer.objects.select_related("idea", "merged_into").in_bulk(list(asked))
        chosen = [Chosen(rows[key], version) for key, version in asked.items() if key in rows]
        refused = publish_ready(chosen, by=request.user, at=self.sent["at"]) if chosen else []
        why = {ready.pk: str(refusal.message) for ready, refusal in refused}
        gone = _("This answer was published or changed meanwhile.")
        return Page(published_out(request.user, {key: why.get(key, "" if key in rows else gone) for key in asked}))


def published_out(by, refused: dict[int, str]) -> list[dict]:
    """What I have published already is no refusal: the same request sent twice gets the same answer."""
    held = HeldDecision.objects.filter(ready__in=list(refused), leaves_at__isnull=False, by=by)
    leaves = dict(held.values_list("ready", "leaves_at"))
    return [
        {"id": key, "held_until": leaves.get(key), "refused": "" if key in leaves else why}
        for key, why in refused.items()
    ]


urlpatterns = [
    path("triage/held/", HeldView.as_view(), name="held"),
    path("ready-answers/", ReadyAnswersView.as_view(), name="ready_answers"),
    path("ready-answers/publish/", PublishView.as_view(), name="publish_ready"),
    path("ready-answers/<int:pk>/", OneReadyView.as_view(), name="ready_answer"),
    path("ready-answers/<int:pk>/restore/", RestoreView.as_view(), name="restore_ready"),
    path("triage/<slug:reference>/ready-answer/", KeepView.as_view(), name="keep_ready"),
]
