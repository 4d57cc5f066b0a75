"""The page on which one answers: signed in for employees, by a signed link for customers."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from parkour.core.views import ServiceFormView
from parkour.indicators.links import invitation_of, path_of
from parkour.indicators.models import Invitation, Wave
from parkour.indicators.services.answering import answer_wave
from parkour.indicators.survey_forms import AnswersForm


class AnsweringView(ServiceFormView):
    """The questions; « thank you » once answered, « closed » after the last day."""

    form_class = AnswersForm
    never_again = True  # answers are kept nowhere but where they belong

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"questions": self.object.wave.survey.questions.all()}

    def call(self, form):
        return answer_wave(self.object, form.answers())

    def get_context_data(self, **context):
        invitation = self.object
        facts = {"wave": invitation.wave, "survey": invitation.wave.survey, "answered": invitation.answered}
        return super().get_context_data(**facts, **context)


class AnswerView(AnsweringView):
    """For somebody who was asked; for anybody else there is nothing here."""

    template_name = "surveys/answer.html"

    def find(self):
        mine = Invitation.objects.filter(person=self.request.user).select_related("wave__survey")
        invitation = mine.filter(wave__in=Wave.objects.filter(pk=self.kwargs["pk"])).first()
        if invitation is None:
            raise Http404
        return invitation

    def get_back_url(self):
        return reverse("surveys:answer", args=[self.object.wave_id])


@method_decorator([login_not_required, never_cache], name="dispatch")
class LinkView(AnsweringView):
    """For whoever holds the link: its signature is the authority, and it says nothing about whose it is."""

    template_name = "surveys/by_link.html"

    def find(self):
        invitation = invitation_of(self.kwargs["token"])
        if invitation is None:
            raise Http404
        return invitation

    def get_back_url(self):
        return path_of(self.object)
