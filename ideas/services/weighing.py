"""What other weights would change, for somebody who asks: read, worked out, told, and saved nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ideas.models import Idea
from ideas.portfolio import Portfolio, assessed_in, awaited_in, portfolio_rows
from ideas.portfolio_lines import Line, lines_of
from ideas.scoring import Band
from ideas.search import exactly, matching
from ideas.services.rubrics import rubric_to_read
from ideas.what_if import crossings, rubric_of
from parkour.core.exceptions import InvalidInput, NotAllowed

SHOWN = 50  # of each direction


@dataclass(frozen=True)
class Moved:
    """One proposal that would stand elsewhere."""

    line: Line
    before: Band
    after: Band


@dataclass(frozen=True)
class Answer:
    """`looked_at` proposals; of those that would move the first `SHOWN`, and how many there are of each direction.

    `is_cut`: there were more than were looked at. `awaited`: how many were not, because their levels are sealed.
    """

    looked_at: int
    is_cut: bool
    rising: Sequence[Moved]
    falling: Sequence[Moved]
    rise: int
    fall: int
    awaited: int = 0


def what_if(chosen: Portfolio, *, by, policy: int, novelty: int, impact: int, effort: int) -> Answer:
    """What these weights (in hundredths) would change among the proposals that the filters leave.

    Raises NotAllowed, InvalidInput for weights that no grid may have.
    """
    if not by.has_perm("ideas.view_portfolio"):
        raise NotAllowed(_("The portfolio is for the improvement officer, the reviewers and the direction."))
    now = rubric_to_read().values
    try:
        other = rubric_of(policy, novelty, impact, effort, now.thresholds)
    except ValueError as error:
        raise InvalidInput(
            _("The weights of policy, novelty and impact make a hundred, and policy and impact are not both nothing."),
            field="policy",
        ) from error
    rows = portfolio_rows(by, chosen, now.thresholds)
    search = exactly(chosen.typed, people=by.has_perm("ideas.browse")) if chosen.typed else None
    if search:
        rows = matching(rows, search)
    proposals, is_cut = assessed_in(rows)
    moved = crossings(proposals, other)
    rising = [one for one in moved if one.rises]
    falling = [one for one in moved if not one.rises]
    shown = _told([*rising[:SHOWN], *falling[:SHOWN]], by, now)
    first = len(rising[:SHOWN])
    awaited = awaited_in(by, chosen, search)
    return Answer(len(proposals), is_cut, shown[:first], shown[first:], len(rising), len(falling), awaited)


def _told(moved, by, rubric) -> list[Moved]:
    ideas = Idea.objects.select_related("site").in_bulk([one.key for one in moved])
    there = [one for one in moved if one.key in ideas]
    lines = lines_of(by, [ideas[one.key] for one in there], rubric)
    return [Moved(line, one.before, one.after) for line, one in zip(lines, there, strict=True)]
