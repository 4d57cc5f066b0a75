"""Quick wins that were announced: a member may ask that one be discussed instead."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from committee.forms import ObjectionForm
from committee.selectors import quick_wins_open_to_objection
from committee.services.objections import object_to_quick_win
from committee.views.finding import ForTheHouse, PageForm
from ideas.privacy import tell
from ideas.views.finding import find_idea

SHOWN = 50


class QuickWinsView(ForTheHouse, TemplateView):
    """Everybody reads what is announced; members object."""

    template_name = "committee/quick_wins.html"

    concerned = None

    def get_context_data(self, **kwargs):
        objects = self.request.user.has_perm("committee.object_to_quick_win")
        rows = self.rows(kwargs.get("form"))
        return super().get_context_data(**{"objects": objects, "rows": rows} | kwargs)

    def rows(self, form=None):
        """What the page says of each, and its form, with what was typed for the one concerned."""
        ideas = quick_wins_open_to_objection().select_related("action")[:SHOWN]
        seen = [idea for idea in tell(None, ideas) if self.request.user.has_perm("ideas.view_idea", idea)]
        return [
            {
                "idea": idea,
                "owner": idea.told.hidden.somebody(idea.quick_win_owner) if idea.quick_win_owner else "",
                "form": form if idea == self.concerned else ObjectionForm(auto_id=f"{idea.reference}_%s"),
            }
            for idea in seen
        ]


class ObjectView(PageForm, QuickWinsView):
    """One member is enough: the quick win then goes to the committee."""

    form_class = ObjectionForm
    success_message = _("Your objection is recorded: the committee will discuss it.")

    def find(self):
        self.concerned = find_idea(self.request, self.kwargs["reference"])
        return self.concerned

    def permit(self):
        self.require("committee.object_to_quick_win")

    def call(self, form):
        return object_to_quick_win(self.object, by=self.request.user, **form.cleaned_data)

    def get_back_url(self):
        return reverse("committee:quick_wins")
