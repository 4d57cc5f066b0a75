"""Votes: open one on a point, close, reveal, and cast one's own ballot."""

from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _

from committee.api.agenda import RUN, ItemEndpoint
from committee.finding import poll_for
from committee.models import Poll
from committee.selectors import current_poll_for
from committee.serializers import inputs, polls
from committee.services import voting
from committee.services.decisions import decide_lot, send_to_workshop
from committee.services.lots import put_back, take_out
from committee.services.secrecy import ask_for_secrecy, take_request_back
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.exceptions import InvalidInput

CONDUCT = RUN | {"output": polls.PollOut}


class OpenPollView(ItemEndpoint):
    @operation(**CONDUCT, input=inputs.OpenPollInput, status=201)
    def post(self, request, pk):
        """Open the vote on the point under discussion, with the people who are here."""
        poll = voting.open_poll(self.find(pk), by=request.user, **self.sent)
        return polls.poll_out(request.user, poll_for(request.user, poll.pk))


class PreparePollView(ItemEndpoint):
    @operation(**CONDUCT, input=inputs.PreparePollInput, status=201)
    def post(self, request, pk):
        """Tell the room how the vote will be held, before it opens: half of those present may make it secret."""
        poll = voting.prepare_poll(self.find(pk), by=request.user, **self.sent)
        return polls.poll_out(request.user, poll_for(request.user, poll.pk))


class CurrentView(Endpoint):
    @operation(scope=Scope.VOTE, for_everybody=True, output=polls.PollOut)
    def get(self, request):
        """The vote in which I may take part now; 404 when there is none."""
        mine = current_poll_for(request.user)
        if mine is None:
            raise Http404
        return polls.poll_out(request.user, mine.poll)


class PollEndpoint(Endpoint):
    """One vote, found under the permission that the operation declares."""

    def find(self, pk) -> Poll:
        return poll_for(self.request.user, pk, permission=self.operation.sees)

    def now(self, poll) -> dict:
        return polls.poll_out(self.request.user, poll_for(self.request.user, poll.pk))


class PollView(PollEndpoint):
    @operation(scope=Scope.COMMITTEE_READ, sees="committee.view_draft", output=polls.PollOut)
    def get(self, request, pk):
        """One vote: how many have voted, and the result once it is revealed."""
        return self.now(self.find(pk))


class OpenPreparedView(PollEndpoint):
    @operation(**CONDUCT, input=inputs.OpenPreparedInput)
    def post(self, request, pk):
        """Open a prepared vote as the room has read it. Twice is once."""
        return self.now(voting.open_prepared(self.find(pk), by=request.user, **self.sent))


class SecrecyView(PollEndpoint):
    @operation(scope=Scope.VOTE, sees="committee.view_draft", output=polls.PollOut)
    def put(self, request, pk):
        """Ask for a prepared vote to be secret: counted without names, half of those present decide it."""
        return self.now(ask_for_secrecy(self.find(pk), by=request.user))

    @operation(scope=Scope.VOTE, sees="committee.view_draft", output=polls.PollOut)
    def delete(self, request, pk):
        """Take my request back, until half of those present have asked."""
        return self.now(take_request_back(self.find(pk), by=request.user))


class CloseView(PollEndpoint):
    @operation(**CONDUCT)
    def post(self, request, pk):
        """Close and count. Twice is once."""
        return self.now(voting.close_poll(self.find(pk), by=request.user))


class RevealView(PollEndpoint):
    @operation(**CONDUCT)
    def post(self, request, pk):
        """Show the result to everyone: the chair, or the president of a pole."""
        return self.now(voting.reveal_poll(self.find(pk), by=request.user))


class ExtendView(PollEndpoint):
    @operation(**CONDUCT, input=inputs.ExtendInput)
    def post(self, request, pk):
        """Give an open vote more time."""
        return self.now(voting.extend_poll(self.find(pk), by=request.user, minutes=self.sent["minutes"]))


class SecondReadingView(PollEndpoint):
    @operation(**CONDUCT, input=inputs.SecondReadingInput, status=201)
    def post(self, request, pk):
        """Open the second vote, after a first one without a clear answer."""
        return self.now(voting.second_reading(self.find(pk), by=request.user, **self.sent))


class VoidView(PollEndpoint):
    @operation(**CONDUCT, input=inputs.VoidInput)
    def post(self, request, pk):
        """Cancel a vote that was not revealed: its ballots are never counted nor shown."""
        return self.now(voting.void_poll(self.find(pk), by=request.user, reason=self.sent["reason"]))


class MyBallotView(PollEndpoint):
    @operation(
        scope=Scope.VOTE,
        sees="committee.view_draft",
        input=inputs.BallotInput,
        output=polls.MyBallotOut,
        keyed=True,
        rate="vote",
    )
    def put(self, request, pk):
        """Cast or change my ballot, until the close: the last one acknowledged counts.

        The same key gets the same answer, also after the close; with another choice it is refused. In a secret vote
        the first ballot is final: a second one is answered `already`, also after the close; nothing says what it is.
        """
        receipt = voting.cast_ballot(self.find(pk), by=request.user, key=self.key, **self.sent)
        if receipt.key_was_for_another_choice:
            raise InvalidInput(_("This key was already used to send something else: make a new one."))
        return {
            "choice": receipt.choice or None,
            "answer": polls.answer_out(receipt.answer),
            "abstains": receipt.abstains,
            "recorded": receipt.recorded,
            "already": receipt.outcome == "already",
        }


class RecordLotView(PollEndpoint):
    @operation(**RUN, input=inputs.RecordLotInput, output=polls.PollOut)
    def post(self, request, pk):
        """Record what the vote on a lot decided, point by point: outcomes are the vote’s. Twice is once."""
        promises = {row["item"]: (row["owner"], row["due_on"]) for row in self.sent["promises"]}
        poll = self.find(pk)
        decide_lot(poll, by=request.user, reason=self.sent["reason"], promises=promises)
        return self.now(poll)


class TakeOutView(ItemEndpoint):
    @operation(scope=Scope.VOTE, sees="committee.view_draft", status=204)
    def put(self, request, pk):
        """Take a point out of the lot that is adopted together, before its vote is opened; no reason is asked."""
        take_out(self.find(pk), by=request.user)

    @operation(scope=Scope.VOTE, sees="committee.view_draft", status=204)
    def delete(self, request, pk):
        """Put back what I took out."""
        put_back(self.find(pk), by=request.user)


class ToWorkshopView(ItemEndpoint):
    @operation(**RUN, input=inputs.ToWorkshopInput, status=204)
    def post(self, request, pk):
        """Send to a workshop what the poles disagree on after two votes, or where nothing was retained."""
        send_to_workshop(self.find(pk), by=request.user, reason=self.sent["reason"])


one = "polls/<int:pk>/"
urlpatterns = [
    path("items/<int:pk>/polls/", OpenPollView.as_view(), name="open_poll"),
    path("items/<int:pk>/polls/prepare/", PreparePollView.as_view(), name="prepare_poll"),
    path("items/<int:pk>/taken-out/", TakeOutView.as_view(), name="taken_out"),
    path("items/<int:pk>/workshop/", ToWorkshopView.as_view(), name="to_workshop"),
    path("polls/current/", CurrentView.as_view(), name="current_poll"),
    path(one, PollView.as_view(), name="poll"),
    path(f"{one}open/", OpenPreparedView.as_view(), name="open_prepared"),
    path(f"{one}secrecy/", SecrecyView.as_view(), name="secrecy"),
    path(f"{one}close/", CloseView.as_view(), name="close_poll"),
    path(f"{one}reveal/", RevealView.as_view(), name="reveal"),
    path(f"{one}extend/", ExtendView.as_view(), name="extend"),
    path(f"{one}second-reading/", SecondReadingView.as_view(), name="second_reading"),
    path(f"{one}void/", VoidView.as_view(), name="void_poll"),
    path(f"{one}decisions/", RecordLotView.as_view(), name="lot_decisions"),
    path(f"{one}my-ballot/", MyBallotView.as_view(), name="my_ballot"),
]
