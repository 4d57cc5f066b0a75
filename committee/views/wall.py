"""The projector of the room: the point, who has voted in numbers, the result once revealed. Never a name."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.generic import TemplateView, View

from committee.enums import SessionState
from committee.selectors import turnout
from committee.selectors.room import code_now, tried_in
from committee.views.finding import find_session
from committee.views.live import NO_CONTENT, SECONDS_LEFT
from committee.views.room import room_of, seconds_left, token
from parkour.core.qr_codes import qr_image


@dataclass(frozen=True)
class Seats:
    """One pole as a row of seats, filled as its members vote."""

    name: str
    voted: int
    enrolled: int

    @property
    def filled(self):
        return [True] * self.voted + [False] * (self.enrolled - self.voted)


def wall_context(session, user) -> dict:
    room = room_of(session)
    seats = [Seats(pole.name, pole.voted, pole.enrolled) for pole in turnout(room.poll)] if room.poll else []
    is_open = session.state == SessionState.OPEN
    tried = tried_in(session) if is_open and not room.poll else None
    join = join_context(session, user) if is_open else {}
    seen = (join.get("code"), tried and (tried.tried, tried.people), is_open and f"{room.ends_about:%H:%M}")
    return join | {
        "session": session,
        "room": room,
        "seats": seats,
        "tried": tried,
        "voted": sum(pole.voted for pole in seats),
        "enrolled": sum(pole.enrolled for pole in seats),
        "seconds_left": seconds_left(room),
        "token": token(*room.parts(), *seats, *seen, room.turnout),
    }


def join_context(session, user) -> dict:
    """How to say that one is in the room. Only for whoever runs the session: a code read at home proves nothing."""
    if not user.has_perm("committee.run_session", session):
        return {}
    code, address = code_now(session), reverse("committee:live")
    url = settings.PARKOUR_BASE_URL + address
    # Drawn only where it is shown: the wall asks every two seconds.
    image = SimpleLazyObject(lambda: qr_image(f"{url}?code={code}"))
    host = settings.PARKOUR_BASE_URL.partition("://")[2]
    return {"code": code, "join_host": host, "join_path": address, "qr_code": image}


class WallView(TemplateView):
    template_name = "committee/wall.html"

    def get_context_data(self, **kwargs):
        session = find_session(self.request, kwargs["number"], permission="view_draft")
        return super().get_context_data(**wall_context(session, self.request.user) | kwargs)


class WallStateView(View):
    """The wall again when it has changed."""

    def get(self, request, number):
        context = wall_context(find_session(request, number, permission="view_draft"), request.user)
        if request.GET.get("token") == context["token"]:
            response = HttpResponse(status=NO_CONTENT)
        else:
            response = render(request, "committee/_wall.html", context)
        if context["seconds_left"] is not None:
            response[SECONDS_LEFT] = str(context["seconds_left"])
        return response
