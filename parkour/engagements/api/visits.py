"""Field visits and the answers owed, over the services that the pages use."""

from django.http import Http404
from django.urls import path

from ideas.services.captures import Spoken
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.pagination import Page, number_cursor
from parkour.engagements import visit_serializers as said
from parkour.engagements.models import OwedAnswer, Visit
from parkour.engagements.services import visits as service
from parkour.engagements.services.visits import VisitFacts
from parkour.engagements.visiting import owed, owed_row, told_visits, visits

READ = {"scope": Scope.IDEAS_READ, "permission": "engagements.visit"}
NOTE = {"scope": Scope.IDEAS_WRITE, "permission": "engagements.visit"}
CARRY = {"scope": Scope.IDEAS_WRITE, "sees": "engagements.carry_visit"}
ONE = {"output": said.VisitOut, "versioned": True}


class OneVisit(Endpoint):
    def find(self, pk, permission="") -> Visit:
        found = Visit.objects.select_related("site").filter(pk=pk).first()
        if found is None or (permission and not self.request.user.has_perm(permission, found)):
            raise Http404
        return found

    def told(self, visit) -> dict:
        rows = told_visits([visit.pk], self.request.user)
        if not rows:
            raise Http404
        return said.visit_out(rows[0])


class VisitsView(OneVisit):
    @operation(**READ, paged=True, output=said.VisitOut)
    def get(self, request):
        """The log of visits, the newest first."""
        last, size = number_cursor(self.query.get("cursor")), self.query["limit"]
        before = Visit.objects.filter(pk=last).first() if last is not None else None
        rows, more = visits(request.user, before=before, size=size)
        return Page([said.visit_out(row) for row in rows], str(rows[-1].visit.pk) if more else "")

    @operation(**NOTE, **ONE, input=said.VisitInput, keyed=True, status=201)
    def post(self, request):
        """Note a visit. The same key twice is once."""
        return self.told(service.note_visit(VisitFacts(**self.sent), key=self.key, by=request.user)[0])


class VisitView(OneVisit):
    sight = "engagements.carry_visit"

    @operation(**READ, **ONE)
    def get(self, request, pk):
        """One visit, with what was said there and what is owed."""
        return self.told(self.find(pk))

    @operation(**CARRY, **ONE, input=said.VisitInput, conditional=True)
    def put(self, request, pk):
        """Write it again, whole."""
        facts = VisitFacts(**self.sent)
        return self.told(service.correct_visit(self.find(pk, self.sight), facts, by=request.user, version=self.version))

    @operation(**CARRY, refusals=(409,))
    def delete(self, request, pk):
        """It was a mistake: nothing was said there, nothing is owed."""
        service.drop_visit(self.find(pk, self.sight), by=request.user)


class SaidThereView(OneVisit):
    sight = "engagements.capture_at_visit"

    @operation(
        scope=Scope.IDEAS_WRITE,
        sees=sight,
        input=said.SaidThereInput,
        output=said.SaidThereOut,
        keyed=True,
        status=201,
        rate="submit",
    )
    def post(self, request, pk):
        """Type what somebody met says; they are its author. The same key makes one contribution."""
        visit = self.find(pk, self.sight)
        spoken = Spoken(**self.sent, client_uuid=self.key, origin="visit", said_on=visit.on)
        return {"reference": service.capture_at_visit(visit, spoken, by=request.user)[0].reference}


class OweView(OneVisit):
    @operation(**CARRY, input=said.OwedInput, output=said.OwedOut, status=201, refusals=(409,))
    def post(self, request, pk):
        """An answer is owed to somebody met. The same question twice is once."""
        visit = self.find(pk, "engagements.carry_visit")
        return said.owed_out(owed_row(service.owe_answer(visit, by=request.user, **self.sent), request.user))


class OwedView(Endpoint):
    @operation(**READ, paged=True, query=said.OwedQuery, output=said.OwedOut)
    def get(self, request):
        """What is still owed to those met, the earliest day first, 200 at most."""
        return Page([said.owed_out(row) for row in owed(request.user, mine=self.query["mine"])[0]])


class OneOwed(Endpoint):
    def find(self, pk) -> OwedAnswer:
        found = OwedAnswer.objects.select_related("visit__site").filter(pk=pk).first()
        if found is None or not self.request.user.has_perm("engagements.carry_visit", found.visit):
            raise Http404
        return found


class OneOwedView(OneOwed):
    @operation(**CARRY, refusals=(409,))
    def delete(self, request, pk):
        """Take it off the list: it was written by mistake."""
        service.drop_owed(self.find(pk), by=request.user)


class GiveView(OneOwed):
    @operation(**CARRY, input=said.OwedAnswerInput, output=said.OwedOut, refusals=(409,))
    def post(self, request, pk):
        """It was answered, and how."""
        given = service.give_answer(self.find(pk), by=request.user, **self.sent)
        return said.owed_out(owed_row(given, request.user))

    @operation(**CARRY)
    def delete(self, request, pk):
        """It was not answered after all. Twice is once."""
        service.take_back_answer(self.find(pk), by=request.user)


one = "visits/<int:pk>/"
urlpatterns = [
    path("visits/", VisitsView.as_view(), name="visits"),
    path(one, VisitView.as_view(), name="visit"),
    path(f"{one}captures/", SaidThereView.as_view(), name="visit_captures"),
    path(f"{one}owed/", OweView.as_view(), name="owe_answer"),
    path("owed/", OwedView.as_view(), name="owed_answers"),
    path("owed/<int:pk>/", OneOwedView.as_view(), name="owed_answer"),
    path("owed/<int:pk>/answer/", GiveView.as_view(), name="give_owed_answer"),
]
