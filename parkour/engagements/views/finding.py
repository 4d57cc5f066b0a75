"""Engagements and what belongs to them, found for the person of a request."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from parkour.engagements.models import Engagement, Guest, GuestWord, Irritant, Proof, Step
from parkour.engagements.reading import EngagementRow, told

PARTS = {"steps": Step, "proofs": Proof, "guests": Guest, "words": GuestWord}


def require(user, permission: str, thing=None) -> None:
    """404 unless the person may: for everybody else there is nothing here."""
    if not (user.has_perm(permission) if thing is None else user.has_perm(permission, thing)):
        raise Http404


def find_irritant(user, pk: int, permission: str = "engagements.write") -> Irritant:
    """The irritant; 404 unless the person has `permission`."""
    require(user, permission)
    return get_object_or_404(Irritant.objects.select_related("stage__journey"), pk=pk)


def find_engagement(user, pk: int, permission: str = "engagements.read_engagement") -> Engagement:
    """The engagement; 404 unless the person has `permission` on it."""
    rows = Engagement.objects.select_related("irritant", "owner", "indicator")
    found = get_object_or_404(rows, pk=pk)
    require(user, permission, found)
    return found


def find_part(user, kind: str, pk) -> Step | Proof | Guest | GuestWord:
    """A step, a proof, a guest or a word of an engagement that the person carries; else 404."""
    found = get_object_or_404(PARTS[kind].objects.select_related("engagement__owner"), pk=pk)
    require(user, "engagements.carry", found.engagement)
    return found


def row_for(engagement: Engagement, reader) -> EngagementRow:
    """The engagement as `reader` may read it."""
    return told([engagement], reader)[0]
