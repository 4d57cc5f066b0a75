"""What is read of engagements: the charter, the register, one of each; a hidden name is hidden in their words too."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects

from ideas.models import Idea
from ideas.privacy import Veil, tell
from ideas.selectors import visible_to
from parkour.accounts.models import User
from parkour.core import clock
from parkour.engagements.models import Engagement, GuestWord, Irritant, Proof, Step
from parkour.engagements.standing import Tally
from parkour.indicators.models import Attention, Indicator
from parkour.indicators.rates import value_of
from parkour.indicators.reading import Point, Series, latest_of

LISTED = 40
ON_THE_CHARTER = Q(published_at__isnull=False, withdrawn_at=None)


@dataclass(frozen=True)
class Words:
    """Texts about contributions, without the names that the reader may not read of any of them."""

    veils: tuple[Veil, ...] = ()

    def said(self, text: str) -> str:
        for veil in self.veils:
            text = veil.words(text)
        return text


@dataclass(frozen=True)
class StepRow:
    """A step as it is told; `idea` with its `told`, None where the reader is shown none."""

    step: Step
    words: str
    idea: Idea | None


@dataclass(frozen=True)
class ProofRow:
    """A proof as it is told, with the point of the series that was kept beside it."""

    proof: Proof
    words: str
    place: str
    taken_back_why: str
    point: Point | None
    keeps: bool

    @property
    def indicator(self) -> Indicator | None:
        return self.proof.indicator


@dataclass(frozen=True)
class EngagementRow:
    """An engagement as it is told; `series` None where none shows it."""

    engagement: Engagement
    sentence: str
    irritant: str
    moved_why: str
    withdrawn_why: str
    series: Series | None
    steps: Sequence[StepRow] = field(default_factory=list)
    proofs: Sequence[ProofRow] = field(default_factory=list)

    @property
    def standing(self):
        return self.engagement.standing

    @property
    def last_proof(self) -> ProofRow | None:
        """The one that keeps it, else the newest that stands."""
        standing = [row for row in self.proofs if row.proof.taken_back_at is None]
        return next((row for row in standing if row.keeps), standing[0] if standing else None)

    @property
    def steps_done(self) -> int:
        return sum(row.step.done_on is not None for row in self.steps)

    @property
    def attention(self) -> str:
        return self.engagement.irritant.attention


@dataclass(frozen=True)
class IrritantRow:
    """An irritant as it is told, with its engagements; `ideas` those of its `voices` that the reader may read."""

    irritant: Irritant
    title: str
    words: str
    closed_why: str
    ideas: Sequence[Idea]
    voices: int


@dataclass(frozen=True)
class WordRow:
    """What was said with guests: by whom, what; `hidden` no guest reads it."""

    word: GuestWord
    name: str

    @property
    def hidden(self) -> bool:
        return self.word.hidden_at is not None


def tally() -> Tally:
    """How the promises on the charter stand today. One statement."""
    late = Q(kept_at=None, due_on__lt=clock.today())
    counted = Engagement.objects.filter(ON_THE_CHARTER).aggregate(
        kept=Count("pk", filter=Q(kept_at__isnull=False)),
        late=Count("pk", filter=late),
        promised=Count("pk", filter=Q(kept_at=None) & ~late),
    )
    return Tally(**counted)


def charter(*, withdrawn: bool = False, after: int | None = None, size: int = LISTED) -> tuple[list[Engagement], bool]:
    """Promises on the charter, or those withdrawn, the newest first; and whether more follow."""
    there = Q(published_at__isnull=False, withdrawn_at__isnull=False) if withdrawn else ON_THE_CHARTER
    return _page(Engagement.objects.filter(there).order_by("-pk"), after, size)


def told(engagements: QuerySet[Engagement] | Iterable[Engagement], reader: User | None) -> list[EngagementRow]:
    """Engagements as `reader` may read them (None: as anybody from outside, who is shown no contribution).

    The same number of statements for one as for many.
    """
    keys = [one.pk for one in engagements]
    rows = Engagement.objects.filter(pk__in=keys).select_related("irritant__stage__journey", "owner", "indicator")
    rows = rows.prefetch_related(
        Prefetch("irritant__ideas", Idea.objects.order_by("pk")),
        Prefetch("steps", Step.objects.select_related("idea").order_by("pk")),
        Prefetch("proofs", Proof.objects.select_related("indicator", "given_by").order_by("-on", "-pk")),
    )
    by_key = {one.pk: one for one in rows}
    found = [by_key[key] for key in keys]
    ideas = _told_ideas(found, reader)
    seen = _seen(ideas, reader)
    indicators = {one.indicator_id: one.indicator for one in found if one.indicator_id}
    series = dict(zip(indicators, latest_of(list(indicators.values())), strict=True)) if indicators else {}
    return [_row(one, ideas, series.get(one.indicator_id), seen) for one in found]


def register(
    reader: User, *, aside: bool = False, after: int | None = None, size: int = LISTED
) -> tuple[list[IrritantRow], bool]:
    """Irritants in use, or put aside, as `reader` may read them, the newest first; and whether more follow."""
    rows = Irritant.objects.filter(closed_at__isnull=not aside).order_by("-pk")
    found, more = _page(rows, after, size)
    return told_irritants(found, reader), more


def told_irritants(irritants: Iterable[Irritant], reader: User) -> list[IrritantRow]:
    """Irritants as `reader` may read them: what is said of hidden people, and which contributions there are.

    The same number of statements for one as for many.
    """
    found = list(irritants)
    prefetch_related_objects(
        found, Prefetch("ideas", Idea.objects.order_by("pk")), Prefetch("engagements", Engagement.objects.all())
    )
    ideas = {idea.pk: idea for idea in tell(reader, {i.pk: i for one in found for i in one.ideas.all()}.values())}
    seen = _seen(ideas, reader)
    return [_irritant(one, ideas, seen) for one in found]


def sides(rows: Iterable[EngagementRow]) -> list[tuple[str, list[EngagementRow]]]:
    """The same rows by whom they are about: customers and employees beside each other."""
    rows = list(rows)
    return [(side.label, [row for row in rows if row.attention == side]) for side in Attention]


def said_with_guests(engagement: Engagement, *, for_guests: bool) -> list[WordRow]:
    """What was said, in its order; guests read what is not hidden, and one name for all of ours. One statement."""
    words = GuestWord.objects.filter(engagement=engagement).select_related("guest", "by").order_by("pk")
    if for_guests:
        words = words.filter(hidden_at=None)
    return [WordRow(word, _writer(word, for_guests)) for word in words]


def _writer(word, for_guests) -> str:
    if word.guest_id is not None:
        return word.guest.name
    return "" if for_guests or word.by is None else word.by.get_full_name()


def _page(rows, after, size):
    found = list((rows if after is None else rows.filter(pk__lt=after))[: size + 1])
    return found[:size], len(found) > size


def _told_ideas(engagements, reader) -> dict[int, Idea]:
    found = {}
    for one in engagements:
        found |= {idea.pk: idea for idea in one.irritant.ideas.all()}
        found |= {step.idea_id: step.idea for step in one.steps.all() if step.idea_id}
    return {idea.pk: idea for idea in tell(reader, found.values())}


def _seen(ideas, reader) -> set[int]:
    """Keys of those of `ideas` that the reader may read: one statement, none where there is nothing to read."""
    if reader is None or not ideas:
        return set()
    return set(visible_to(reader).filter(pk__in=ideas).values_list("pk", flat=True))


def _irritant(irritant, ideas, seen) -> IrritantRow:
    voices = [ideas[idea.pk] for idea in irritant.ideas.all()]
    words = Words(tuple(idea.told.hidden for idea in voices))
    return IrritantRow(
        irritant=irritant,
        title=words.said(irritant.title),
        words=words.said(irritant.words),
        closed_why=words.said(irritant.closed_why),
        ideas=[idea for idea in voices if idea.pk in seen],
        voices=len(voices),
    )


def _row(engagement, ideas, series, seen) -> EngagementRow:
    named = [idea.pk for idea in engagement.irritant.ideas.all()]
    named += [step.idea_id for step in engagement.steps.all() if step.idea_id]
    words = Words(tuple(ideas[key].told.hidden for key in dict.fromkeys(named)))
    return EngagementRow(
        engagement=engagement,
        sentence=words.said(engagement.sentence),
        irritant=words.said(engagement.irritant.title),
        moved_why=words.said(engagement.moved_why),
        withdrawn_why=words.said(engagement.withdrawn_why),
        series=series,
        steps=[
            StepRow(step, words.said(step.words), ideas[step.idea_id] if step.idea_id in seen else None)
            for step in engagement.steps.all()
        ],
        proofs=[_proof(proof, engagement, words) for proof in engagement.proofs.all()],
    )


def _proof(proof, engagement, words) -> ProofRow:
    point = None
    if proof.starts_on is not None:
        value = value_of(proof.indicator.unit, proof.numerator, proof.denominator)
        point = Point(proof.starts_on, proof.numerator, proof.denominator, value)
    return ProofRow(
        proof=proof,
        words=words.said(proof.words),
        place=words.said(proof.place),
        taken_back_why=words.said(proof.taken_back_why),
        point=point,
        keeps=engagement.kept_by_id == proof.pk,
    )
