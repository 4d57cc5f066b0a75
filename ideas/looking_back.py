"""What the past says of one contribution, for those who assess it: decided ones that are like it, and a proposed band.

Shown once one's own levels are saved, or on request, which is written down; never while a second opinion is awaited,
and never on what one wrote. Proposed is only what has proved itself here (`ideas.services.measuring`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from statistics import fmean

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from ideas.enums import DECIDED, IdeaKind, Outcome, ReasonCode
from ideas.likeness import Band as Likeness
from ideas.likeness import band_of
from ideas.models import Decision, Idea, Neighbour, PastReliability, TriageDecision
from ideas.opinions import assessments_of
from ideas.past import FEWEST, NEAREST, Past, Target, proposed_kind, proposed_points
from ideas.privacy import tell
from ideas.rules import is_author
from ideas.scoring import Band, RubricValues, band, score_proposal
from ideas.selectors import visible_to
from ideas.verdict import effort_word, impact_word, sentence_of
from ideas.what_if import mean_scores
from ideas.workflow import LOOKED_BACK_EVENT
from parkour.accounts.models import User


@dataclass(frozen=True)
class Decided:
    """A decided contribution that is like the one at hand: how close, its points (None untold), what became of it."""

    idea: Idea
    score: float
    points: float | None
    values: RubricValues

    @property
    def likeness(self) -> Likeness:
        return band_of(self.score)

    @property
    def band(self) -> Band | None:
        return None if self.points is None else band(self.points, self.values.thresholds)

    @property
    def sentence(self):
        """How it was scored, in words; "" while its levels are sealed, or when it has none."""
        idea = self.idea
        if idea.sealed or idea.value is None:
            return ""
        return sentence_of(idea.kind, impact_word(idea.level_impact), effort_word(idea.level_effort))

    @property
    def refused_because(self) -> str:
        return ReasonCode(self.idea.refused_for).label if self.idea.refused_for else ""

    @property
    def reason(self) -> str:
        """Why it was decided so, in the words of the decision that stands."""
        return self.idea.told.hidden.words(self.idea.decided_because or "")

    @property
    def action(self):
        return getattr(self.idea, "action", None)

    @property
    def effect(self) -> str:
        return self.idea.told.hidden.words(self.action.effect) if self.action else ""

    @property
    def past(self) -> Past:
        return Past(self.idea.pk, self.points, self.idea.kind, 0)


@dataclass(frozen=True)
class Proposed:
    """A band, and why: how many of the most alike were assessed, how many stand in it, what they say on average."""

    band: Band
    assessed: int
    same: int
    sentence: str


@dataclass(frozen=True)
class LookBack:
    """What is told. `why_not` is a sentence when nothing is; `on_request` says that one may ask for it all the same."""

    idea: Idea
    why_not: str = ""
    on_request: bool = False
    rows: tuple[Decided, ...] = ()
    priority: PastReliability | None = None
    kind: PastReliability | None = None

    @property
    def shown(self) -> bool:
        return not self.why_not

    @property
    def tried(self) -> int:
        """On how many contributions it was tried to foretell the priority."""
        return self.priority.n if self.priority else 0

    @property
    def few(self) -> bool:
        """Whether too few of what is like it were assessed for a band."""
        return sum(row.points is not None for row in self.rows) < FEWEST

    @cached_property
    def proposed(self) -> Proposed | None:
        """The band that the past proposes; None for feedback, and wherever it knows no more than a guess."""
        if self.idea.kind != IdeaKind.PROPOSAL or self.priority is None or not self.priority.is_better:
            return None
        points = proposed_points((row.score, row.past) for row in self.rows)
        if points is None:
            return None
        speak = [row for row in self.rows if row.points is not None]
        proposed = band(Decimal(str(round(points, 2))), speak[0].values.thresholds)
        impact, effort = (_mean(getattr(row.idea, name) for row in speak) for name in ("level_impact", "level_effort"))
        return Proposed(
            band=proposed,
            assessed=len(speak),
            same=sum(row.band is proposed for row in speak),
            sentence=sentence_of(self.idea.kind, impact_word(impact), effort_word(effort)),
        )

    @cached_property
    def other_kind(self) -> IdeaKind | None:
        """The kind of most of what is like it, where that has proved itself and is not the kind it was sent as."""
        if self.kind is None or not self.kind.is_better:
            return None
        said = proposed_kind((row.score, row.past) for row in self.rows)
        return IdeaKind(said) if said and said != self.idea.kind else None


def _mean(levels: Iterable[float | None]) -> float | None:
    known = [level for level in levels if level is not None]
    return fmean(known) if known else None


def look_back_on(idea: Idea, reader: User, values: RubricValues) -> LookBack:
    """What the past says of `idea` to `reader`, who is of the desk; the points are those of the grid `values`."""
    if why_not := withheld(idea, reader):
        return LookBack(idea, why_not)
    if not _may_read_at_once(idea, reader):
        sentence = _("Shown once your levels are saved. Read before, it is written in the history of the desk.")
        return LookBack(idea, sentence, on_request=True)
    measured = {row.target: row for row in PastReliability.objects.all()}
    return LookBack(
        idea,
        rows=decided_like(idea, reader, values),
        priority=measured.get(Target.PRIORITY.value),
        kind=measured.get(Target.KIND.value),
    )


def withheld(idea: Idea, reader: User) -> str:
    """Why `reader` is told nothing whatever they ask, in a sentence; "" when nothing stands in the way."""
    if is_author(reader, idea):
        return _("This is your own contribution: another person assesses it and decides.")
    if idea.sealed:
        return _("A second opinion is awaited: what the past says shows once both are given.")
    return ""


def has_levels(idea: Idea, reader: User) -> bool:
    return assessments_of(idea).filter(rater=reader).exists()


def has_asked(idea: Idea, reader: User) -> bool:
    """Whether `reader` asked for it in this round; an appeal opens another."""
    asked = idea.events.filter(name=LOOKED_BACK_EVENT, actor=reader)
    return (asked.filter(at__gte=idea.appealed_at) if idea.appealed_at else asked).exists()


def _may_read_at_once(idea, reader) -> bool:
    return idea.state in DECIDED or has_levels(idea, reader) or has_asked(idea, reader)


def decided_like(idea: Idea, reader: User, values: RubricValues) -> tuple[Decided, ...]:
    """The decided contributions most like `idea` that `reader` may read, the closest first: five at most.

    One statement, besides those of their names.
    """
    keys = (
        Neighbour.objects.filter(other=idea).values("idea").union(Neighbour.objects.filter(idea=idea).values("other"))
    )
    pair = Neighbour.objects.filter(Q(idea=idea, other=OuterRef("pk")) | Q(other=idea, idea=OuterRef("pk")))
    refusals = TriageDecision.objects.filter(idea=OuterRef("pk"), outcome=Outcome.DECLINE).order_by("-at", "-pk")
    standing = Decision.objects.filter(idea=OuterRef("pk"), superseded_at=None)
    near = visible_to(reader).filter(pk__in=keys, state__in=DECIDED).select_related("site", "action")
    near = near.annotate(
        closeness=Subquery(pair.values("score")[:1]),
        refused_for=Subquery(refusals.values("reason_code")[:1]),
        decided_because=Subquery(standing.values("reason")[:1]),
    )
    found = tell(reader, list(near.order_by("-closeness", "pk")[:NEAREST]))
    return tuple(Decided(one, one.closeness, points_of(one, values), values) for one in found)


def points_of(idea: Idea, values: RubricValues) -> float | None:
    """The priority of a proposal by the grid `values` from its kept levels; None when it has none that may be told."""
    if idea.kind != IdeaKind.PROPOSAL or idea.sealed or idea.priority is None:
        return None
    levels = idea.level_policy, idea.level_novelty, idea.level_impact, idea.level_effort
    priority = score_proposal(mean_scores(levels), values).priority
    return None if priority is None else float(priority)
