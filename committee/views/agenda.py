"""The editor of an agenda: the pool on one side, the blocks with their hours on the other."""

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from committee.durations import in_minutes
from committee.enums import UPCOMING, Block
from committee.forms import DurationForm, PresenterForm, SubjectForm
from committee.models import AgendaEdit, SessionTemplate
from committee.pool import page_of_pool, pool_lines
from committee.pool_filter import PoolFilter
from committee.selectors import agenda_candidates, agenda_of, has_unreleased_changes, waiting_beyond
from committee.selectors.checks import checks_of
from committee.selectors.edits import edit_lines, fresh_line, last_line
from committee.selectors.pool import held_lately, usual_duration
from committee.selectors.templates import session_templates
from committee.services import agenda as services
from committee.services.editing import undo_edit, undo_last
from committee.services.proposal import preview_agenda
from committee.services.templates import choose_template
from committee.views.checks import placed_checks
from committee.views.finding import ItemButton, PageForm, SessionButton, find_session, session_url
from ideas.enums import IdeaKind
from ideas.views.finding import find_idea
from parkour.accounts.models import User
from parkour.core.exceptions import InvalidInput, TransitionRefused
from parkour.core.keys import whole_number
from parkour.organisation.models import Site

COLLEAGUES = 1000
SITES = 200
LONGEST_FILTER = 400


def colleagues():
    """Names offered while one types."""
    return User.objects.filter(is_active=True).only("first_name", "last_name", "email")[:COLLEAGUES]


def duration_hint(session, block, past) -> str:
    """« 8 min, median of 23 points »: how long a point of this block usually takes, and how one knows."""
    usual = usual_duration(block, session, past)
    return _("Usually %(minutes)s min, %(why)s.") % {"minutes": in_minutes(usual), "why": past.typical[block].why}


def held_inputs(session, wanted) -> str:
    """What each form of the editor sends along: the edition it was drawn from, and the filter of the pool."""
    rows = [("edition", session.edition)] + ([("pool", wanted.query)] if wanted.is_set else [])
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', rows)


class AgendaPage:
    """What the editor shows; members read the same page without its buttons."""

    template_name = "committee/agenda.html"

    def find(self):
        return find_session(self.request, self.kwargs["number"], permission="view_draft")

    def get_context_data(self, **kwargs):
        session = self.object
        edits = session.state in UPCOMING and self.request.user.has_perm("committee.edit_agenda", session)
        agenda = agenda_of(session)
        past = held_lately() if edits else None
        context = {
            "session": session,
            "agenda": agenda,
            "rows": [
                (block, duration_hint(session, block.block, past) if edits else "")
                for block in agenda.blocks
                if block.capacity or block.slots
            ],
            "over": [block for block in agenda.blocks if block.is_over],
            "edits": edits,
            "next_version": session.agenda_version + 1,
            "changed": not session.is_released or has_unreleased_changes(session, agenda=agenda),
        }
        return super().get_context_data(**context | (self.editing(session, agenda, past) if edits else {}) | kwargs)

    def editing(self, session, agenda, past):
        items = [slot.item for slot in agenda.slots]
        entries = agenda_candidates(session, past, items=items)
        try:
            proposal, obstacle = preview_agenda(session, entries, items), None
        except InvalidInput as refusal:
            proposal, obstacle = None, refusal.message
        wanted = PoolFilter.read(self.request.GET)
        found = agenda_candidates(session, past, wanted.narrow, items) if wanted.is_set else entries
        pool = pool_lines(found, proposal)
        lines, user = edit_lines(session), self.request.user
        return {
            "obstacle": obstacle,
            "proposal": proposal,
            "checks": placed_checks(session, checks_of(session, agenda), on_agenda=True),
            "pool": pool,
            "pool_page": page_of_pool(pool, self.request.GET.get("after", "")),
            "wanted": wanted,
            "held": held_inputs(session, wanted),
            "sites": Site.objects.order_by("name")[:SITES],
            "kinds": IdeaKind.choices,
            "more": waiting_beyond(session, len(pool), wanted.narrow),
            "blocks": Block.choices,
            "templates": list(session_templates()),
            "edits_made": lines,
            "fresh": fresh_line(lines, user),
            "has_undo": last_line(lines, user) is not None,
            "subject_form": SubjectForm(auto_id="subject_%s"),
            "people": colleagues(),
        }


class AgendaView(AgendaPage, TemplateView):
    """The agenda in its present state, draft included: for those who prepare the session."""

    def get_context_data(self, **kwargs):
        self.object = self.find()
        return super().get_context_data(**kwargs)


class Editing:
    """What the buttons of the editor share: they say what the agenda was like, and go back to the same pool."""

    @property
    def edition(self):
        """The edition that the page was drawn from; None when it does not say."""
        return whole_number(self.request.POST.get("edition"))

    @property
    def neighbour(self):
        return whole_number(self.request.POST.get("neighbour"))

    def get_back_url(self):
        """The filter of the pool stays."""
        there = PoolFilter.read(QueryDict(self.request.POST.get("pool", "")[:LONGEST_FILTER])).query
        return super().get_back_url() + (f"?{there}" if there and self.page == "agenda" else "")


class AgendaButton(Editing, SessionButton):
    """A button of the editor."""

    page = "agenda"
    sees = "view_draft"
    needs = "edit_agenda"


class AddItemView(AgendaButton):
    """At the end of its block; or in a block, or `to` "before" or "after" a neighbour."""

    def call(self):
        idea = find_idea(self.request, self.kwargs["reference"])
        to = self.request.POST.get("to", "")
        block = to.removeprefix("block:") if to.startswith("block:") else None
        return services.add_item(self.session, idea, by=self.request.user, block=block, to=to, neighbour=self.neighbour)


class UndoView(AgendaButton):
    """Take back one change, or the last one of one’s own."""

    success_message = gettext_lazy("The change is taken back.")

    def call(self):
        number = whole_number(self.request.POST.get("change"))
        if number is None:
            return undo_last(self.session, by=self.request.user)
        return undo_edit(AgendaEdit(session=self.session, number=number), by=self.request.user)


class KindView(AgendaButton):
    """Give the session the times of a kind."""

    def call(self):
        template = get_object_or_404(SessionTemplate, pk=whole_number(self.request.POST.get("template")))
        return choose_template(self.session, by=self.request.user, template=template)

    def get_success_message(self):
        return _("The session has the times of “%(name)s”.") % {"name": self.result.template}


class AddSubjectView(AgendaPage, PageForm):
    """A point that is no contribution. Where it went is told by the last change."""

    form_class = SubjectForm

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


class PointButton(Editing, ItemButton):
    """A button on a point. When it has left the agenda meanwhile, that is told on the page of the agenda."""

    def find(self):
        try:
            return super().find()
        except Http404:
            edit = AgendaEdit.objects.filter(subjects__contains=[self.kwargs["pk"]]).select_related("session").first()
            if edit is None:
                raise
            self.session = find_session(self.request, edit.session.number, permission=self.sees)
            raise TransitionRefused(_("This point has left the agenda meanwhile.")) from None

    def changed(self, change, **values):
        return change(self.object, by=self.request.user, edition=self.edition, **values)


class MoveView(PointButton):
    """`to`: up, down, block:<name>, or before and after a `neighbour`."""

    def call(self):
        return self.changed(services.move_item, to=self.request.POST.get("to", ""), neighbour=self.neighbour)


class PinView(PointButton):
    def call(self):
        return self.changed(services.set_pin, pinned=self.request.POST.get("pinned") == "yes")


class RemoveView(PointButton):
    def call(self):
        return self.changed(services.remove_item)


class ItemFormButton(PointButton):
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
        return self.changed(services.set_duration, minutes=float(data["minutes"]))


class PresenterView(ItemFormButton):
    form_class = PresenterForm

    def change(self, data):
        return self.changed(services.set_presenter, **data)
