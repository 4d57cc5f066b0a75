"""Indicators and the reasons of complaints."""

from django.http import Http404
from django.urls import path

from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page, PageQuery, number_cursor, page_of
from parkour.indicators import serializers as told
from parkour.indicators.api.finding import IndicatorEndpoint
from parkour.indicators.models import Indicator, Reason
from parkour.indicators.services import indicators
from parkour.indicators.services.indicators import IndicatorFacts
from parkour.indicators.services.measurement_reading import reasons_with_paths

READ = {"scope": Scope.IDEAS_READ, "sees": "indicators.read_indicator", "output": told.IndicatorOut, "versioned": True}
MANAGE = {"scope": Scope.IDEAS_WRITE, "permission": "indicators.manage_indicators"}
WRITE = MANAGE | {"output": told.IndicatorOut, "versioned": True}
REASONS = MANAGE | {"output": told.ComplaintReasonOut}


def facts_of(sent: dict) -> IndicatorFacts:
    return IndicatorFacts(**sent | {"target": told.exactly(sent["target"])})


class IndicatorsView(Endpoint):
    @operation(
        scope=Scope.IDEAS_READ,
        permission="indicators.read_indicators",
        paged=True,
        query=PageQuery,
        output=told.IndicatorOut,
    )
    def get(self, request):
        """Indicators that I may read, closed ones too."""
        size, last = self.query["limit"], number_cursor(self.query.get("cursor"))
        rows = Indicator.objects.select_related("owner").order_by("pk")
        if not request.user.has_perm("indicators.read_all_indicators"):
            rows = rows.filter(owner=request.user)
        if last is not None:
            rows = rows.filter(pk__gt=last)
        page = page_of(list(rows[: size + 1]), size, lambda row: row.pk)
        return Page([told.indicator_out(row) for row in page.rows], page.cursor)

    @operation(**WRITE, input=told.IndicatorInput, status=201)
    def post(self, request):
        """Write an indicator."""
        return told.indicator_out(indicators.write_indicator(facts_of(self.sent), by=request.user))


class IndicatorView(IndicatorEndpoint):
    @operation(**READ)
    def get(self, request, pk):
        """One indicator; its series stands apart."""
        return told.indicator_out(self.find(pk))

    @operation(**WRITE, input=told.IndicatorInput, conditional=True)
    def put(self, request, pk):
        """Write it again, whole. Once something is measured its unit and period stay."""
        facts, version = facts_of(self.sent), self.version
        kept = indicators.write_indicator(facts, by=request.user, indicator=self.find(pk), version=version)
        return told.indicator_out(kept)


class CloseView(IndicatorEndpoint):
    @operation(**WRITE)
    def post(self, request, pk):
        """Close it: nothing is entered any more. Twice is once."""
        return told.indicator_out(indicators.close_indicator(self.find(pk), by=request.user))


class ReopenView(IndicatorEndpoint):
    @operation(**WRITE)
    def post(self, request, pk):
        """Go on with it. Twice is once."""
        return told.indicator_out(indicators.reopen_indicator(self.find(pk), by=request.user))


class ReasonsView(Endpoint):
    @operation(
        scope=Scope.IDEAS_READ,
        permission="indicators.read_indicators",
        paged=True,
        query=NoQuery,
        output=told.ComplaintReasonOut,
    )
    def get(self, request):
        """The tree of the reasons of complaints."""
        return Page([told.reason_out(reason, path) for reason, path in reasons_with_paths()])

    @operation(**REASONS, input=told.ComplaintReasonInput, status=201)
    def post(self, request):
        """Another reason."""
        return _told(indicators.write_reason(by=request.user, **self.sent))


class ReasonView(Endpoint):
    @operation(**REASONS, input=told.ComplaintReasonChange)
    def put(self, request, pk):
        """Rename, move, close or offer one again."""
        reason = Reason.objects.filter(pk=pk).first()
        if reason is None:
            raise Http404
        closed = self.sent.pop("closed")
        indicators.write_reason(by=request.user, reason=reason, **self.sent)
        return _told(indicators.close_reason(reason, by=request.user, closed=closed))


def _told(reason) -> dict:
    return next(told.reason_out(row, path) for row, path in reasons_with_paths() if row == reason)


one = "indicators/<int:pk>/"
urlpatterns = [
    path("indicators/", IndicatorsView.as_view(), name="indicators"),
    path(one, IndicatorView.as_view(), name="indicator"),
    path(f"{one}close/", CloseView.as_view(), name="close_indicator"),
    path(f"{one}reopen/", ReopenView.as_view(), name="reopen_indicator"),
    path("indicators/reasons/", ReasonsView.as_view(), name="complaint_reasons"),
    path("indicators/reasons/<int:pk>/", ReasonView.as_view(), name="complaint_reason"),
]
