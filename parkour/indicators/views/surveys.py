"""Surveys as their editor keeps them: the list, one with its waves, its form, what it looks like."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView, ServicePostView
from parkour.indicators.models import Survey, Wave
from parkour.indicators.proportions import detectable_rise
from parkour.indicators.results import share_before
from parkour.indicators.services import surveys
from parkour.indicators.survey_forms import AnswersForm, SurveyForm, WaveForm, initial_of

LISTED = 20
USUAL_SIZES = (30, 60, 200, 400)


def require(user, permission: str) -> None:
    """404 unless the person may: for everybody else there is nothing here."""
    if not user.has_perm(permission):
        raise Http404


class SurveysView(TemplateView):
    """The surveys, the newest first, each with its last wave."""

    template_name = "surveys/surveys.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        require(user, "indicators.read_surveys")
        before = whole_number(self.request.GET.get("before"))
        rows = Survey.objects.prefetch_related("waves").order_by("-pk")
        rows = list((rows.filter(pk__lt=before) if before else rows)[: LISTED + 1])
        return super().get_context_data(
            surveys=rows[:LISTED],
            manages=user.has_perm("indicators.manage_surveys"),
            first_url=self.request.path if before else "",
            next_url=f"?before={rows[LISTED - 1].pk}" if len(rows) > LISTED else "",
            **kwargs,
        )


class SurveyView(TemplateView):
    """Its questions and its waves."""

    template_name = "surveys/survey.html"

    def get_context_data(self, pk, **kwargs):
        user = self.request.user
        require(user, "indicators.read_surveys")
        survey = get_object_or_404(Survey.objects.prefetch_related("questions"), pk=pk)
        waves = list(survey.waves.all())
        return super().get_context_data(
            survey=survey,
            waves=waves,
            asked=any(wave.opened_at for wave in waves),
            manages=user.has_perm("indicators.manage_surveys"),
            **kwargs,
        )


class OfEditors:
    """For those who keep surveys."""

    def find(self):
        require(self.request.user, "indicators.manage_surveys")
        return get_object_or_404(Survey, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def get_back_url(self):
        return super().get_back_url() if self.object else reverse("surveys:surveys")


class WriteSurveyView(OfEditors, ServiceFormView):
    """A new survey, or one that nobody was asked yet."""

    form_class = SurveyForm
    template_name = "surveys/form.html"
    success_message = gettext_lazy("The survey is saved. See what it looks like, then plan a wave.")

    def get_initial(self):
        return initial_of(self.object) if self.object else {}

    def call(self, form):
        version = form.cleaned_data["version"]
        return surveys.write_survey(form.facts(), by=self.request.user, survey=self.object, version=version)

    def get_success_url(self):
        return self.result.get_absolute_url()

    def again(self, form, status, conflict=None, **context):
        if conflict:  # what stands now is on the page: saving again is a choice
            form.data = form.data.copy()
            form.data["version"] = str(conflict.current.version)
        return super().again(form, status, other=conflict and conflict.current, **context)


class DeleteSurveyView(OfEditors, ServicePostView):
    success_message = gettext_lazy("The survey is taken away. Nobody had been asked.")

    def call(self):
        surveys.delete_survey(self.object, by=self.request.user)

    def get_success_url(self):
        return reverse("surveys:surveys")


class PreviewView(OfEditors, TemplateView):
    """The page as people see it; nothing is sent."""

    template_name = "surveys/preview.html"

    def get_context_data(self, **kwargs):
        survey = self.find()
        return super().get_context_data(survey=survey, form=AnswersForm(questions=survey.questions.all()), **kwargs)


class PlanWaveView(OfEditors, ServiceFormView):
    """The days of a wave; what so many answers can show stands beside."""

    form_class = WaveForm
    template_name = "surveys/plan.html"
    success_message = gettext_lazy("The wave is planned: it opens and closes on its days by itself.")

    def call(self, form) -> Wave:
        return surveys.plan_wave(self.object, by=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        return self.result.get_absolute_url()

    def get_context_data(self, **context):
        share = share_before(self.object)
        sizes = [(size, _points(detectable_rise(share, size))) for size in USUAL_SIZES]
        return super().get_context_data(share=100 * share, sizes=sizes, **context)


def _points(rise: float | None) -> float | None:
    return None if rise is None else 100 * rise
