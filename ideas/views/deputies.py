"""Who stands in for an officer, on which days: named by the officer, ended by either of the two."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ideas.forms.deputies import DeputyForm
from ideas.services.deputies import end_deputy, name_deputy
from parkour.accounts import deputies
from parkour.accounts.models import Deputy
from parkour.core import clock
from parkour.core.exceptions import NotAllowed
from parkour.core.views import ServiceFormView, ServicePostView


class DeputiesView(ServiceFormView):
    """Those one has named, those for whom one stands in, and one more."""

    form_class = DeputyForm
    template_name = "ideas/deputies.html"
    success_message = _("Named, and told. It begins and ends by itself.")

    def find(self):
        if not self.request.user.has_perm("ideas.see_deputies"):
            raise Http404

    def permit(self):
        if self.request.method == "POST" and not deputies.is_given_officer(self.request.user):
            raise NotAllowed(_("Only an officer names somebody to stand in for them."))

    def get_back_url(self):
        return reverse("ideas:deputies")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"officer": self.request.user}

    def call(self, form):
        return name_deputy(by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **context):
        return super().get_context_data(
            named=deputies.deputies_of(self.request.user),
            stood_in_for=deputies.stood_in_for(self.request.user),
            may_name=deputies.is_given_officer(self.request.user),
            today=clock.today(),
            **context,
        )


class EndDeputyView(ServicePostView):
    success_message = _("It has ended.")

    def find(self):
        mine = Q(officer=self.request.user) | Q(person=self.request.user)
        return get_object_or_404(Deputy.objects.filter(mine), pk=self.kwargs["pk"])

    def get_back_url(self):
        return reverse("ideas:deputies") if self.request.user.has_perm("ideas.see_deputies") else "/"

    def call(self):
        return end_deputy(self.object, by=self.request.user)
