"""The agenda: as it was sent for everybody, as it is prepared for those who prepare it, and its points."""

from django.db import transaction
from django.http import Http404
from django.urls import path

from committee.api.sessions import SessionEndpoint
from committee.finding import item_for
from committee.models import AgendaItem
from committee.pool import pool_lines
from committee.selectors import agenda_candidates, agenda_of
from committee.sent import sent_agenda
from committee.serializers import agenda as told
from committee.serializers import inputs
from committee.serializers.proposal import ProposalOut, proposal_out
from committee.services import agenda, conduct
from committee.services.decisions import decide_item
from committee.services.proposal import preview_agenda
from ideas.serializers.outputs import DecisionOut, decision_rows
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page
from parkour.core.exceptions import InvalidInput

EDIT = {"scope": Scope.COMMITTEE_WRITE, "sees": "committee.view_draft"}
RUN = {"scope": Scope.COMMITTEE_WRITE, "sees": "committee.run_session"}


class AgendaEndpoint(SessionEndpoint):
    """The agenda of one session."""

    def now(self, number) -> dict:
        return told.agenda_out(agenda_of(self.find(number)))


class ReleasedView(AgendaEndpoint):
    @operation(scope=Scope.COMMITTEE_READ, sees="committee.view_agenda", output=told.SentAgendaOut)
    def get(self, request, number):
        """The agenda as it was last sent, for everybody."""
        sent = sent_agenda(self.find(number))
        if sent is None:
            raise Http404
        return told.sent_out(sent)


class AgendaView(AgendaEndpoint):
    @operation(scope=Scope.COMMITTEE_READ, sees="committee.view_draft", output=told.AgendaOut)
    def get(self, request, number):
        """The agenda as it is prepared, draft included."""
        return self.now(number)


class ProposeView(AgendaEndpoint):
    @operation(scope=Scope.COMMITTEE_READ, sees="committee.edit_agenda", output=ProposalOut, refusals=(422,))
    def get(self, request, number):
        """What would come, move and leave, and why; nothing is changed."""
        return proposal_out(preview_agenda(self.find(number)))

    @operation(**EDIT, input=inputs.ProposeInput, output=told.AgendaOut, refusals=(412,))
    def post(self, request, number):
        """Fill the planned blocks as well as they can be; what is kept in place stays. A proposal that was read is
        applied as it was read, or refused.
        """
        read = {"edition": self.sent.get("edition"), "shown": self.sent.get("proposal")}
        agenda.propose_agenda(self.find(number), by=request.user, **read)
        return self.now(number)


class ReleaseView(AgendaEndpoint):
    @operation(**EDIT, output=told.SentAgendaOut)
    def post(self, request, number):
        """Send the agenda to the members. Sending what was sent already changes nothing."""
        agenda.release_agenda(self.find(number), by=request.user)
        return told.sent_out(sent_agenda(self.find(number)))


class PoolView(AgendaEndpoint):
    @operation(
        scope=Scope.COMMITTEE_READ,
        sees="committee.edit_agenda",
        paged=True,
        query=NoQuery,
        output=told.PoolRow,
    )
    def get(self, request, number):
        """Contributions to place, the best first, and what each would cost."""
        session = self.find(number)
        entries = agenda_candidates(session)
        try:
            proposal = preview_agenda(session, entries)
        except InvalidInput:  # what is kept in place does not fit: there is no proposal to compare with
            proposal = None
        return Page(told.pool_rows(pool_lines(entries, proposal)))


class ItemsView(AgendaEndpoint):
    @operation(**EDIT, input=inputs.ItemInput, output=told.ItemOut, status=201)
    def post(self, request, number):
        """Put a contribution kept for the committee, or a subject of its own, at the end of a block."""
        session, sent = self.find(number), dict(self.sent)
        if "idea" in sent:
            item = agenda.add_item(session, sent.pop("idea"), by=request.user, **sent)
        else:
            item = agenda.add_subject(session, by=request.user, **sent)
        return told.one_item_out(session, item.pk)


class ItemEndpoint(Endpoint):
    """One point, found under the permission that the operation declares."""

    def find(self, pk) -> AgendaItem:
        return item_for(self.request.user, pk, permission=self.operation.sees)

    def now(self, item) -> dict:
        return told.one_item_out(item.session, item.pk)


class ItemView(ItemEndpoint):
    @operation(scope=Scope.COMMITTEE_READ, sees="committee.view_draft", output=told.ItemOut)
    def get(self, request, pk):
        """One point of an agenda."""
        return self.now(self.find(pk))

    @operation(**EDIT, input=inputs.ItemChange, output=told.ItemOut, refusals=(412,))
    def patch(self, request, pk):
        """Set its duration, who presents it, whether it is kept in place; what is left out stays."""
        item = self.find(pk)
        with transaction.atomic():
            who = {"by": request.user, "edition": self.sent.get("edition")}
            if "minutes" in self.sent:
                agenda.set_duration(item, minutes=self.sent["minutes"], **who)
            if "presenter" in self.sent:
                agenda.set_presenter(item, presenter=self.sent["presenter"], **who)
            if "pinned" in self.sent:
                agenda.set_pin(item, pinned=self.sent["pinned"], **who)
        return self.now(item)

    @operation(**EDIT)
    def delete(self, request, pk):
        """Take it off the agenda."""
        agenda.remove_item(self.find(pk), by=request.user)


class MoveView(ItemEndpoint):
    @operation(**EDIT, input=inputs.MoveInput, output=told.ItemOut, refusals=(412,))
    def post(self, request, pk):
        """Move it up, down, to the end of another block, or beside another point."""
        item = self.find(pk)
        agenda.move_item(item, by=request.user, **self.sent)
        return self.now(item)


class StartView(ItemEndpoint):
    @operation(**RUN, output=told.ItemOut)
    def post(self, request, pk):
        """Make it the point under discussion."""
        item = self.find(pk)
        conduct.start_item(item.session, item, by=request.user)
        return self.now(item)


class FinishView(ItemEndpoint):
    @operation(**RUN, output=told.ItemOut)
    def post(self, request, pk):
        """End the point under discussion."""
        item = self.find(pk)
        conduct.finish_item(item, by=request.user)
        return self.now(item)


class DecisionView(ItemEndpoint):
    @operation(**RUN, input=inputs.RecordInput, output=DecisionOut, status=201)
    def post(self, request, pk):
        """Record what the revealed vote decided. Twice is once."""
        decision = decide_item(self.find(pk), by=request.user, **self.sent)
        return decision_rows(request.user, [decision])[0]


one, item = "sessions/<int:number>/", "items/<int:pk>/"
urlpatterns = [
    path(f"{one}released-agenda/", ReleasedView.as_view(), name="released_agenda"),
    path(f"{one}agenda/", AgendaView.as_view(), name="agenda"),
    path(f"{one}agenda/propose/", ProposeView.as_view(), name="propose"),
    path(f"{one}agenda/release/", ReleaseView.as_view(), name="release"),
    path(f"{one}agenda/items/", ItemsView.as_view(), name="items"),
    path(f"{one}pool/", PoolView.as_view(), name="pool"),
    path(item, ItemView.as_view(), name="item"),
    path(f"{item}move/", MoveView.as_view(), name="move"),
    path(f"{item}start/", StartView.as_view(), name="start_item"),
    path(f"{item}finish/", FinishView.as_view(), name="finish_item"),
    path(f"{item}decision/", DecisionView.as_view(), name="decision"),
]
