"""Finding a session, a point or a poll for the person of a request, and the buttons that act on them."""

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from committee.finding import item_for, poll_for, session_for
from committee.models import AgendaItem, Poll, Session
from parkour.core.views import ServiceFormView, ServicePostView


def find_session(request, number: int, *, permission: str = "view_committee") -> Session:
    """The session of this number, 404 unless the person has `committee.<permission>` on it."""
    return session_for(request.user, number, permission=f"committee.{permission}")


def find_item(request, pk: int, *, permission: str = "view_draft") -> AgendaItem:
    """A point of an agenda; the permission is asked on its session."""
    return item_for(request.user, pk, permission=f"committee.{permission}")


def find_poll(request, pk: int, *, permission: str = "view_draft") -> Poll:
    """A poll; the permission is asked on its session."""
    return poll_for(request.user, pk, permission=f"committee.{permission}")


def session_url(name: str, session: Session) -> str:
    return reverse(f"committee:{name}", args=[session.number])


class ForTheHouse:
    """A page of the committee that names no session: 404 for whoever reads none."""

    def setup(self, request, *args, **kwargs):  # before whatever a form of the page asks
        super().setup(request, *args, **kwargs)
        if not request.user.has_perm("committee.view_committee"):
            raise Http404


class PageForm(ServiceFormView):
    """A form that lives on a page with other things: its address alone shows that page."""

    def get(self, request, *args, **kwargs):
        return HttpResponseRedirect(self.get_back_url())


class SlotForm(PageForm):
    """A form among others on a page: `slot` is its name there, before its ids too."""

    slot = ""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"auto_id": f"{self.slot}_%s"}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {f"{self.slot}_form": context["form"], "open_form": self.slot}


class SessionButton(ServicePostView):
    """A button on a session. `page` names the page that one goes back to."""

    page = "session"
    sees = "view_committee"
    needs = "plan_sessions"

    def find(self):
        self.session = find_session(self.request, self.kwargs["number"], permission=self.sees)
        return self.session

    def permit(self):
        if not self.request.user.has_perm(f"committee.{self.needs}", self.session):
            self.page = "session"  # the only page that refuses nobody
            self.require(f"committee.{self.needs}")

    def get_back_url(self):
        return session_url(self.page, self.session)


class ItemButton(SessionButton):
    """A button on a point of the agenda."""

    page = "agenda"
    sees = "view_draft"
    needs = "edit_agenda"

    def find(self):
        item = find_item(self.request, self.kwargs["pk"], permission=self.sees)
        self.session = item.session
        return item


class RoomButton(ItemButton):
    """A button on a point, pressed by whoever runs the session."""

    page = "console"
    sees = needs = "run_session"


class PollButton(RoomButton):
    """A button on a poll, pressed by whoever runs the session."""

    def find(self):
        poll = find_poll(self.request, self.kwargs["pk"], permission=self.sees)
        self.session = poll.item.session
        return poll
