"""Workshops, over the services that the pages use."""

from django.urls import path

from committee.models import Workshop
from committee.selectors.workshops import board_of, workshop_for
from committee.serializers import workshops as out
from committee.services import workshop_outcome, workshop_places, workshop_room, workshops
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page

SEES = {"sees": "committee.view_workshop", "output": out.WorkshopOut}
READ, WRITE = {"scope": Scope.COMMITTEE_READ} | SEES, {"scope": Scope.COMMITTEE_WRITE} | SEES


class WorkshopsView(Endpoint):
    @operation(
        scope=Scope.COMMITTEE_READ,
        permission="committee.view_committee",
        paged=True,
        query=NoQuery,
        output=out.WorkshopRow,
    )
    def get(self, request):
        """Those that one may see, by step; of those that are closed the last few."""
        return Page([out.workshop_row(card) for column in board_of(request.user) for card in column.cards])

    @operation(
        scope=Scope.COMMITTEE_WRITE,
        permission="committee.open_workshop",
        input=out.WorkshopInput,
        output=out.WorkshopOut,
        status=201,
    )
    def post(self, request):
        """Open a workshop on contributions that were sent to one; those who take part are invited."""
        sent = dict(self.sent)
        made = workshops.open_workshop(sent.pop("sources"), by=request.user, **sent)
        return out.workshop_out(request.user, Workshop.objects.get(pk=made.pk))


class WorkshopEndpoint(Endpoint):
    """One workshop, found under the permission that the operation declares."""

    def find(self, pk) -> Workshop:
        return workshop_for(self.request.user, pk, permission=self.operation.sees)

    def now(self, pk) -> dict:
        return out.workshop_out(self.request.user, Workshop.objects.get(pk=pk))


class WorkshopView(WorkshopEndpoint):
    @operation(**READ)
    def get(self, request, pk):
        """One workshop as one may read it now: silent ideas are sealed until their step is over."""
        return out.workshop_out(request.user, self.find(pk))

    @operation(**WRITE, input=out.ChangeWorkshopInput)
    def put(self, request, pk):
        """Change what is said of it and who is invited."""
        sent = self.sent | {"facilitator": self.sent["facilitator"] or request.user}
        workshops.change_workshop(self.find(pk), by=request.user, **sent)
        return self.now(pk)


class StepView(WorkshopEndpoint):
    @operation(**WRITE, input=out.StepInput)
    def post(self, request, pk):
        """Go on to the next step, or open the one before again. Twice is once."""
        workshops.move_to(self.find(pk), by=request.user, to=self.sent["to"])
        return self.now(pk)


class TimerView(WorkshopEndpoint):
    @operation(**WRITE, input=out.TimerInput)
    def post(self, request, pk):
        """Give the step more minutes, or fewer."""
        workshops.shift_timer(self.find(pk), by=request.user, minutes=self.sent["minutes"])
        return self.now(pk)


class SilentIdeasView(WorkshopEndpoint):
    @operation(**WRITE, input=out.SilentIdeasInput)
    def post(self, request, pk):
        """Write ideas in silence, one a line. The same again is once."""
        workshop_room.write_ideas(self.find(pk), by=request.user, text=self.sent["text"])
        return self.now(pk)


class SilentIdeaView(WorkshopEndpoint):
    @operation(scope=Scope.COMMITTEE_WRITE, sees="committee.view_workshop")
    def delete(self, request, pk, uuid):
        """Take one's own idea back as long as the step lasts. Twice is once."""
        workshop_room.remove_idea(self.find(pk), by=request.user, idea=uuid)


class GroupsView(WorkshopEndpoint):
    @operation(**WRITE, input=out.GroupInput)
    def post(self, request, pk):
        """Put ideas into a group, made when it is not there; without a name, out of their group."""
        workshop_room.group_ideas(self.find(pk), by=request.user, **self.sent)
        return self.now(pk)


class PlaceView(WorkshopEndpoint):
    @operation(**WRITE, input=out.GroupPlaceInput)
    def put(self, request, pk):
        """Say that a group has nothing for all, or nothing for each alone; or take that word back. Twice is once."""
        workshop_places.leave_empty(self.find(pk), by=request.user, **self.sent)
        return self.now(pk)


class VariantsView(WorkshopEndpoint):
    @operation(**WRITE, input=out.VariantInput, status=201)
    def post(self, request, pk):
        """Write a variant."""
        workshop_room.save_variant(self.find(pk), by=request.user, **self.sent)
        return self.now(pk)


class VariantView(WorkshopEndpoint):
    @operation(**WRITE, input=out.VariantInput)
    def put(self, request, pk, variant):
        """Write a variant again."""
        workshop_room.save_variant(self.find(pk), by=request.user, variant=variant, **self.sent)
        return self.now(pk)

    @operation(scope=Scope.COMMITTEE_WRITE, sees="committee.view_workshop")
    def delete(self, request, pk, variant):
        """Take a variant away while variants are written. Twice is once."""
        workshop_room.remove_variant(self.find(pk), by=request.user, variant=variant)


class DotsView(WorkshopEndpoint):
    @operation(**WRITE, input=out.DotsInput)
    def put(self, request, pk):
        """Place one's dots: they replace those placed before."""
        dots = {row["variant"]: row["dots"] for row in self.sent["dots"]}
        workshop_room.place_dots(self.find(pk), by=request.user, dots=dots)
        return self.now(pk)


class WhysView(WorkshopEndpoint):
    @operation(**WRITE, input=out.WhysInput)
    def put(self, request, pk):
        """Keep the five whys, in order."""
        workshop_room.keep_whys(self.find(pk), by=request.user, whys=self.sent["whys"])
        return self.now(pk)


class ProposeView(WorkshopEndpoint):
    @operation(**WRITE, input=out.ProposeVariantsInput)
    def post(self, request, pk):
        """Make proposals of variants: they wait for the committee, and the workshop is closed."""
        workshop_outcome.propose_to_committee(self.find(pk), by=request.user, **self.sent)
        return self.now(pk)


class CloseView(WorkshopEndpoint):
    @operation(**WRITE, input=out.CloseWorkshopInput)
    def post(self, request, pk):
        """Close it without a proposal: the authors read why."""
        workshops.close_workshop(self.find(pk), by=request.user, reason=self.sent["reason"])
        return self.now(pk)


one = "workshops/<int:pk>/"
urlpatterns = [
    path("workshops/", WorkshopsView.as_view(), name="workshops"),
    path(one, WorkshopView.as_view(), name="workshop"),
    path(f"{one}step/", StepView.as_view(), name="workshop_step"),
    path(f"{one}timer/", TimerView.as_view(), name="workshop_timer"),
    path(f"{one}ideas/", SilentIdeasView.as_view(), name="workshop_ideas"),
    path(f"{one}ideas/<uuid:uuid>/", SilentIdeaView.as_view(), name="workshop_idea"),
    path(f"{one}groups/", GroupsView.as_view(), name="workshop_groups"),
    path(f"{one}place/", PlaceView.as_view(), name="workshop_place"),
    path(f"{one}variants/", VariantsView.as_view(), name="variants"),
    path(f"{one}variants/<int:variant>/", VariantView.as_view(), name="variant"),
    path(f"{one}dots/", DotsView.as_view(), name="workshop_dots"),
    path(f"{one}whys/", WhysView.as_view(), name="workshop_whys"),
    path(f"{one}propose/", ProposeView.as_view(), name="propose_variants"),
    path(f"{one}close/", CloseView.as_view(), name="close_workshop"),
]
