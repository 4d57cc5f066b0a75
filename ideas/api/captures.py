"""Typing for somebody else, and the answers that are said aloud."""

from django.http import Http404
from django.urls import path

from ideas.captures import to_say_page, waiting_capture
from ideas.finding import idea_to_disown
from ideas.serializers import captures as told
from ideas.services import captures
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.pagination import Page, PageQuery, page_of, reference_cursor, unknown_cursor

SAY = {"scope": Scope.TRIAGE, "permission": "ideas.say_answer"}


class CapturesView(Endpoint):
    @operation(
        scope=Scope.IDEAS_WRITE,
        permission="ideas.capture_idea",
        input=told.CaptureInput,
        output=told.CaptureOut,
        keyed=True,
        status=201,
        rate="submit",
    )
    def post(self, request):
        """Type what somebody else says.

        They are its author: told at once, and answered. The same key makes one contribution.
        """
        idea, _new = captures.capture_idea(told.spoken_of(self.sent, self.key), by=request.user)
        return told.entered_out(idea)


class ToSayView(Endpoint):
    @operation(**SAY, paged=True, query=PageQuery, output=told.ToSayOut)
    def get(self, request):
        """Answers that reach nobody unless somebody says them, the oldest first."""
        after, size = reference_cursor(self.query.get("cursor")), self.query["limit"]
        last = waiting_capture(after) if after else None
        if after and (last is None or last.to_say_id is None):
            raise unknown_cursor()
        page = page_of(to_say_page(after=last, size=size), size, lambda capture: capture.idea.reference)
        return Page([told.to_say_out(capture) for capture in page.rows], page.cursor)


class SaidView(Endpoint):
    @operation(**SAY, input=told.SaidInput)
    def post(self, request, reference):
        """Note that an answer was said aloud. Twice is once."""
        capture = waiting_capture(reference)
        if capture is None:
            raise Http404
        captures.say_answer(capture, by=request.user, **self.sent)


class DisownView(Endpoint):
    @operation(scope=Scope.IDEAS_WRITE, sees="ideas.disown_idea", input=told.DisownInput)
    def post(self, request, reference):
        """Say that what somebody typed for me is not from me, or not what I meant. Twice is once."""
        captures.disown_idea(idea_to_disown(request.user, reference), by=request.user, why=self.sent["why"])


urlpatterns = [
    path("captures/", CapturesView.as_view(), name="captures"),
    path("captures/to-say/", ToSayView.as_view(), name="to_say"),
    path("captures/<slug:reference>/said/", SaidView.as_view(), name="said"),
    path("ideas/<slug:reference>/disown/", DisownView.as_view(), name="disown"),
]
