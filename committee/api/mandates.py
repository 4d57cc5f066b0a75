"""Who sits in the committee and until when, over the services that the pages use."""

from datetime import UTC, datetime, time

from django.shortcuts import get_object_or_404
from django.urls import path

from committee.models import Mandate
from committee.selectors import composition, past_mandates
from committee.serializers import mandates as out
from committee.services import mandates as services
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page, moment_cursor, page_of
from parkour.core.keys import encode_key

LIST = {"scope": Scope.COMMITTEE_READ, "permission": "committee.view_committee", "paged": True}
MANAGE = {"scope": Scope.COMMITTEE_WRITE, "permission": "committee.manage_mandates", "output": out.MandateOut}


def day_key(mandate) -> str:
    return encode_key(datetime.combine(mandate.until_on, time(), tzinfo=UTC), mandate.pk)


class PolesView(Endpoint):
    @operation(**LIST, query=NoQuery, output=out.PoleSeatsOut)
    def get(self, request):
        """The poles today: their seats, how many are free, who presides them."""
        return Page([out.pole_out(pole) for pole in composition()])

    @operation(**MANAGE | {"output": out.PoleSeatsOut}, input=out.SeatsInput)
    def put(self, request):
        """Set how many sit in a pole, and how many stand by."""
        college = services.set_seats(self.sent["pole"], by=request.user, **self.seats)
        return next(out.pole_out(pole) for pole in composition() if pole.college == college)

    @property
    def seats(self):
        return {name: self.sent[name] for name in ("seats", "alternates")}


class MandatesView(Endpoint):
    @operation(**LIST, query=out.MandatesQuery, output=out.MandateOut)
    def get(self, request):
        """Mandates that hold today or begin later, pole by pole, all at once; or those that are over."""
        if self.query["when"] == "past":
            key, size = moment_cursor(self.query.get("cursor")), self.query["limit"]
            rows = past_mandates(before=(key[0].date(), key[1]) if key else None, size=size)
            page = page_of(rows, size, day_key)
            return Page([out.mandate_out(mandate) for mandate in page.rows], page.cursor)
        poles = composition()
        return Page(
            [out.mandate_out(row) for pole in poles for row in (*pole.members, *pole.alternates, *pole.to_come)]
        )

    @operation(**MANAGE, input=out.MandateInput, status=201)
    def post(self, request):
        """Give somebody a seat, or make them an alternate."""
        sent = dict(self.sent)
        return out.mandate_out(services.give_mandate(sent.pop("person"), sent.pop("pole"), by=request.user, **sent))


class MandateEndpoint(Endpoint):
    """One mandate; it does not exist for whoever gives none."""

    def find(self, pk) -> Mandate:
        return get_object_or_404(Mandate.objects.select_related("person", "college"), pk=pk)


class RenewView(MandateEndpoint):
    @operation(**MANAGE, input=out.RenewInput, status=201)
    def post(self, request, pk):
        """One more mandate, which follows this one without a gap."""
        return out.mandate_out(services.renew_mandate(self.find(pk), by=request.user, **self.sent))


class EndView(MandateEndpoint):
    @operation(**MANAGE, input=out.EndInput)
    def post(self, request, pk):
        """End it early, and say why: its holder is told."""
        return out.mandate_out(services.end_mandate(self.find(pk), by=request.user, **self.sent))


class PresideView(MandateEndpoint):
    @operation(**MANAGE)
    def post(self, request, pk):
        """Its holder presides the pole from today; the mandate that presides, which may be a new one."""
        return out.mandate_out(services.name_president(self.find(pk), by=request.user))


class TakeSeatView(MandateEndpoint):
    @operation(**MANAGE)
    def post(self, request, pk):
        """An alternate takes a free seat from today; the mandate that sits."""
        return out.mandate_out(services.take_seat(self.find(pk), by=request.user))


one = "mandates/<int:pk>/"
urlpatterns = [
    path("poles/", PolesView.as_view(), name="poles"),
    path("mandates/", MandatesView.as_view(), name="mandates"),
    path(f"{one}renew/", RenewView.as_view(), name="renew_mandate"),
    path(f"{one}end/", EndView.as_view(), name="end_mandate"),
    path(f"{one}preside/", PresideView.as_view(), name="preside"),
    path(f"{one}take-seat/", TakeSeatView.as_view(), name="take_seat"),
]
