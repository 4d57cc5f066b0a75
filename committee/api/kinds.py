"""Kinds of sessions; the changes of a draft agenda, and taking them back."""

from django.shortcuts import get_object_or_404
from django.urls import path

from committee.api.agenda import EDIT, AgendaEndpoint
from committee.models import AgendaEdit, SessionTemplate
from committee.selectors.edits import edit_lines
from committee.selectors.templates import session_templates
from committee.serializers import agenda as told
from committee.serializers import inputs
from committee.serializers import kinds as out
from committee.services import templates as services
from committee.services.editing import undo_edit, undo_last
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page

KEEPS = {"permission": "committee.edit_templates"}
READ, WRITE = KEEPS | {"scope": Scope.COMMITTEE_READ}, KEEPS | {"scope": Scope.COMMITTEE_WRITE}


class KindsView(Endpoint):
    @operation(**READ, paged=True, query=NoQuery, output=out.KindOut)
    def get(self, request):
        """All of them, the usual one first."""
        return Page([out.kind_out(kind) for kind in session_templates()])

    @operation(**WRITE, input=out.KindInput, output=out.KindOut, status=201)
    def post(self, request):
        """One more: its length and the minutes of each block."""
        return out.kind_out(services.write_template(by=request.user, **self.sent))


class KindEndpoint(Endpoint):
    """One of them."""

    def find(self, pk) -> SessionTemplate:
        return get_object_or_404(SessionTemplate, pk=pk)


class KindView(KindEndpoint):
    @operation(**WRITE, input=out.KindChange, output=out.KindOut, refusals=(412,))
    def put(self, request, pk):
        """Write it again: sessions to come whose agenda was not sent follow."""
        return out.kind_out(services.write_template(by=request.user, template=self.find(pk), **self.sent))

    @operation(**WRITE)
    def delete(self, request, pk):
        """Give it up; its sessions keep their times. The usual one stays."""
        services.remove_template(self.find(pk), by=request.user)


class UsualView(KindEndpoint):
    @operation(**WRITE, output=out.KindOut)
    def post(self, request, pk):
        """New sessions are of this kind. Twice is once."""
        return out.kind_out(services.make_usual(self.find(pk), by=request.user))


class ChooseView(AgendaEndpoint):
    @operation(**EDIT, input=inputs.ChooseKindInput, output=told.AgendaOut)
    def post(self, request, number):
        """Give the session the times of this kind; its length stays once the members have it."""
        kind = get_object_or_404(SessionTemplate, pk=self.sent["kind"])
        services.choose_template(self.find(number), by=request.user, template=kind)
        return self.now(number)


class EditsView(AgendaEndpoint):
    @operation(scope=Scope.COMMITTEE_READ, sees="committee.edit_agenda", paged=True, query=NoQuery, output=out.EditOut)
    def get(self, request, number):
        """The last changes of the draft, the latest first."""
        return Page([out.edit_out(line) for line in edit_lines(self.find(number))])


class UndoView(AgendaEndpoint):
    @operation(**EDIT, input=inputs.UndoInput, output=told.AgendaOut)
    def post(self, request, number):
        """Take a change back; whatever else changed since stays. Twice is once."""
        session, change = self.find(number), self.sent.get("number")
        if change is None:
            undo_last(session, by=request.user)
        else:
            undo_edit(AgendaEdit(session=session, number=change), by=request.user)
        return self.now(number)


one, kind = "sessions/<int:number>/", "session-kinds/"
urlpatterns = [
    path(kind, KindsView.as_view(), name="kinds"),
    path(f"{kind}<int:pk>/", KindView.as_view(), name="kind"),
    path(f"{kind}<int:pk>/usual/", UsualView.as_view(), name="usual_kind"),
    path(f"{one}kind/", ChooseView.as_view(), name="choose_kind"),
    path(f"{one}agenda/changes/", EditsView.as_view(), name="agenda_changes"),
    path(f"{one}agenda/undo/", UndoView.as_view(), name="undo_agenda"),
]
