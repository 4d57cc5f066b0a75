"""Finding an idea for the person of a request."""

from ideas.finding import idea_for, own_idea
from ideas.models import Idea


def find_idea(request, reference: str, *, permission: str = "ideas.view_idea") -> Idea:
    """The idea of this reference (any case), 404 unless the person has `permission` on it."""
    return idea_for(request.user, reference, permission=permission)


def find_own_idea(request, reference: str) -> Idea:
    """The same, for its authors only."""
    return own_idea(request.user, reference)
