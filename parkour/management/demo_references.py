"""References of the grid in the demonstration: a few that stand far apart, made of what was assessed by then."""

from ideas.models import Idea
from ideas.reference_ideas import consensus_of, suggested
from ideas.services.reference_ideas import make_reference

REFERENCES = 6


def make_references(*, by) -> None:
    """From the weakest to the strongest proposal that has a level on every criterion, at equal distances."""
    known = Idea.objects.in_bulk([row.pk for row in suggested()]).values()
    may_be = [idea for idea in known if by.has_perm("ideas.manage_reference", idea)]
    rows = [idea for idea in may_be if None not in consensus_of(idea).values()]
    rows.sort(key=lambda idea: (idea.priority, idea.pk))
    places = {round(number * (len(rows) - 1) / (REFERENCES - 1)) for number in range(REFERENCES)} if rows else ()
    for place in sorted(places):
        make_reference(rows[place], by=by)
