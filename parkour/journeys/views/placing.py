"""Hanging a contribution on the journeys."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from ideas.finding import idea_for
from parkour.core.views import ServiceFormView
from parkour.journeys.forms import PlaceForm
from parkour.journeys.reading import choices_for, places_of
from parkour.journeys.services.placing import place_idea


class PlaceView(ServiceFormView):
    """A stage of each journey, or none, the pillars it serves, the life events it is about."""

    form_class = PlaceForm
    template_name = "journeys/place.html"
    success_message = gettext_lazy("Its place on the journeys is saved.")

    def find(self):
        return idea_for(self.request.user, self.kwargs["reference"], permission="journeys.place_idea")

    @cached_property
    def offered(self):
        places = places_of(self.object)
        return choices_for(places) | {"places": places}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | self.offered

    def call(self, form):
        return place_idea(self.object, by=self.request.user, **form.keys())
