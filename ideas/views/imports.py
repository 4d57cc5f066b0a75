"""The import of a file: send it, choose its columns, check it, import it, take it back."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from ideas import import_pages
from ideas.enums import ImportState
from ideas.forms.exchange import CHECK, ColumnsForm, UploadForm
from ideas.importing.errors import NotAListOfIdeas
from ideas.models import ImportBatch
from ideas.services import import_batches
from ideas.services.import_runs import progress_of
from ideas.services.import_undo import undo_import
from parkour.core.views import SEE_OTHER, ServiceFormView, ServicePostView

S = ImportState
# Which page shows an import, and at which of the four steps it stands.
PAGES = {
    S.UPLOADED: ("ideas/import_columns.html", 2),
    S.MAPPED: ("ideas/import_columns.html", 2),
    S.CHECKING: ("ideas/import_running.html", 3),
    S.CHECKED: ("ideas/import_checked.html", 3),
    S.IMPORTING: ("ideas/import_running.html", 4),
    S.DONE: ("ideas/import_done.html", 4),
    S.FAILED: ("ideas/import_failed.html", 3),
    S.UNDONE: ("ideas/import_done.html", 4),
}


def permit_import(request):
    """404 for whoever may not import: for them there is no such page."""
    if not request.user.has_perm("ideas.import_ideas"):
        raise Http404


def find_import(request, pk) -> ImportBatch:
    permit_import(request)
    batch = ImportBatch.objects.select_related("by").filter(pk=pk).first()
    if batch is None:
        raise Http404
    return batch


class ImportsView(ServiceFormView):
    """The files sent so far, and the way to send one."""

    template_name = "ideas/imports.html"
    form_class = UploadForm
    # More than the service takes: a file somewhat too large is told at its field, with its size.
    largest_body = 3 * import_batches.UPLOAD_LIMIT

    def find(self):
        permit_import(self.request)

    def get_back_url(self):
        return reverse("ideas:triage") if self.request.user.has_perm("ideas.view_triage") else "/"

    def call(self, form):
        return import_batches.upload_file(form.cleaned_data["file"], by=self.request.user)

    def get_success_url(self):
        return self.result.get_absolute_url()

    def get_context_data(self, **context):
        return super().get_context_data(
            imports=import_pages.recent_imports(), steps=import_pages.STEPS, step=1, **context
        )


class ImportView(ServiceFormView):
    """One file, where it stands. While its columns are chosen, this is their form."""

    form_class = ColumnsForm

    def find(self):
        return find_import(self.request, self.kwargs["pk"])

    def get_template_names(self):
        return [PAGES[self.object.state][0]]

    @property
    def chooses_columns(self):
        return self.object.state in {S.UPLOADED, S.MAPPED}

    @cached_property
    def source(self):
        """The beginning of the file; None when it can no longer be read."""
        try:
            return import_batches.read_stored(self.object, limit=import_batches.SAMPLE)
        except NotAListOfIdeas:
            return None

    def get_form(self, form_class=None):
        if not self.chooses_columns:
            return None
        bound = {"data": self.request.POST} if self.request.method == "POST" else {}
        headers = self.source.table.header if self.source else []
        shown = import_pages.samples(self.source) if self.source else []
        return ColumnsForm(headers=headers, samples=shown, initial=ColumnsForm.initial_from(self.object), **bound)

    def post(self, request, *args, **kwargs):
        if not self.chooses_columns:  # somebody went on meanwhile: the page shows where it stands
            return HttpResponseRedirect(self.get_back_url(), status=SEE_OTHER)
        return super().post(request, *args, **kwargs)

    def call(self, form):
        batch = import_batches.choose_columns(
            self.object, by=self.request.user, columns=form.columns(), source=form.cleaned_data["source"]
        )
        if self.request.POST.get("then") == CHECK:
            return import_batches.start_check(batch, by=self.request.user)
        return batch

    def get_success_url(self):
        anchor = "" if self.request.POST.get("then") == CHECK else "#preview"
        return self.object.get_absolute_url() + anchor

    def get_context_data(self, form=None, **context):
        form = form or self.get_form()
        return super().get_context_data(
            form=form,
            batch=self.object,
            steps=import_pages.STEPS,
            step=PAGES[self.object.state][1],
            perms_triage=self.request.user.has_perm("ideas.view_triage"),
            **self._of_state(),
            **context,
        )

    def _of_state(self) -> dict:
        if self.chooses_columns:
            rows, why_not = import_pages.preview(self.source, self.object.columns) if self.source else ([], "")
            return {"source": self.source, "preview": rows, "why_not": why_not, "wordy": import_pages.WORDY}
        if self.object.is_at_work:
            return {"progress": progress_of(self.object)}
        return {"refusals": self.object.refusals[: import_pages.REFUSALS_SHOWN]}


class ProgressView(View):
    """How far the work is, asked every two seconds; the whole page again once it is over."""

    def get(self, request, pk):
        batch = find_import(request, pk)
        if not batch.is_at_work:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "ideas/_import_progress.html", {"batch": batch, "progress": progress_of(batch)})


class ImportStep(ServicePostView):
    """A button on the page of an import."""

    def find(self):
        return find_import(self.request, self.kwargs["pk"])

    def get_success_url(self):
        return self.get_back_url()


class SheetView(ImportStep):
    def call(self):
        return import_batches.choose_sheet(self.object, by=self.request.user, sheet=self.request.POST.get("sheet", ""))


class StartImportView(ImportStep):
    def call(self):
        valid_only = self.request.POST.get("valid_only") == "yes"
        return import_batches.start_import(self.object, by=self.request.user, valid_only=valid_only)


class ChangeColumnsView(ImportStep):
    def call(self):
        return import_batches.change_columns(self.object, by=self.request.user)


class DiscardView(ImportStep):
    success_message = gettext_lazy("The file is put away. Nothing was imported.")

    def call(self):
        import_batches.discard(self.object, by=self.request.user)

    def get_success_url(self):
        return reverse("ideas:imports")


class UndoImportView(ImportStep):
    def call(self):
        return undo_import(self.object, by=self.request.user)

    def get_success_message(self):
        removed = self.result.removed
        return ngettext(
            "%(count)s contribution was taken back.", "%(count)s contributions were taken back.", removed
        ) % {"count": removed}
