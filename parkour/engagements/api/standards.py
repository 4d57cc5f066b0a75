"""Job sheets, over the services that the pages use."""

from django.http import Http404
from django.urls import path

from ideas.finding import idea_for
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.pagination import Page, number_cursor
from parkour.engagements import standard_serializers as said
from parkour.engagements.models import Standard
from parkour.engagements.services import standards
from parkour.engagements.services.standards import Sheet
from parkour.engagements.sheets import sheet_of, sheets

READ = {"scope": Scope.IDEAS_READ, "permission": "engagements.read_charter"}
WRITE = {"scope": Scope.IDEAS_WRITE, "permission": "engagements.write_standard"}
ONE = {"output": said.StandardOut, "versioned": True}


class OneStandard(Endpoint):
    def find(self, pk) -> Standard:
        found = Standard.objects.filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def told(self, standard) -> dict:
        return said.standard_out(sheet_of(standard, self.request.user))


class StandardsView(Endpoint):
    @operation(**READ, paged=True, query=said.StandardsQuery, output=said.StandardOut)
    def get(self, request):
        """Job sheets in use, or those out of use, the newest first."""
        after, size = number_cursor(self.query.get("cursor")), self.query["limit"]
        rows, more = sheets(request.user, closed=self.query["closed"], after=after, size=size)
        return Page([said.standard_out(row) for row in rows], str(rows[-1].standard.pk) if more else "")


class PublishView(OneStandard):
    @operation(**WRITE, **ONE, input=said.JobSheetInput, status=201, refusals=(409,))
    def post(self, request, reference):
        """Publish one from a contribution that is done."""
        idea = idea_for(request.user, reference, permission="engagements.read_success")
        return self.told(standards.publish_standard(Sheet(**self.sent), idea=idea, by=request.user))


class StandardView(OneStandard):
    @operation(**READ, **ONE)
    def get(self, request, pk):
        """One job sheet, in its newest edition."""
        return self.told(self.find(pk))

    @operation(**WRITE, **ONE, input=said.JobSheetChange, conditional=True, refusals=(409,))
    def put(self, request, pk):
        """Write it again, whole: a new edition, with the reason."""
        why = self.sent.pop("why")
        facts = {"why": why, "by": request.user, "version": self.version}
        return self.told(standards.rewrite_standard(self.find(pk), Sheet(**self.sent), **facts))


class UseView(OneStandard):
    @operation(**WRITE, **ONE, input=said.UseInput)
    def put(self, request, pk):
        """In use, or out of use."""
        closed = not self.sent["in_use"]
        return self.told(standards.close_standard(self.find(pk), by=request.user, closed=closed))


one = "standards/<int:pk>/"
urlpatterns = [
    path("standards/", StandardsView.as_view(), name="standards"),
    path("ideas/<slug:reference>/standard/", PublishView.as_view(), name="publish_standard"),
    path(one, StandardView.as_view(), name="standard"),
    path(f"{one}use/", UseView.as_view(), name="standard_use"),
]
