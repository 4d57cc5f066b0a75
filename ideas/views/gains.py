"""The gains of an action: measured on a page of their own, removed by a button."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.finding import action_for
from ideas.forms.gains import MeasureForm
from ideas.models import Gain
from ideas.services.gains import measure_gain, remove_gain
from parkour.core.exceptions import NotAllowed
from parkour.core.views import ServiceFormView, ServicePostView


def find_gain(user, pk: int) -> Gain:
    """The gain, with its action as `action_for` finds it; 404 for whoever may not read the action."""
    gain = Gain.objects.select_related("action__idea").filter(pk=pk).first()
    if gain is None:
        raise Http404
    gain.action = action_for(user, gain.action.idea.reference)
    return gain


class MeasureGainView(ServiceFormView):
    """Say how it was measured: it is no estimate any more."""

    form_class = MeasureForm
    template_name = "ideas/measure_gain.html"
    success_message = gettext_lazy("Kept as measured.")

    def find(self):
        return find_gain(self.request.user, self.kwargs["pk"])

    def permit(self):
        if not self.request.user.has_perm("ideas.verify_action", self.object.action.idea):
            raise NotAllowed(_("The officer says what was measured."))

    def get_initial(self):
        gain = self.object
        return {"how": gain.measured_how, "amount": gain.amount, "per": gain.per}

    def call(self, form):
        return measure_gain(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **context):
        hidden = self.object.action.idea.told.hidden
        return super().get_context_data(gain=self.object, words=hidden.words(self.object.words), **context)


class RemoveGainView(ServicePostView):
    """Remove a gain that was written by mistake; one that was measured, once one has said that one is sure."""

    success_message = gettext_lazy("Gain removed.")

    def find(self):
        return find_gain(self.request.user, self.kwargs["pk"])

    def post(self, request, *args, **kwargs):
        if self.object.measured_at and not request.POST.get("sure"):
            words = self.object.action.idea.told.hidden.words(self.object.words)
            context = {"gain": self.object, "words": words, "back_url": self.get_back_url()}
            return render(request, "ideas/remove_gain.html", context)
        return super().post(request, *args, **kwargs)

    def call(self):
        remove_gain(self.object, by=self.request.user)
