"""The library of reasons: what they say, how often they were really given; write one, change one, retire one."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import View

from ideas.forms.reasons import ChangeReasonForm, NewReasonForm
from ideas.models import Reason
from ideas.models.reason import CODES
from ideas.reasons import reasons_with_uses
from ideas.services.reasons import write_reason
from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView


class ReasonsView(View):
    """Every reason by outcome, the most used first."""

    def get(self, request):
        if not request.user.has_perm("ideas.manage_words"):
            raise Http404
        rows = reasons_with_uses()
        groups = [{"outcome": outcome, "rows": [row for row in rows if row.outcome == outcome]} for outcome in CODES]
        context = {"groups": groups, "any": bool(rows), "can_browse": request.user.has_perm("ideas.browse")}
        return render(request, "ideas/reasons.html", context)


class NewReasonView(ServiceFormView):
    form_class = NewReasonForm
    template_name = "ideas/reasons_form.html"
    success_message = gettext_lazy("Reason saved.")
    reason = None

    def find(self):
        if not self.request.user.has_perm("ideas.manage_words"):
            raise Http404

    def get_back_url(self):
        return reverse("ideas:reasons")

    def get_initial(self):
        return {"belongs": self.request.GET.get("belongs", "")}

    def call(self, form):
        return write_reason(by=self.request.user, **form.facts())

    def get_context_data(self, **context):
        return super().get_context_data(**{"reason": self.reason} | context)


class ChangeReasonView(NewReasonView):
    """Its words, its name, whether it is in use; what it belongs to stays."""

    form_class = ChangeReasonForm

    def find(self):
        super().find()
        self.reason = get_object_or_404(Reason, pk=self.kwargs["pk"])
        return self.reason

    def get_back_url(self):
        return reverse("ideas:reasons")

    def get_initial(self):
        return {name: getattr(self.reason, name) for name in ("name", "text_fr", "text_en", "is_active")}

    def call(self, form):
        version = whole_number(self.request.POST.get("version"))
        return write_reason(by=self.request.user, reason=self.reason, version=version, **form.facts())

    def again(self, form, status, conflict=None, **context):
        """After a conflict the page names the version it shows: saving again is a choice between two texts."""
        if conflict:
            self.reason = conflict.current
        return super().again(form, status, conflict=conflict, **context)
