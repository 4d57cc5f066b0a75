"""Whoever is named as a co-author says whether it is so."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ideas.finding import idea_to_sign
from ideas.forms.author import YES, AnswerOnlyForm
from ideas.rules import is_author
from ideas.services.coauthors import confirm_coauthor, decline_coauthor
from parkour.core.exceptions import TransitionRefused
from parkour.core.views import ServiceFormView


class CoauthorView(ServiceFormView):
    """One question, two buttons. The words are shown: one signs what one has read."""

    form_class = AnswerOnlyForm
    template_name = "ideas/coauthor.html"

    def find(self):
        return idea_to_sign(self.request.user, self.kwargs["reference"])

    def permit(self):
        if not self.request.user.has_perm("ideas.answer_invitation", self.object):
            if is_author(self.request.user, self.object):
                raise TransitionRefused(_("You are one of its authors already."))
            raise TransitionRefused(_("You have said no already: your name is not in it."))

    def get_back_url(self):
        return self.object.get_absolute_url() if is_author(self.request.user, self.object) else reverse("ideas:mine")

    def call(self, form):
        self.said_yes = form.cleaned_data["answer"] == YES
        answer = confirm_coauthor if self.said_yes else decline_coauthor
        return answer(self.object, by=self.request.user)

    def get_success_message(self):
        if self.said_yes:
            return _("Thank you: you are credited, and told of each answer.")
        return _("Noted: your name is not in it.")

    def get_success_url(self):
        return self.object.get_absolute_url() if self.said_yes else reverse("ideas:mine")

    def get_context_data(self, **context):
        author = next((row.person for row in self.object.authorships.all()), None)
        return super().get_context_data(author=author, **context)
