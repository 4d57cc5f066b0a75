"""Answers from elsewhere: sent as a file, told row by row when some cannot be taken, taken back."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parkour.core.views import ServiceFormView, ServicePostView
from parkour.indicators.models import Survey
from parkour.indicators.services import sheets
from parkour.indicators.services.sheets import SheetReading, SheetsRefused
from parkour.indicators.survey_forms import SheetsForm
from parkour.indicators.views.surveys import require
from parkour.indicators.views.waves import find_wave

SHOWN = 50


class SheetsView(ServiceFormView):
    """The file and its days; the rows that cannot be taken, each with its reason."""

    form_class = SheetsForm
    template_name = "surveys/sheets.html"
    # More than the service takes: a file somewhat too large is told at its field, with its size.
    largest_body = 3 * sheets.LIMIT
    reading: SheetReading | None = None

    def find(self):
        require(self.request.user, "indicators.manage_surveys")
        return get_object_or_404(Survey.objects.prefetch_related("questions"), pk=self.kwargs["pk"])

    def call(self, form):
        try:
            return sheets.import_sheets(self.object, by=self.request.user, **form.cleaned_data)
        except SheetsRefused as refused:
            self.reading = refused.reading
            raise

    def get_success_message(self):
        reading = self.result[1]
        count = len(reading.sheets)
        told = ngettext("%(count)s sheet is taken in.", "%(count)s sheets are taken in.", count) % {"count": count}
        if reading.unread:
            told += " " + _("Not read: %(names)s.") % {"names": ", ".join(reading.unread[:10])}
        return told

    def get_success_url(self):
        return self.result[0].get_absolute_url()

    def get_context_data(self, **context):
        refusals = self.reading.refusals if self.reading else []
        return super().get_context_data(refusals=refusals[:SHOWN], refused=len(refusals), **context)


class TakeBackView(ServicePostView):
    """A wave that came from a file, taken away with it."""

    success_message = gettext_lazy("The file is taken back: its wave and its answers are gone.")

    def find(self):
        return find_wave(self.request.user, self.kwargs["pk"])

    def call(self):
        sheets.take_back_sheets(self.object, by=self.request.user)

    def get_success_url(self):
        return self.object.survey.get_absolute_url()
