"""Answers that have not left: take one back, send it at once, remove what could not leave; and one's keys."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.forms.desk_keys import KeysForm
from ideas.hotkeys import USUAL
from ideas.models import HeldDecision
from ideas.own_desk import own_desk
from ideas.services.desk_keys import set_desk_keys
from ideas.services.holding import forget_failed, send_held_now, take_back_decision
from ideas.views.desk import find_for_officer, find_for_triage, item_url, next_url
from parkour.accounts.rules import is_officer
from parkour.core.views import ServiceFormView, ServicePostView, safe_next


class HeldView(ServicePostView):
    """A button over the answer that waits for a contribution."""

    def find(self):
        return find_for_officer(self.request, self.kwargs["reference"])

    def get_back_url(self):
        return item_url(self.object)


class TakeBackView(HeldView):
    """Undo: back to the sheet, with the words; what was prepared is ready again."""

    def get_success_message(self):
        if self.result.ready_id:
            return _("Nothing was sent. The answer is ready again.")
        return _("Nothing was sent. Your words are here.")

    def call(self):
        return take_back_decision(self.object, by=self.request.user)

    def get_success_url(self):
        if self.result.ready_id:
            return reverse("ideas:ready")
        kwargs = {"reference": self.object.reference, "outcome": self.result.outcome}
        return reverse("ideas:decide", kwargs=kwargs)


class SendNowView(HeldView):
    def call(self):
        return send_held_now(self.object, by=self.request.user)

    def get_success_message(self):
        return _("Answer sent: %(reference)s.") % {"reference": self.object.reference}

    def get_success_url(self):
        return safe_next(self.request, reverse("ideas:triage"))


class ForgetFailedView(ServicePostView):
    """What could not leave was read: it goes. Its contribution may be out of sight by now."""

    success_message = gettext_lazy("Removed.")

    def find(self):
        if not is_officer(self.request.user):
            raise Http404
        return get_object_or_404(HeldDecision, pk=self.kwargs["pk"])

    def get_back_url(self):
        return reverse("ideas:triage")

    def call(self):
        return forget_failed(self.object, by=self.request.user)


class LaterView(ServicePostView):
    """Set aside: it stays in the queue, and comes again at the end of this walk."""

    def find(self):
        return find_for_triage(self.request, self.kwargs["reference"])

    def get_back_url(self):
        return item_url(self.object)

    def call(self):
        self.following = next_url(self.request, self.object, later=True)

    def get_success_url(self):
        return self.following


class KeysView(ServiceFormView):
    """The keys of the desk, one field for each action."""

    template_name = "ideas/desk_keys.html"
    form_class = KeysForm
    success_message = gettext_lazy("Keys saved: they follow you to every desk.")

    def find(self):
        if not self.request.user.has_perm("ideas.view_triage"):
            raise Http404

    def get_back_url(self):
        return reverse("ideas:triage")

    def get_success_url(self):
        return reverse("ideas:keys")

    def get_initial(self):
        return own_desk(self.request.user).keys

    def call(self, form):
        wanted = USUAL if "usual" in self.request.POST else form.cleaned_data
        return set_desk_keys(wanted, by=self.request.user)

    def form_invalid(self, form):
        return self.form_valid(form) if "usual" in self.request.POST else super().form_invalid(form)
