"""Reference ideas of the grid, and re-scoring three of them in each cycle."""

from django.http import Http404
from django.urls import path

from ideas.api.desk import DESK, OFFICE, ItemEndpoint
from ideas.calibrating import calibration_of
from ideas.reference_ideas import listed_references
from ideas.serializers import calibration as told
from ideas.services.calibrating import calibrate
from ideas.services.reference_ideas import make_reference, retire_reference
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page
from parkour.core.api.problems import STALE

MINE = DESK | {"permission": "ideas.calibrate"}


class ReferencesView(Endpoint):
    @operation(**DESK, paged=True, query=NoQuery, output=told.ReferenceOut)
    def get(self, request):
        """Those in use, the latest first, then those retired."""
        rows = [*listed_references(), *listed_references(retired=True)]
        return Page(told.references_out(request.user, rows))


class ReferenceView(ItemEndpoint):
    @operation(**OFFICE, input=told.ReferenceInput, output=told.ReferenceOut, refusals=(STALE,))
    def put(self, request, reference):
        """Make it a reference, change its levels, or use a retired one again. Twice is once."""
        row = make_reference(self.find(reference), by=request.user, **self.sent)
        return told.references_out(request.user, [row])[0]

    @operation(**OFFICE)
    def delete(self, request, reference):
        """Retire it; what was given for it stays. Twice is once."""
        retire_reference(self.find(reference), by=request.user)


class CalibrationView(Endpoint):
    @operation(**MINE, output=told.CalibrationOut)
    def get(self, request):
        """What I re-score in this cycle; at the end, my levels beside the consensus."""
        return told.calibration_out(request.user, calibration_of(request.user))


class RescoreView(Endpoint):
    @operation(**MINE, input=told.CalibrationInput, output=told.CalibrationOut)
    def put(self, request, reference):
        """My levels of one of them, until all three are given. Nothing of it counts for the contribution."""
        drawn = calibration_of(request.user).drawn
        row = next((one for one in drawn if one.idea.reference == reference.upper()), None)
        if row is None:
            raise Http404
        calibrate(row, by=request.user, **self.sent)
        return told.calibration_out(request.user, calibration_of(request.user))


urlpatterns = [
    path("triage/references/", ReferencesView.as_view(), name="references"),
    path("triage/calibration/", CalibrationView.as_view(), name="calibration"),
    path("triage/calibration/<slug:reference>/", RescoreView.as_view(), name="calibrate"),
    path("triage/<slug:reference>/reference/", ReferenceView.as_view(), name="reference"),
]
