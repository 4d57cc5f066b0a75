"""The tree of the reasons of complaints."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from parkour.core.views import ServiceFormView, ServicePostView
from parkour.indicators.indicator_forms import ReasonForm
from parkour.indicators.models import Reason
from parkour.indicators.services.indicators import close_reason, write_reason
from parkour.indicators.services.measurement_reading import reasons_with_paths
from parkour.indicators.views.finding import require


class OfReasons:
    def find(self):
        require(self.request.user, "indicators.manage_indicators")
        return get_object_or_404(Reason, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def get_back_url(self):
        return reverse("indicators:reasons")


class ReasonsView(OfReasons, ServiceFormView):
    """The whole tree, and the form of another one."""

    form_class = ReasonForm
    template_name = "indicators/reasons.html"
    success_message = gettext_lazy("The reason is there.")

    def call(self, form):
        return write_reason(by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **context):
        return super().get_context_data(reasons=reasons_with_paths(), **context)


class ReasonView(OfReasons, ServiceFormView):
    """One renamed or moved."""

    form_class = ReasonForm
    template_name = "indicators/reason.html"
    success_message = gettext_lazy("The reason is changed.")

    def get_initial(self):
        return {"name": self.object.name, "parent": self.object.parent_id}

    def call(self, form):
        return write_reason(by=self.request.user, reason=self.object, **form.cleaned_data)

    def get_success_url(self):
        return self.get_back_url()


class CloseReasonView(OfReasons, ServicePostView):
    success_message = gettext_lazy("The reason is offered no more; its measurements stay.")

    def call(self):
        close_reason(self.object, by=self.request.user)


class ReopenReasonView(OfReasons, ServicePostView):
    success_message = gettext_lazy("The reason is offered again.")

    def call(self):
        close_reason(self.object, by=self.request.user, closed=False)
