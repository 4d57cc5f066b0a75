"""Kinds of sessions: which there are, what each block has of them, which one new sessions get."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from committee.kind_forms import KindForm, initial_of
from committee.models import SessionTemplate
from committee.selectors.templates import session_templates
from committee.services import templates as services
from parkour.core.views import ServiceFormView, ServicePostView


class ForKeepers:
    """404 for whoever may not change them."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if not request.user.has_perm("committee.edit_templates"):
            raise Http404

    def find(self):
        return get_object_or_404(session_templates(), pk=self.kwargs["pk"])

    def get_back_url(self):
        return reverse("committee:kinds")


class KindsView(ForKeepers, TemplateView):
    """All of them."""

    template_name = "committee/kinds.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(kinds=list(session_templates()), **kwargs)


class KindView(ForKeepers, ServiceFormView):
    """Change one; sessions to come whose agenda was not sent follow."""

    form_class, template_name = KindForm, "committee/kind.html"
    success_message = gettext_lazy("The kind of session is kept.")

    def get_initial(self):
        return initial_of(self.object)

    def call(self, form):
        return services.write_template(by=self.request.user, template=self.object, **form.facts())


class NewKindView(KindView):
    """One more, which begins with the usual times."""

    def find(self):
        return None


class UsualKindView(ForKeepers, ServicePostView):
    def call(self):
        return services.make_usual(self.object, by=self.request.user)

    def get_success_message(self):
        return _("New sessions are of the kind “%(name)s”.") % {"name": self.result}


class RemoveKindView(ForKeepers, ServicePostView):
    success_message = gettext_lazy("The kind of session is given up. Its sessions keep their times.")

    def find(self):
        return SessionTemplate.objects.filter(pk=self.kwargs["pk"]).first() or SessionTemplate(pk=self.kwargs["pk"])

    def call(self):
        return services.remove_template(self.object, by=self.request.user)
