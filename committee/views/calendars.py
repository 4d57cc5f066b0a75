"""Sessions in one’s own calendar: one file, or a secret address that follows them all."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from committee.ics import feed_of
from committee.invitations import meeting_of, sent_of
from committee.selectors import followed_sessions
from committee.services import calendar_keys
from committee.views.finding import find_session
from parkour.core.views import ServiceMixin, ServicePostView

ICS = "text/calendar; charset=utf-8"


def answer_with(text: str, name: str):
    """A file that no cache of others keeps, whose address is told to nobody."""
    response = HttpResponse(text, content_type=ICS)
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


class SessionFileView(View):
    """One session, to keep in a calendar."""

    http_method_names = ["get", "head"]

    def get(self, request, number):
        session = find_session(request, number)
        text = feed_of([meeting_of(session, sent_of(session))], name=str(session.label))
        return answer_with(text, f"session-{session.number}")


@method_decorator(login_not_required, name="dispatch")
class FeedView(View):
    """The sessions of the person whose key this is, in their language."""

    http_method_names = ["get", "head"]

    def get(self, request, secret):
        key = calendar_keys.calendar_key_of(secret)
        if key is None:
            raise Http404
        with translation.override(key.person.locale):
            meetings = [meeting_of(session, sent_of(session)) for session in followed_sessions(key.person)]
            return answer_with(feed_of(meetings, name=_("Improvement committee")), "committee")


class CalendarPage:
    """One’s own address: whether there is one, and, in the answer that made it, its text."""

    template_name = "committee/calendar_feed.html"

    def get_context_data(self, **kwargs):
        key = calendar_keys.calendar_key_for(self.request.user)
        return super().get_context_data(**{"key": key, "made_url": "", "back_url": reverse("profile")} | kwargs)


class CalendarFeedView(CalendarPage, ServiceMixin, TemplateView):
    """Make an address, or a new one in the place of the one before."""

    http_method_names = ["get", "head", "post", "options"]

    def find(self):
        if not self.request.user.has_perm("committee.follow_sessions"):
            raise Http404

    def post(self, request, *args, **kwargs):
        _key, secret = calendar_keys.make_calendar_key(by=request.user)
        url = settings.PARKOUR_BASE_URL + reverse("committee:feed", args=[secret])
        return self.render_to_response(self.get_context_data(made_url=url), status=201)


class StopFeedView(ServicePostView):
    success_message = gettext_lazy("The address opens nothing any more.")
    find = CalendarFeedView.find

    def get_back_url(self):
        return reverse("committee:calendar_feed")

    def call(self):
        return calendar_keys.stop_calendar_key(by=self.request.user)
