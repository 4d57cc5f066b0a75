"""What may go on an agenda: the contributions kept for the committee, as the planner wants them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db.models import Case, Exists, F, FloatField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Least

from committee.durations import LAST_SESSIONS, NOTHING_LEARNT, Measured, Typical, typical
from committee.enums import BEFORE_THE_COMMITTEE, BLOCK_CAPACITY, ENDED, HELD, Block
from committee.models import AgendaItem, AskedPoint, AwaitedDocument, Session
from committee.planning import Candidate, utility
from committee.selectors.shared import on_an_agenda
from committee.together import CONSENT, REPORT
from ideas.enums import DecisionOutcome, State
from ideas.models import Idea
from ideas.opinions import held_scores
from ideas.scoring import DEFAULT_RUBRIC, disagreements, grey_zone, is_heavy, standard_error

# Half-minutes. Source: programme rules §7.
DECISION, GREY_ZONE, HEAVY, GROUP = 16, 6, 4, 4
SHORT = {Block.REPORT: REPORT, Block.CONSENT: CONSENT}
ALONE = frozenset({Block.BIG_TOPIC, Block.WORKSHOP})  # one point has the whole block
BIG_VALUE_FROM = 60
MUST_AFTER_WAITING, MUST_AFTER_DEFERRALS = 3, 2
UNSEEN_AFTER = 3
MOST_OLD = 5
# A session takes about seven: this is the choice of many sessions, and the planner answers at once.
MOST_PLANNED = 60


@dataclass(frozen=True)
class PoolEntry:
    """A contribution of the pool; `item` is its place on the agenda asked about, if it has one."""

    idea: Idea
    block: Block
    candidate: Candidate
    item: AgendaItem | None = None

    @property
    def minutes(self) -> float:
        return self.candidate.duration / 2


def natural_block(idea: Idea) -> Block:
    """A heavy project of real value is the big subject; everything else is a decision."""
    heavy = is_heavy(idea.effort)
    return Block.BIG_TOPIC if heavy and (idea.value or 0) >= BIG_VALUE_FROM else Block.DECISION


def is_close_to_the_threshold(idea: Idea) -> bool:
    """Too close to the agenda threshold to read, or raters far apart. Wants `assessments` prefetched."""
    if idea.priority is None:
        return False
    last = max((row.round for row in idea.assessments.all()), default=1)
    rows = [row for row in idea.assessments.all() if row.round == last]
    rubric = max(rows, key=lambda row: row.rubric.version).rubric.values if rows else DEFAULT_RUBRIC
    error = standard_error(rubric, max(len(rows), 1))
    close = grey_zone(Decimal(str(idea.priority)), error, Decimal(rubric.thresholds.list))
    return close or bool(disagreements(held_scores(rows)))


def usual_duration(block: Block, session: Session | None, past: "Past") -> int:
    """Half-minutes of a plain contribution in a block: the median of what was measured, once enough was.

    Until then the whole block for the big subject and the workshop, and what the rules say for the others. One big
    subject never takes longer than its block.
    """
    learnt, whole = past.typical[block].learnt, BLOCK_CAPACITY[block]
    if block in ALONE:
        whole = (session and session.time_of(block)) or whole
        return min(learnt or whole, whole)
    return learnt or SHORT.get(block, DECISION)


def default_duration(idea: Idea, block: Block, session: Session | None = None, *, past: "Past | None" = None) -> int:
    """Half-minutes that a contribution is given in a block of the session; `past` is read when it is not given.

    What makes a decision longer is added to the usual time as long as nothing is learnt: it is in the median after.
    """
    past = past or held_lately()
    usual = usual_duration(block, session, past)
    if block in ALONE or block in SHORT or past.typical[block].learnt is not None:
        return usual
    return (
        usual
        + GREY_ZONE * is_close_to_the_threshold(idea)
        + HEAVY * is_heavy(idea.effort)
        + GROUP * bool(idea.group_names)
    )


@dataclass(frozen=True)
class Past:
    """What the last sessions tell: sites heard in the last three held (None while fewer were held), durations.

    `carried`: contributions that the last session had on its agenda and left without an answer.
    """

    sites_seen: set[int] | None = None
    typical: Mapping[Block, Typical] = field(default_factory=lambda: NOTHING_LEARNT)
    carried: frozenset[int] = frozenset()


def held_lately() -> Past:
    """The last sessions, in four queries."""
    last = Session.objects.filter(state__in=HELD).order_by("-starts_at", "-pk").values_list("pk", flat=True)
    last = list(last[:LAST_SESSIONS])
    if not last:
        return Past(carried=_carried_over())
    items = AgendaItem.objects.filter(session__in=last)
    rows = list(items.values_list("session_id", "block", "spent", "idea_id", "idea__site_id"))
    heard = {site for session, _block, _spent, idea, site in rows if idea and session in last[:UNSEEN_AFTER]}
    measured = [Measured(session, block, spent) for session, block, spent, _idea, _site in rows if spent]
    return Past(heard if len(last) >= UNSEEN_AFTER else None, typical(measured), _carried_over())


def agenda_candidates(
    session: Session | None = None,
    past: Past | None = None,
    narrow: Callable[[QuerySet], QuerySet] = lambda all: all,
    items: Iterable[AgendaItem] | None = None,
) -> list[PoolEntry]:
    """The best MOST_PLANNED contributions kept for the committee, best first, with those already on this agenda.

    `narrow` leaves only some of those that are kept; `past` of `held_lately` and the `items` of the agenda, when they
    are read already. What is on the agenda of another session to come is left out. A bounded number of queries.
    """
    placed = {item.idea_id: item for item in (_placed(session) if items is None else items) if item.idea_id}
    past = past or held_lately()
    asked = AskedPoint.objects.filter(session=session, taken_back_at=None)
    kept = narrow(_kept(session))
    best = kept.exclude(pk__in=placed).order_by(_is_must().desc(), _rank(past).desc(), "pk")
    wished = kept.filter(pk__in=asked.values("idea"))
    on_it = Q(pk__in=placed, state__in=BEFORE_THE_COMMITTEE) | Q(pk__in=wished.values("pk"))
    missing = AwaitedDocument.objects.filter(idea=OuterRef("pk"), arrived_at=None)
    ideas = Idea.objects.filter(Q(pk__in=best.values("pk")[:MOST_PLANNED]) | on_it)
    ideas = ideas.annotate(
        is_asked=Exists(asked.filter(idea=OuterRef("pk"))),
        is_incomplete=Exists(missing),
        of_workshop=F("variant__workshop"),
    )
    ideas = ideas.select_related("site").prefetch_related("assessments__rubric").order_by("pk")
    entries = [_prepared(_entry(session, idea, placed.get(idea.pk), past)) for idea in ideas]
    return sorted(entries, key=lambda entry: (-utility(entry.candidate), entry.idea.pk))


def waiting_beyond(
    session: Session | None, shown: int, narrow: Callable[[QuerySet], QuerySet] = lambda all: all
) -> int:
    """How many contributions wait for a session besides the `shown` ones that `pool_of` gave."""
    if shown < MOST_PLANNED:
        return 0
    placed = _placed(session).values("idea") if session else []
    return max(narrow(_kept(session)).exclude(pk__in=placed).count() - shown, 0)


def _kept(session: Session | None) -> QuerySet[Idea]:
    """Kept for the committee, and on no other agenda to come."""
    elsewhere = on_an_agenda()
    if session is not None:
        elsewhere = elsewhere.exclude(session=session)
    return Idea.objects.filter(state=State.SHORTLISTED).exclude(pk__in=elsewhere.values("idea"))


def _is_must():
    must = Q(waited_cycles__gte=MUST_AFTER_WAITING) | Q(deferrals__gte=MUST_AFTER_DEFERRALS)
    return Case(When(must, then=Value(1)), default=Value(0))


def _rank(past: Past):
    """`planning.utility` in SQL, but for the 5 points of the grey zone, which need the levels of every rater."""
    seen = past.sites_seen
    unseen = Q(pk__in=[]) if seen is None else Q(site__isnull=False) & ~Q(site__in=seen)
    return (
        Coalesce(F("priority"), 0.0)
        + 6.0 * Least(F("waited_cycles"), 3, output_field=FloatField())
        + _points(10.0, Q(deferrals__gt=0) | Q(pk__in=past.carried))
        + _points(4.0, unseen)
    )


def _points(points: float, condition: Q):
    return Case(When(condition, then=Value(points)), default=Value(0.0))


def pool_of(session: Session | None) -> list[PoolEntry]:
    """Those of `agenda_candidates` that are not on the agenda yet."""
    return [entry for entry in agenda_candidates(session) if entry.item is None]


def _placed(session):
    if session is None:
        return []
    return AgendaItem.objects.filter(session=session, idea__isnull=False)


def _entry(session, idea, item, past) -> PoolEntry:
    block, seen = Block(item.block) if item else natural_block(idea), past.sites_seen
    candidate = Candidate(
        key=idea.reference,
        priority=Decimal(str(round(idea.priority or 0, 2))),
        duration=item.duration if item else default_duration(idea, block, session, past=past),
        waited_cycles=idea.waited_cycles,
        carried_over=idea.deferrals > 0 or idea.pk in past.carried,
        grey_zone=is_close_to_the_threshold(idea),
        site_unseen=seen is not None and idea.site_id is not None and idea.site_id not in seen,
        must=idea.waited_cycles >= MUST_AFTER_WAITING or idea.deferrals >= MUST_AFTER_DEFERRALS,
        presenter=item.presenter_id if item else None,
        group=idea.of_workshop,
    )
    return PoolEntry(idea, block, candidate, item)


def _prepared(entry: PoolEntry) -> PoolEntry:
    """What is known of it besides its own row: a document it waits for, the wish of the direction."""
    missing, asked = entry.idea.is_incomplete, entry.idea.is_asked
    if not missing and not asked:
        return entry
    must = entry.candidate.must or asked
    return replace(entry, candidate=replace(entry.candidate, missing_document=missing, asked=asked, must=must))


def old_left_out(session: Session) -> list[Idea]:
    """Contributions that have waited for more than two cycles and are on no agenda to come, a few of them."""
    placed = _placed(session).values("idea")
    old = _kept(session).filter(waited_cycles__gte=MUST_AFTER_WAITING).exclude(pk__in=placed)
    return list(old.order_by("-waited_cycles", "pk")[:MOST_OLD])


def _carried_over() -> frozenset[int]:
    last = Session.objects.filter(state__in=ENDED).order_by("-starts_at", "-pk").first()
    if last is None:
        return frozenset()
    items = last.items.filter(idea__isnull=False).exclude(
        decision__outcome__in=[DecisionOutcome.APPROVED, DecisionOutcome.REJECTED, DecisionOutcome.RECOMMENDED]
    )
    return frozenset(items.values_list("idea_id", flat=True))
