"""Who of a jury does not vote in which category: something they wrote is nominated there."""

from collections.abc import Iterable

from ideas.models import Authorship
from parkour.engagements.models import TrophyCategory, TrophyJuror, TrophyNominee


def recused(categories: Iterable[TrophyCategory], jurors: Iterable[TrophyJuror]) -> set[tuple[int, int]]:
    """(category, person) of those who do not vote there. Two statements."""
    named = list(TrophyNominee.objects.filter(category__in=[one.pk for one in categories]))
    people = [juror.person_id for juror in jurors]
    wrote = Authorship.objects.filter(idea__in={one.idea_id for one in named}, person__in=people)
    by_idea: dict[int, set[int]] = {}
    for idea, person in wrote.values_list("idea_id", "person_id"):
        by_idea.setdefault(idea, set()).add(person)
    return {(one.category_id, person) for one in named for person in by_idea.get(one.idea_id, ())}
