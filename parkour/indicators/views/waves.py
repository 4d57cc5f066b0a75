"""One wave: what it can show, how far it is, what it told; its links, and the words that become contributions."""

import csv
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View

from parkour.core import clock
from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView, ServicePostView
from parkour.indicators.links import link_of
from parkour.indicators.models import Answer, Wave
from parkour.indicators.results import WordsPage, detectable, may_read_words, results_of, roll_of
from parkour.indicators.services import surveys, verbatims, waves
from parkour.indicators.survey_forms import ContributionForm, InviteForm, LinksForm
from parkour.indicators.views.surveys import require


def find_wave(user, pk, *, permission="indicators.manage_surveys") -> Wave:
    require(user, permission)
    return get_object_or_404(Wave.objects.select_related("survey"), pk=pk)


class WaveView(TemplateView):
    """The two numbers of the roll, what the wave can show and, once it is over, what it told."""

    template_name = "surveys/wave.html"

    def get_context_data(self, pk, **kwargs):
        user = self.request.user
        wave = find_wave(user, pk, permission="indicators.read_surveys")
        share, rise = detectable(wave)
        today, page = clock.today(), self._words_page()
        return super().get_context_data(
            wave=wave,
            survey=wave.survey,
            roll=roll_of(wave),
            share=100 * share,
            rise=None if rise is None else 100 * rise,
            results=results_of(wave, page=page),
            first_words=wave.get_absolute_url() if page.after else "",
            turned=page.place,
            can_open=wave.opened_at is None and wave.closes_on >= today,
            can_remind=wave.is_open and today < wave.closes_on,
            manages=user.has_perm("indicators.manage_surveys"),
            **kwargs,
        )

    def _words_page(self) -> WordsPage:
        """The page of words that the address names; the first one when it names none."""
        place = whole_number(self.request.GET.get("question"))
        try:
            return WordsPage(place, UUID(self.request.GET.get("after", "")))
        except ValueError:
            return WordsPage()


class WaveButton(ServicePostView):
    def find(self):
        return find_wave(self.request.user, self.kwargs["pk"])


class OpenWaveView(WaveButton):
    success_message = gettext_lazy("The wave is open.")

    def call(self):
        return waves.open_wave(self.object, by=self.request.user)


class CloseWaveView(WaveButton):
    success_message = gettext_lazy("The wave is closed: here is what it tells.")

    def call(self):
        return waves.close_wave(self.object, by=self.request.user)


class CancelWaveView(WaveButton):
    success_message = gettext_lazy("The wave is taken away. Nobody had been asked.")

    def call(self):
        surveys.cancel_wave(self.object, by=self.request.user)

    def get_success_url(self):
        return self.object.survey.get_absolute_url()


class RemindWaveView(WaveButton):
    def call(self):
        return waves.remind_wave(self.object, by=self.request.user)

    def get_success_message(self):
        count = self.result
        if not count:
            return _("Nobody is left to remind: everybody answered, was reminded, or was asked today.")
        return ngettext("%(count)s reminder.", "%(count)s reminders.", count) % {"count": count}


class WaveForm(ServiceFormView):
    template_name = "surveys/wave_form.html"

    def find(self):
        return find_wave(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **context):
        return super().get_context_data(title=self.title, button=self.button, **context)


class InviteView(WaveForm):
    form_class, title, button = InviteForm, gettext_lazy("Ask more people"), gettext_lazy("Ask them")

    def call(self, form):
        return waves.invite_people(self.object, form.cleaned_data["names"], by=self.request.user)

    def get_success_message(self):
        count = self.result
        if not count:
            return _("Nobody was asked: they were asked in this wave, or something else less than thirty days ago.")
        return ngettext("%(count)s person is asked.", "%(count)s people are asked.", count) % {"count": count}


class MakeLinksView(WaveForm):
    form_class, title, button = LinksForm, gettext_lazy("Make links"), gettext_lazy("Make them")
    success_message = gettext_lazy("The links are made: download the file and send one to each customer.")

    def call(self, form):
        return waves.make_links(self.object, by=self.request.user, **form.cleaned_data)


class LinksFileView(View):
    """The links that were not used, to send or to send again: a line each, with the site."""

    http_method_names = ["get", "head"]

    def get(self, request, pk):
        wave = find_wave(request.user, pk)
        if not (wave.survey.asks_customers and wave.is_open):
            raise Http404
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="links-{wave.pk}.csv"'
        sheet = csv.writer(answer)
        sheet.writerow([_("Link"), _("Site"), _("Reminder")])
        for row in wave.invitations.filter(answered=False, person=None).select_related("site"):
            sheet.writerow([link_of(row), row.site.code if row.site else "", row.reminders])
        return answer


class OpenContributionView(ServiceFormView):
    """Words of somebody, read again before they become a contribution."""

    form_class = ContributionForm
    template_name = "surveys/contribution.html"
    success_message = gettext_lazy("The contribution is opened.")

    def find(self):
        require(self.request.user, "indicators.manage_surveys")
        answer = get_object_or_404(Answer.objects.select_related("wave__survey", "question"), pk=self.kwargs["uuid"])
        if not may_read_words(answer):
            raise Http404
        return answer

    def get_initial(self):
        return {"text": self.object.words}

    def get_back_url(self):
        return self.object.wave.get_absolute_url()

    def call(self, form):
        return verbatims.open_contribution(self.object, by=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        return self.result.get_absolute_url()
