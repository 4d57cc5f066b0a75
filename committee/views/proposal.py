"""What the planner proposes for a session: read as a change of the agenda of today, then applied or left."""

from django.utils.translation import gettext as _
from django.views.generic.base import TemplateResponseMixin

from committee.enums import UPCOMING
from committee.proposed import counted, proposed_blocks
from committee.services.agenda import propose_agenda
from committee.services.proposal import preview_agenda
from committee.services.sessions import must_be
from committee.views.agenda import AgendaButton
from parkour.core.exceptions import Conflict, InvalidInput


class ProposeView(TemplateResponseMixin, AgendaButton):
    """Its page shows the change, its button makes it; what was placed is told by the last change."""

    template_name = "committee/propose.html"

    def permit(self):
        super().permit()
        must_be(self.session, UPCOMING, _("The agenda of this session can no longer be changed."))

    def get(self, request, *args, **kwargs):
        return self.render_to_response({"session": self.session} | self.proposed())

    def proposed(self):
        try:
            proposal = preview_agenda(self.session)
        except InvalidInput as refusal:
            return {"obstacle": refusal.message}
        blocks = proposed_blocks(proposal)
        return {"proposal": proposal, "blocks": blocks, "changes": counted(blocks)}

    def call(self):
        """An empty agenda is filled at once: nothing was to be read before."""
        shown = self.request.POST.get("proposal", "")
        try:
            return propose_agenda(self.session, by=self.request.user, edition=self.edition, shown=shown)
        except Conflict:
            self.page = "propose"  # the proposal of now
            raise

    def get_success_message(self):
        if self.result.changes_something:
            return ""
        return _("The agenda is already the best one for this time.")
