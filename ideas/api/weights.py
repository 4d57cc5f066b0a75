"""The weights of the criteria: their versions, what others would change, setting them."""

from django.http import Http404
from django.urls import path

from ideas.models import Rubric
from ideas.serializers import weights as told
from ideas.services.rubrics import change_weights, checked_values, restore_rubric, rubric_to_read
from ideas.swing import points_of
from ideas.weights import crossing_with, versions
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page
from parkour.core.api.problems import STALE, Malformed
from parkour.core.exceptions import InvalidInput

WEIGHTS = {"scope": Scope.TRIAGE, "permission": "ideas.set_weights"}


class VersionsView(Endpoint):
    @operation(**WEIGHTS, paged=True, query=NoQuery, output=told.RubricVersionOut)
    def get(self, request):
        """The latest versions of the grid, that in force first: twenty at most."""
        return Page([told.version_out(row) for row in versions()])

    @operation(**WEIGHTS, input=told.PointsInput, output=told.RubricVersionOut, status=201, refusals=(STALE,))
    def post(self, request):
        """New weights, from swing points. What was assessed before keeps its own."""
        made = change_weights(by=request.user, points=told.points_in(self.sent), version=self.sent["version"])
        return told.version_out(made)


class PreviewView(Endpoint):
    @operation(**WEIGHTS, query=told.PointsQuery, output=told.PreviewOut)
    def get(self, request):
        """What other weights would change. Nothing is saved."""
        now = rubric_to_read().values
        try:
            after = checked_values(points_of(now) | self.query, now.thresholds)
        except InvalidInput as error:
            raise Malformed(str(error.message)) from error
        return told.preview_out(request.user, after, crossing_with(after))


class RestoreView(Endpoint):
    @operation(**WEIGHTS, output=told.RubricVersionOut, status=201)
    def post(self, request, version):
        """Use the weights of an earlier version again, as a new one."""
        rubric = Rubric.objects.filter(version=version).first()
        if rubric is None:
            raise Http404
        return told.version_out(restore_rubric(rubric, by=request.user))


urlpatterns = [
    path("rubric/versions/", VersionsView.as_view(), name="rubric_versions"),
    path("rubric/preview/", PreviewView.as_view(), name="rubric_preview"),
    path("rubric/versions/<int:version>/restore/", RestoreView.as_view(), name="restore_rubric"),
]
