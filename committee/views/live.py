"""A member's phone during the session: the current point, nothing else, and their ballot."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from committee.enums import PollState
from committee.forms import VoteForm
from committee.models import Attendance
from committee.selectors import mandate_of, my_poll, next_session, open_session
from committee.services import voting
from committee.services.attendance import leave, mark_present
from committee.views.finding import SessionButton, find_poll, find_session, session_url
from committee.views.room import room_of, token
from parkour.accounts.models import User
from parkour.core.dates import human_time
from parkour.core.exceptions import InvalidInput, TransitionRefused
from parkour.core.views import ServicePostView

NO_CONTENT = 204


def live_context(user) -> dict:
    """What one person sees now. `token` changes when the screen must, never because a colleague votes."""
    session = open_session()
    mandate = mandate_of(user, session.on if session else None)
    context = {"session": session, "mandate": mandate}
    if mandate is None or session is None:
        following = next_session()
        return context | {"following": following, "token": token(mandate, session, following and following.version)}
    here = Attendance.objects.filter(session=session, person=user, present_until=None).exists()
    room = room_of(session)
    mine = my_poll(room.poll, user) if room.poll else None
    return context | {
        "here": here,
        "room": room,
        "mine": mine,
        "recused": wrote(user, room.item),
        "key": uuid.uuid4(),
        "seconds_left": seconds_left(room.poll),
        "token": token(*room.parts(), here, mine and (mine.on_roll, mine.has_voted, own_mark(mine))),
    }


def wrote(user, item) -> bool:
    """Whether the person wrote what this point is about: they may present it, they do not vote on it."""
    return bool(item and item.idea_id) and item.idea.authorships.filter(person=user).exists()
