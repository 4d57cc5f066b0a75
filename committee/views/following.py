"""The streams that the screens of a session follow. What has changed they read from their own addresses."""

from django.http import Http404
from django.views.generic import View

from committee import live
from committee.views.finding import find_session
from parkour.core.events import admit


class FollowMineView(View):
    """For the phone of a member: the room, and what concerns its owner."""

    def get(self, request):
        if not request.user.has_perm("committee.view_draft"):
            raise Http404
        return admit(request, live.ticket(request, live.ROOMS, live.person(request.user.pk)))


class FollowSessionView(View):
    """For the wall and the console: the room and its numbers."""

    def get(self, request, number):
        session = find_session(request, number, permission="view_draft")
        return admit(request, live.ticket(request, live.room(session), live.COUNTS))
