"""Gestures, what they cost, and successes taken up at other sites, over the services that the pages use."""

from datetime import timedelta

from django.http import Http404
from django.urls import path

from ideas.finding import idea_for
from ideas.models import Idea
from ideas.privacy import veil
from parkour.accounts.scopes import Scope
from parkour.core import clock
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page, number_cursor
from parkour.engagements import serializers as said
from parkour.engagements.models import Initiative, Replication
from parkour.engagements.services.initiatives import Gesture, note_initiative, take_back_initiative
from parkour.engagements.services.replicating import drop_replication, mark_replication, take_up_success
from parkour.engagements.watching import own, replications, spend, successes
from parkour.indicators.serializers import exactly


class InitiativesView(Endpoint):
    @operation(
        scope=Scope.IDEAS_READ,
        permission="engagements.note_initiative",
        paged=True,
        query=NoQuery,
        output=said.InitiativeOut,
    )
    def get(self, request):
        """My last gestures, the newest first."""
        return Page([said.initiative_out(row) for row in own(request.user)])

    @operation(
        scope=Scope.IDEAS_WRITE,
        permission="engagements.note_initiative",
        input=said.InitiativeInput,
        output=said.InitiativeOut,
        keyed=True,
        status=201,
    )
    def post(self, request):
        """Note a gesture, afterwards. The same key twice is once; nobody approves it."""
        gesture = Gesture(**self.sent | {"amount": exactly(self.sent["amount"])})
        made, _is_new = note_initiative(gesture, key=self.key, by=request.user)
        return said.initiative_out(made)


class InitiativeView(Endpoint):
    @operation(scope=Scope.IDEAS_WRITE, sees="engagements.take_back_initiative")
    def delete(self, request, pk):
        """Take a gesture of mine back. Twice is once."""
        found = Initiative.objects.filter(pk=pk).first()
        if found is None or not request.user.has_perm("engagements.take_back_initiative", found):
            raise Http404
        take_back_initiative(found, by=request.user)


class SpendView(Endpoint):
    @operation(
        scope=Scope.IDEAS_READ,
        permission="engagements.watch_spend",
        paged=True,
        query=said.SpendQuery,
        output=said.TeamSpendOut,
    )
    def get(self, request):
        """What gestures cost, by team. Nobody is named."""
        last = clock.today()
        watched = spend(last - timedelta(days=self.query["days"] - 1), last)
        return Page([said.team_spend_out(row) for row in watched.teams])


class SuccessesView(Endpoint):
    @operation(scope=Scope.IDEAS_READ, permission="engagements.read_charter", paged=True, output=said.SuccessOut)
    def get(self, request):
        """What is done and on the board, the newest first, and how many sites took it up."""
        rows, more = successes(request.user, after=number_cursor(self.query.get("cursor")), size=self.query["limit"])
        return Page([said.success_out(row) for row in rows], str(rows[-1].idea.pk) if more else "")


class ReplicationsView(Endpoint):
    def find(self, reference) -> Idea:
        return idea_for(self.request.user, reference, permission="engagements.read_success")

    @operation(
        scope=Scope.IDEAS_READ,
        sees="engagements.read_success",
        paged=True,
        query=NoQuery,
        output=said.ReplicationOut,
    )
    def get(self, request, reference):
        """Where a success is taken up."""
        idea = self.find(reference)
        return Page([said.replication_out(row, idea.told.hidden) for row in replications(idea)])

    @operation(
        scope=Scope.IDEAS_WRITE,
        sees="engagements.read_success",
        input=said.TakeUpInput,
        output=said.ReplicationOut,
        status=201,
        refusals=(409,),
    )
    def post(self, request, reference):
        """Take it up at my site; its author is told."""
        idea = self.find(reference)
        return said.replication_out(take_up_success(idea, by=request.user, **self.sent), idea.told.hidden)


class ReplicationView(Endpoint):
    sight = "engagements.carry_replication"

    def find(self, pk) -> Replication:
        found = Replication.objects.select_related("site").filter(pk=pk).first()
        if found is None or not self.request.user.has_perm(self.sight, found):
            raise Http404
        return found

    @operation(scope=Scope.IDEAS_WRITE, sees=sight, input=said.StepChange, output=said.ReplicationOut)
    def patch(self, request, pk):
        """It is done at my site too, or not yet after all."""
        kept = mark_replication(self.find(pk), by=request.user, **self.sent)
        return said.replication_out(kept, veil(request.user, kept.idea))

    @operation(scope=Scope.IDEAS_WRITE, sees=sight, refusals=(409,))
    def delete(self, request, pk):
        """My site does not take it up any more."""
        drop_replication(self.find(pk), by=request.user)


urlpatterns = [
    path("initiatives/", InitiativesView.as_view(), name="initiatives"),
    path("initiatives/<int:pk>/", InitiativeView.as_view(), name="initiative"),
    path("initiatives/spend/", SpendView.as_view(), name="initiative_spend"),
    path("successes/", SuccessesView.as_view(), name="successes"),
    path("ideas/<slug:reference>/replications/", ReplicationsView.as_view(), name="replications"),
    path("replications/<int:pk>/", ReplicationView.as_view(), name="replication"),
]
