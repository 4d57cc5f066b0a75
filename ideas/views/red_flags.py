"""Safety and dignity: whoever reads a contribution says so; the desk raises a red flag, and lifts it."""

from django.utils.translation import gettext_lazy as _

from ideas.forms.moves import FlagForm, LiftFlagForm
from ideas.outcomes import LIFT_FLAG, RAISE_FLAG
from ideas.services.red_flags import lift_flag, raise_flag
from ideas.views.desk import find_for_triage, item_url
from ideas.views.finding import find_idea
from parkour.core.views import ServiceFormView


class FlagView(ServiceFormView):
    """A sheet of the desk: two fields and one button."""

    form_class = FlagForm
    template_name = "ideas/triage_move.html"
    success_message = _("Red flag raised. The officers are told.")
    spec, permission = RAISE_FLAG, "ideas.flag_idea"

    def find(self):
        return find_for_triage(self.request, self.kwargs["reference"])

    def permit(self):
        self.require(self.permission)

    def get_back_url(self):
        return item_url(self.object)

    def call(self, form):
        return raise_flag(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **context):
        return super().get_context_data(idea=self.object, move=self.spec, **context)


class LiftFlagView(FlagView):
    form_class = LiftFlagForm
    success_message = _("Red flag lifted.")
    spec, permission = LIFT_FLAG, "ideas.lift_flag"

    def call(self, form):
        return lift_flag(self.object, by=self.request.user, **form.cleaned_data)


class DangerView(ServiceFormView):
    """For its author, and for whoever reads it without being of the desk."""

    form_class = FlagForm
    template_name = "ideas/danger.html"

    def find(self):
        return find_idea(self.request, self.kwargs["reference"])

    def permit(self):
        self.require("ideas.flag_idea")

    def call(self, form):
        return raise_flag(self.object, by=self.request.user, **form.cleaned_data)

    def get_success_message(self):
        # When it is looked at, and nothing of what the desk knew before.
        return _("Thank you. The improvement officers are told, and look at it the same working day.")
