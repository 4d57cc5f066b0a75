"""The weights of the criteria: three steps in the address, and nothing is changed before the last one is sent."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.forms.weights import SwingForm
from ideas.models import Rubric
from ideas.privacy import tell
from ideas.scoring import CRITERIA
from ideas.services.rubrics import change_weights, restore_rubric, rubric_to_read
from ideas.swing import points_of
from ideas.weights import crossing_with, percents, versions
from parkour.core.keys import query_string, whole_number
from parkour.core.views import UNPROCESSABLE, ServiceFormView, ServicePostView


class WeightsPage:
    """For officers and administrators; 404 for everybody else."""

    def find(self):
        if not self.request.user.has_perm("ideas.set_weights"):
            raise Http404

    def get_back_url(self):
        return reverse("ideas:weights")


class WeightsView(WeightsPage, ServiceFormView):
    """First the criterion to raise first, then the points, then what they would change, then they hold."""

    form_class = SwingForm
    template_name = "ideas/weights_points.html"
    success_message = gettext_lazy("The new weights hold from now on. What was assessed before keeps its own.")

    def get(self, request, *args, **kwargs):
        if any(name in request.GET for name in CRITERIA):
            form = SwingForm(request.GET, rubric=rubric_to_read())
            if "points" in request.GET:  # from the last step back to the points, as they were typed
                return self.again(form, 200)
            return self.preview(form) if form.is_valid() else self.again(form, UNPROCESSABLE)
        if request.GET.get("first") in CRITERIA:
            return super().get(request, *args, **kwargs)
        return self.start()

    def start(self):
        rubric = rubric_to_read()
        shares, kept = percents(rubric.values), versions()
        context = {
            "criteria": [(name, _(rubric.texts[name]["name"]), shares[name]) for name in CRITERIA],
            "versions": [(row, percents(row.values), row.pk == rubric.pk) for row in kept],
            "names": [_(rubric.texts[name]["name"]) for name in CRITERIA],
        }
        return render(self.request, "ideas/weights.html", context)

    def preview(self, form):
        rubric, after = rubric_to_read(), form.values
        old, new = percents(rubric.values), percents(after)
        crossed = crossing_with(after)
        readable = [row for row in crossed.rows if self.request.user.has_perm("ideas.browse")]
        tell(self.request.user, [idea for idea, _crossing in readable])
        context = {
            "back_url": self.get_back_url(),
            "rubric": rubric,
            "criteria": [(_(rubric.texts[name]["name"]), old[name], new[name]) for name in CRITERIA],
            "points": form.points(),
            "crossed": crossed,
            "rows": readable,
            "points_url": self.get_back_url()
            + query_string(points="1", **{name: str(number) for name, number in form.points().items()}),
        }
        return render(self.request, "ideas/weights_preview.html", context)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"rubric": rubric_to_read()}

    def get_initial(self):
        first = self.request.GET.get("first")
        return points_of(rubric_to_read().values) | ({first: 100} if first in CRITERIA else {})

    def call(self, form):
        version = whole_number(self.request.POST.get("version"))
        return change_weights(by=self.request.user, points=form.points(), version=version)


class RestoreWeightsView(WeightsPage, ServicePostView):
    """Use the weights of an earlier version again, as a new one."""

    def find(self):
        super().find()
        rubric = Rubric.objects.filter(version=self.kwargs["version"]).first()
        if rubric is None:
            raise Http404
        return rubric

    def call(self):
        return restore_rubric(self.object, by=self.request.user)

    def get_success_message(self):
        return _("The weights of version %(version)s hold again, from now on.") % {"version": self.object.version}
