"""Gestures: noted in a moment, taken back; what they cost, by team."""

from datetime import timedelta
from uuid import uuid4

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from parkour.core import clock
from parkour.core.views import ServiceFormView, ServicePostView
from parkour.engagements.forms import InitiativeForm
from parkour.engagements.models import Initiative
from parkour.engagements.services.initiatives import note_initiative, take_back_initiative
from parkour.engagements.views.finding import require
from parkour.engagements.watching import own, spend

SPANS = {"30": gettext_lazy("30 days"), "90": gettext_lazy("90 days"), "365": gettext_lazy("a year")}


class InitiativesView(ServiceFormView):
    """What one did for somebody without asking first, told in twenty seconds."""

    form_class = InitiativeForm
    template_name = "engagements/initiatives.html"
    success_message = gettext_lazy("Noted: thank you. Nobody needs to approve it.")

    def find(self):
        require(self.request.user, "engagements.note_initiative")

    def get_back_url(self):
        return reverse("engagements:initiatives")

    def get_initial(self):
        return {"key": uuid4(), "on": clock.today(), "attention": "customers"}

    def call(self, form):
        return note_initiative(form.gesture(), key=form.cleaned_data["key"], by=self.request.user)

    def get_context_data(self, **context):
        user = self.request.user
        return super().get_context_data(own=own(user), watches=user.has_perm("engagements.watch_spend"), **context)


class TakeBackInitiativeView(ServicePostView):
    success_message = gettext_lazy("The gesture is taken back.")

    def find(self):
        found = get_object_or_404(Initiative, pk=self.kwargs["pk"])
        require(self.request.user, "engagements.take_back_initiative", found)
        return found

    def get_back_url(self):
        return reverse("engagements:initiatives")

    def call(self):
        return take_back_initiative(self.object, by=self.request.user)


class SpendView(TemplateView):
    """What gestures cost, by team, and those that stand out. Nobody is named."""

    template_name = "engagements/spend.html"

    def get_context_data(self, **kwargs):
        require(self.request.user, "engagements.watch_spend")
        days = self.request.GET.get("days", "")
        days = days if days in SPANS else "90"
        last = clock.today()
        first = last - timedelta(days=int(days) - 1)
        return super().get_context_data(
            spend=spend(first, last), first=first, last=last, days=days, spans=list(SPANS.items()), **kwargs
        )
