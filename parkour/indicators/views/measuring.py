"""The entry grid: two numbers for everywhere and for each site, one period at a time."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parkour.core import clock
from parkour.core.exceptions import InvalidInput
from parkour.core.views import ServiceFormView
from parkour.indicators.indicator_forms import GridForm
from parkour.indicators.models import Measurement
from parkour.indicators.periods import latest, moved, said, start_of
from parkour.indicators.rates import fault_of_period
from parkour.indicators.services.measurement_reading import reasons_with_paths
from parkour.indicators.services.measuring import RowRefused, enter
from parkour.indicators.views.finding import chosen_series, find_indicator, series_query
from parkour.organisation.models import Site

OFFERED = 26


class EnterView(ServiceFormView):
    form_class = GridForm
    template_name = "indicators/enter.html"

    def find(self):
        indicator = find_indicator(self.request, self.kwargs["pk"], "indicators.enter_measurements")
        self.starts_on = self._period(indicator)
        _site, self.reason = chosen_series(self.request)
        return indicator

    def _period(self, indicator) -> date:
        """What the address names; else the last period that is over."""
        today = clock.today()
        try:
            named = date.fromisoformat(self.request.GET.get("period", ""))
        except ValueError:
            named = None
        if named is not None and fault_of_period(indicator.period, named, today) is None:
            return named
        return moved(indicator.period, start_of(indicator.period, today), -1)

    def get_form_kwargs(self):
        there = Measurement.objects.filter(indicator=self.object, starts_on=self.starts_on, reason=self.reason)
        known = {row.site_id: (row.numerator, row.denominator) for row in there}
        return super().get_form_kwargs() | {"indicator": self.object, "sites": list(Site.objects.all()), "known": known}

    def call(self, form):
        try:
            return enter(self.object, form.rows(self.starts_on, self.reason), by=self.request.user)
        except RowRefused as refused:
            raise InvalidInput(refused.message, field=form.field_of(refused.place, refused.field)) from None

    def get_success_message(self):
        done = self.result.added + self.result.corrected + self.result.removed
        if not done:
            return _("Nothing was changed.")
        return ngettext("%(count)s measurement is entered.", "%(count)s measurements are entered.", done) % {
            "count": done
        }

    def get_success_url(self):
        return self.address_of(self.starts_on)

    def address_of(self, starts_on: date) -> str:
        return self.request.path + series_query(None, self.reason, period=starts_on.isoformat())

    def get_context_data(self, **context):
        indicator = self.object
        before, after = (moved(indicator.period, self.starts_on, step) for step in (-1, 1))
        return super().get_context_data(
            indicator=indicator,
            starts_on=self.starts_on,
            period=said(indicator.period, self.starts_on),
            periods=self._offered(),
            reason=self.reason,
            reasons=[pair for pair in reasons_with_paths() if pair[0].closed_at is None or pair[0] == self.reason],
            before_url=self.address_of(before),
            own_url=self.address_of(self.starts_on),
            after_url=self.address_of(after) if after <= clock.today() else "",
            **context,
        )

    def _offered(self) -> list[tuple[date, str]]:
        days = {*latest(self.object.period, clock.today(), OFFERED), self.starts_on}
        return [(day, said(self.object.period, day)) for day in sorted(days, reverse=True)]
