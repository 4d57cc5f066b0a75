"""Successes, and taking one up at one's own site."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from ideas.finding import idea_for
from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView, ServicePostView
from parkour.engagements.forms import TakeUpForm
from parkour.engagements.models import Replication, Standard
from parkour.engagements.services import replicating
from parkour.engagements.views.finding import require
from parkour.engagements.watching import replications, successes

READ = "engagements.read_success"


class SuccessesView(TemplateView):
    """What is done and on the board, and how many sites took it up."""

    template_name = "engagements/successes.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        require(user, "engagements.read_charter")
        after = whole_number(self.request.GET.get("after"))
        rows, more = successes(user, after=after)
        return super().get_context_data(
            rows=rows,
            first_url="?" if after else "",
            next_url=f"?after={rows[-1].idea.pk}" if more else "",
            **kwargs,
        )


class SuccessView(ServiceFormView):
    """Where one success is taken up; the form with which one's own site does."""

    form_class = TakeUpForm
    template_name = "engagements/success.html"
    success_message = gettext_lazy("Your site takes it up: its author is told.")

    def find(self):
        return idea_for(self.request.user, self.kwargs["reference"], permission=READ)

    def get_back_url(self):
        return reverse("engagements:success", args=[self.object.reference])

    def call(self, form):
        return replicating.take_up_success(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **context):
        user, rows = self.request.user, replications(self.object)
        said = self.object.told.hidden.words
        mine = [(row, said(row.words), user.has_perm("engagements.carry_replication", row)) for row in rows]
        elsewhere = user.site_id is not None and not replicating.is_own_site(user, self.object)
        may = elsewhere and all(row.site_id != user.site_id for row in rows)
        done = sum(row.done_on is not None for row in rows)
        return super().get_context_data(
            rows=mine,
            may=may,
            done=done,
            standard=Standard.objects.filter(idea=self.object).first(),
            writes=user.has_perm("engagements.write_standard"),
            **context,
        )


class ReplicatedView(ServicePostView):
    done = True
    success_message = gettext_lazy("It is done at your site too.")

    def find(self):
        found = get_object_or_404(Replication.objects.select_related("idea"), pk=self.kwargs["pk"])
        require(self.request.user, "engagements.carry_replication", found)
        return found

    def get_back_url(self):
        return reverse("engagements:success", args=[self.object.idea.reference])

    def call(self):
        return replicating.mark_replication(self.object, done=self.done, by=self.request.user)


class NotReplicatedView(ReplicatedView):
    done = False
    success_message = gettext_lazy("It is still to do at your site.")


class DropReplicationView(ReplicatedView):
    success_message = gettext_lazy("Your site does not take it up any more.")

    def call(self):
        return replicating.drop_replication(self.object, by=self.request.user)
