"""The portfolio: rows, places of the matrix, other weights, the file, and what is kept under a name."""

from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _

from ideas import portfolio
from ideas.matrix import cells_of
from ideas.models import PortfolioView
from ideas.portfolio_lines import lines_of
from ideas.search import exactly, matching
from ideas.serializers import portfolio as told
from ideas.services import portfolio as services
from ideas.services.rubrics import rubric_to_read
from ideas.services.weighing import what_if
from ideas.sheet_responses import sheet_response
from ideas.tags import with_tags
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page, page_of, unknown_cursor
from parkour.core.sheets import CSV_TYPE, XLSX_TYPE

READ = {"scope": Scope.TRIAGE, "permission": "ideas.view_portfolio"}


class PortfolioEndpoint(Endpoint):
    """What the filters of the query leave for whoever asks."""

    def rows(self, chosen):
        rows = portfolio.portfolio_rows(self.request.user, chosen, rubric_to_read().values.thresholds)
        if chosen.typed:
            rows = matching(rows, exactly(chosen.typed, people=self.request.user.has_perm("ideas.browse")))
        return rows


class RowsView(PortfolioEndpoint):
    @operation(**READ, paged=True, query=told.PortfolioQuery, output=told.PortfolioRow)
    def get(self, request):
        """What was assessed, the strongest first: the proposals that are still open, or what the filters say."""
        chosen = told.portfolio_of(request.user, self.query)
        size, cursor = self.query["limit"], self.query.get("cursor", "")
        last = portfolio.last_of_page(request.user, cursor) if cursor else None
        if cursor and last is None:
            raise unknown_cursor()
        rows = self.rows(chosen)
        found = portfolio.portfolio_page(with_tags(rows), chosen.order, after=last, size=size, whole=True)
        page = page_of(found, size, lambda idea: idea.reference)
        lines = lines_of(request.user, page.rows, rubric_to_read().values)
        return Page([told.portfolio_row(line) for line in lines], page.cursor)


class MatrixView(PortfolioEndpoint):
    @operation(**READ, paged=True, query=told.FilterQuery, output=told.CellOut)
    def get(self, request):
        """The places of the matrix that hold something: 81 at most, of the 2,000 strongest."""
        places, _more = portfolio.places_of(self.rows(told.portfolio_of(request.user, self.query)))
        return Page([told.cell_out(cell) for cell in cells_of(places)])


class WhatIfView(PortfolioEndpoint):
    @operation(**READ, query=told.WeightsQuery, output=told.WhatIfOut, refusals=(422,))
    def get(self, request):
        """Which proposals would pass a threshold with other weights. Nothing is saved."""
        chosen = told.portfolio_of(request.user, {name: self.query.get(name) for name in told.FilterQuery().fields})
        weights = {name: self.query.get(name, weight) for name, weight in rubric_to_read().in_hundredths.items()}
        return told.what_if_out(what_if(chosen, by=request.user, **weights))


class FileView(PortfolioEndpoint):
    @operation(**READ, query=told.FileQuery, binary=(CSV_TYPE, XLSX_TYPE))
    def get(self, request):
        """The rows as a file for a spreadsheet. Hidden names stay out of it, whoever asks."""
        asked = {name: value for name, value in self.query.items() if name != "format"}
        chosen = told.portfolio_of(request.user, asked)
        rows = services.export_portfolio(chosen, by=request.user)
        kind = self.query["format"]
        return sheet_response(rows, kind, name=_("portfolio"), title=_("Portfolio"), widths=services.WIDTHS)


class ViewsView(Endpoint):
    @operation(**READ, paged=True, query=NoQuery, output=told.ViewOut)
    def get(self, request):
        """My views, and those that others show to the desk."""
        return Page([told.view_out(request.user, view) for view in services.views_for(request.user)])

    @operation(**READ, input=told.ViewInput, output=told.ViewOut, status=201)
    def post(self, request):
        """Keep filters and columns under a name; the same name again is written anew."""
        chosen = portfolio.portfolio_for(request.user, self.sent["query"])
        facts = {"name": self.sent["name"], "is_shared": self.sent["is_shared"]}
        return told.view_out(request.user, services.save_view(chosen, by=request.user, **facts))


class ViewView(Endpoint):
    @operation(**READ)
    def delete(self, request, view):
        """Take one of my views away."""
        kept = PortfolioView.objects.filter(pk=view, person=request.user).first()
        if kept is None:
            raise Http404
        services.remove_view(kept, by=request.user)


urlpatterns = [
    path("portfolio/", RowsView.as_view(), name="portfolio"),
    path("portfolio/matrix/", MatrixView.as_view(), name="portfolio_matrix"),
    path("portfolio/what-if/", WhatIfView.as_view(), name="what_if"),
    path("portfolio/file/", FileView.as_view(), name="portfolio_file"),
    path("portfolio/views/", ViewsView.as_view(), name="portfolio_views"),
    path("portfolio/views/<int:view>/", ViewView.as_view(), name="portfolio_view"),
]
