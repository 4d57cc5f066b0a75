"""The projector of the room: the point, who has voted in numbers, the result once revealed. Never a name."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.generic import TemplateView, View

from committee.selectors import turnout
from committee.views.finding import find_session
from committee.views.live import NO_CONTENT, SECONDS_LEFT
from committee.views.room import room_of, seconds_left, token


@dataclass(frozen=True)
class Seats:
    """One pole as a row of seats, filled as its members vote."""

    name: str
    voted: int
    enrolled: int

    @property
    def filled(self):
        return [True] * self.voted + [False] * (self.enrolled - self.voted)


def wall_context(session) -> dict:
    room = room_of(session)
    seats = [Seats(pole.name, pole.voted, pole.enrolled) for pole in turnout(room.poll)] if room.poll else []
    return {
        "session": session,
        "room": room,
        "seats": seats,
        "voted": sum(pole.voted for pole in seats),
        "enrolled": sum(pole.enrolled for pole in seats),
        "seconds_left": seconds_left(room),
        "token": token(*room.parts(), *seats, room.turnout),
    }


class WallView(TemplateView):
    template_name = "committee/wall.html"

    def get_context_data(self, **kwargs):
        session = find_session(self.request, kwargs["number"], permission="view_draft")
        return super().get_context_data(**wall_context(session) | kwargs)


class WallStateView(View):
    """The wall again when it has changed."""

    def get(self, request, number):
        context = wall_context(find_session(request, number, permission="view_draft"))
        if request.GET.get("token") == context["token"]:
            response = HttpResponse(status=NO_CONTENT)
        else:
            response = render(request, "committee/_wall.html", context)
        if context["seconds_left"] is not None:
            response[SECONDS_LEFT] = str(context["seconds_left"])
        return response
