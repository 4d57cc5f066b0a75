"""Asking somebody else about a contribution, and what they read and answer."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ideas.escalations import escalation_for, may_be_asked, open_escalation
from ideas.forms.moves import EscalateForm, HandBackForm
from ideas.outcomes import ESCALATE, TAKE_BACK
from ideas.services.escalations import escalate_idea, hand_back
from ideas.views.desk import find_for_officer, item_url
from parkour.core.exceptions import TransitionRefused
from parkour.core.views import ServiceFormView


class EscalateView(ServiceFormView):
    """The officer's sheet: of whom, why."""

    form_class = EscalateForm
    template_name = "ideas/triage_move.html"
    success_message = _("Asked, and told. The contribution stays in the queue.")
    spec = ESCALATE

    def find(self):
        return find_for_officer(self.request, self.kwargs["reference"])

    def permit(self):
        self.require("ideas.escalate_idea")

    def get_back_url(self):
        return item_url(self.object)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"people": may_be_asked(self.request.user, self.object)}

    def call(self, form):
        return escalate_idea(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **context):
        return super().get_context_data(idea=self.object, move=self.spec, **context)


class TakeBackView(EscalateView):
    """The officer who asked no longer needs an answer."""

    form_class = HandBackForm
    success_message = _("Taken back.")
    spec = TAKE_BACK

    def permit(self):
        row = open_escalation(self.object)
        if row is None or self.request.user.pk not in {row.by_id, row.to_id}:
            raise TransitionRefused(_("Nobody is asked about this contribution."))

    def get_form_kwargs(self):
        return super(EscalateView, self).get_form_kwargs()

    def call(self, form):
        return hand_back(self.object, by=self.request.user, **form.cleaned_data)


class EscalationView(ServiceFormView):
    """What whoever was asked reads, with the reason, and their answer."""

    form_class = HandBackForm
    template_name = "ideas/escalation.html"
    success_message = _("Handed back with your words.")

    def find(self):
        row = escalation_for(self.request.user, self.kwargs["reference"])
        if row is None:
            raise Http404
        self.escalation = row
        return row.idea

    def get_back_url(self):
        return reverse("home")

    def call(self, form):
        return hand_back(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **context):
        idea, person = self.object, self.request.user
        return super().get_context_data(
            idea=idea,
            escalation=self.escalation,
            why=idea.told.hidden.words(self.escalation.reason),
            can_decide=person.has_perm("ideas.decide_triage", idea),
            **context,
        )
