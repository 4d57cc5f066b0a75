"""The calendar of the sessions: its rule and its exceptions, and one session for the calendar of a reader."""

from django.http import HttpResponse
from django.urls import path

from committee.api.sessions import SessionEndpoint
from committee.ics import feed_of
from committee.invitations import meeting_of, sent_of
from committee.selectors import rule_in_force, series_plan
from committee.serializers import series as out
from committee.services import series as services
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation

PLANS = {"permission": "committee.plan_sessions", "output": out.CalendarOut}
ICS = "text/calendar"
READ, WRITE = PLANS | {"scope": Scope.COMMITTEE_READ}, PLANS | {"scope": Scope.COMMITTEE_WRITE}


def now(done=None) -> dict:
    """The calendar as it stands, after what was done."""
    plan = series_plan(rule_in_force(), realign=False, beyond=True)
    return out.calendar_out(plan, done)


class CalendarView(Endpoint):
    @operation(**READ)
    def get(self, request):
        """The rule, the next twelve dates with what speaks against each, and the exceptions."""
        return now()

    @operation(**WRITE, input=out.RuleInput, refusals=(412,))
    def put(self, request):
        """Save the rule: sessions are planned two years ahead, those nobody has touched follow it."""
        return now(services.save_rule(by=request.user, **self.sent))


class PreviewView(Endpoint):
    @operation(**READ, input=out.RuleInput)
    def post(self, request):
        """What saving this rule would give; nothing is changed."""
        plan = series_plan(self.sent["rule"], realign=True, active=self.sent["active"], beyond=True)
        return out.calendar_out(plan)


class ExceptionsView(Endpoint):
    @operation(**WRITE, input=out.ExceptionInput)
    def post(self, request):
        """Skip a day of the rule, or hold its session on another one."""
        return now(services.set_exception(by=request.user, **self.sent))


class RemoveExceptionView(Endpoint):
    @operation(**WRITE, input=out.NoExceptionInput)
    def post(self, request):
        """The rule holds again for that day. Twice is once."""
        return now(services.remove_exception(by=request.user, **self.sent))


class SessionFileView(SessionEndpoint):
    @operation(scope=Scope.COMMITTEE_READ, sees="committee.view_committee", binary=(ICS,))
    def get(self, request, number):
        """One session, to keep in a calendar."""
        session = self.find(number)
        text = feed_of([meeting_of(session, sent_of(session))], name=str(session.label))
        return HttpResponse(text, content_type=f"{ICS}; charset=utf-8")


urlpatterns = [
    path("calendar/", CalendarView.as_view(), name="calendar"),
    path("calendar/preview/", PreviewView.as_view(), name="calendar_preview"),
    path("calendar/exceptions/", ExceptionsView.as_view(), name="calendar_exceptions"),
    path("calendar/exceptions/remove/", RemoveExceptionView.as_view(), name="calendar_exceptions_remove"),
    path("sessions/<int:number>/calendar-file/", SessionFileView.as_view(), name="session_file"),
]
