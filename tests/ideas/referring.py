"""Contributions brought to be references of the grid."""

from ideas.models import Idea
from ideas.services.reference_ideas import make_reference
from tests.factories import IdeaFactory, UserFactory

LEVELS = {"policy": 4, "novelty": 2, "impact": 4, "effort": 2}


def candidate(**facts):
    """A proposal with levels that may be told."""
    return Idea.objects.get(pk=IdeaFactory(**{"shortlisted": True, "levels": LEVELS} | facts).pk)


def reference(by=None, *, as_levels=None, **facts):
    """A reference made of such a proposal."""
    given = as_levels or {}
    because = "Un repère plus net." if given else ""
    return make_reference(candidate(**facts), by=by or UserFactory(officer=True), because=because, **given)
