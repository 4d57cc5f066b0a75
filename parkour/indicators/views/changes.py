"""Recording what was changed, drawing limits anew after it, and taking either back."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from parkour.core.views import ServiceFormView, ServicePostView
from parkour.indicators.indicator_forms import ChangeForm, RebaseForm
from parkour.indicators.models import Baseline, Change
from parkour.indicators.services import changes
from parkour.indicators.views.finding import chosen_series, find_indicator, require, series_query


class RecordChangeView(ServiceFormView):
    form_class = ChangeForm
    template_name = "indicators/change.html"
    success_message = gettext_lazy("The change is recorded: the chart counts from its day.")

    def find(self):
        require(self.request.user, "indicators.manage_indicators")
        return find_indicator(self.request, self.kwargs["pk"])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self):
        return {"idea": self.request.GET.get("idea", "")[:20]}

    def call(self, form):
        return changes.record_change(self.object, by=self.request.user, **form.cleaned_data)


class OfChange:
    """One recorded change; one goes back to the series that the address names."""

    def find(self):
        require(self.request.user, "indicators.manage_indicators")
        self.series = chosen_series(self.request)
        return get_object_or_404(Change.objects.select_related("indicator", "idea"), pk=self.kwargs["pk"])

    def get_back_url(self):
        return self.object.indicator.get_absolute_url() + series_query(*self.series)


class RemoveChangeView(OfChange, ServicePostView):
    success_message = gettext_lazy("The change is taken back.")

    def call(self):
        changes.remove_change(self.object, by=self.request.user)


class RebaseView(OfChange, ServiceFormView):
    form_class = RebaseForm
    template_name = "indicators/rebase.html"
    success_message = gettext_lazy("The limits are drawn anew. They lock with the twelfth point.")

    def call(self, form):
        site, reason = self.series
        return changes.rebase(self.object, why=form.cleaned_data["why"], by=self.request.user, site=site, reason=reason)

    def get_context_data(self, **context):
        return super().get_context_data(
            indicator=self.object.indicator, site=self.series[0], reason=self.series[1], **context
        )


class UndoRebaseView(ServicePostView):
    success_message = gettext_lazy("The limits are as before.")

    def find(self):
        require(self.request.user, "indicators.manage_indicators")
        rows = Baseline.objects.select_related("indicator", "site", "reason")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_back_url(self):
        return self.object.indicator.get_absolute_url() + series_query(self.object.site, self.object.reason)

    def call(self):
        changes.undo_rebase(self.object, by=self.request.user)
