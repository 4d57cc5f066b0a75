"""Writing a journey, its editions, taking one up again, the indicators of a stage, the survey of a life event."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView, ServicePostView
from parkour.indicators.models import Indicator, Kind, Survey
from parkour.indicators.views.finding import require
from parkour.journeys.forms import EaseForm, IndicatorsForm, JourneyForm
from parkour.journeys.models import Edition, LifeEvent, Pillar, Stage
from parkour.journeys.reading import editions_of
from parkour.journeys.services.mapping import all_of, in_use, restore_edition, write_journey
from parkour.journeys.services.stages import set_indicators, set_survey
from parkour.journeys.views.finding import find_event, find_journey, find_stage

WRITE = "journeys.write"
PARTS = {"stages": Stage, "pillars": Pillar, "events": LifeEvent}
CAMPAIGNS, SURVEYS = 20, 100  # offered on a form, the latest first


class WriteView(ServiceFormView):
    """The stages, pillars and life events of one journey."""

    form_class = JourneyForm
    template_name = "journeys/edit.html"
    success_message = gettext_lazy("The journey is saved. Earlier editions stay readable.")

    def find(self):
        return find_journey(self.request, self.kwargs["side"], WRITE)

    def get_form_kwargs(self):
        rows = {name: all_of(model, self.object) for name, model in PARTS.items()}
        campaigns = self.object.campaigns.all()[:CAMPAIGNS]
        return super().get_form_kwargs() | {"journey": self.object, "campaigns": campaigns} | rows

    def get_initial(self):
        """From the page of a campaign, its interviews are chosen already."""
        return {"campaign": self.request.GET.get("campaign", "")}

    def call(self, form):
        version = form.cleaned_data["version"]
        return write_journey(form.facts(), by=self.request.user, side=self.object.side, version=version)

    def again(self, form, status, conflict=None, **context):
        if conflict:  # what stands now is on the page: saving again is a choice
            form.data = form.data.copy()
            form.data["version"] = str(conflict.current.version)
            parts = [(_("Stages"), Stage), (conflict.current.policy, Pillar), (_("Life events"), LifeEvent)]
            context["stands"] = [
                (title, ", ".join(row.label for row in in_use(model, conflict.current))) for title, model in parts
            ]
        return super().again(form, status, **context)


class EditionsView(TemplateView):
    """What the journey said before, edition by edition."""

    template_name = "journeys/editions.html"

    def get_context_data(self, side, **kwargs):
        journey = find_journey(self.request, side, WRITE)
        return super().get_context_data(journey=journey, editions=editions_of(journey), **kwargs)


class RestoreView(ServicePostView):
    success_message = gettext_lazy("The journey is as in that edition, which is a new one.")

    def find(self):
        require(self.request.user, WRITE)
        return get_object_or_404(Edition.objects.select_related("journey"), pk=self.kwargs["pk"])

    def get_back_url(self):
        return reverse("journeys:editions", args=[self.object.journey.side])

    def call(self):
        version = whole_number(self.request.POST.get("version"))
        return restore_edition(self.object, by=self.request.user, version=version or 0)


class IndicatorsView(ServiceFormView):
    """Which indicators are shown at a stage."""

    form_class = IndicatorsForm
    template_name = "journeys/indicators.html"
    success_message = gettext_lazy("The indicators of the stage are saved.")

    def find(self):
        stage = find_stage(self.request, self.kwargs["pk"], WRITE)
        if stage.closed_at is not None:
            raise Http404
        return stage

    def get_initial(self):
        return {"indicators": [str(key) for key in self.object.indicators.values_list("pk", flat=True)]}

    def get_form_kwargs(self):
        offered = Indicator.objects.filter(Q(closed_at=None) | Q(stages=self.object)).distinct().order_by("name")
        return super().get_form_kwargs() | {"offered": offered}

    def call(self, form):
        return set_indicators(self.object, indicators=form.keys(), by=self.request.user)


class EaseView(ServiceFormView):
    """Which survey asks how easy a life event is."""

    form_class = EaseForm
    template_name = "journeys/ease.html"
    success_message = gettext_lazy("The survey of the life event is saved.")

    def find(self):
        event = find_event(self.request, self.kwargs["pk"], WRITE)
        if event.closed_at is not None:
            raise Http404
        return event

    def get_initial(self):
        return {"survey": str(self.object.survey_id or "")}

    def get_form_kwargs(self):
        offered = Survey.objects.filter(questions__kind=Kind.CES).distinct().order_by("-pk")
        return super().get_form_kwargs() | {"surveys": offered[:SURVEYS]}

    def call(self, form):
        return set_survey(self.object, survey=form.key(), by=self.request.user)
