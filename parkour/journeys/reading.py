"""What is read of the journeys: stages with their counts and achievements, the maps, the balance of attentions.

Everything counts what is on the board, by the tabs of the board; what is not placed yet is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Case, Count, F, Q, Value, When, Window
from django.db.models.functions import RowNumber

from ideas.enums import BoardTab, State
from ideas.models import Idea
from ideas.precedence import DONE
from ideas.privacy import tell
from parkour.accounts.models import User
from parkour.journeys.balance import Balance, balance_of, level_of
from parkour.journeys.defaults import label_of
from parkour.journeys.models import (
    Edition,
    EventOfIdea,
    Journey,
    LifeEvent,
    Pillar,
    PillarOfIdea,
    Side,
    Stage,
    StageOfIdea,
)
from parkour.journeys.services.mapping import in_use

LATEST = 3  # achievements shown at a stage
RECENT = 20  # editions shown

COUNTS = """
SELECT p.stage_id, CASE i.state WHEN 'answered' THEN i.state ELSE i.board_tab END, count(*)
  FROM journeys_stageofidea p JOIN journeys_stage s ON s.id = p.stage_id JOIN ideas_idea i ON i.id = p.idea_id
 WHERE s.journey_id = %s AND s.closed_at IS NULL AND i.board_tab <> '' GROUP BY 1, 2
"""
CELLS = """
SELECT p.stage_id, q.pillar_id, count(*)
  FROM journeys_stageofidea p JOIN journeys_stage s ON s.id = p.stage_id JOIN ideas_idea i ON i.id = p.idea_id
  JOIN journeys_pillarofidea q ON q.idea_id = p.idea_id JOIN journeys_pillar r ON r.id = q.pillar_id
 WHERE s.journey_id = %s AND s.closed_at IS NULL AND r.closed_at IS NULL AND i.board_tab <> '' GROUP BY 1, 2
"""
CROSSINGS = """
SELECT p.stage_id, q.event_id, count(*)
  FROM journeys_eventofidea q JOIN journeys_lifeevent r ON r.id = q.event_id JOIN ideas_idea i ON i.id = q.idea_id
  LEFT JOIN (journeys_stageofidea p JOIN journeys_stage s ON s.id = p.stage_id AND s.closed_at IS NULL
             AND s.journey_id = %(journey)s) ON p.idea_id = q.idea_id
 WHERE r.journey_id = %(journey)s AND r.closed_at IS NULL AND i.board_tab <> '' GROUP BY 1, 2
"""
SIDES = """
SELECT employees, customers, count(*) FROM (
  SELECT t.idea_id, bool_or(t.side = 'employees') AS employees, bool_or(t.side = 'customers') AS customers
    FROM (SELECT p.idea_id, p.side FROM journeys_stageofidea p JOIN journeys_stage s ON s.id = p.stage_id
           WHERE s.closed_at IS NULL
          UNION ALL
          SELECT q.idea_id, j.side FROM journeys_pillarofidea q JOIN journeys_pillar r ON r.id = q.pillar_id
            JOIN journeys_journey j ON j.id = r.journey_id WHERE r.closed_at IS NULL) AS t
    JOIN ideas_idea i ON i.id = t.idea_id
   WHERE i.board_tab <> '' GROUP BY t.idea_id) AS by_idea
 GROUP BY 1, 2
"""


@dataclass(frozen=True)
class StageRow:
    """A stage with how many contributions of each tab hang on it, and the achievements told last, with their `told`.

    Answers stand on the tab of what is done, and are no achievement: `tabs` counts them apart, by their state.
    """

    stage: Stage
    tabs: dict[str, int]
    latest: list[Idea] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.tabs.values())

    @property
    def done(self) -> int:
        return self.tabs.get(BoardTab.DONE, 0)

    @property
    def answered(self) -> int:
        return self.tabs.get(State.ANSWERED, 0)

    @property
    def under_way(self) -> int:
        return self.tabs.get(BoardTab.IN_PROGRESS, 0)

    @property
    def studied(self) -> int:
        return self.tabs.get(BoardTab.STUDIED, 0)

    @property
    def not_kept(self) -> int:
        return self.tabs.get(BoardTab.NOT_KEPT, 0)


@dataclass(frozen=True)
class Cell:
    """How many contributions at a stage serve a pillar; `level` from 0 to 4."""

    pillar: Pillar
    count: int
    level: int


@dataclass(frozen=True)
class Heat:
    """Stage × pillar: the pillars of the journey's own side first, then the others, each group with its policy."""

    policies: list[tuple[str, list[Pillar]]]
    rows: list[tuple[Stage, list[Cell]]]

    @property
    def pillars(self) -> list[Pillar]:
        return [pillar for _policy, pillars in self.policies for pillar in pillars]


@dataclass(frozen=True)
class Crossing:
    """A life event across the stages: `cells` are (stage, how many are about it there, level).

    `total` counts those too that are on no stage.
    """

    event: LifeEvent
    cells: list[tuple[Stage, int, int]]
    total: int


@dataclass(frozen=True)
class EditionRow:
    """What a journey said from one moment to the next, by the names of its parts."""

    edition: Edition
    stages: list[str]
    pillars: list[str]
    events: list[str]


@dataclass(frozen=True)
class Places:
    """What one contribution hangs on, each with its journey, in the order of the journeys."""

    stages: list[Stage]
    pillars: list[Pillar]
    events: list[LifeEvent]

    def __bool__(self):
        return bool(self.stages or self.pillars or self.events)


def both_journeys() -> list[Journey]:
    """Employees first. One statement each."""
    return [Journey.of(side) for side in Side.values]


def stage_rows(journey: Journey, reader: User | None) -> list[StageRow]:
    """Its stages in use, in their order, told for `reader` (None: as everybody may read them)."""
    stages = in_use(Stage, journey)
    tabs: dict[int, dict[str, int]] = {stage.pk: {} for stage in stages}
    for stage, tab, number in _asked(COUNTS, [journey.pk]):
        if stage in tabs:
            tabs[stage][tab] = number
    latest = achievements(stages, reader)
    return [StageRow(stage, tabs[stage.pk], latest[stage.pk]) for stage in stages]


def row_of(stage: Stage, latest: list[Idea]) -> StageRow:
    """One stage, in use or not, with its counts. One statement."""
    hung = StageOfIdea.objects.filter(stage=stage).exclude(idea__board_tab="").order_by()
    return StageRow(stage, _tabs(hung), latest)


def achievements(stages: Sequence[Stage], reader: User | None, most: int = LATEST) -> dict[int, list[Idea]]:
    """{key of a stage: what was done there and told last}, each with its `told`, newest first.

    Two statements, and those of `ideas.privacy.tell`.
    """
    newest_first = [F("idea__published_at").desc(), F("idea_id").desc()]
    rank = Window(RowNumber(), partition_by=F("stage_id"), order_by=newest_first)
    done = StageOfIdea.objects.filter(stage__in=stages, idea__board_tab=BoardTab.DONE, idea__state__in=DONE)
    picked = done.annotate(rank=rank).filter(rank__lte=most).values_list("stage_id", "rank", "idea_id")
    ranked = sorted(picked)
    ideas = Idea.objects.select_related("site", "action__owner", "public_update")
    known = ideas.in_bulk([idea for _stage, _rank, idea in ranked])
    found: dict[int, list[Idea]] = {stage.pk: [] for stage in stages}
    for stage, _rank, idea in ranked:
        found[stage].append(known[idea])
    tell(reader, [idea for ideas in found.values() for idea in ideas])
    return found


def heat_of(journey: Journey) -> Heat:
    """The map of a journey: its stages × the pillars of both policies. Five statements."""
    stages = in_use(Stage, journey)
    journeys = sorted(both_journeys(), key=lambda one: one.pk != journey.pk)
    policies = [(one.policy, in_use(Pillar, one)) for one in journeys]
    counts = {(stage, pillar): number for stage, pillar, number in _asked(CELLS, [journey.pk])}
    most = max(counts.values(), default=0)
    heat = Heat(policies, [])
    for stage in stages:
        numbers = [(pillar, counts.get((stage.pk, pillar.pk), 0)) for pillar in heat.pillars]
        heat.rows.append((stage, [Cell(pillar, number, level_of(number, most)) for pillar, number in numbers]))
    return heat


def crossings_of(journey: Journey, stages: Sequence[Stage]) -> list[Crossing]:
    """The second axis of a journey: its life events, each across `stages`. Two statements."""
    counts = {(event, stage): number for stage, event, number in _asked(CROSSINGS, {"journey": journey.pk})}
    most = max((number for (_event, stage), number in counts.items() if stage), default=0)
    rows = []
    for event in in_use(LifeEvent, journey):
        cells = [(stage, counts.get((event.pk, stage.pk), 0)) for stage in stages]
        total = sum(number for (key, _stage), number in counts.items() if key == event.pk)
        rows.append(Crossing(event, [(stage, number, level_of(number, most)) for stage, number in cells], total))
    return rows


def row_of_event(event: LifeEvent) -> dict[str, int]:
    """{tab of the board, or the state of what was answered: how many are about it}. One statement."""
    return _tabs(EventOfIdea.objects.filter(event=event).exclude(idea__board_tab="").order_by())


def done_about(event: LifeEvent, reader: User | None, most: int) -> list[Idea]:
    """What was done about a life event and told last, each with its `told`. One statement, and those of `tell`."""
    ideas = Idea.objects.filter(event_places__event=event, board_tab=BoardTab.DONE, state__in=DONE)
    ideas = ideas.select_related("site", "action__owner", "public_update")
    return tell(reader, list(ideas.order_by(F("published_at").desc(), "-pk")[:most]))


def balance() -> Balance:
    """Whose attention what is on the board gives. Two statements."""
    total = Idea.objects.exclude(board_tab="").count()
    return balance_of(_asked(SIDES, []), total)


def places_of(idea: Idea) -> Places:
    """Where a contribution hangs, out of use or not. Three statements."""
    return Places(
        [row.stage for row in _places(StageOfIdea, "stage", idea)],
        [row.pillar for row in _places(PillarOfIdea, "pillar", idea)],
        [row.event for row in _places(EventOfIdea, "event", idea)],
    )


def choices_for(carried: Places) -> dict[str, list]:
    """What a contribution may be given: all that is in use, and what it carries. Each with its journey."""
    known = (("stages", Stage), ("pillars", Pillar), ("events", LifeEvent))
    return {name: _offered(model, [row.pk for row in getattr(carried, name)]) for name, model in known}


def editions_of(journey: Journey) -> list[EditionRow]:
    """The editions written last, newest first; empty while nobody wrote one. One statement."""
    return [
        EditionRow(
            edition,
            _names(edition, "stages", Stage.KIND, journey.side),
            _names(edition, "pillars", Pillar.KIND, journey.side),
            _names(edition, "events", LifeEvent.KIND, journey.side),
        )
        for edition in journey.editions.select_related("by", "campaign")[:RECENT]
    ]


def _names(edition, part, kind, side):
    return [row["name"] or label_of(kind, side, row["code"]) for row in edition.content.get(part, ())]


def _tabs(places) -> dict[str, int]:
    """How many places by the tab of their contribution, those with an answer by that state."""
    tab = Case(When(idea__state=State.ANSWERED, then=Value(State.ANSWERED)), default=F("idea__board_tab"))
    return dict(places.annotate(tab=tab).values_list("tab").annotate(number=Count("pk")))


def _places(model, name, idea):
    rows = model.objects.filter(idea=idea).select_related(f"{name}__journey")
    return rows.order_by(f"-{name}__journey__side", f"{name}__place", f"{name}_id")


def _offered(model, carried):
    rows = model.objects.filter(Q(closed_at=None) | Q(pk__in=carried)).select_related("journey")
    return list(rows.order_by("-journey__side", "place", "pk"))


def _asked(sql, values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
