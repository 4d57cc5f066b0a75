"""What colleagues add to a contribution of the board: support, attention, comments."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from ideas.forms.talk import CommentForm, EditCommentForm, ReportForm
from ideas.services import comments, following, support
from ideas.talk import comment_for, followed_page, page_and_next
from ideas.views.finding import find_idea
from parkour.core.exceptions import NotAllowed, TransitionRefused
from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView, ServicePostView


class OnTheIdea:
    """Something about a contribution that the person may read; afterwards one is back where the talk is."""

    def find(self):
        return find_idea(self.request, self.kwargs["reference"])

    def get_back_url(self):
        return self.object.get_absolute_url() + "#talk"


class SupportView(OnTheIdea, ServicePostView):
    """« I want it too », once each."""

    def call(self):
        return support.support(self.object, by=self.request.user)


class WithdrawSupportView(OnTheIdea, ServicePostView):
    def call(self):
        return support.withdraw_support(self.object, by=self.request.user)


class FollowView(OnTheIdea, ServicePostView):
    success_message = gettext_lazy("You are told what becomes of it.")

    def call(self):
        return following.follow(self.object, by=self.request.user)


class UnfollowView(OnTheIdea, ServicePostView):
    success_message = gettext_lazy("You are told no more about it.")

    def call(self):
        return following.unfollow(self.object, by=self.request.user)


class FollowedView(TemplateView):
    """What one follows, the latest first, each with the button that ends it."""

    template_name = "ideas/followed.html"

    def get_context_data(self, **kwargs):
        before = whole_number(self.request.GET.get("before"))
        rows, last = page_and_next(followed_page(self.request.user, before=before))
        return super().get_context_data(
            ideas=[row.idea for row in rows],
            first_url="" if before is None else self.request.path,
            next_url=f"?before={last.pk}" if last else "",
            **kwargs,
        )


class CommentView(OnTheIdea, ServiceFormView):
    form_class = CommentForm
    template_name = "ideas/comment.html"
    success_message = gettext_lazy("Your comment is on the page.")

    def permit(self):
        if not self.request.user.has_perm("ideas.comment_idea", self.object):
            raise TransitionRefused(_("This contribution takes no comments at this stage."))

    def call(self, form):
        return comments.write_comment(self.object, by=self.request.user, **form.cleaned_data)


class OnTheComment(OnTheIdea):
    """Something about one comment that the person may read."""

    @cached_property
    def comment(self):
        return comment_for(self.request.user, self.object, self.kwargs["pk"])

    def permit(self):
        self.comment  # noqa: B018 — 404 for what the person may not read, before anything is asked


class EditCommentView(OnTheComment, ServiceFormView):
    form_class = EditCommentForm
    template_name = "ideas/comment.html"
    success_message = gettext_lazy("Your comment is corrected.")

    def permit(self):
        if self.comment.writer_id != self.request.user.pk:
            raise NotAllowed(_("Only its writer can change a comment."))
        if not self.request.user.has_perm("ideas.edit_comment", self.comment):
            raise TransitionRefused(_("A comment is corrected within fifteen minutes. You can still remove it."))

    def get_initial(self):
        return {"body": self.comment.body}

    def call(self, form):
        return comments.edit_comment(self.comment, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **context):
        return super().get_context_data(comment=self.comment, **context)


class RemoveCommentView(OnTheComment, ServicePostView):
    success_message = gettext_lazy("Your comment is removed.")

    def call(self):
        return comments.remove_comment(self.comment, by=self.request.user)


class ReportCommentView(OnTheComment, ServiceFormView):
    form_class = ReportForm
    template_name = "ideas/comment_report.html"

    def permit(self):
        if not self.request.user.has_perm("ideas.report_comment", self.comment):
            raise NotAllowed(_("You cannot report this comment."))

    def call(self, form):
        return comments.report_comment(self.comment, by=self.request.user, **form.cleaned_data)

    def get_success_message(self):
        if self.result:
            return _("Thank you. The improvement officer looks at it.")
        return _("You had already reported it. The improvement officer looks at it.")

    def get_context_data(self, **context):
        words = self.object.told.hidden.words(self.comment.body)
        return super().get_context_data(comment=self.comment, words=words, **context)
