"""The portfolio: table, matrix, other weights, file, kept views. All is in the address; reading saves nothing."""

from functools import partial

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from ideas import portfolio
from ideas.enums import IdeaKind
from ideas.forms.portfolio import KeepForm, WhatIfForm
from ideas.matrix import Quadrant, cells_of, drawn
from ideas.models import PortfolioView as KeptView
from ideas.portfolio import COLUMNS, EVERYTHING, NEWEST, PAGE, STATES, Portfolio, portfolio_for, portfolio_in
from ideas.portfolio_lines import lines_of
from ideas.portfolio_pictures import chips_of, matrix_of
from ideas.scoring import Band
from ideas.search import matching, search_page
from ideas.services.portfolio import WIDTHS, export_portfolio, remove_view, save_view, views_for
from ideas.services.rubrics import rubric_to_read
from ideas.services.weighing import what_if
from ideas.sheet_responses import sheet_response
from ideas.tags import sites_and_tags, with_tags
from parkour.core.keys import query_string
from parkour.core.views import UNPROCESSABLE, ServiceFormView, ServicePostView

FORMATS = ("csv", "xlsx")


class ReadingMixin:
    """404 but for those who read the portfolio; `chosen` is what the address says."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("ideas.view_portfolio"):
            raise Http404
        self.chosen = portfolio_for(request.user, request.GET)
        return super().dispatch(request, *args, **kwargs)

    def whole_url(self, name="ideas:portfolio", **more):
        return reverse(name) + query_string(**self.chosen.query(), **more)


class PortfolioView(ReadingMixin, TemplateView):
    template_name = "ideas/portfolio.html"

    def get_context_data(self, **kwargs):
        reader, chosen, given = self.request.user, self.chosen, self.request.GET
        rubric = rubric_to_read().values
        rows = portfolio.portfolio_rows(reader, chosen, rubric.thresholds)
        last = portfolio.last_of_page(reader, given["after"]) if given.get("after") else None
        browses = reader.has_perm("ideas.browse")
        listed = with_tags(rows) if "tags" in chosen.columns else rows
        fetch = partial(portfolio.portfolio_page, listed, chosen.order, after=last, whole=not browses)
        search, found = search_page(
            chosen.typed,
            lambda words: fetch(search=words),
            is_first=last is None,
            people=browses,
            close="close" in given,
        )
        page = found[:PAGE]
        labels = {name: str(COLUMNS[name]) for name in chosen.columns}
        close = "1" if search and search.is_close else ""
        more = self.whole_url(after=page[-1].reference, close=close) if len(found) > PAGE else ""
        return super().get_context_data(
            chosen=chosen,
            lines=[
                (line, [(label, line.cell(name)) for name, label in labels.items()])
                for line in lines_of(reader, page, rubric)
            ],
            columns=labels.values(),
            search=search,
            awaited=portfolio.awaited_in(reader, chosen, search) if last is None else 0,
            perms_opinions=reader.has_perm("ideas.view_triage"),
            typed=chosen.typed,
            matrix=self._matrix(rows, search, page) if last is None and page else None,
            filters=filters(chosen, reader),
            boxes=boxes(chosen, reader),
            chips=chips_of(chosen),
            views=kept_views(reader),
            plain_url=reverse("ideas:portfolio"),
            what_if_url=self.whole_url("ideas:what_if"),
            keep_url=self.whole_url("ideas:keep_portfolio_view"),
            files=[(kind.upper(), self.whole_url("ideas:export_portfolio", format=kind)) for kind in FORMATS],
            first_url=self.whole_url() if last else "",
            next_url=more,
            **kwargs,
        )

    def _matrix(self, rows, search, page):
        """From the first page when it is all there is, else from the strongest: one statement."""
        places, more = portfolio.places_of(matching(rows, search) if search else rows)
        cells = cells_of(places)
        return matrix_of(drawn(cells), cells, self.chosen, self.request.user, page) | {"more": more}


def kept_views(reader) -> list[dict]:
    """The kept views of this reader and those shown to them, each with its address."""
    return [
        {
            "pk": view.pk,
            "name": view.name,
            "is_own": view.person_id == reader.pk,
            "by": view.person.get_full_name(),
            "url": reverse("ideas:portfolio") + query_string(**portfolio_in(view.query).query()),
        }
        for view in views_for(reader)
    ]


def boxes(chosen: Portfolio, reader) -> list[tuple]:
    """The columns that `reader` may choose: name, label, whether it is shown."""
    hidden = set() if reader.has_perm("ideas.view_triage") else {"tags"}
    return [(name, label, name in chosen.columns) for name, label in COLUMNS.items() if name not in hidden]


def filters(chosen: Portfolio, reader) -> list[dict]:
    """The choices over the table: name, label, and (value, label, whether it is chosen) of each."""
    sites, tags = sites_and_tags("code")
    if chosen.tag and not chosen.tag.is_active:
        tags.append((str(chosen.tag.pk), chosen.tag.name))
    states = [(state.value, state.label) for state in STATES]
    lists = (
        ("state", _("State"), [("", _("Still open")), (EVERYTHING, _("All states")), *states]),
        ("kind", _("Kind"), [("", _("Proposals")), (IdeaKind.FEEDBACK.value, _("Feedback")), (EVERYTHING, _("Both"))]),
        ("site", _("Site"), [("", _("All sites")), *sites]),
        ("band", _("Band"), [("", _("All bands")), *((band.value, band.label) for band in Band)]),
        ("quadrant", _("Quarter"), [("", _("The whole matrix")), *((part.value, part.label) for part in Quadrant)]),
        ("order", _("Order"), [("", _("The strongest first")), (NEWEST, _("The newest first"))]),
    )
    if tags and reader.has_perm("ideas.view_triage"):
        lists = (*lists[:-1], ("tag", _("Tag"), [("", _("All tags")), *tags]), lists[-1])
    said = chosen.query()
    return [
        {"name": name, "label": label, "options": [(value, text, value == said.get(name, "")) for value, text in some]}
        for name, label, some in lists
    ]


class WhatIfView(ReadingMixin, TemplateView):
    """Other weights: which proposals would stand in another band. By GET, and nothing is saved."""

    template_name = "ideas/what_if.html"

    def get(self, request, *args, **kwargs):
        form = WhatIfForm(request.GET if "policy" in request.GET else None, initial=rubric_to_read().in_hundredths)
        answer = what_if(self.chosen, by=request.user, **form.cleaned_data) if form.is_valid() else None
        context = {"form": form, "answer": answer, "kept": list(self.chosen.query().items())}
        context |= {"chips": chips_of(self.chosen), "back_url": self.whole_url(), "plain_url": reverse("ideas:what_if")}
        context["perms_opinions"] = request.user.has_perm("ideas.view_triage")
        status = UNPROCESSABLE if form.is_bound and answer is None else 200
        return self.render_to_response(self.get_context_data(**context), status=status)


class ExportView(ReadingMixin, View):
    """The table as a file: the same filters, the same columns, the same order."""

    def get(self, request):
        kind = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
        rows = export_portfolio(self.chosen, by=request.user)
        return sheet_response(rows, kind, name=_("portfolio"), title=_("Portfolio"), widths=WIDTHS)


class KeepView(ReadingMixin, ServiceFormView):
    """A name for the filters and columns of the address."""

    form_class = KeepForm
    template_name = "ideas/portfolio_keep.html"

    def get_back_url(self):
        return self.whole_url()

    def call(self, form):
        return save_view(self.chosen, by=self.request.user, **form.cleaned_data)

    def get_success_message(self):
        return _("Kept as “%(name)s”.") % {"name": self.result.name}

    def get_context_data(self, **context):
        return super().get_context_data(chips=chips_of(self.chosen), **context)


class RemoveView(ReadingMixin, ServicePostView):
    """Taken away, the page still shows what it said: it can be kept again."""

    def find(self):
        view = KeptView.objects.filter(pk=self.kwargs["view"], person=self.request.user).first()
        if view is None:
            raise Http404
        return view

    def get_back_url(self):
        return reverse("ideas:portfolio") + query_string(**portfolio_in(self.object.query).query())

    def call(self):
        return remove_view(self.object, by=self.request.user)

    def get_success_message(self):
        return _("“%(name)s” is taken away. Its filters are still here: keep them again if you like.") % {
            "name": self.object.name
        }
