"""What is watched afterwards: what gestures cost, by team, without a name; which successes other sites take up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Q

from ideas.enums import BoardTab
from ideas.models import Idea
from ideas.precedence import DONE
from ideas.privacy import tell
from parkour.accounts.models import User
from parkour.engagements.models import Initiative, Replication
from parkour.engagements.spend import fence

FEWEST = 5  # people of a team that is told by its name: of fewer, the gesture would name its maker
MOST = 50  # gestures that stand out, own ones shown
QUARTILES = """
SELECT count(*), percentile_cont(0.25) WITHIN GROUP (ORDER BY amount),
       percentile_cont(0.75) WITHIN GROUP (ORDER BY amount)
  FROM engagements_initiative
 WHERE taken_back_at IS NULL AND "on" BETWEEN %s AND %s AND amount > 0
"""
TEAMS = """
SELECT s.name, t.name, count(*), sum(i.amount), percentile_cont(0.5) WITHIN GROUP (ORDER BY i.amount),
       count(*) FILTER (WHERE i.amount > %s)
  FROM engagements_initiative i LEFT JOIN organisation_team t ON t.id = i.team_id
       AND %s <= (SELECT count(*) FROM accounts_user u WHERE u.team_id = t.id AND u.is_active)
  LEFT JOIN organisation_site s ON s.id = t.site_id
 WHERE i.taken_back_at IS NULL AND i."on" BETWEEN %s AND %s
 GROUP BY s.name, t.id, t.name ORDER BY s.name NULLS LAST, t.name NULLS LAST
"""


@dataclass(frozen=True)
class TeamSpend:
    """The gestures of one team; `name` "" for all people without a team or in a small one, together."""

    site: str
    name: str
    count: int
    total: Decimal
    median: float
    apart: int


@dataclass(frozen=True)
class Apart:
    """A gesture that stands out; `team` "" where there is none, or a small one."""

    words: str
    on: date
    amount: Decimal
    team: str


@dataclass(frozen=True)
class Spend:
    """What was spent from a day to another; `bound` None while too few gestures cost something."""

    teams: Sequence[TeamSpend]
    bound: float | None
    apart: Sequence[Apart]

    @property
    def count(self) -> int:
        return sum(row.count for row in self.teams)

    @property
    def total(self) -> Decimal:
        return sum((row.total for row in self.teams), Decimal(0))


def spend(first: date, last: date) -> Spend:
    """By team, in the order of their names, and the gestures that stand out, the newest first. Three statements."""
    count, low, high = _asked(QUARTILES, [first, last])[0]
    bound = fence(count, low or 0, high or 0)
    beyond = 10**9 if bound is None else bound
    teams = [
        TeamSpend(site or "", name or "", *numbers)
        for site, name, *numbers in _asked(TEAMS, [beyond, FEWEST, first, last])
    ]
    rows = Initiative.objects.filter(taken_back_at=None, on__range=(first, last), amount__gt=beyond)
    rows = rows.annotate(people=Count("team__people", filter=Q(team__people__is_active=True)))
    apart = [] if bound is None else [_apart(row) for row in rows.select_related("team").order_by("-on", "-pk")[:MOST]]
    return Spend(teams, bound, apart)


def _apart(row) -> Apart:
    team = row.team.name if row.team is not None and row.people >= FEWEST else ""
    return Apart(row.words, row.on, row.amount, team)


def own(person: User) -> list[Initiative]:
    """The last gestures of a person that stand, the newest first."""
    return list(Initiative.objects.filter(by=person, taken_back_at=None).order_by("-pk")[:MOST])


def _asked(statement, parameters) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


@dataclass(frozen=True)
class Success:
    """Something done and on the board, with its `told`, and how many sites took it up, and did it."""

    idea: Idea
    taken_up: int
    done: int


def successes(reader: User, *, after: int | None = None, size: int = MOST) -> tuple[list[Success], bool]:
    """What is done and on the board, the newest first, told for `reader`; and whether more follow."""
    rows = Idea.objects.filter(board_tab=BoardTab.DONE, state__in=DONE).order_by("-pk")
    rows = rows.annotate(
        taken_up=Count("replications"), done_there=Count("replications", filter=Q(replications__done_on__isnull=False))
    )
    found = list((rows if after is None else rows.filter(pk__lt=after))[: size + 1])
    shown = tell(reader, found[:size])
    return [Success(idea, idea.taken_up, idea.done_there) for idea in shown], len(found) > size


def replications(idea: Idea) -> list[Replication]:
    """Where a success is taken up, in the order in which sites did. One statement."""
    return list(Replication.objects.filter(idea=idea).select_related("site", "by").order_by("pk"))
