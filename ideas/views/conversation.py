"""What authors do with their contribution after sending it: answer, write, take back, ask again, confirm."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ideas.enums import State
from ideas.forms.author import AnswerForm, AppealForm, DisputeForm, WithdrawForm, WordsForm
from ideas.forms.moves import ReasonForm
from ideas.rules import is_author
from ideas.selectors import awaited_to_withdraw
from ideas.services import names, submission
from ideas.services.conversation import write_message
from ideas.services.follow_up import confirm_wanted, dispute_done
from ideas.views.finding import find_idea, find_own_idea
from parkour.core.exceptions import NotAllowed, TransitionRefused
from parkour.core.views import ServiceFormView, ServicePostView


class OwnIdeaFormView(ServiceFormView):
    """A form of an author on one of their own ideas; everybody else gets a 404."""

    def find(self):
        return find_own_idea(self.request, self.kwargs["reference"])


class AnswerView(OwnIdeaFormView):
    form_class = AnswerForm
    template_name = "ideas/answer.html"
    success_message = _("Your answer is sent.")

    def permit(self):
        self.require("ideas.answer_question", _("This question is no longer open."))

    def call(self, form):
        return submission.answer_question(self.object, by=self.request.user, body=form.cleaned_data["body"])


class AppealView(OwnIdeaFormView):
    form_class = AppealForm
    template_name = "ideas/appeal.html"
    success_message = _("Your request is sent: somebody else looks at it again.")

    def permit(self):
        self.require("ideas.appeal", _("A review is asked once, after a refusal or an answer."))

    def call(self, form):
        return submission.appeal(self.object, by=self.request.user, body=form.cleaned_data["body"])


class WithdrawView(OwnIdeaFormView):
    form_class = WithdrawForm
    template_name = "ideas/withdraw.html"

    def permit(self):
        self.require("ideas.withdraw_idea", _("It is decided, or already withdrawn: it can no longer be taken back."))

    def call(self, form):
        return submission.withdraw_idea(self.object, by=self.request.user)

    def get_success_message(self):
        if self.result.state == State.WITHDRAWN:
            return _("Your contribution is withdrawn.")
        return _("Noted. The others are told: it is taken back once each of you has asked for it.")

    def get_success_url(self):
        return reverse("ideas:mine")

    def get_context_data(self, **context):
        others = [person for person in awaited_to_withdraw(self.object) if person != self.request.user]
        return super().get_context_data(others=others, **context)


class HideNameView(OwnIdeaFormView):
    """The author reads first what cannot be called back."""

    form_class = WithdrawForm
    template_name = "ideas/hide_name.html"
    success_message = _("Colleagues no longer read your name.")

    def permit(self):
        self.require("ideas.hide_name", _("Your name is hidden already, or nobody reads this contribution any more."))

    def call(self, form):
        return names.hide_name(self.object, by=self.request.user)

    def get_context_data(self, **context):
        return super().get_context_data(left=names.mails_that_left(self.object), **context)


class ShowNameView(ServiceFormView):
    """The only author changes their mind; or the officer has a reason, which the authors read."""

    template_name = "ideas/show_name.html"
    success_message = _("Colleagues read who wrote it.")

    def find(self):
        return find_idea(self.request, self.kwargs["reference"])

    def permit(self):
        self.require("ideas.show_name", _("You may not show this name, or it is shown already."))

    def get_form_class(self):
        return WithdrawForm if is_author(self.request.user, self.object) else ReasonForm

    def call(self, form):
        return names.show_name(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **context):
        return super().get_context_data(own=is_author(self.request.user, self.object), **context)


class KeepView(ServicePostView):
    """One of a group wants to keep what others asked to take back."""

    success_message = _("It stays as it is. The others are told.")

    def find(self):
        return find_own_idea(self.request, self.kwargs["reference"])

    def call(self):
        return submission.keep_idea(self.object, by=self.request.user)


class DisputeView(OwnIdeaFormView):
    form_class = DisputeForm
    template_name = "ideas/dispute.html"
    success_message = _("Thank you: the work goes on.")

    def permit(self):
        if self.object.state != State.IMPLEMENTED:
            raise TransitionRefused(_("This is asked once the idea is done."))

    def call(self, form):
        return dispute_done(self.object, by=self.request.user, reason=form.cleaned_data["body"])


class ConfirmView(ServicePostView):
    """The author says that what was done is what was wanted."""

    success_message = _("Thank you, it is noted.")

    def find(self):
        return find_own_idea(self.request, self.kwargs["reference"])

    def call(self):
        return confirm_wanted(self.object, by=self.request.user, words=self.request.POST.get("words", ""))


class MessageView(ServiceFormView):
    """Words in the thread, from an author or from those who work on the idea."""

    form_class = WordsForm
    template_name = "ideas/message.html"
    success_message = _("Your message is sent.")

    def find(self):
        return find_idea(self.request, self.kwargs["reference"], permission="ideas.view_thread")

    def permit(self):
        if self.object.state == State.WITHDRAWN:
            raise NotAllowed(_("This contribution was withdrawn: nobody reads it any more."))
        self.require("ideas.write_message")

    def call(self, form):
        return write_message(self.object, by=self.request.user, body=form.cleaned_data["body"])

    def get_context_data(self, **context):
        return super().get_context_data(is_own=is_author(self.request.user, self.object), **context)
