"""The editor of an agenda: the pool on one side, the blocks with their hours on the other."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from committee.enums import UPCOMING, Block
from committee.forms import DurationForm, PresenterForm, SubjectForm
from committee.pool import pool_lines
from committee.selectors import agenda_of, has_unreleased_changes, waiting_beyond
from committee.selectors.checks import checks_of
from committee.services import agenda as services
from committee.services.proposal import preview_agenda
from committee.views.checks import placed_checks
from committee.views.finding import ItemButton, PageForm, SessionButton, find_session, session_url
from ideas.views.finding import find_idea
from parkour.accounts.models import User
from parkour.core.exceptions import InvalidInput

COLLEAGUES = 1000


def colleagues():
    """Names offered while one types."""
    return User.objects.filter(is_active=True).only("first_name", "last_name", "email")[:COLLEAGUES]


class AgendaPage:
    """What the editor shows; members read the same page without its buttons."""

    template_name = "committee/agenda.html"

    def find(self):
        return find_session(self.request, self.kwargs["number"], permission="view_draft")

    def get_context_data(self, **kwargs):
        session = self.object
        edits = session.state in UPCOMING and self.request.user.has_perm("committee.edit_agenda", session)
        agenda = agenda_of(session)
        context = {
            "session": session,
            "agenda": agenda,
            "tight": [block for block in agenda.blocks if block.used > 0.95 * block.capacity and not block.is_over],
            "over": [block for block in agenda.blocks if block.is_over],
            "edits": edits,
            "next_version": session.agenda_version + 1,
            "changed": has_unreleased_changes(session),
        }
        return super().get_context_data(**context | (self.editing(session, agenda) if edits else {}) | kwargs)

    def editing(self, session, agenda):
        try:
            proposal, obstacle = preview_agenda(session), None
        except InvalidInput as refusal:
            proposal, obstacle = None, refusal.message
        pool = pool_lines(session, proposal)
        return {
            "obstacle": obstacle,
            "proposal": proposal,
            "checks": placed_checks(session, checks_of(session, agenda), on_agenda=True),
            "pool": pool,
            "more": waiting_beyond(session, len(pool)),
            "blocks": Block.choices,
            "subject_form": SubjectForm(auto_id="subject_%s"),
            "people": colleagues(),
        }


class AgendaView(AgendaPage, TemplateView):
    """The agenda in its present state, draft included: for those who prepare the session."""

    def get_context_data(self, **kwargs):
        self.object = self.find()
        return super().get_context_data(**kwargs)


class AgendaButton(SessionButton):
    """A button of the editor."""

    page = "agenda"
    sees = "view_draft"
    needs = "edit_agenda"


class ProposeView(AgendaButton):
    def call(self):
        return services.propose_agenda(self.session, by=self.request.user)

    def get_success_message(self):
        added, removed = len(self.result.added), len(self.result.removed)
        if not added and not removed:
            return _("The agenda is already the best one for this time.")
        came = ngettext("%(count)s contribution placed.", "%(count)s contributions placed.", added)
        left = ngettext("%(count)s taken off.", "%(count)s taken off.", removed)
        return " ".join([came % {"count": added}] + ([left % {"count": removed}] if removed else []))


class AddItemView(AgendaButton):
    def call(self):
        idea = find_idea(self.request, self.kwargs["reference"])
        return services.add_item(self.session, idea, by=self.request.user)


class AddSubjectView(AgendaPage, PageForm):
    """A point that is no contribution."""

    form_class = SubjectForm
    success_message = gettext_lazy("The subject is on the agenda.")

    def permit(self):
        self.require("committee.edit_agenda")

    def get_back_url(self):
        name = "agenda" if self.request.user.has_perm("committee.edit_agenda", self.object) else "session"
        return session_url(name, self.object)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"auto_id": "subject_%s"}

    def call(self, form):
        return services.add_subject(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"subject_form": context["form"]}


class MoveView(ItemButton):
    """`to`: up, down, or block:<name>."""

    def call(self):
        return services.move_item(self.object, by=self.request.user, to=self.request.POST.get("to", ""))


class PinView(ItemButton):
    def call(self):
        pinned = self.request.POST.get("pinned") == "yes"
        return services.set_pin(self.object, by=self.request.user, pinned=pinned)


class RemoveView(ItemButton):
    success_message = gettext_lazy("The point is taken off the agenda.")

    def call(self):
        return services.remove_item(self.object, by=self.request.user)


class ItemFormButton(ItemButton):
    """One small field of a point: its fault is told on top of the editor."""

    form_class = None

    def call(self):
        form = self.form_class(self.request.POST)
        if not form.is_valid():
            raise InvalidInput(next(iter(form.errors.values()))[0])
        return self.change(form.cleaned_data)


class DurationView(ItemFormButton):
    form_class = DurationForm

    def change(self, data):
        return services.set_duration(self.object, by=self.request.user, minutes=float(data["minutes"]))


class PresenterView(ItemFormButton):
    form_class = PresenterForm

    def change(self, data):
        return services.set_presenter(self.object, by=self.request.user, **data)
