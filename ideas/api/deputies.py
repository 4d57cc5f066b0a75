"""Who stands in for an officer, by the API."""

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import path
from rest_framework import serializers

from ideas.services.deputies import end_deputy, name_deputy
from parkour.accounts import deputies
from parkour.accounts.models import Deputy
from parkour.accounts.scopes import Scope
from parkour.accounts.serializers import PersonField
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import Input, NoQuery
from parkour.core.api.pagination import Page

SEE = {"scope": Scope.TRIAGE, "permission": "ideas.see_deputies"}


class DeputyInput(Input):
    person = PersonField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(help_text="Included. It ends by itself.")


class DeputyOut(serializers.Serializer):
    """Who stands in for whom, from the first day to the last."""

    id = serializers.IntegerField()
    officer = serializers.CharField()
    person = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    ended_at = serializers.DateTimeField(allow_null=True)


def deputy_out(row: Deputy) -> dict:
    return {
        "id": row.pk,
        "officer": row.officer.get_full_name(),
        "person": row.person.get_full_name(),
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "ended_at": row.ended_at,
    }


class DeputiesView(Endpoint):
    @operation(**SEE, paged=True, query=NoQuery, output=DeputyOut)
    def get(self, request):
        """Those whom I have named, then those for whom I stand in."""
        rows = [*deputies.deputies_of(request.user), *deputies.stood_in_for(request.user)]
        return Page([deputy_out(row) for row in rows])

    @operation(**SEE, input=DeputyInput, output=DeputyOut, status=201)
    def post(self, request):
        """Name somebody who stands in for me: on these days they hold my role."""
        return deputy_out(name_deputy(by=request.user, **self.sent))


class DeputyView(Endpoint):
    @operation(**SEE)
    def delete(self, request, pk):
        """End it now: I am back, or I cannot stand in."""
        mine = Q(officer=request.user) | Q(person=request.user)
        end_deputy(get_object_or_404(Deputy.objects.filter(mine), pk=pk), by=request.user)


urlpatterns = [
    path("me/deputies/", DeputiesView.as_view(), name="deputies"),
    path("me/deputies/<int:pk>/", DeputyView.as_view(), name="deputy"),
]
