"""Sending a contribution, and its receipt."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from ideas.cards import promise_of
from ideas.forms.author import TEXT_ADVICE, IdeaForm
from ideas.gallery import gallery_of
from ideas.selectors import officers
from ideas.services.submission import submit_idea
from ideas.validators import SHORTEST, TEXT_LIMIT
from ideas.views.files import TakesFiles
from ideas.views.finding import find_own_idea
from parkour.core.exceptions import Conflict
from parkour.core.views import ServiceFormView


class SubmitView(TakesFiles, ServiceFormView):
    """Three questions on one page; the kind is deduced, nothing else is asked."""

    form_class = IdeaForm
    template_name = "ideas/submit.html"
    extra_context = {"advice": TEXT_ADVICE, "limit": TEXT_LIMIT, "shortest": SHORTEST}

    def call(self, form):
        submission = form.submission()
        idea, new = submit_idea(submission, by=self.request.user)
        if not new and (idea.problem_text, idea.change_text) != (submission.problem_text, submission.change_text):
            raise Conflict(
                _("This form was already sent as %(reference)s. To send this other text too, send it again.")
                % {"reference": idea.reference},
                current=idea,
            )
        return idea

    def again(self, form, status, **context):
        form.renew_key()
        return super().again(form, status, **context)

    def get_success_url(self):
        return reverse("ideas:receipt", args=[self.result.reference])


class ReceiptView(TemplateView):
    """What was sent, who reads it, by when; can be opened again later."""

    template_name = "ideas/receipt.html"

    def get_context_data(self, reference, **kwargs):
        idea = find_own_idea(self.request, reference)
        return super().get_context_data(
            idea=idea,
            promise=promise_of(idea),
            readers=list(officers()),
            gallery=gallery_of(self.request.user, idea, idea.told.hidden),
            can_add_files=self.request.user.has_perm("ideas.add_files", idea),
            **kwargs,
        )
