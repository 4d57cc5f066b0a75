"""The register as a file: the choice of what goes into it, and the file."""

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.generic import View

from ideas.forms.exchange import ExportForm
from ideas.services.exporting import WIDTHS, export_ideas
from ideas.sheet_responses import sheet_response
from parkour.core.views import UNPROCESSABLE


class ExportView(View):
    """Without a format the page that asks; with one the file. Only the file of a workbook is finished first."""

    def get(self, request):
        if not request.user.has_perm("ideas.export_ideas"):
            raise Http404
        may_see = request.user.has_perm("ideas.export_hidden_names")
        form = ExportForm(request.GET if "format" in request.GET else None, may_see_hidden_names=may_see)
        if not form.is_valid():
            status = UNPROCESSABLE if form.is_bound else 200
            context = {"form": form, "perms_import": request.user.has_perm("ideas.import_ideas")}
            return render(request, "ideas/export.html", context, status=status)
        return file_response(export_ideas(form.filters(), by=request.user), form.cleaned_data["format"])


def file_response(rows, kind: str) -> StreamingHttpResponse:
    """The rows of the register as an attachment of `kind` (csv, xlsx)."""
    return sheet_response(rows, kind, name="parkour", title=_("Contributions"), widths=WIDTHS)
