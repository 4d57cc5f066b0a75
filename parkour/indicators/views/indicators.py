"""Indicators side by side, one with its chart, its form; its series as a file."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from ideas.sheet_responses import sheet_response
from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView, ServicePostView
from parkour.indicators.charting import chart_of
from parkour.indicators.indicator_forms import IndicatorForm, initial_of
from parkour.indicators.models import Attention, Indicator
from parkour.indicators.reading import latest_of, series_of
from parkour.indicators.services import indicators
from parkour.indicators.services.measurement_reading import reasons_with_paths
from parkour.indicators.showing import baselines_of, claim_rows, table_rows
from parkour.indicators.views.finding import chosen_series, find_indicator, require, series_query
from parkour.organisation.models import Site

LISTED = 40
WIDTHS = (14, 14, 14, 14, 30)


class IndicatorsView(TemplateView):
    """What is measured about customers and about employees, each with its last value and what it is part of."""

    template_name = "indicators/indicators.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        require(user, "indicators.read_indicators")
        after, closed = whole_number(self.request.GET.get("after")), self.request.GET.get("closed") == "1"
        rows = Indicator.objects.filter(closed_at__isnull=not closed).order_by("pk")
        if not user.has_perm("indicators.read_all_indicators"):
            rows = rows.filter(owner=user)
        found = list((rows.filter(pk__gt=after) if after else rows)[: LISTED + 1])
        series = latest_of(found[:LISTED])
        kept = "&closed=1" if closed else ""
        return super().get_context_data(
            sides=[(side.label, [one for one in series if one.indicator.attention == side]) for side in Attention],
            any=bool(series),
            closed=closed,
            manages=user.has_perm("indicators.manage_indicators"),
            first_url=f"?{kept[1:]}" if after else "",
            next_url=f"?after={found[LISTED - 1].pk}{kept}" if len(found) > LISTED else "",
            **kwargs,
        )


class IndicatorView(TemplateView):
    """One series: its chart, the table that says the same, what changed and what that may claim."""

    template_name = "indicators/indicator.html"

    def get_context_data(self, pk, **kwargs):
        user = self.request.user
        indicator = find_indicator(self.request, pk)
        site, reason = chosen_series(self.request)
        series = series_of(indicator, site, reason)
        manages = user.has_perm("indicators.manage_indicators")
        return super().get_context_data(
            indicator=indicator,
            series=series,
            chart=chart_of(series),
            rows=table_rows(series),
            claims=claim_rows(series, user, manages=manages and indicator.closed_at is None),
            baselines=baselines_of(indicator, site, reason, user),
            sites=Site.objects.all(),
            reasons=reasons_with_paths(),
            site=site,
            reason=reason,
            query=series_query(site, reason),
            manages=manages,
            enters=user.has_perm("indicators.enter_measurements", indicator) and indicator.closed_at is None,
            **kwargs,
        )


class SeriesFileView(View):
    """The series as a spreadsheet, absolute numbers beside what they make."""

    def get(self, request, pk):
        indicator = find_indicator(request, pk)
        site, reason = chosen_series(request)
        points = series_of(indicator, site, reason).points
        head = [_("Period"), indicator.counted, indicator.among, indicator.get_unit_display()]
        body = ([one.starts_on, float(one.numerator), float(one.denominator), round(one.value, 3)] for one in points)
        kind = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
        rows = (row for part in ([head], body) for row in part)
        return sheet_response(rows, kind, name=_("indicator"), title=_("Indicator"), widths=WIDTHS)


class OfKeepers:
    """For those who keep indicators."""

    def find(self):
        require(self.request.user, "indicators.manage_indicators")
        return find_indicator(self.request, self.kwargs["pk"]) if "pk" in self.kwargs else None

    def get_back_url(self):
        return super().get_back_url() if self.object else reverse("indicators:indicators")


class WriteIndicatorView(OfKeepers, ServiceFormView):
    """A new indicator, or one corrected."""

    form_class = IndicatorForm
    template_name = "indicators/form.html"
    success_message = gettext_lazy("The indicator is saved.")

    def get_initial(self):
        return initial_of(self.object) if self.object else {}

    def call(self, form):
        version = form.cleaned_data["version"]
        return indicators.write_indicator(form.facts(), by=self.request.user, indicator=self.object, version=version)

    def get_success_url(self):
        return self.result.get_absolute_url()

    def again(self, form, status, conflict=None, **context):
        if conflict:  # what stands now is on the page: saving again is a choice
            form.data = form.data.copy()
            form.data["version"] = str(conflict.current.version)
        return super().again(form, status, other=conflict and conflict.current, **context)


class CloseIndicatorView(OfKeepers, ServicePostView):
    success_message = gettext_lazy("The indicator is closed: what was measured stays readable.")

    def call(self):
        indicators.close_indicator(self.object, by=self.request.user)


class ReopenIndicatorView(OfKeepers, ServicePostView):
    success_message = gettext_lazy("The indicator goes on.")

    def call(self):
        indicators.reopen_indicator(self.object, by=self.request.user)
