"""The figures of management and the lists behind them, over what the pages read."""

from django.urls import path
from django.utils import timezone

from ideas.privacy import prefetch_names, tell
from ideas.serializers.outputs import shown_state
from parkour.accounts.scopes import Scope
from parkour.core import clock
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.pagination import Page, number_cursor, page_of
from parkour.dashboard import lists
from parkour.dashboard import serializers as told
from parkour.dashboard.kept import kept_figures
from parkour.dashboard.lives import month_of
from parkour.dashboard.naming import month_named

READ = {"scope": Scope.IDEAS_READ, "permission": "dashboard.read_dashboard"}


class FiguresView(Endpoint):
    @operation(**READ, output=told.FiguresOut)
    def get(self, request):
        """The figures of thirteen months, as they were last counted."""
        return told.figures_out(kept_figures())


class CountedView(Endpoint):
    @operation(**READ, paged=True, query=told.ListQuery, output=told.CountedIdeaOut)
    def get(self, request):
        """The contributions behind one figure, those that I may read; the latest first."""
        size, before = self.query["limit"], number_cursor(self.query.get("cursor"))
        month = month_named(self.query.get("month")) or month_of(clock.today(timezone.get_default_timezone()))
        rows = lists.rows_of(self.query["of"], month, reader=request.user, before=before, size=size)
        page = page_of(rows, size, lambda idea: idea.pk)
        prefetch_names(page.rows)  # what may be known of a state asks for the authors, of officers too
        return Page([_out(idea, request.user) for idea in tell(request.user, page.rows)], page.cursor)


def _out(idea, reader) -> dict:
    return {
        "reference": idea.reference,
        "title": idea.told.title,
        "state": shown_state(reader, idea),
        "submitted_at": idea.submitted_at,
        "site": idea.site.code if idea.site and not idea.told.hidden.hidden else None,
    }


urlpatterns = [
    path("dashboard/", FiguresView.as_view(), name="dashboard"),
    path("dashboard/contributions/", CountedView.as_view(), name="dashboard_list"),
]
