"""What the officer does about comments: look at those that were reported, hide, show again, leave as they are."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from ideas.forms.talk import HideForm
from ideas.services import comments
from ideas.talk import page_and_next, reported_comments, reported_page
from ideas.views.talk import OnTheComment
from parkour.core.counting import capped_counts
from parkour.core.exceptions import NotAllowed
from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView, ServicePostView


class ReportsView(TemplateView):
    """Comments that readers reported, the oldest first; 404 but for officers."""

    template_name = "ideas/reports.html"

    def get_context_data(self, **kwargs):
        if not self.request.user.has_perm("ideas.moderate_comments"):
            raise Http404
        after = whole_number(self.request.GET.get("after"))
        rows, last = page_and_next(reported_page(self.request.user, after=after))
        return super().get_context_data(
            reported=rows,
            total=capped_counts(total=reported_comments())["total"],
            first_url="" if after is None else self.request.path,
            next_url=f"?after={last.comment.pk}" if last else "",
            **kwargs,
        )


class OfTheOfficer(OnTheComment):
    """For officers; for everybody else there is nothing here. One goes back to the list of what was reported."""

    def permit(self):
        if not self.request.user.has_perm("ideas.moderate_comments"):
            raise Http404
        if not self.request.user.has_perm("ideas.moderate_comment", self.comment):
            raise NotAllowed(_("This comment is yours: another officer judges it."))

    def get_success_url(self):
        return reverse("ideas:reports") if "queue" in self.request.GET else super().get_success_url()


class HideCommentView(OfTheOfficer, ServiceFormView):
    form_class = HideForm
    template_name = "ideas/comment_hide.html"
    success_message = gettext_lazy("The comment is hidden, and its writer knows why.")

    def call(self, form):
        return comments.hide_comment(self.comment, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **context):
        return super().get_context_data(comment=self.comment, **context)


class RestoreCommentView(OfTheOfficer, ServicePostView):
    success_message = gettext_lazy("The comment is shown again, and its writer knows.")

    def call(self):
        return comments.restore_comment(self.comment, by=self.request.user)


class KeepCommentView(OfTheOfficer, ServicePostView):
    success_message = gettext_lazy("The comment stays as it is.")

    def call(self):
        return comments.keep_comment(self.comment, by=self.request.user)
