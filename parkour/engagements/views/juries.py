"""The jury of the trophies: who sits in it, its ballot, from the opening of the vote to telling everybody."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ideas import desk
from parkour.core.exceptions import TransitionRefused
from parkour.core.views import ServiceFormView, ServicePostView
from parkour.engagements.awarding import Phase
from parkour.engagements.ceremonies import ballot_of, jury
from parkour.engagements.models import TrophyJuror
from parkour.engagements.services import juries as service
from parkour.engagements.trophy_forms import BallotForm, JurorForm
from parkour.engagements.views.trophies import find_edition, find_of_edition


class JuryView(ServiceFormView):
    """Who sits in it, and who has voted; the form that seats one more while it is prepared."""

    form_class = JurorForm
    template_name = "engagements/trophy_jury.html"
    success_message = gettext_lazy("They sit in the jury.")

    def find(self):
        return find_edition(self.request.user, self.kwargs["pk"])

    def get_success_url(self):
        return reverse("engagements:trophy_jury", args=[self.object.pk])

    def call(self, form):
        return service.seat_juror(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **context):
        edition = self.object
        return super().get_context_data(
            rows=jury(edition),
            prepares=edition.phase is Phase.DRAFT,
            open=edition.phase is Phase.OPEN,
            people=desk.people_to_name(),
            **context,
        )


class SeatCommitteeView(ServicePostView):
    def find(self):
        return find_edition(self.request.user, self.kwargs["pk"])

    def get_success_url(self):
        return reverse("engagements:trophy_jury", args=[self.object.pk])

    def call(self):
        return service.seat_committee(self.object, by=self.request.user)

    def get_success_message(self):
        said = ngettext("%(number)s member came to the jury.", "%(number)s members came to the jury.", self.result)
        return said % {"number": self.result}


class DropJurorView(ServicePostView):
    success_message = gettext_lazy("They do not sit in the jury any more.")

    def find(self):
        return find_of_edition(self.request.user, TrophyJuror, self.kwargs["pk"], "edition")

    def get_back_url(self):
        return reverse("engagements:trophy_jury", args=[self.object.edition_id])

    def call(self):
        service.drop_juror(self.object, by=self.request.user)


class VoteView(ServiceFormView):
    """The ballot of somebody of the jury: whom they approve, category after category, until it is counted."""

    form_class = BallotForm
    template_name = "engagements/trophy_vote.html"
    success_message = gettext_lazy("Your vote is kept: you may change it until it is counted.")

    def find(self):
        return find_edition(self.request.user, self.kwargs["pk"], "engagements.judge")

    def permit(self):
        if self.object.phase is not Phase.OPEN:
            raise TransitionRefused(_("The vote is not open."))
        self.ballots = ballot_of(self.object, self.request.user)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"ballots": self.ballots}

    def call(self, form):
        return service.cast_ballots(self.object, approved=form.approved(), by=self.request.user)

    def get_context_data(self, **context):
        context = super().get_context_data(**context)
        fields = {name: context["form"][name] for name in context["form"].fields}
        rows = [(ballot, fields.get(f"c{ballot.row.category.pk}")) for ballot in self.ballots]
        return context | {"edition": self.object, "rows": rows}


class OpenVoteView(ServicePostView):
    success_message = gettext_lazy("The jury votes from now on: send them the address of this page.")

    def find(self):
        return find_edition(self.request.user, self.kwargs["pk"])

    def call(self):
        return service.open_vote(self.object, by=self.request.user)


class TakeBackVoteView(OpenVoteView):
    success_message = gettext_lazy("Back to the preparation.")

    def call(self):
        return service.take_back_vote(self.object, by=self.request.user)


class CloseVoteView(OpenVoteView):
    success_message = gettext_lazy("The votes are counted, and the ballots forgotten.")

    def call(self):
        return service.close_vote(self.object, by=self.request.user)


class TellResultView(OpenVoteView):
    told = True
    success_message = gettext_lazy("Everybody reads the result.")

    def call(self):
        return service.tell_result(self.object, by=self.request.user, told=self.told)


class HideResultView(TellResultView):
    told = False
    success_message = gettext_lazy("The result is not told any more.")
