"""The addresses of engagements in the API, over the services that the pages use."""

from django.http import Http404
from django.urls import path

from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page, number_cursor
from parkour.engagements import serializers as said
from parkour.engagements.models import Engagement, Guest, GuestWord, Irritant, Proof, Step
from parkour.engagements.reading import charter, register, said_with_guests, told, told_irritants
from parkour.engagements.services import guests, irritants, promises, proving
from parkour.engagements.services.irritants import IrritantFacts
from parkour.engagements.services.promises import PromiseFacts

REGISTER = {"permission": "engagements.read_register", "scope": Scope.IDEAS_READ}
WRITE = {"permission": "engagements.write", "scope": Scope.IDEAS_WRITE}
PROMISE = {"permission": "engagements.promise", "scope": Scope.IDEAS_WRITE}
CARRY = {"sees": "engagements.carry", "scope": Scope.IDEAS_WRITE}
IRRITANT = {"output": said.IrritantOut, "versioned": True}
ENGAGEMENT = {"output": said.EngagementOut, "versioned": True}


class OneIrritant(Endpoint):
    def find(self, pk) -> Irritant:
        found = Irritant.objects.filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def said(self, irritant) -> dict:
        return said.irritant_out(told_irritants([irritant], self.request.user)[0])


class IrritantsView(OneIrritant):
    @operation(**REGISTER, paged=True, query=said.RegisterQuery, output=said.IrritantOut)
    def get(self, request):
        """The register of irritants, the newest first."""
        size, last = self.query["limit"], number_cursor(self.query.get("cursor"))
        rows, more = register(request.user, aside=self.query["aside"], after=last, size=size)
        return Page([said.irritant_out(row) for row in rows], str(rows[-1].irritant.pk) if more else "")

    @operation(**WRITE, **IRRITANT, input=said.IrritantInput, status=201)
    def post(self, request):
        """Note an irritant."""
        made = irritants.write_irritant(IrritantFacts(**self.sent), by=request.user)
        return self.said(made)


class IrritantView(OneIrritant):
    @operation(**REGISTER, **IRRITANT)
    def get(self, request, pk):
        """One irritant, with the contributions that say so."""
        return self.said(self.find(pk))

    @operation(**WRITE, **IRRITANT, input=said.IrritantInput, conditional=True)
    def put(self, request, pk):
        """Write it again, whole."""
        facts, version = IrritantFacts(**self.sent), self.version
        irritants.write_irritant(facts, by=request.user, irritant=self.find(pk), version=version)
        return self.said(self.find(pk))


class AsideView(OneIrritant):
    @operation(**WRITE, **IRRITANT, input=said.WhyInput, refusals=(409,))
    def post(self, request, pk):
        """Put it aside, with the reason."""
        irritants.put_aside(self.find(pk), by=request.user, **self.sent)
        return self.said(self.find(pk))

    @operation(**WRITE, refusals=(409,))
    def delete(self, request, pk):
        """Take it up again. Twice is once."""
        irritants.take_up(self.find(pk), by=request.user)


class PromiseView(OneIrritant):
    @operation(**WRITE, **ENGAGEMENT, input=said.EngagementInput, status=201, refusals=(409,))
    def post(self, request, pk):
        """Promise something about it: a draft first."""
        made = promises.write_engagement(PromiseFacts(**self.sent), by=request.user, irritant=self.find(pk))
        return said.engagement_out(told([made], request.user)[0])


class OneEngagement(Endpoint):
    """One engagement, found under the permission that the operation declares."""

    def find(self, pk) -> Engagement:
        found = Engagement.objects.filter(pk=pk).first()
        if found is None or not self.request.user.has_perm(self.operation.sees or "engagements.read_engagement", found):
            raise Http404
        return found

    def said(self, engagement) -> dict:
        return said.engagement_out(told([engagement], self.request.user)[0])


class EngagementsView(OneEngagement):
    @operation(
        scope=Scope.IDEAS_READ,
        permission="engagements.read_charter",
        paged=True,
        query=said.CharterQuery,
        output=said.EngagementOut,
    )
    def get(self, request):
        """The charter: what is promised and where each promise stands today, the newest first."""
        size, last = self.query["limit"], number_cursor(self.query.get("cursor"))
        found, more = charter(withdrawn=self.query["withdrawn"], after=last, size=size)
        rows = [said.engagement_out(row) for row in told(found, request.user)]
        return Page(rows, str(found[-1].pk) if more else "")


class EngagementView(OneEngagement):
    @operation(scope=Scope.IDEAS_READ, sees="engagements.read_engagement", **ENGAGEMENT)
    def get(self, request, pk):
        """One engagement with its steps and its proofs."""
        return self.said(self.find(pk))

    @operation(**WRITE, **ENGAGEMENT, input=said.EngagementInput, conditional=True, refusals=(409,))
    def put(self, request, pk):
        """Write it again, whole."""
        facts, version = PromiseFacts(**self.sent), self.version
        return self.said(promises.write_engagement(facts, by=request.user, engagement=self.find(pk), version=version))


class CharterPlaceView(OneEngagement):
    @operation(**PROMISE, **ENGAGEMENT, conditional=True, refusals=(409,))
    def post(self, request, pk):
        """Put it on the charter. Twice is once."""
        return self.said(promises.publish_engagement(self.find(pk), by=request.user, version=self.version))


class WithdrawView(OneEngagement):
    @operation(**PROMISE, **ENGAGEMENT, input=said.WhyInput, refusals=(409,))
    def post(self, request, pk):
        """Withdraw it, with the reason."""
        return self.said(promises.withdraw_engagement(self.find(pk), by=request.user, **self.sent))


class StepsView(OneEngagement):
    @operation(**CARRY, **ENGAGEMENT, input=said.EngagementStepInput, status=201, refusals=(409,))
    def post(self, request, pk):
        """Something that will be done towards it."""
        engagement = self.find(pk)
        promises.add_step(engagement, by=request.user, **self.sent)
        return self.said(engagement)


class ProofsView(OneEngagement):
    @operation(**CARRY, **ENGAGEMENT, input=said.ProofInput, status=201, refusals=(409,))
    def post(self, request, pk):
        """A proof with its date: nothing else makes a promise kept."""
        engagement = self.find(pk)
        proving.give_proof(engagement, by=request.user, **self.sent)
        return self.said(engagement)


class PartEndpoint(OneEngagement):
    """Something that belongs to an engagement which the person carries."""

    model = None

    def part(self, pk):
        found = self.model.objects.select_related("engagement__owner").filter(pk=pk).first()
        if found is None or not self.request.user.has_perm("engagements.carry", found.engagement):
            raise Http404
        return found


class StepView(PartEndpoint):
    model = Step

    @operation(**CARRY, **ENGAGEMENT, input=said.StepChange)
    def patch(self, request, pk):
        """It is done, or not yet after all."""
        step = promises.mark_step(self.part(pk), by=request.user, **self.sent)
        return self.said(step.engagement)

    @operation(**CARRY, refusals=(409,))
    def delete(self, request, pk):
        """Take away a step that is not done."""
        promises.drop_step(self.part(pk), by=request.user)


class TakeBackView(PartEndpoint):
    model = Proof

    @operation(**CARRY, **ENGAGEMENT, input=said.WhyInput, refusals=(409,))
    def post(self, request, pk):
        """Take a proof back, with the reason: a promise that it kept goes on."""
        proof = proving.take_back_proof(self.part(pk), by=request.user, **self.sent)
        return self.said(proof.engagement)


class GuestsView(OneEngagement):
    @operation(**CARRY | {"scope": Scope.IDEAS_READ}, paged=True, query=NoQuery, output=said.GuestOut)
    def get(self, request, pk):
        """Who is invited to it from outside, with their links."""
        return Page([said.guest_out(row) for row in self.find(pk).guests.select_related("engagement")])

    @operation(**CARRY, input=said.GuestInput, output=said.GuestOut, status=201, refusals=(409,))
    def post(self, request, pk):
        """Invite a guest: the link is to be sent by whoever invites."""
        return said.guest_out(guests.invite_guest(self.find(pk), by=request.user, **self.sent))


class GuestView(PartEndpoint):
    model = Guest

    @operation(**CARRY)
    def delete(self, request, uuid):
        """Close a link; what was said stays. Twice is once."""
        guests.close_link(self.part(uuid), by=request.user)


class WordsView(OneEngagement):
    @operation(**CARRY | {"scope": Scope.IDEAS_READ}, paged=True, query=NoQuery, output=said.GuestWordOut)
    def get(self, request, pk):
        """What was said with the guests, in its order."""
        return Page([said.word_out(row) for row in said_with_guests(self.find(pk), for_guests=False)])

    @operation(**CARRY, input=said.GuestSaidInput, output=said.GuestWordOut, status=201)
    def post(self, request, pk):
        """Answer all guests of it."""
        return said.word_out(guests.answer_guests(self.find(pk), by=request.user, **self.sent))


class WordView(PartEndpoint):
    model = GuestWord

    @operation(**CARRY, input=said.HiddenInput, output=said.GuestWordOut)
    def put(self, request, pk):
        """Hide it from the guests, or show it again."""
        return said.word_out(guests.hide_word(self.part(pk), by=request.user, **self.sent))


irritant, one = "irritants/<int:pk>/", "engagements/<int:pk>/"
urlpatterns = [
    path("irritants/", IrritantsView.as_view(), name="irritants"),
    path(irritant, IrritantView.as_view(), name="irritant"),
    path(f"{irritant}aside/", AsideView.as_view(), name="irritant_aside"),
    path(f"{irritant}engagements/", PromiseView.as_view(), name="promise"),
    path("engagements/", EngagementsView.as_view(), name="engagements"),
    path(one, EngagementView.as_view(), name="engagement"),
    path(f"{one}charter/", CharterPlaceView.as_view(), name="publish_engagement"),
    path(f"{one}withdraw/", WithdrawView.as_view(), name="withdraw_engagement"),
    path(f"{one}steps/", StepsView.as_view(), name="engagement_steps"),
    path(f"{one}proofs/", ProofsView.as_view(), name="proofs"),
    path(f"{one}guests/", GuestsView.as_view(), name="guests"),
    path(f"{one}words/", WordsView.as_view(), name="guest_words"),
    path("engagements/steps/<int:pk>/", StepView.as_view(), name="engagement_step"),
    path("engagements/proofs/<int:pk>/back/", TakeBackView.as_view(), name="take_back_proof"),
    path("engagements/guests/<uuid:uuid>/", GuestView.as_view(), name="guest"),
    path("engagements/words/<int:pk>/", WordView.as_view(), name="guest_word"),
]
