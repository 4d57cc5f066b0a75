"""A member's phone during the session: the current point, nothing else, and their ballot."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from committee.enums import AttendanceMode, Block, PollState
from committee.methods.sheet import sheet_of
from committee.models import Poll
from committee.room_code import LENGTH, as_typed
from committee.selectors import mandate_of, my_poll, next_and_just_over, open_session
from committee.selectors.lots import lot_of, taken_out_by
from committee.selectors.room import my_room
from committee.services import voting
from committee.services.attendance import leave, mark_present
from committee.services.lots import put_back, take_out
from committee.services.secrecy import ask_for_secrecy, take_request_back
from committee.views.finding import ForTheHouse, SessionButton, find_item, find_poll
from committee.views.room import room_of, seconds_left, token
from committee.voting_forms import VoteForm
from parkour.accounts.models import User
from parkour.core.dates import human_time
from parkour.core.exceptions import InvalidInput, TransitionRefused
from parkour.core.keys import whole_number
from parkour.core.views import ServicePostView, safe_next

NO_CONTENT = 204
SECONDS_LEFT = "Parkour-Seconds-Left"


def live_context(user) -> dict:
    """What one person sees now. `token` changes when the screen must, never because a colleague votes."""
    session = open_session()
    mandate = mandate_of(user, session.on if session else None)
    if mandate is None or session is None:
        following, over = next_and_just_over()
        over = over if mandate else None
        shown = (following.pk, following.version) if following else ""
        seen = token(mandate and mandate.pk, shown, over and (over.pk, over.state))
        return {"mandate": mandate, "following": following, "over": over, "token": seen}
    room = room_of(session)
    me = my_room(session, user, room.item, room.poll)
    mine = my_poll(room.poll, user) if room.poll else None
    lot = lot_context(room, user)
    voted = mine and (mine.on_roll, mine.has_voted, mine.held and mine.held.has_voted)
    asks = bool(room.asked and room.asked.by(room.poll, user))
    floor = me and me.hand and (me.hand.called_at, me.hand.is_point_of_order)
    return {
        "session": session,
        "mandate": mandate,
        "here": me is not None,
        "me": me,
        # Whoever runs the session is believed without the code.
        "asks_code": me is None and not user.has_perm("committee.run_session", session),
        "room": room,
        "mine": mine,
        "recused": bool(mine and mine.recused) or wrote(user, room.item),
        **lot,
        **sheets(room, mine),
        "key": uuid.uuid4(),
        "proxy_key": uuid.uuid4(),
        "asks": asks,
        "seconds_left": seconds_left(room),
        "token": token(*room.parts(), me, floor, asks, voted, [point.pk for point in lot.get("lot", ())]),
    }


def sheets(room, mine) -> dict:
    """The ballots to fill in: one’s own and the one held by proxy."""
    if mine is None or not mine.accepts_votes and mine.held is None:
        return {}
    poll = mine.poll
    labels = (
        [room.item.veil.words(option.label) for option in poll.options.order_by("position")]
        if poll.rules.get("options")
        else []
    )
    held = mine.held.answer if mine.held else {}
    return {
        "sheet": sheet_of(poll.method, poll.rules, labels, mine.answer),
        "held_sheet": sheet_of(poll.method, poll.rules, labels, held),
    }


def lot_context(room, user) -> dict:
    """Before the vote on a lot: its points, which any member may take out, and those that this one took out."""
    if room.item is None or room.item.block != Block.CONSENT or room.poll is not None:
        return {}
    return {"lot": lot_of(room.session), "taken_out": taken_out_by(room.session, user)}


def wrote(user, item) -> bool:
    """Whether the person wrote what this point is about: they may present it, they do not vote on it."""
    return bool(item and item.idea_id) and item.idea.authorships.filter(person=user).exists()


class LiveView(ForTheHouse, TemplateView):
    """The whole page; without JavaScript it is loaded again by hand."""

    template_name = "committee/live.html"

    def get_context_data(self, **kwargs):
        context, session = live_context(self.request.user), open_session()
        # Whoever runs the session votes here and opens the votes there.
        if session and self.request.user.has_perm("committee.run_session", session):
            context["console_url"] = reverse("committee:console", args=[session.number])
        # The code that was scanned: the address of the wall’s sign holds it.
        context["typed_code"] = as_typed(self.request.GET.get("code", ""))[:LENGTH]
        return super().get_context_data(**context | kwargs)


class LiveStateView(ForTheHouse, View):
    """What changed since the token that the screen holds; nothing at all when nothing did."""

    def get(self, request):
        context = live_context(request.user)
        context["typed_code"] = as_typed(request.GET.get("code", ""))[:LENGTH]
        if request.GET.get("token") == context["token"]:
            response = HttpResponse(status=NO_CONTENT)
        else:
            response = render(request, "committee/_live.html", context | {"announce": True})
        # A vote may be given more time while somebody fills in their ballot: only the clock changes.
        if context.get("seconds_left") is not None:
            response[SECONDS_LEFT] = str(context["seconds_left"])
        return response


class VoteView(ServicePostView):
    """One ballot of the person who is signed in."""

    never_again = True  # a ballot is kept nowhere but in the ballots
    success_message = gettext_lazy("Your vote is recorded.")

    def find(self):
        """The name of the poll: a whole room votes at once, and the service reads and holds it."""
        if not self.request.user.has_perm("committee.view_draft"):
            raise Http404
        return Poll(pk=self.kwargs["pk"])

    def get_back_url(self):
        return reverse("committee:live")

    def get_success_url(self):
        return self.get_back_url()

    def get_success_message(self):
        if self.result.outcome == "already":
            return _("Already recorded: your first ballot stands.")
        if self.result.abstains:
            return _("Your ballot is recorded as an abstention: give each variant a grade if you want it to count.")
        return self.success_message

    def call(self):
        form = VoteForm(self.request.POST)
        if not form.is_valid():
            if voting.is_recorded(self.object, by=self.request.user, by_proxy="by_proxy" in self.request.POST):
                return voting.BallotReceipt("already", "")
            raise InvalidInput(next(iter(form.errors.values()))[0])
        try:
            return voting.cast_ballot(self.object, by=self.request.user, **form.cleaned_data)
        except Poll.DoesNotExist as error:
            raise Http404 from error
        except TransitionRefused as refusal:
            stands = voting.has_voted(self.object, by=self.request.user, by_proxy=form.cleaned_data["by_proxy"])
            raise TransitionRefused(not_counted(self.object, stands=stands) or refusal.message) from refusal


def not_counted(poll, *, stands=False) -> str:
    """Why a ballot came too late, with the hour; "" when there is nothing more to say.

    `stands`: an earlier one of the same voter counts.
    """
    current = Poll.objects.get(pk=poll.pk)
    if current.state == PollState.VOID:
        return _("This vote was cancelled: your ballot was not counted.")
    moment = current.closed_at or current.closes_at
    if moment is None:
        return ""
    if stands:
        return _("The vote closed at %(time)s: this change came too late, your earlier ballot counts.") % {
            "time": human_time(moment)
        }
    return _("The vote closed at %(time)s, your ballot was not counted.") % {"time": human_time(moment)}


class AskSecrecyView(ServicePostView):
    """« I ask for a secret vote », while the vote is prepared."""

    never_again = True
    note = staticmethod(ask_for_secrecy)

    def find(self):
        return find_poll(self.request, self.kwargs["pk"])

    def get_back_url(self):
        return reverse("committee:live")

    def get_success_url(self):
        return self.get_back_url()

    def get_success_message(self):
        if self.result.is_secret:
            return _("Half of those present ask for it: this vote will be secret.")
        return _("Your request is counted, without your name.")

    def call(self):
        return self.note(self.object, by=self.request.user)


class TakeRequestBackView(AskSecrecyView):
    note = staticmethod(take_request_back)

    def get_success_message(self):
        return _("Your request is taken back.")


class TakeOutView(ServicePostView):
    """A point of the lot that a member wants to talk over by itself; no reason is asked."""

    note = staticmethod(take_out)
    success_message = gettext_lazy("It is taken out of the lot: it is talked over and voted on by itself.")

    def find(self):
        return find_item(self.request, self.kwargs["pk"])

    def get_back_url(self):
        return safe_next(self.request, reverse("committee:live"))

    def call(self):
        return self.note(self.object, by=self.request.user)


class PutBackView(TakeOutView):
    note = staticmethod(put_back)
    success_message = gettext_lazy("It is adopted with the others again.")


class PresenceView(SessionButton):
    """« I am here »; whoever runs the session may say it for somebody, with `person`."""

    sees = "view_draft"
    needs = "view_draft"
    note = staticmethod(mark_present)

    def permit(self):
        """The service knows who may say it for whom."""

    def get_back_url(self):
        return safe_next(self.request, reverse("committee:live"))

    def call(self):
        named = self.request.POST.get("person", "")
        person = get_object_or_404(User, pk=whole_number(named)) if named else None
        return self.note(self.session, by=self.request.user, person=person, **self.said())

    def said(self) -> dict:
        """How one is here: with the code of the room, or remotely."""
        mode = self.request.POST.get("mode") or AttendanceMode.ROOM
        return {"mode": mode, "code": self.request.POST.get("code", "")}


class LeaveView(PresenceView):
    note = staticmethod(leave)

    def said(self):
        return {}
