"""Both journeys and the balance between them, one journey with its maps, one stage, one life event, the poster."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from parkour.indicators.models import Audience, Survey
from parkour.indicators.reading import latest_of
from parkour.indicators.views.finding import require
from parkour.journeys.easing import easing_of
from parkour.journeys.listening import last_coverage, shown_at
from parkour.journeys.models import Pillar
from parkour.journeys.poster import journey_pdf
from parkour.journeys.reading import (
    StageRow,
    achievements,
    balance,
    both_journeys,
    crossings_of,
    done_about,
    heat_of,
    row_of,
    row_of_event,
    stage_rows,
)
from parkour.journeys.services.mapping import in_use
from parkour.journeys.views.finding import find_event, find_journey, find_stage

AT_A_STAGE = 20  # achievements, surveys


class JourneysView(TemplateView):
    """The two journeys side by side, and whose attention contributions give."""

    template_name = "journeys/journeys.html"

    def get_context_data(self, **kwargs):
        require(self.request.user, "journeys.read")
        shared = balance()
        shares = [
            (_("Employees alone"), shared.employees, shared.share(shared.employees)),
            (_("Customers alone"), shared.customers, shared.share(shared.customers)),
            (_("Both sides"), shared.both, shared.share(shared.both)),
        ]
        sides = [(one, in_use(Pillar, one)) for one in both_journeys()]
        return super().get_context_data(
            balance=shared,
            shares=shares,
            sides=sides,
            hears=self.request.user.has_perm("journeys.interview"),
            **kwargs,
        )


class JourneyView(TemplateView):
    """The stages in their order, what hangs there, what was done last; the map of stages and pillars."""

    template_name = "journeys/journey.html"

    def get_context_data(self, side, **kwargs):
        user = self.request.user
        journey = find_journey(self.request, side)
        rows = stage_rows(journey, user)
        stages = [row.stage for row in rows]
        return super().get_context_data(
            journey=journey,
            rows=rows,
            stages=stages,
            crossings=crossings_of(journey, stages),
            heat=heat_of(journey),
            coverage=last_coverage(journey),
            hears=user.has_perm("journeys.interview"),
            writes=user.has_perm("journeys.write"),
            **kwargs,
        )


class StageView(TemplateView):
    """One stage: everything done there, what people say of it, the surveys that ask at its moment, its indicators."""

    template_name = "journeys/stage.html"

    def get_context_data(self, pk, **kwargs):
        user = self.request.user
        stage = find_stage(self.request, pk)
        surveys, series = [], []
        if stage.moment and user.has_perm("indicators.read_surveys"):
            surveys = list(Survey.objects.filter(audience=Audience.STAGE, stage=stage.moment)[:AT_A_STAGE])
        if user.has_perm("indicators.read_all_indicators"):
            series = latest_of(list(stage.indicators.order_by("name")))
        return super().get_context_data(
            stage=stage,
            row=row_of(stage, achievements([stage], user, AT_A_STAGE)[stage.pk]),
            said=shown_at(stage),
            surveys=surveys,
            series=series,
            writes=user.has_perm("journeys.write"),
            reads_figures=user.has_perm("indicators.read_all_indicators"),
            **kwargs,
        )


class EventView(TemplateView):
    """One life event: what was done about it, and how easy people find it, before and after."""

    template_name = "journeys/event.html"

    def get_context_data(self, pk, **kwargs):
        user = self.request.user
        event = find_event(self.request, pk)
        return super().get_context_data(
            event=event,
            row=StageRow(event, row_of_event(event), done_about(event, user, AT_A_STAGE)),
            easing=easing_of(event),
            writes=user.has_perm("journeys.write"),
            **kwargs,
        )


class PosterView(View):
    """The journey on an A3 sheet."""

    http_method_names = ["get", "head"]

    def get(self, request, side):
        journey = find_journey(request, side)
        name = _("journey-%(side)s.pdf") % {"side": journey.get_side_display().lower()}
        headers = {"Content-Disposition": content_disposition_header(True, name), "X-Content-Type-Options": "nosniff"}
        return HttpResponse(journey_pdf(journey), content_type="application/pdf", headers=headers)
