"""Series of indicators: read, entered; changes recorded, limits drawn anew."""

from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _

from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.exceptions import InvalidInput
from parkour.indicators import serializers as told
from parkour.indicators.api.finding import IndicatorEndpoint
from parkour.indicators.models import Baseline, Change
from parkour.indicators.reading import series_of
from parkour.indicators.services import changes
from parkour.indicators.services.measuring import Row, RowRefused, enter
from parkour.indicators.showing import claim_rows

MANAGE = {"scope": Scope.IDEAS_WRITE, "permission": "indicators.manage_indicators"}


class SeriesView(IndicatorEndpoint):
    @operation(scope=Scope.IDEAS_READ, sees="indicators.read_indicator", query=told.SeriesQuery, output=told.SeriesOut)
    def get(self, request, pk):
        """Points, limits, signals, and what each recorded change may claim."""
        series = series_of(self.find(pk), *told.series_named(self.query))
        return told.series_out(series, claim_rows(series, request.user, manages=False))


class MeasurementsView(IndicatorEndpoint):
    @operation(
        scope=Scope.IDEAS_WRITE,
        sees="indicators.enter_measurements",
        input=told.RowsInput,
        output=told.EnteredOut,
        refusals=(409,),
    )
    def post(self, request, pk):
        """Add, correct or take away measurements: all of the rows or none."""
        rows = [
            Row(
                row["starts_on"],
                told.exactly(row["numerator"]),
                told.exactly(row["denominator"]),
                row["site"],
                row["reason"],
            )
            for row in self.sent["rows"]
        ]
        try:
            return told.entered_out(enter(self.find(pk), rows, by=request.user))
        except RowRefused as refused:
            sentence = _("Row %(number)s: %(why)s") % {"number": refused.place + 1, "why": refused.message}
            raise InvalidInput(sentence, field="rows") from None


class ChangesView(IndicatorEndpoint):
    @operation(**MANAGE, input=told.RecordedChangeInput, output=told.RecordedChangeOut, status=201)
    def post(self, request, pk):
        """Record what was changed on a day, with the contribution it came from."""
        return told.change_out(changes.record_change(self.find(pk), by=request.user, **self.sent))


class ChangeEndpoint(Endpoint):
    def find(self, pk) -> Change:
        change = Change.objects.select_related("indicator", "idea").filter(pk=pk).first()
        if change is None:
            raise Http404
        return change


class ChangeView(ChangeEndpoint):
    @operation(**MANAGE, refusals=(409,))
    def delete(self, request, pk):
        """Take back a change recorded by mistake."""
        changes.remove_change(self.find(pk), by=request.user)


class RebaseView(ChangeEndpoint):
    @operation(**MANAGE, input=told.RebaseInput, output=told.BaselineOut, status=201, refusals=(409,))
    def post(self, request, pk):
        """Draw the limits of a series anew: after a run of seven on one side, with a reason."""
        return told.baseline_out(changes.rebase(self.find(pk), by=request.user, **self.sent))


class BaselineView(Endpoint):
    @operation(**MANAGE, refusals=(409,))
    def delete(self, request, pk):
        """Go back to the limits before the last rebase."""
        baseline = Baseline.objects.select_related("indicator", "site", "reason").filter(pk=pk).first()
        if baseline is None:
            raise Http404
        changes.undo_rebase(baseline, by=request.user)


one = "indicators/<int:pk>/"
urlpatterns = [
    path(f"{one}series/", SeriesView.as_view(), name="indicator_series"),
    path(f"{one}measurements/", MeasurementsView.as_view(), name="measurements"),
    path(f"{one}changes/", ChangesView.as_view(), name="indicator_changes"),
    path("indicators/changes/<int:pk>/", ChangeView.as_view(), name="indicator_change"),
    path("indicators/changes/<int:pk>/rebase/", RebaseView.as_view(), name="rebase"),
    path("indicators/baselines/<int:pk>/", BaselineView.as_view(), name="baseline"),
]
