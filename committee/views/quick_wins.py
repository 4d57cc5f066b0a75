"""Quick wins that were announced: a member may ask that one be discussed instead."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from committee.forms import ObjectionForm
from committee.selectors import quick_wins_open_to_objection
from committee.services.objections import object_to_quick_win
from committee.views.finding import PageForm
from ideas.views.finding import find_idea

SHOWN = 50


class QuickWinsView(TemplateView):
    """Everybody reads what is announced; members object."""

    template_name = "committee/quick_wins.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(**{
            "ideas": self.ideas(),
            "objects": user.has_perm("committee.object_to_quick_win"),
            "objection_form": ObjectionForm(),
        } | kwargs)

    def ideas(self):
        rows = quick_wins_open_to_objection().prefetch_related("authorships", "objections")[:SHOWN]
        return [idea for idea in rows if self.request.user.has_perm("ideas.view_idea", idea)]


class ObjectView(PageForm, QuickWinsView):
    """One member is enough: the quick win then goes to the committee."""

    form_class = ObjectionForm
    success_message = _("Your objection is recorded: the committee will discuss it.")

    def find(self):
        return find_idea(self.request, self.kwargs["reference"])

    def permit(self):
        self.require("committee.object_to_quick_win")

    def call(self, form):
        return object_to_quick_win(self.object, by=self.request.user, **form.cleaned_data)

    def get_back_url(self):
        return reverse("committee:quick_wins")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"objection_form": context["form"], "concerned": self.object}
