"""A session while it runs: who speaks, breaks, the chair, the test vote, the time of a point, declared interests."""

from django.urls import path

from committee.api.agenda import RUN, ItemEndpoint
from committee.api.sessions import SessionEndpoint
from committee.selectors.room import events_of
from committee.serializers import room as told
from committee.services import holding_up, interests, pacing, practising, speaking
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page

CONDUCT = RUN | {"output": told.RoomOut}
TAKE_PART = {"scope": Scope.COMMITTEE_WRITE, "sees": "committee.view_draft"}


class RoomEndpoint(SessionEndpoint):
    """One session that runs."""

    def now(self, number) -> dict:
        return told.room_out(self.request.user, self.find(number))


class RoomView(RoomEndpoint):
    @operation(scope=Scope.COMMITTEE_READ, sees="committee.view_draft", output=told.RoomOut)
    def get(self, request, number):
        """The point under discussion and its time, breaks, the test vote; the code and raised hands for who runs it."""
        return self.now(number)


class EventsView(RoomEndpoint):
    @operation(
        scope=Scope.COMMITTEE_READ, sees="committee.run_session", paged=True, query=NoQuery, output=told.RoomEventOut
    )
    def get(self, request, number):
        """What happened in the room, in order: who came and left, breaks, points, the chair. Nothing undone."""
        return Page([told.event_out(event) for event in events_of(self.find(number))])


class SuspensionView(RoomEndpoint):
    @operation(**CONDUCT, input=told.SuspendInput)
    def put(self, request, number):
        """Suspend it; no vote opens meanwhile. Twice is once."""
        holding_up.suspend_session(self.find(number), by=request.user, **self.sent)
        return self.now(number)

    @operation(**RUN)
    def delete(self, request, number):
        """Go on. Twice is once."""
        holding_up.resume_session(self.find(number), by=request.user)


class GoOnView(RoomEndpoint):
    @operation(**CONDUCT)
    def post(self, request, number):
        """Without a quorum, talk the point over without a vote."""
        holding_up.go_on_without_votes(self.find(number), by=request.user)
        return self.now(number)


class RemoteView(RoomEndpoint):
    @operation(**CONDUCT, input=told.RemoteInput)
    def put(self, request, number):
        """Say whether members may take part remotely; whoever does stays."""
        holding_up.allow_remote(self.find(number), by=request.user, **self.sent)
        return self.now(number)


class ChairView(RoomEndpoint):
    @operation(**RUN, input=told.ChairInput)
    def put(self, request, number):
        """Hand the chair over to the president of a pole, or to a member of the pole of whoever chaired."""
        holding_up.replace_chair(self.find(number), by=request.user, **self.sent)


class TakeBackView(RoomEndpoint):
    @operation(**CONDUCT)
    def post(self, request, number):
        """Take back the last point that was taken or ended, while no vote came after it."""
        pacing.take_back_step(self.find(number), by=request.user)
        return self.now(number)


class NextSpeakerView(RoomEndpoint):
    @operation(**CONDUCT)
    def post(self, request, number):
        """Give the floor to the next who asked for it; whoever had it is done."""
        speaking.next_speaker(self.find(number), by=request.user)
        return self.now(number)


class HandView(RoomEndpoint):
    @operation(**TAKE_PART, input=told.HandInput)
    def put(self, request, number):
        """Ask to speak. Twice is once."""
        speaking.raise_hand(self.find(number), by=request.user, **self.sent)


class LowerHandView(RoomEndpoint):
    @operation(**TAKE_PART, input=told.LowerInput)
    def post(self, request, number):
        """Ask no more, or have spoken; whoever runs the session may say it for somebody. Twice is once."""
        speaking.lower_hand(self.find(number), by=request.user, **self.sent)


class PracticeView(RoomEndpoint):
    @operation(**CONDUCT)
    def put(self, request, number):
        """Open the test vote: nothing is counted. Twice is once."""
        practising.open_practice(self.find(number), by=request.user)
        return self.now(number)

    @operation(**RUN)
    def delete(self, request, number):
        """End it: what was tried is deleted. Twice is once."""
        practising.close_practice(self.find(number), by=request.user)


class TryView(RoomEndpoint):
    @operation(**TAKE_PART, input=told.TryInput)
    def put(self, request, number):
        """Answer the test vote, as often as one likes."""
        practising.try_vote(self.find(number), by=request.user, **self.sent)


class TimeView(ItemEndpoint):
    @operation(**RUN, input=told.TimeInput)
    def post(self, request, pk):
        """Give the point under discussion a minute less, one more or five more."""
        pacing.change_time(self.find(pk), by=request.user, **self.sent)


class InterestView(ItemEndpoint):
    @operation(**TAKE_PART, input=told.InterestInput)
    def put(self, request, pk):
        """I am concerned: I do not vote on this point, nor count for its quorum. Whoever runs the session reads why."""
        interests.declare_interest(self.find(pk), by=request.user, **self.sent)

    @operation(**TAKE_PART)
    def delete(self, request, pk):
        """Take part after all, until the vote opens. Twice is once."""
        interests.take_back_interest(self.find(pk), by=request.user)


one = "sessions/<int:number>/room/"
urlpatterns = [
    path(one, RoomView.as_view(), name="room"),
    path(f"{one}events/", EventsView.as_view(), name="room_events"),
    path(f"{one}suspension/", SuspensionView.as_view(), name="suspension"),
    path(f"{one}go-on/", GoOnView.as_view(), name="go_on"),
    path(f"{one}remote/", RemoteView.as_view(), name="remote"),
    path(f"{one}chair/", ChairView.as_view(), name="chair"),
    path(f"{one}take-back/", TakeBackView.as_view(), name="take_back_step"),
    path(f"{one}next-speaker/", NextSpeakerView.as_view(), name="next_speaker"),
    path(f"{one}hand/", HandView.as_view(), name="hand"),
    path(f"{one}hand/lower/", LowerHandView.as_view(), name="lower_hand"),
    path(f"{one}test/", PracticeView.as_view(), name="practice"),
    path(f"{one}test/vote/", TryView.as_view(), name="try_vote"),
    path("items/<int:pk>/time/", TimeView.as_view(), name="item_time"),
    path("items/<int:pk>/interest/", InterestView.as_view(), name="interest"),
]
