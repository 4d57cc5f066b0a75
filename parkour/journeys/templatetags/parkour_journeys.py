from django import template

from parkour.journeys.reading import Places, places_of

register = template.Library()


@register.simple_tag
def places_to_manage(idea, user) -> Places | None:
    """Where a contribution hangs, for whoever places it; None, without a statement, for everybody else."""
    return places_of(idea) if user.has_perm("journeys.place_idea", idea) else None
