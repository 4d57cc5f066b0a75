"""Tags for tests: a vocabulary, contributions that carry it, and what the worker would have measured of it."""

from django.urls import reverse

from ideas.models import Neighbour, TagReliability
from ideas.services.opinions import take_back_opinion
from ideas.services.tagging import add_tag, set_tags, write_tag
from parkour.core import clock
from tests.factories import IdeaFactory


def tag(officer, name="Safety", **facts):
    return write_tag(by=officer, name=name, **facts)


def carried(idea):
    return sorted(idea.tagged.values_list("tag__name", flat=True))


def of(levels=None, **facts):
    """Before the committee, and nobody’s second opinion is awaited: everybody reads it."""
    idea = IdeaFactory(
        shortlisted=True, levels=levels or {"policy": 5, "novelty": 3, "impact": 5, "effort": 1}, **facts
    )
    if idea.sealed:
        take_back_opinion(idea, by=idea.assessments.get().rater)
        idea.refresh_from_db()
    return idea


def better(**columns):
    """What the worker would have written where suggested tags are worth something."""
    facts = {"n": 52, "error": 21.0, "guess": 48.0, "low": -38.0, "high": -16.0, "tagged": 60, "at": clock.now()}
    return TagReliability.objects.create(pk=1, **facts | {"model_version": 1} | columns)


def alike(idea, *others):
    """`others` are like `idea`, the first the most."""
    for rank, other in enumerate(others):
        first, second = sorted((idea.pk, other.pk))
        Neighbour.objects.create(idea_id=second, other_id=first, score=0.9 - rank / 10, together=0.9 - rank / 10)


def a_family(officer, size=4):
    """A new one and `size` like it, all with the tag of safety, the first also with that of energy."""
    safety, energy = tag(officer), tag(officer, "Energy")
    new, *others = [IdeaFactory() for _number in range(size + 1)]
    for other in others:
        set_tags(other, by=officer, tags=[safety.pk])
    add_tag(others[0], by=officer, tag=energy.pk)
    alike(new, *others)
    return new, others


def address(name, idea):
    return reverse(f"ideas:{name}", args=[idea.reference])


def shown(client, idea):
    return client.get(address("triage_item", idea)).content.decode()
