"""The numbers of supports and comments that lists show, counted from the rows under the lock of the contribution."""

from django.db.models import Q

from ideas.models import Comment, Idea, Support
from ideas.models.talk import SHOWN


def count_supports(idea: Idea) -> None:
    """Keep the number of supports of a locked contribution."""
    idea.support_count = Support.objects.filter(idea=idea).count()
    idea.save(update_fields=["support_count"])


def count_comments(idea: Idea) -> None:
    """Keep the number of comments shown on a locked contribution, those of what was merged into it included."""
    talk = Comment.objects.filter(SHOWN, Q(idea=idea) | Q(idea__merged_into=idea))
    idea.comment_count = talk.count()
    idea.save(update_fields=["comment_count"])
