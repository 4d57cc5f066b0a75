"""What the past says of one contribution: decided ones that are like it, and what has proved itself here."""

from django.urls import path

from ideas.api.desk import DESK, ItemEndpoint
from ideas.looking_back import look_back_on
from ideas.serializers.past import PastOut, past_out
from ideas.services.looking_back import look_back
from ideas.services.rubrics import rubric_to_read
from parkour.core.api.endpoints import operation


class PastView(ItemEndpoint):
    """Shown after one's own levels, or before on request."""

    @operation(**DESK, output=PastOut)
    def get(self, request, reference):
        """Decided contributions that are like it, and the band they propose. Nothing before my own levels are saved."""
        return self.said(self.find(reference))

    @operation(**DESK, output=PastOut)
    def post(self, request, reference):
        """Read it before giving my own levels. It is kept in the history of the desk; twice is once."""
        idea = self.find(reference)
        look_back(idea, by=request.user)
        return self.said(idea)

    def said(self, idea) -> dict:
        return past_out(look_back_on(idea, self.request.user, rubric_to_read().values))


urlpatterns = [path("triage/<slug:reference>/past/", PastView.as_view(), name="past")]
