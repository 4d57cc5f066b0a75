"""The page for management, the list behind each of its figures, its months as a file. Reading counts nothing."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from ideas.privacy import tell
from ideas.sheet_responses import sheet_response
from parkour.accounts.models import Role
from parkour.core import clock
from parkour.core.keys import query_string, whole_number
from parkour.dashboard import lists, showing, words
from parkour.dashboard.files import WIDTHS, rows_of_months
from parkour.dashboard.kept import Kept, kept_figures
from parkour.dashboard.lives import month_of
from parkour.dashboard.naming import month_named, name_of
from parkour.dashboard.printing import dashboard_pdf

USUAL_LIST = "received"


class ReadersOnly:
    """404 but for those who read the figures of management."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("dashboard.read_dashboard"):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


def month_shown(kept: Kept, text: str | None):
    """The month that the address names, if it is kept; else the last whole one, or this one when nothing came then."""
    asked = month_named(text)
    if asked in kept.months:
        return asked
    whole, current = kept.months[-2:]
    return whole if kept.of_month(whole)["all_received"] else current


class DashboardView(ReadersOnly, TemplateView):
    template_name = "dashboard/dashboard.html"

    def get_context_data(self, **kwargs):
        kept = kept_figures()
        if kept is None:
            return super().get_context_data(kept=None, **kwargs)
        month = month_shown(kept, self.request.GET.get("month"))
        row = kept.of_month(month)
        return super().get_context_data(
            kept=kept,
            month=month,
            month_name=name_of(month),
            month_label=words.month_label(month),
            months=[(name_of(one), words.month_label(one), one == month) for one in reversed(kept.months)],
            sentence=words.sentence_of(row, month, kept.content["waiting"]),
            counts=showing.counts(row, month),
            tiles=showing.tiles(row, month),
            waits=showing.waits(kept),
            drawing=showing.drawing(kept),
            flow=showing.flow_rows(kept),
            together=showing.funnel_together(kept),
            stages=showing.STAGES.values(),
            cohorts=showing.funnel_rows(kept),
            sizes=showing.size_rows(kept),
            standing=showing.standing_rows(kept),
            taking_part=showing.taking_part(kept),
            silent_sites=kept.content["participation"]["silent_sites"],
            more_silent=showing.more_silent(kept),
            sessions=showing.sessions(kept),
            proof=showing.proof(kept),
            claims=showing.claims(kept),
            sides=showing.both_sides(kept),
            **kwargs,
        )


class ListView(ReadersOnly, TemplateView):
    """The contributions behind one figure, as far as the reader may read them."""

    template_name = "dashboard/list.html"

    def get_context_data(self, **kwargs):
        given, user = self.request.GET, self.request.user
        name = given.get("of") or USUAL_LIST
        if name not in lists.LISTS:
            raise Http404
        listed, month = lists.LISTS[name], month_named(given.get("month")) or month_of(_today())
        before = whole_number(given.get("before"))
        rows = lists.rows_of(name, month, reader=user, before=before, size=lists.PAGE)
        shown = tell(user, rows[: lists.PAGE])
        kept = {"of": name, "month": name_of(month) if listed.monthly else ""}
        back = query_string(month=kept["month"])
        return super().get_context_data(
            title=listed.title,
            month_label=words.month_label(month) if listed.monthly else "",
            ideas=shown,
            reads_all=user.has_role(Role.OFFICER),
            back_url=reverse("dashboard:dashboard") + ("" if back == "?" else back),
            first_url=query_string(**kept) if before else "",
            next_url=query_string(**kept, before=str(shown[-1].pk)) if len(rows) > lists.PAGE else "",
            **kwargs,
        )


class SheetView(ReadersOnly, View):
    """The page on paper, as a PDF. 404 before anything was counted: the page says to come back."""

    http_method_names = ["get", "head"]

    def get(self, request):
        kept = kept_figures()
        if kept is None:
            raise Http404
        month = month_shown(kept, request.GET.get("month"))
        name = _("dashboard-%(month)s.pdf") % {"month": name_of(month)}
        headers = {"Content-Disposition": content_disposition_header(True, name), "X-Content-Type-Options": "nosniff"}
        return HttpResponse(dashboard_pdf(kept, month), content_type="application/pdf", headers=headers)


class FileView(ReadersOnly, View):
    """The months as CSV or XLSX."""

    def get(self, request):
        kind = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
        rows = rows_of_months(kept_figures())
        return sheet_response(rows, kind, name=_("dashboard"), title=_("Dashboard"), widths=WIDTHS)


def _today():
    return clock.today(timezone.get_default_timezone())
