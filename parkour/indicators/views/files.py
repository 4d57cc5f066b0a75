"""Measurements from a file: sent, read and told, entered or put away; taken back."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View

from parkour.core.views import ServiceFormView, ServicePostView
from parkour.indicators.indicator_forms import FileForm
from parkour.indicators.models import MeasurementFile
from parkour.indicators.services import measurement_files
from parkour.indicators.services.file_runs import how_far
from parkour.indicators.services.file_undo import undo_file
from parkour.indicators.views.finding import require

SHOWN, RECENT = 50, 10


class OfFiles:
    def find(self):
        require(self.request.user, "indicators.manage_indicators")
        return get_object_or_404(MeasurementFile, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def get_back_url(self):
        return super().get_back_url() if self.object else reverse("indicators:indicators")


class FilesView(OfFiles, ServiceFormView):
    """The files sent last, and the way to send one."""

    form_class = FileForm
    template_name = "indicators/files.html"
    # More than the service takes: a file somewhat too large is told at its field, with its size.
    largest_body = 3 * measurement_files.LIMIT

    def call(self, form):
        return measurement_files.send_file(form.cleaned_data["file"], by=self.request.user)

    def get_success_url(self):
        return self.result.get_absolute_url()

    def get_context_data(self, **context):
        files = MeasurementFile.objects.select_related("by")[:RECENT]
        return super().get_context_data(files=files, **context)


class FileView(OfFiles, TemplateView):
    """What entering the file would do, or did; how far it is while it is at work."""

    template_name = "indicators/file.html"

    def get_context_data(self, **kwargs):
        sent = self.find()
        progress = how_far(sent) if sent.is_at_work else None
        return super().get_context_data(file=sent, progress=progress, refusals=sent.refusals[:SHOWN], **kwargs)


class FileProgressView(OfFiles, View):
    """How far the work is, asked every two seconds; the whole page again once it is over."""

    def get(self, request, pk):
        sent = self.find()
        if not sent.is_at_work:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "indicators/_file_progress.html", {"file": sent, "progress": how_far(sent)})


class EnterFileView(OfFiles, ServicePostView):
    def call(self):
        return measurement_files.enter_file(self.object, by=self.request.user)

    def get_success_message(self):
        return "" if self.result.is_at_work else _("The measurements are entered.")


class UndoFileView(OfFiles, ServicePostView):
    """Everything that the file wrote and nobody changed since, as it was before."""

    def call(self):
        return undo_file(self.object, by=self.request.user)

    def get_success_message(self):
        back = self.result.taken_back
        return ngettext("%(count)s measurement is taken back.", "%(count)s measurements are taken back.", back) % {
            "count": back
        }


class DiscardFileView(OfFiles, ServicePostView):
    success_message = gettext_lazy("The file is put away. Nothing was entered.")

    def call(self):
        measurement_files.discard_file(self.object, by=self.request.user)

    def get_success_url(self):
        return reverse("indicators:files")
