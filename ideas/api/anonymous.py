"""Anonymous feedback: asked without a session, without a token; who asks is written nowhere."""

from django.http import Http404
from django.urls import path
from rest_framework.exceptions import Throttled

from ideas import anonymous, tries
from ideas.models import Idea
from ideas.serializers import anonymous as shapes
from ideas.services.anonymous import flag_anonymous, send_anonymous, withdraw_anonymous, write_anonymous
from ideas.services.anonymous_files import MOST
from ideas.services.attachments import FILE_LIMIT, MEGABYTE
from parkour.core.api.endpoints import OpenEndpoint, operation
from parkour.core.api.parsing import StrictJSONParser, bounded_form_parser
from parkour.core.observation.requests import client_address
from parkour.organisation.models import Site

OPEN = {"scope": "", "for_everybody": True, "open_to_all": True}


class TicketView(OpenEndpoint):
    @operation(**OPEN, query=shapes.TicketQuery, output=shapes.TicketOut)
    def get(self, request):
        """Leave to send anonymous feedback.

        404 when the organisation takes none.
        """
        if not anonymous.is_open():
            raise Http404
        if not tries.may_open(client_address(request)):
            raise Throttled(tries.WAIT)
        site = Site.objects.filter(code=self.query["site"]).first()
        return {"ticket": anonymous.issue_ticket(site), "site": site.name if site else ""}


class AnonymousIdeasView(OpenEndpoint):
    parser_classes = [StrictJSONParser, bounded_form_parser(MOST * FILE_LIMIT + MEGABYTE)]

    @operation(**OPEN, input=shapes.AnonymousInput, output=shapes.AnonymousOut, status=201)
    def post(self, request):
        """Send anonymous feedback.

        Make the code yourself and keep it: only its key is sent, and nobody can find the code again. The same key
        makes one contribution. With files, send multipart/form-data: photos are written again without what a camera
        notes, office documents without their properties; a PDF is refused, and so is whatever else names its maker.
        """
        ticket = anonymous.read_ticket(self.sent["ticket"])
        if ticket and not tries.may_send(ticket.number, ticket.site):
            raise Throttled(tries.WAIT)
        idea, _new = send_anonymous(**self.sent)
        return shapes.anonymous_out(idea)


class FollowUpEndpoint(OpenEndpoint):
    """What a key opens. Wrong, unknown or written wrong: one answer for all."""

    def find(self) -> Idea:
        address = client_address(self.request)
        if tries.must_wait(address):
            raise Throttled(tries.WAIT)
        idea = anonymous.idea_of(self.sent["key"])
        if idea is None:
            tries.note_wrong(address)
            raise Http404
        return idea

    def told(self, idea: Idea) -> dict:
        """What stands now."""
        idea.refresh_from_db()
        return shapes.follow_up_out(anonymous.follow_up(idea))


class FollowUpView(FollowUpEndpoint):
    @operation(**OPEN, input=shapes.FollowUpInput, output=shapes.FollowUpOut)
    def post(self, request):
        """Read what becomes of it, and the answers."""
        return shapes.follow_up_out(anonymous.follow_up(self.find()))


class FollowUpMessagesView(FollowUpEndpoint):
    @operation(**OPEN, input=shapes.FollowUpWords, output=shapes.FollowUpOut, status=201)
    def post(self, request):
        """Answer the officer’s question, or write a message."""
        idea = self.find()
        if not tries.may_write(self.sent["key"]):
            raise Throttled(tries.WAIT)
        write_anonymous(idea, body=self.sent["body"])
        return self.told(idea)


class FollowUpDangerView(FollowUpEndpoint):
    @operation(**OPEN, input=shapes.FollowUpFlag, output=shapes.FollowUpOut)
    def post(self, request):
        """Somebody’s safety or dignity is at stake: the officers are told, and look at it the same working day.

        Counted with the messages. Said once: what is new after that is a message.
        """
        idea = self.find()
        if not tries.may_write(self.sent["key"]):
            raise Throttled(tries.WAIT)
        flag_anonymous(idea, kind=self.sent["kind"], reason=self.sent["reason"])
        return self.told(idea)


class FollowUpWithdrawView(FollowUpEndpoint):
    @operation(**OPEN, input=shapes.FollowUpInput, output=shapes.FollowUpOut)
    def post(self, request):
        """Take it back, before it is decided. Twice is once."""
        idea = self.find()
        withdraw_anonymous(idea)
        return self.told(idea)


urlpatterns = [
    path("anonymous/ticket/", TicketView.as_view(), name="anonymous_ticket"),
    path("anonymous/ideas/", AnonymousIdeasView.as_view(), name="anonymous_ideas"),
    path("anonymous/follow-up/", FollowUpView.as_view(), name="follow_up"),
    path("anonymous/follow-up/messages/", FollowUpMessagesView.as_view(), name="follow_up_messages"),
    path("anonymous/follow-up/danger/", FollowUpDangerView.as_view(), name="follow_up_danger"),
    path("anonymous/follow-up/withdraw/", FollowUpWithdrawView.as_view(), name="follow_up_withdraw"),
]
