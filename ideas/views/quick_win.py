"""The person asked to carry out a quick win says yes or no."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ideas.enums import State
from ideas.forms.author import YES, QuickWinForm
from ideas.privacy import visible_authors
from ideas.services.quick_wins import accept_quick_win, refuse_quick_win
from ideas.views.finding import find_idea
from parkour.core.exceptions import NotAllowed, TransitionRefused
from parkour.core.views import ServiceFormView


class QuickWinView(ServiceFormView):
    """Yes starts the time to object; no, with its reason, sends the idea back to the officer."""

    form_class = QuickWinForm
    template_name = "ideas/quick_win.html"

    def find(self):
        return find_idea(self.request, self.kwargs["reference"])

    def permit(self):
        if self.object.state != State.FAST_TRACK:
            raise TransitionRefused(_("This quick win is no longer waiting for an answer."))
        if self.object.quick_win_owner_id != self.request.user.pk:
            raise NotAllowed(_("Only the person named as owner can answer."))

    def call(self, form):
        self.said_yes = form.cleaned_data["answer"] == YES
        if self.said_yes:
            return accept_quick_win(self.object, by=self.request.user)
        return refuse_quick_win(self.object, by=self.request.user, reason=form.cleaned_data["reason"])

    def get_success_message(self):
        if self.said_yes:
            return _("Thank you. Unless the committee objects, you can start when the time to object is over.")
        return _("Thank you for saying so: the officer looks for another way.")

    def get_success_url(self):
        # After a no the idea may no longer be this person's to read.
        return self.get_back_url() if self.said_yes else reverse("ideas:mine")

    def get_context_data(self, **context):
        user = self.request.user
        return super().get_context_data(
            title=self.object.told.title,
            authors=[person.get_full_name() for person in visible_authors(user, self.object)],
            **context,
        )
