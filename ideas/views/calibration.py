"""Calibration: three reference ideas re-scored without their levels, then both side by side."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from ideas.calibrating import calibration_of, may_be_drawn
from ideas.calibration import gap_in_words, gaps
from ideas.finding import idea_for_triage
from ideas.forms.reference_ideas import CalibrationForm
from ideas.privacy import tell
from ideas.ratings import ratings_for
from ideas.scoring import CRITERIA
from ideas.services.calibrating import calibrate
from ideas.services.rubrics import rubric_to_read
from ideas.views.agreement import agreement_rows, severity_rows
from ideas.views.desk import written
from parkour.core.exceptions import TransitionRefused
from parkour.core.views import ServiceFormView


class CalibrationPage(ServiceFormView):
    """The reference to re-score; at the end one's own levels beside the consensus, and the agreement of all."""

    template_name = "ideas/calibration.html"

    def find(self):
        person = self.request.user
        if not person.has_perm("ideas.calibrate"):
            raise Http404
        self.calibration = calibration_of(person)
        row = self.reference()
        self.idea = idea_for_triage(person, row.idea.reference) if row else None
        return row

    def reference(self):
        """The reference of this page; None when there is nothing to re-score."""
        return self.calibration.next

    def get_back_url(self):
        return reverse("ideas:calibration")

    def get_form(self, form_class=None):
        bound = {"data": self.request.POST} if self.request.method == "POST" else {}
        return CalibrationForm(idea=self.idea, rubric=rubric_to_read(), **bound) if self.idea else None

    def get_context_data(self, form=None, **context):
        current = self.calibration
        context |= {"calibration": current, "idea": self.idea, "before": self.before()}
        if current.is_complete or not current.is_enough:
            context |= results_of(self.request.user, current)
        return super().get_context_data(form=form or self.get_form(), number=self.number(), **context)

    def number(self):
        """Which of the three this is."""
        return self.calibration.drawn.index(self.object) + 1 if self.object else 0

    def before(self):
        """The one that was saved last, to give its levels again; None when there is none, or it is too late."""
        given = sorted(self.calibration.given.values(), key=lambda score: score.saved_at)
        known = {row.pk: row for row in self.calibration.drawn if row != self.object}
        found = [known[score.reference_id] for score in given if score.reference_id in known]
        return found[-1] if found and not self.calibration.is_complete else None


class CalibrationView(CalibrationPage):
    """What is next."""

    http_method_names = ["get", "head", "options"]


class CalibrateView(CalibrationPage):
    """One of those that were drawn, also to give its levels again."""

    def reference(self):
        wanted = self.kwargs["reference"].upper()
        found = next((row for row in self.calibration.drawn if row.idea.reference == wanted), None)
        if found is None and may_be_drawn(self.request.user, wanted):
            raise TransitionRefused(_("This reference is not one of those that you re-score in this cycle."))
        if found is None:
            raise Http404
        return found

    def call(self, form):
        return calibrate(self.object, by=self.request.user, **form.facts())

    def get_success_message(self):
        given = len({*self.calibration.given, self.object.pk})
        return _("Levels saved: %(given)s of %(all)s.") % {"given": given, "all": self.calibration.needed}

    def get_success_url(self):
        return self.get_back_url()


def results_of(person, current) -> dict:
    """What the page shows at the end: each reference, the mean gaps, and what is known of all raters."""
    texts, ratings = rubric_to_read().texts, ratings_for(person)
    names = {name: _(texts[name]["name"]) for name in CRITERIA}
    shown = current.drawn if current.is_complete else []
    tell(person, [row.idea for row in shown])
    return {
        "results": [_result(row, current.given[row.pk], names) for row in shown],
        "deviations": [(names[name], found) for name, found in current.deviations.items()],
        "ratings": ratings,
        "rows": agreement_rows(ratings, texts),
        "severity": severity_rows(ratings),
    }


def _result(row, score, names) -> dict:
    own, agreed = ({name: getattr(each, name) for name in CRITERIA} for each in (score, row))
    said = [gap_in_words(gap) for gap in gaps(score.scores, row.scores).values()]
    lines = zip(names.values(), written(own, row.idea), written(agreed, row.idea), said, strict=True)
    return {"idea": row.idea, "lines": list(lines), "because": row.idea.told.hidden.words(row.because)}
