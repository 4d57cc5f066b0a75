"""Sessions from their date to their close, who sits in them, and the quick wins announced between them."""

from django.conf import settings
from django.urls import path, reverse

from committee import selectors
from committee.finding import session_for
from committee.models import Session
from committee.serializers import inputs, sessions
from committee.services import answering, attendance, calendar_keys, conduct, moving, objections
from committee.services import sessions as services
from committee.services.reconvening import reconvene
from ideas.finding import idea_for
from ideas.privacy import prefetch_names
from ideas.serializers.inputs import ReasonInput
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page, moment_cursor, page_of
from parkour.core.keys import encode_key

READ = {"scope": Scope.COMMITTEE_READ, "sees": "committee.view_committee"}
WRITE = {"scope": Scope.COMMITTEE_WRITE, "sees": "committee.view_committee", "output": sessions.SessionOut}
LIST = {"scope": Scope.COMMITTEE_READ, "permission": "committee.view_committee", "paged": True}
SHOWN = 50


class SessionsView(Endpoint):
    @operation(**LIST, query=inputs.SessionsQuery, output=sessions.SessionRow)
    def get(self, request):
        """Sessions to come, the nearest first; or past ones, the latest first."""
        key, size = moment_cursor(self.query.get("cursor")), self.query["limit"]
        if self.query["when"] == "past":
            rows = selectors.past_sessions(before=key[0] if key else None, size=size)
        else:
            rows = selectors.sessions_to_come(key, size)
        page = page_of(rows, size, lambda session: encode_key(session.starts_at, session.pk))
        return Page([sessions.session_row(session) for session in page.rows], page.cursor)

    @operation(
        scope=Scope.COMMITTEE_WRITE,
        permission="committee.plan_sessions",
        input=inputs.PlanInput,
        output=sessions.PlannedOut,
        status=201,
    )
    def post(self, request):
        """Plan one more session, on the day of the rule or on a chosen one."""
        sent = dict(self.sent)
        day, at, offset = sent.pop("day", None), sent.pop("at", None), sent.pop("offset", "")
        if day is None:
            planned = services.plan_next_session(by=request.user, **sent)
        else:
            planned = services.plan_session_on(day, by=request.user, at=at, offset=offset, **sent)
        return sessions.planned_out(request.user, planned)


class SessionEndpoint(Endpoint):
    """One session, found under the permission that the operation declares."""

    def find(self, number) -> Session:
        return session_for(self.request.user, number, permission=self.operation.sees)

    def now(self, session) -> dict:
        return sessions.session_out(self.request.user, session_for(self.request.user, session.number))


class SessionView(SessionEndpoint):
    @operation(**READ, output=sessions.SessionOut, versioned=True)
    def get(self, request, number):
        """One session and the dates around it."""
        return self.now(self.find(number))

    @operation(**WRITE, input=inputs.SetUpInput, versioned=True, conditional=True)
    def patch(self, request, number):
        """Set the place or the chair of a session to come; what is left out stays."""
        return self.now(services.update_session(self.find(number), by=request.user, version=self.version, **self.sent))


class ConveneView(SessionEndpoint):
    @operation(**WRITE)
    def post(self, request, number):
        """Send the invitations. Twice is once."""
        return self.now(services.convene(self.find(number), by=request.user))


class PostponeView(SessionEndpoint):
    @operation(**WRITE | {"output": sessions.MovedSessionOut}, input=inputs.PostponeInput)
    def post(self, request, number):
        """Move it to another moment; its agenda stays, members and authors are told.

        It moves after the undo window, as from its page: until `held_until` it can be taken back and is as it was.
        """
        moved = moving.hold_move(self.find(number), by=request.user, **self.sent)
        return sessions.moved_out(request.user, self.find(number), moved)

    @operation(scope=Scope.COMMITTEE_WRITE, sees="committee.view_committee", refusals=(409,))
    def delete(self, request, number):
        """Take back a move that has not happened: the session stays where it is."""
        moving.take_back_move(self.find(number), by=request.user)


class ConsequencesView(SessionEndpoint):
    @operation(
        scope=Scope.COMMITTEE_READ,
        sees="committee.plan_sessions",
        query=inputs.ConsequencesQuery,
        output=sessions.ConsequencesOut,
    )
    def get(self, request, number):
        """What moving it (to `day`) or giving it up does, and the days that would suit; nothing is changed."""
        return sessions.consequences_out(self.find(number), self.query.get("day"))


class CancelView(SessionEndpoint):
    @operation(**WRITE, input=ReasonInput)
    def post(self, request, number):
        """Give it up: its contributions wait for the next one, members and authors are told why."""
        return self.now(services.cancel(self.find(number), by=request.user, reason=self.sent["reason"]))


class OpenView(SessionEndpoint):
    @operation(**WRITE)
    def post(self, request, number):
        """Open it: one at a time, its agenda released as it stands."""
        return self.now(conduct.open_session(self.find(number), by=request.user))


class CloseView(SessionEndpoint):
    @operation(**WRITE)
    def post(self, request, number):
        """Close it: what was not decided waits for the next one."""
        return self.now(conduct.close_session(self.find(number), by=request.user))


class NoQuorumView(SessionEndpoint):
    @operation(**WRITE)
    def post(self, request, number):
        """Too few members came: nothing is decided."""
        return self.now(conduct.declare_no_quorum(self.find(number), by=request.user))


class ReconveneView(SessionEndpoint):
    @operation(
        scope=Scope.COMMITTEE_WRITE,
        sees="committee.view_committee",
        input=inputs.ReconveneInput,
        output=sessions.PlannedOut,
        status=201,
    )
    def post(self, request, number):
        """Plan a session without a quorum again with its agenda, 8 to 15 days later; any number present then will do.

        Without a day, the best one that is left. Twice is once, unless the new one was cancelled.
        """
        return sessions.planned_out(request.user, reconvene(self.find(number), by=request.user, **self.sent))


class AttendanceView(SessionEndpoint):
    @operation(
        scope=Scope.COMMITTEE_READ,
        sees="committee.view_draft",
        paged=True,
        query=NoQuery,
        output=sessions.PresenceOut,
    )
    def get(self, request, number):
        """Members of that day, pole by pole, and who is here."""
        return Page([sessions.presence_out(row) for row in selectors.attendance_of(self.find(number))])


class AnswerView(SessionEndpoint):
    @operation(scope=Scope.COMMITTEE_READ, sees="committee.answer_session", output=sessions.AnswerOut)
    def get(self, request, number):
        """What I said of this session, and who votes for me."""
        return sessions.answer_out(selectors.my_answer(self.find(number), request.user))

    @operation(
        scope=Scope.COMMITTEE_WRITE,
        sees="committee.answer_session",
        input=inputs.AnswerInput,
        output=sessions.AnswerOut,
    )
    def put(self, request, number):
        """Say whether I come; whoever cannot may name a member of their pole who votes for them."""
        session = self.find(number)
        answering.answer_session(session, by=request.user, **self.sent)
        return sessions.answer_out(selectors.my_answer(session, request.user))


class StepsView(SessionEndpoint):
    @operation(
        scope=Scope.COMMITTEE_READ, sees="committee.plan_sessions", paged=True, query=NoQuery, output=sessions.StepOut
    )
    def get(self, request, number):
        """What there is to do around it, from five weeks before to two months after, and what is done."""
        return Page([sessions.step_out(row) for row in selectors.steps_of(self.find(number))])


class CalendarKeyView(Endpoint):
    @operation(scope=Scope.COMMITTEE_READ, permission="committee.follow_sessions", output=sessions.CalendarKeyOut)
    def get(self, request):
        """Whether I have an address by which a calendar follows my sessions."""
        return sessions.calendar_key_out(calendar_keys.calendar_key_for(request.user))

    @operation(
        scope=Scope.COMMITTEE_WRITE,
        permission="committee.follow_sessions",
        output=sessions.CalendarKeyOut,
        status=201,
    )
    def post(self, request):
        """Make one; the one before stops. The address is in this answer and never again."""
        key, secret = calendar_keys.make_calendar_key(by=request.user)
        return sessions.calendar_key_out(key, settings.PARKOUR_BASE_URL + reverse("committee:feed", args=[secret]))

    @operation(scope=Scope.COMMITTEE_WRITE, permission="committee.follow_sessions")
    def delete(self, request):
        """Stop it: it opens nothing any more. Twice is once."""
        calendar_keys.stop_calendar_key(by=request.user)


class HeldProxyView(SessionEndpoint):
    @operation(scope=Scope.COMMITTEE_WRITE, sees="committee.answer_session")
    def delete(self, request, number):
        """Give back the proxy that I hold: whoever gave it is told. Twice is once."""
        answering.decline_proxy(self.find(number), by=request.user)


class PresentView(SessionEndpoint):
    @operation(scope=Scope.COMMITTEE_WRITE, sees="committee.view_draft", input=inputs.PresenceInput)
    def post(self, request, number):
        """I am here; whoever runs the session may say it for somebody."""
        attendance.mark_present(self.find(number), by=request.user, **self.sent)


class LeaveView(SessionEndpoint):
    @operation(scope=Scope.COMMITTEE_WRITE, sees="committee.view_draft", input=inputs.LeaveInput)
    def post(self, request, number):
        """I have left; whoever runs the session may say it for somebody."""
        attendance.leave(self.find(number), by=request.user, **self.sent)


# --- People and quick wins ------------------------------------------------------------------------------------


class MembersView(Endpoint):
    @operation(**LIST, query=NoQuery, output=sessions.MemberOut)
    def get(self, request):
        """Who sits in each pole today, presidents first."""
        return Page([sessions.member_out(mandate) for mandate in selectors.members()])


class QuickWinsView(Endpoint):
    @operation(**LIST, query=NoQuery, output=sessions.QuickWinRow)
    def get(self, request):
        """Quick wins announced, the first to end first."""
        ideas = selectors.quick_wins_open_to_objection().select_related("action")[:SHOWN]
        ideas = list(ideas)
        prefetch_names(ideas)
        seen = [idea for idea in ideas if request.user.has_perm("ideas.view_idea", idea)]
        return Page([sessions.quick_win_row(idea) for idea in seen])


class ObjectionView(Endpoint):
    @operation(scope=Scope.COMMITTEE_WRITE, sees="ideas.view_idea", input=inputs.ObjectionInput)
    def post(self, request, reference):
        """A member asks that a quick win be discussed: one is enough."""
        idea = idea_for(request.user, reference)
        objections.object_to_quick_win(idea, by=request.user, note=self.sent["note"])


one = "sessions/<int:number>/"
urlpatterns = [
    path("sessions/", SessionsView.as_view(), name="sessions"),
    path(one, SessionView.as_view(), name="session"),
    path(f"{one}convene/", ConveneView.as_view(), name="convene"),
    path(f"{one}postpone/", PostponeView.as_view(), name="postpone"),
    path(f"{one}consequences/", ConsequencesView.as_view(), name="consequences"),
    path(f"{one}cancel/", CancelView.as_view(), name="cancel"),
    path(f"{one}open/", OpenView.as_view(), name="open_session"),
    path(f"{one}close/", CloseView.as_view(), name="close_session"),
    path(f"{one}no-quorum/", NoQuorumView.as_view(), name="no_quorum"),
    path(f"{one}again/", ReconveneView.as_view(), name="reconvene"),
    path(f"{one}answer/", AnswerView.as_view(), name="session_answer"),
    path(f"{one}steps/", StepsView.as_view(), name="session_steps"),
    path("calendar-key/", CalendarKeyView.as_view(), name="calendar_key"),
    path(f"{one}held-proxy/", HeldProxyView.as_view(), name="held_proxy"),
    path(f"{one}attendance/", AttendanceView.as_view(), name="attendance"),
    path(f"{one}attendance/present/", PresentView.as_view(), name="present"),
    path(f"{one}attendance/leave/", LeaveView.as_view(), name="leave"),
    path("members/", MembersView.as_view(), name="members"),
    path("quick-wins/", QuickWinsView.as_view(), name="quick_wins"),
    path("quick-wins/<slug:reference>/objection/", ObjectionView.as_view(), name="objection"),
]
