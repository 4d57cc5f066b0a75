"""What colleagues added to a contribution, as one reader may read it: numbers, one's own part in them, comments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from ideas.enums import SENSITIVE_CHANNELS, ReportReason, State
from ideas.models import Comment, CommentReport, Follow, Idea, Support
from ideas.models.talk import SHOWN
from ideas.privacy import Veil, tell
from ideas.selectors import visible_to
from parkour.accounts.models import User

PAGE = 20


@dataclass(frozen=True)
class Said:
    """One comment for one reader. `hidden_reason`: it is hidden, and this reader still reads it."""

    pk: int
    by: str
    words: str
    written_at: datetime
    edited_at: datetime | None
    hidden_reason: str
    is_mine: bool
    is_reported: bool
    may: frozenset[str]


@dataclass(frozen=True)
class Talk:
    """The talk about one contribution; `comments` hold one more than a page when older ones follow."""

    supports: int
    comment_count: int
    supported: bool
    followed: bool
    comments: list[Said]
    may: frozenset[str]


def talk_of(user: User, idea: Idea, hidden: Veil, *, before: int | None = None, size: int = PAGE) -> Talk:
    """The newest comments of `idea` (those before the comment numbered `before`), and what `user` may do: two
    statements. `hidden` are the names that `user` may not read."""
    supported, followed = standing_of(user, idea)
    rows = comments_for(user, idea).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return Talk(
        supports=idea.support_count,
        comment_count=idea.comment_count,
        supported=supported,
        followed=followed,
        comments=said(user, idea, hidden, rows[: size + 1]),
        may=frozenset(act for act in ("support", "follow", "comment") if user.has_perm(f"ideas.{act}_idea", idea)),
    )


def standing_of(user: User, idea: Idea) -> tuple[bool, bool]:
    """Whether `user` supports it, and whether `user` follows it."""
    mine = {"idea": OuterRef("pk"), "person": user}
    both = Exists(Support.objects.filter(**mine)), Exists(Follow.objects.filter(**mine))
    return Idea.objects.filter(pk=idea.pk).values_list(*both).get()


def comments_for(user: User, idea: Idea) -> QuerySet[Comment]:
    """The comments of `idea` and of what was merged into it. A hidden one is for its writer and the officer."""
    readable = SHOWN | Q(removed_at=None, writer=user)
    if user.has_perm("ideas.moderate_comments"):
        readable = Q(removed_at=None)
    comments = Comment.objects.filter(readable, Q(idea=idea) | Q(idea__merged_into=idea)).select_related("writer")
    return comments.annotate(is_reported=Exists(CommentReport.objects.filter(comment=OuterRef("pk"), person=user)))


def comment_for(user: User, idea: Idea, pk: int) -> Comment:
    """One comment on the page of `idea`; 404 for what the person may not read."""
    return get_object_or_404(comments_for(user, idea).select_related("writer", "idea__merged_into"), pk=pk)


def said(user: User, idea: Idea, hidden: Veil, comments) -> list[Said]:
    """Comments as `user` may read them: nothing more is read."""
    return [_said(user, comment, hidden) for comment in comments]


ACTS = {
    "edit": "ideas.edit_comment",
    "remove": "ideas.remove_comment",
    "report": "ideas.report_comment",
    "moderate": "ideas.moderate_comment",
}


def _said(user, comment, hidden):
    mine = comment.writer_id == user.pk
    may = {act for act, permission in ACTS.items() if user.has_perm(permission, comment)}
    if comment.is_reported:
        may -= {"report"}
    return Said(
        pk=comment.pk,
        by=_("You") if mine else hidden.name(comment.writer),
        words=hidden.words(comment.body),
        written_at=comment.written_at,
        edited_at=comment.edited_at,
        hidden_reason=comment.hidden_reason,
        is_mine=mine,
        is_reported=comment.is_reported,
        may=frozenset(may),
    )


# --- What the officer looks at ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Reported:
    """A comment that readers asked the officer to look at; `reasons` are (reason, how often), `notes` their words.

    Nobody learns who reported it.
    """

    comment: Comment
    reasons: list[tuple[str, int]]
    notes: list[str]
    is_mine: bool


def reported_comments() -> QuerySet[Comment]:
    """Comments with a report that waits for an answer, on contributions that an officer may read."""
    out_of_sight = Q(idea__redirected_to__in=SENSITIVE_CHANNELS) | Q(idea__state=State.WITHDRAWN)
    waiting = CommentReport.objects.filter(comment=OuterRef("pk"), settled_at=None)
    return Comment.objects.filter(Exists(waiting)).exclude(out_of_sight)


def reported_page(user: User, *, after: int | None = None, size: int = PAGE) -> list[Reported]:
    """The oldest first, and one row more if there is a next page; `after` is the number of the last comment before."""
    rows = reported_comments().select_related("writer", "idea__merged_into").prefetch_related("reports").order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    rows = list(rows[: size + 1])
    tell(user, [row.idea for row in rows])
    return [_reported(user, row) for row in rows]


def _reported(user, comment):
    reports = [report for report in comment.reports.all() if report.settled_at is None]
    counted = {reason: sum(1 for report in reports if report.reason == reason) for reason in ReportReason}
    return Reported(
        comment=comment,
        reasons=[(str(reason.label), count) for reason, count in counted.items() if count],
        notes=[report.note for report in reports if report.note],
        is_mine=comment.writer_id == user.pk,
    )


# --- What one follows -------------------------------------------------------------------------------------


def followed_page(user: User, *, before: int | None = None, size: int = PAGE) -> list[Follow]:
    """What `user` follows and may read, the latest first, each idea with its `told`; one row more for a next page."""
    rows = Follow.objects.filter(person=user, idea__in=visible_to(user)).select_related("idea").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    rows = list(rows[: size + 1])
    tell(user, [row.idea for row in rows])
    return rows


def page_and_next(rows: Sequence, size: int = PAGE) -> tuple[Sequence, object]:
    """(the rows of one page, the last of them when there is a next page)."""
    return rows[:size], rows[size - 1] if len(rows) > size else None
