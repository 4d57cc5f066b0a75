"""Versions of an agenda: what each changed, and what the next one would."""

from django.urls import path

from committee.api.agenda import AgendaEndpoint
from committee.selectors import next_version, versions_of
from committee.serializers.versions import NextVersionOut, VersionOut, next_out, version_out
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page


class VersionsView(AgendaEndpoint):
    @operation(scope=Scope.COMMITTEE_READ, sees="committee.view_agenda", paged=True, query=NoQuery, output=VersionOut)
    def get(self, request, number):
        """Versions of the agenda that were sent, the latest first, and what each changed."""
        return Page([version_out(sent) for sent in versions_of(self.find(number))])


class NextVersionView(AgendaEndpoint):
    @operation(scope=Scope.COMMITTEE_READ, sees="committee.edit_agenda", output=NextVersionOut)
    def get(self, request, number):
        """What sending the agenda now would change, and how many people it would tell; nothing is sent."""
        return next_out(next_version(self.find(number), by=request.user))


one = "sessions/<int:number>/agenda/"
urlpatterns = [
    path(f"{one}versions/", VersionsView.as_view(), name="agenda_versions"),
    path(f"{one}next-version/", NextVersionView.as_view(), name="next_version"),
]
