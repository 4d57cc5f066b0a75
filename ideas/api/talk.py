"""What readers add to a contribution: support, attention, comments, a danger; and what officers make of comments."""

from django.urls import path

from ideas.api.author import IdeaEndpoint
from ideas.privacy import veil
from ideas.serializers import inputs, outputs
from ideas.serializers import talk as told
from ideas.services import comments, following, support
from ideas.services.red_flags import raise_flag
from ideas.talk import comment_for, comments_for, reported_page, said
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.pagination import Page, PageQuery, number_cursor, page_of

READ = {"scope": Scope.IDEAS_READ, "sees": "ideas.view_idea"}
WRITE = {"scope": Scope.IDEAS_WRITE, "sees": "ideas.view_idea"}
JUDGE = {"scope": Scope.TRIAGE, "permission": "ideas.moderate_comments", "sees": "ideas.view_idea"}


class StandingEndpoint(IdeaEndpoint):
    """One thing that a person does, or takes back, on a contribution."""

    def standing(self, reference) -> dict:
        return told.standing_out(self.request.user, self.find(reference))


class SupportView(StandingEndpoint):
    @operation(**READ, output=told.StandingOut)
    def get(self, request, reference):
        """How many support it, and whether I do, whether I follow it."""
        return self.standing(reference)

    @operation(**WRITE, output=told.StandingOut)
    def put(self, request, reference):
        """Support it. Twice is once."""
        support.support(self.find(reference), by=request.user)
        return self.standing(reference)

    @operation(**WRITE, output=told.StandingOut)
    def delete(self, request, reference):
        """Take one’s support back. Twice is once."""
        support.withdraw_support(self.find(reference), by=request.user)
        return self.standing(reference)


class FollowView(StandingEndpoint):
    @operation(**WRITE, output=told.StandingOut)
    def put(self, request, reference):
        """Be told what becomes of it. Twice is once."""
        following.follow(self.find(reference), by=request.user)
        return self.standing(reference)

    @operation(**WRITE, output=told.StandingOut)
    def delete(self, request, reference):
        """Be told no more. Twice is once."""
        following.unfollow(self.find(reference), by=request.user)
        return self.standing(reference)


class DangerView(IdeaEndpoint):
    @operation(**WRITE, input=inputs.FlagInput, output=outputs.IdeaOut)
    def post(self, request, reference):
        """Somebody’s safety or dignity is at stake: the officers are told, and look at it the same working day."""
        idea = self.find(reference)
        raise_flag(idea, by=request.user, **self.sent)
        return self.told(idea)


class CommentEndpoint(IdeaEndpoint):
    """The comments of one contribution, as this person may read them."""

    def comment(self, reference, pk):
        return comment_for(self.request.user, self.find(reference), pk)

    def now(self, reference, pk) -> dict:
        user, idea = self.request.user, self.find(reference)
        return told.comment_out(said(user, idea, veil(user, idea), [comment_for(user, idea, pk)])[0])


class CommentsView(CommentEndpoint):
    @operation(**READ, paged=True, query=PageQuery, output=told.CommentOut)
    def get(self, request, reference):
        """The comments, the latest first."""
        user, idea, size = request.user, self.find(reference), self.query["limit"]
        rows, before = comments_for(user, idea).order_by("-pk"), number_cursor(self.query.get("cursor"))
        if before is not None:
            rows = rows.filter(pk__lt=before)
        page = page_of(list(rows[: size + 1]), size, lambda comment: comment.pk)
        return Page([told.comment_out(row) for row in said(user, idea, veil(user, idea), page.rows)], page.cursor)

    @operation(**WRITE, input=inputs.WordsInput, output=told.CommentOut, keyed=True, status=201, rate="submit")
    def post(self, request, reference):
        """Comment on it. The same key makes one comment."""
        idea = self.find(reference)
        comment, _new = comments.write_comment(idea, by=request.user, body=self.sent["body"], key=self.key)
        return self.now(reference, comment.pk)


class CommentView(CommentEndpoint):
    @operation(**WRITE, input=inputs.WordsInput, output=told.CommentOut)
    def patch(self, request, reference, pk):
        """Correct one’s own comment, within fifteen minutes."""
        comments.edit_comment(self.comment(reference, pk), by=request.user, body=self.sent["body"])
        return self.now(reference, pk)

    @operation(**WRITE)
    def delete(self, request, reference, pk):
        """Remove one’s own comment: its words are gone for good."""
        comments.remove_comment(self.comment(reference, pk), by=request.user)


class ReportView(CommentEndpoint):
    @operation(**WRITE, input=told.ReportInput)
    def post(self, request, reference, pk):
        """Ask the officer to look at a comment, once; the writer does not learn who asked."""
        comments.report_comment(self.comment(reference, pk), by=request.user, **self.sent)


class HideView(CommentEndpoint):
    @operation(**JUDGE, input=told.HideInput, output=told.CommentOut)
    def post(self, request, reference, pk):
        """Hide a comment; its writer is told why."""
        comments.hide_comment(self.comment(reference, pk), by=request.user, reason=self.sent["reason"])
        return self.now(reference, pk)


class RestoreView(CommentEndpoint):
    @operation(**JUDGE, output=told.CommentOut)
    def post(self, request, reference, pk):
        """Show a hidden comment again; its writer is told."""
        comments.restore_comment(self.comment(reference, pk), by=request.user)
        return self.now(reference, pk)


class KeepView(CommentEndpoint):
    @operation(**JUDGE)
    def post(self, request, reference, pk):
        """Answer the reports of a comment: it stays as it is."""
        comments.keep_comment(self.comment(reference, pk), by=request.user)


class ReportsView(Endpoint):
    @operation(
        scope=Scope.TRIAGE,
        permission="ideas.moderate_comments",
        paged=True,
        query=PageQuery,
        output=told.ReportedOut,
    )
    def get(self, request):
        """Comments that readers reported, the oldest first."""
        size = self.query["limit"]
        rows = reported_page(request.user, after=number_cursor(self.query.get("cursor")), size=size)
        page = page_of(rows, size, lambda row: row.comment.pk)
        return Page([told.reported_out(row) for row in page.rows], page.cursor)


one = "ideas/<slug:reference>/"
comment = f"{one}comments/<int:pk>/"
urlpatterns = [
    path(f"{one}support/", SupportView.as_view(), name="support"),
    path(f"{one}follow/", FollowView.as_view(), name="follow"),
    path(f"{one}danger/", DangerView.as_view(), name="danger"),
    path(f"{one}comments/", CommentsView.as_view(), name="comments"),
    path(comment, CommentView.as_view(), name="comment"),
    path(f"{comment}report/", ReportView.as_view(), name="comment_report"),
    path(f"{comment}hide/", HideView.as_view(), name="comment_hide"),
    path(f"{comment}restore/", RestoreView.as_view(), name="comment_restore"),
    path(f"{comment}keep/", KeepView.as_view(), name="comment_keep"),
    path("reports/", ReportsView.as_view(), name="reports"),
]
