"""Finding an idea for the person who asks: what they may not see does not exist."""

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404

from ideas.models import Authorship, Idea
from ideas.privacy import Told
from ideas.rules import is_author

JOINED = ("site", "team", "action__owner", "quick_win_owner", "merged_into", "public_update")


def find_idea(request, reference: str, *, permission: str = "ideas.view_idea") -> Idea:
    """The idea of this reference (any case), with its `told`; 404 unless the person has `permission` on it."""
    ideas = Idea.objects.select_related(*JOINED).prefetch_related(
        Prefetch("authorships", Authorship.objects.select_related("person"))
    )
    idea = get_object_or_404(ideas, reference=reference.upper())
    if not request.user.has_perm(permission, idea):
        raise Http404
    idea.told = Told(idea, request.user)
    return idea


def find_own_idea(request, reference: str) -> Idea:
    """The same, for its authors only."""
    idea = find_idea(request, reference)
    if not is_author(request.user, idea):
        raise Http404
    return idea
