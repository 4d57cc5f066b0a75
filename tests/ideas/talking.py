"""Comments and what readers see of them, for the tests."""

import uuid

from ideas.models import Comment, Idea
from ideas.services.comments import write_comment
from tests.factories import IdeaFactory, UserFactory


def say(idea, by=None, body="Chez nous aussi, le mardi surtout.", key=None) -> Comment:
    """A comment of `by` (default: a colleague)."""
    comment, _new = write_comment(idea, by=by or UserFactory(), body=body, key=key or uuid.uuid4())
    return comment


def on_the_board(**facts) -> Idea:
    return IdeaFactory(shortlisted=True, **facts)


def counts(idea) -> tuple[int, int]:
    """(supports, comments) as lists show them."""
    fresh = Idea.objects.get(pk=idea.pk)
    return fresh.support_count, fresh.comment_count
