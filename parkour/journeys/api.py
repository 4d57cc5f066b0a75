"""The addresses of journeys in the API, over the services that the pages use."""

from django.http import Http404
from django.urls import path

from ideas.finding import idea_for
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page
from parkour.journeys import interview_api
from parkour.journeys import serializers as told
from parkour.journeys.easing import easing_of
from parkour.journeys.models import Edition, Journey, LifeEvent, Side, Stage
from parkour.journeys.reading import (
    balance,
    both_journeys,
    crossings_of,
    editions_of,
    heat_of,
    places_of,
    stage_rows,
)
from parkour.journeys.services.mapping import restore_edition, write_journey
from parkour.journeys.services.placing import place_idea
from parkour.journeys.services.stages import set_indicators, set_survey

READ = {"scope": Scope.IDEAS_READ, "permission": "journeys.read"}
WRITE = {"scope": Scope.IDEAS_WRITE, "permission": "journeys.write"}
JOURNEY = {"output": told.JourneyOut, "versioned": True}
PLACES = {"sees": "journeys.place_idea", "output": told.PlacesOut}


class JourneyEndpoint(Endpoint):
    def find(self, side) -> Journey:
        if side not in Side.values:
            raise Http404
        return Journey.of(side)

    def said(self, journey) -> dict:
        rows = stage_rows(journey, self.request.user)
        crossings = crossings_of(journey, [row.stage for row in rows])
        return told.journey_out(journey, rows, heat_of(journey), crossings)


class JourneysView(JourneyEndpoint):
    @operation(**READ, paged=True, query=NoQuery, output=told.JourneyOut)
    def get(self, request):
        """Both journeys, the employees' first: stages with what hangs there, pillars, the map of both."""
        return Page([self.said(journey) for journey in both_journeys()])


class JourneyView(JourneyEndpoint):
    @operation(**READ, **JOURNEY)
    def get(self, request, side):
        """One journey: that of the employees, or of the customers."""
        return self.said(self.find(side))

    @operation(**WRITE, **JOURNEY, input=told.JourneyInput, conditional=True)
    def put(self, request, side):
        """Write it again, whole. What is left out goes out of use; what hangs there stays."""
        facts = told.facts_of(self.sent)
        return self.said(write_journey(facts, by=request.user, side=self.find(side).side, version=self.version))


class EditionsView(JourneyEndpoint):
    @operation(**WRITE | {"scope": Scope.IDEAS_READ}, paged=True, query=NoQuery, output=told.JourneyEditionOut)
    def get(self, request, side):
        """Its last twenty editions, newest first; none while nobody changed it."""
        return Page([told.edition_out(row) for row in editions_of(self.find(side))])


class RestoreView(JourneyEndpoint):
    @operation(**WRITE, **JOURNEY, conditional=True)
    def post(self, request, pk):
        """Take an edition up again, as a new one. The version is that of the journey."""
        edition = Edition.objects.select_related("journey").filter(pk=pk).first()
        if edition is None:
            raise Http404
        return self.said(restore_edition(edition, by=request.user, version=self.version))


class BalanceView(Endpoint):
    @operation(**READ, output=told.AttentionBalanceOut)
    def get(self, request):
        """Whose attention the contributions on the board give."""
        return told.balance_out(balance())


class IndicatorsView(Endpoint):
    @operation(**WRITE, input=told.IndicatorsOfStageInput, output=told.IndicatorsOfStageOut)
    def put(self, request, pk):
        """The indicators shown at a stage, and no others."""
        stage = Stage.objects.filter(pk=pk, closed_at=None).first()
        if stage is None:
            raise Http404
        return told.indicators_out(set_indicators(stage, by=request.user, **self.sent))


class EaseView(Endpoint):
    def find(self, pk) -> LifeEvent:
        event = LifeEvent.objects.select_related("journey", "survey").filter(pk=pk, closed_at=None).first()
        if event is None:
            raise Http404
        return event

    @operation(**READ, output=told.EaseOut)
    def get(self, request, pk):
        """How easy people find a life event, before changes and after."""
        event = self.find(pk)
        return told.ease_out(event, easing_of(event))

    @operation(**WRITE, input=told.EaseInput, output=told.EaseOut)
    def put(self, request, pk):
        """Choose the survey that asks it."""
        event = set_survey(self.find(pk), by=request.user, **self.sent)
        return told.ease_out(event, easing_of(event))


class PlacesView(Endpoint):
    def find(self, reference):
        return idea_for(self.request.user, reference, permission="journeys.place_idea")

    @operation(scope=Scope.IDEAS_READ, **PLACES)
    def get(self, request, reference):
        """Where a contribution hangs, and the pillars it serves."""
        return told.places_out(places_of(self.find(reference)))

    @operation(scope=Scope.IDEAS_WRITE, **PLACES, input=told.PlacesInput)
    def put(self, request, reference):
        """Place it: one stage of each journey at most. The last one is right."""
        idea = self.find(reference)
        place_idea(idea, by=request.user, **self.sent)
        return told.places_out(places_of(idea))


side = "journeys/<str:side>/"
urlpatterns = [
    *interview_api.urlpatterns,
    path("journeys/", JourneysView.as_view(), name="journeys"),
    path("journeys/balance/", BalanceView.as_view(), name="attention_balance"),
    path("journeys/stages/<int:pk>/indicators/", IndicatorsView.as_view(), name="stage_indicators"),
    path("journeys/events/<int:pk>/ease/", EaseView.as_view(), name="life_event_ease"),
    path("journeys/editions/<int:pk>/restore/", RestoreView.as_view(), name="restore_journey"),
    path(side, JourneyView.as_view(), name="journey"),
    path(f"{side}editions/", EditionsView.as_view(), name="journey_editions"),
    path("ideas/<slug:reference>/places/", PlacesView.as_view(), name="idea_places"),
]
