"""What colleagues say about a contribution of the board, and what becomes of their words."""

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ideas.enums import ReportReason
from ideas.following import tell_of_comment, tell_of_report, tell_writer
from ideas.models import Comment, CommentReport, Idea
from ideas.services.kept_counts import count_comments
from ideas.services.lifecycle import lock
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused

COMMENT_LIMIT, REASON_LIMIT = 5_000, 500
MOST, WITHIN = 20, timedelta(hours=1)


def write_comment(idea: Idea, *, by, body: str, key: UUID) -> tuple[Comment, bool]:
    """Say something about a contribution of the board; returns (comment, whether it is new).

    The same `key` makes one comment. Raises InvalidInput (no words, too many, too often, a key used for something
    else), NotAllowed for whoever may not read it, TransitionRefused when it takes no comments.
    """
    body = _words(body)
    try:
        return _create(idea, by, body, key), True
    except IntegrityError:  # sent already, or by the other click of a double click
        existing = Comment.objects.filter(client_uuid=key).select_related("idea", "writer").first()
    if existing is None or (existing.writer_id, existing.idea_id) != (by.pk, idea.pk):
        raise InvalidInput(_("This form was already used. Open a new one and send your text again."))
    return existing, False


@transaction.atomic
def _create(idea, by, body, key):
    locked = lock(idea)
    if not by.has_perm("ideas.view_idea", locked):
        raise NotAllowed(_("You may not comment on this contribution."))
    if not by.has_perm("ideas.comment_idea", locked):
        raise TransitionRefused(_("This contribution takes no comments at this stage."))
    now = clock.now()
    sent_before = Comment.objects.filter(client_uuid=key).exists()
    if not sent_before and Comment.objects.filter(writer=by, written_at__gt=now - WITHIN).count() >= MOST:
        raise InvalidInput(
            _("You wrote %(count)s comments within an hour: let the others answer, and go on later.") % {"count": MOST},
            field="body",
        )
    comment = Comment.objects.create(idea=locked, writer=by, body=body, client_uuid=key, written_at=now)
    count_comments(locked)
    tell_of_comment(comment)
    return comment


@transaction.atomic
def edit_comment(comment: Comment, *, by, body: str) -> Comment:
    """Its writer corrects it, for a quarter of an hour. Raises InvalidInput, NotAllowed, TransitionRefused."""
    body = _words(body)
    locked = _lock(comment)
    if not by.has_perm("ideas.remove_comment", locked):
        raise NotAllowed(_("Only its writer can change a comment."))
    if not by.has_perm("ideas.edit_comment", locked):
        raise TransitionRefused(_("A comment is corrected within fifteen minutes. You can still remove it."))
    if locked.body != body:
        locked.body, locked.edited_at = body, clock.now()
        locked.save(update_fields=["body", "edited_at"])
    return locked


@transaction.atomic
def remove_comment(comment: Comment, *, by) -> Comment:
    """Its writer takes it away, at any time: the words are gone for good. Twice is once."""
    locked = _lock(comment, gone=True)
    if not by.has_perm("ideas.remove_comment", locked):
        raise NotAllowed(_("Only its writer can remove a comment."))
    if locked.removed_at is None:
        locked.body, locked.removed_at = "", clock.now()
        locked.save(update_fields=["body", "removed_at"])
        _settle(locked)
        _count(locked)
    return locked


@transaction.atomic
def report_comment(comment: Comment, *, by, reason: str, note: str = "") -> bool:
    """A reader asks the officer to look at it; once each, false when they had.

    Raises InvalidInput for an unknown reason or a note too long, NotAllowed for its writer.
    """
    if reason not in ReportReason.values:
        raise InvalidInput(_("Choose a reason."), field="reason")
    note = clean_text(note, "note", limit=REASON_LIMIT)
    locked = _lock(comment)
    if not by.has_perm("ideas.view_idea", locked.idea) or not by.has_perm("ideas.report_comment", locked):
        raise NotAllowed(_("You cannot report this comment."))
    facts = {"reason": reason, "note": note, "at": clock.now()}
    _report, new = CommentReport.objects.get_or_create(comment=locked, person=by, defaults=facts)
    if new:
        tell_of_report(locked, by)
    return new


@transaction.atomic
def hide_comment(comment: Comment, *, by, reason: str) -> Comment:
    """The officer hides it, with a reason that its writer is told. Twice is once.

    Raises InvalidInput without a reason, NotAllowed.
    """
    reason = clean_text(reason, "reason", limit=REASON_LIMIT)
    if not reason:
        raise InvalidInput(_("Say why: the writer reads it."), field="reason")
    locked = _moderated(comment, by)
    if locked.hidden_at is None:
        locked.hidden_at, locked.hidden_by, locked.hidden_reason = clock.now(), by, reason
        locked.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
        _settle(locked)
        _count(locked)
        tell_writer(locked)
    return locked


@transaction.atomic
def restore_comment(comment: Comment, *, by) -> Comment:
    """The officer shows a hidden comment again; its writer is told. Twice is once."""
    locked = _moderated(comment, by)
    if locked.hidden_at is not None:
        locked.hidden_at, locked.hidden_by, locked.hidden_reason = None, None, ""
        locked.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
        _count(locked)
        tell_writer(locked)
    return locked


@transaction.atomic
def keep_comment(comment: Comment, *, by) -> int:
    """The officer has looked at the reports and leaves it as it is; returns how many were answered."""
    return _settle(_moderated(comment, by))


def _words(body):
    body = clean_text(body, "body", limit=COMMENT_LIMIT)
    if not body:
        raise InvalidInput(_("Write a few words."), field="body")
    return body


def _lock(comment, *, gone=False) -> Comment:
    """The comment, read again under the lock of its contribution. TransitionRefused once its writer removed it."""
    idea = lock(comment.idea)
    locked = Comment.objects.select_for_update(of=("self",)).select_related("writer").get(pk=comment.pk)
    locked.idea = idea
    if locked.removed_at and not gone:
        raise TransitionRefused(_("Its writer has removed this comment."))
    return locked


def _moderated(comment, by) -> Comment:
    locked = _lock(comment)
    if not by.has_perm("ideas.view_idea", locked.idea) or not by.has_perm("ideas.moderate_comment", locked):
        raise NotAllowed(_("You may not judge this comment."))
    return locked


def _settle(comment) -> int:
    return CommentReport.objects.filter(comment=comment, settled_at=None).update(settled_at=clock.now())


def _count(comment):
    """Keep the number of its contribution, and of the one that this was merged into."""
    count_comments(comment.idea)
    if comment.idea.merged_into_id:
        count_comments(lock(comment.idea.merged_into))
