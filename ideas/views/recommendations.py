"""What the committee recommends and the direction answers, with a reason and a date."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import View

from ideas import desk
from ideas.enums import State
from ideas.forms.moves import ArbitrationForm
from ideas.privacy import tell, visible_authors
from ideas.services.decisions import arbitrate
from ideas.views.finding import find_idea
from ideas.views.loads import warn_of_load
from parkour.core.exceptions import TransitionRefused
from parkour.core.views import ServiceFormView


class RecommendationsView(View):
    def get(self, request):
        if not request.user.has_perm("ideas.arbitrate"):
            raise Http404
        return render(request, "ideas/recommendations.html", {"ideas": tell(request.user, desk.recommendations())})


class ArbitrateView(ServiceFormView):
    template_name = "ideas/arbitrate.html"
    form_class = ArbitrationForm
    success_message = gettext_lazy("Your answer is recorded. The author and the committee read it.")

    def find(self):
        if not self.request.user.has_perm("ideas.arbitrate"):
            raise Http404
        return find_idea(self.request, self.kwargs["reference"])

    def permit(self):
        if self.object.state != State.RECOMMENDED:
            raise TransitionRefused(gettext_lazy("The direction has already answered this recommendation."))

    def get_back_url(self):
        return reverse("ideas:recommendations")

    def call(self, form):
        data = form.cleaned_data
        adopted = data["answer"] == "adopt"
        decision = arbitrate(
            self.object,
            by=self.request.user,
            adopted=adopted,
            reason=data["reason"],
            owner=data["owner"] if adopted else None,
            due_on=data["due_on"] if adopted else None,
        )
        if adopted:
            warn_of_load(self.request, self.object, data["owner"])
        return decision

    def get_context_data(self, **context):
        decision = self.object.decisions.filter(superseded_at=None).first()
        return super().get_context_data(
            idea=self.object,
            authors=visible_authors(self.request.user, self.object),
            decision=decision,
            why=self.object.told.hidden.words(decision.reason) if decision else "",
            people=desk.people_to_name(),
            **context,
        )
