"""What a whole session asks of the planner: blocks, topics, and the demands on them. Pure, whole numbers only.

A `Topic` is a `planning.Candidate` with the blocks it may go to and how long it would take in each. Demands are of
two kinds (see docs/adr/0044): rules that no plan breaks, and the balance between sites and poles, which a plan keeps
as long as that costs at most a tenth of the points. Topics of one `group` are worked through as one `Bundle`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from committee.planning import Candidate, utility

BALANCE_WORTH = 10  # balance may cost one point in ten, not more
SITE_SHARE = (2, 5)  # of one site: two topics in five at most, and one is always allowed


@dataclass(frozen=True)
class BlockSpec:
    """A block of the session. `capacity` in half-minutes; `most` topics, None for as many as fit."""

    code: str
    capacity: int
    most: int | None = None


@dataclass(frozen=True)
class Topic:
    """A candidate and where it may go: `places` maps a block to the half-minutes it would take there.

    `without_quorum`: poles that could not vote on it once its authors are recused. `fixed`: it stays in its only
    place whatever the rules say. `poles`: those its authors belong to. `is_contribution`: counts for the balance.
    """

    candidate: Candidate
    places: Mapping[str, int]
    site: object = None
    poles: frozenset = frozenset()
    without_quorum: tuple[str, ...] = ()
    fixed: bool = False
    is_contribution: bool = True

    @property
    def key(self) -> str:
        return self.candidate.key


@dataclass(frozen=True)
class SessionProblem:
    """Blocks in the order of the room, topics in any order; `absent` maps a presenter to the blocks they miss.

    Raises ValueError for a repeated key or block, a place that is no block, a duration that is no whole number of
    half-minutes, a fixed topic without its one place.
    """

    blocks: Sequence[BlockSpec]
    topics: Sequence[Topic]
    absent: Mapping[object, frozenset] = field(default_factory=dict)

    def __post_init__(self):
        codes = [block.code for block in self.blocks]
        keys = [topic.key for topic in self.topics]
        if len(set(codes)) < len(codes) or len(set(keys)) < len(keys):
            raise ValueError("Two blocks or two topics have the same key.")
        if any(not _whole(block.capacity) for block in self.blocks):
            raise ValueError("The capacity must be a whole number of half-minutes.")
        for topic in self.topics:
            if not set(topic.places) <= set(codes) or not all(_whole(time) and time for time in topic.places.values()):
                raise ValueError(f"{topic.key}: its places must be blocks with a whole number of half-minutes.")
            if topic.fixed and len(topic.places) != 1:
                raise ValueError(f"{topic.key}: a fixed topic has one place.")

    @property
    def has_balance(self) -> bool:
        """Whether anything is known of sites or poles."""
        return any(bundle.poles or bundle.site is not None for bundle in self.bundles)

    @cached_property
    def bundles(self) -> tuple["Bundle", ...]:
        """Topics gathered by group, the most useful first, then the shortest, then by key."""
        pool = sorted(self.topics, key=lambda t: (-utility(t.candidate), t.candidate.duration, str(t.key)))
        gathered: dict[object, list[Topic]] = {}
        for topic in pool:
            group = topic.candidate.group
            gathered.setdefault(("topic", topic.key) if group is None else ("group", group), []).append(topic)
        return tuple(_bundle(topics, self) for topics in gathered.values())


@dataclass(frozen=True)
class Bundle:
    """What is taken or left as a whole. `asked`: where its topics may go; `places`: where the rules let it go."""

    topics: tuple[Topic, ...]
    asked: Mapping[str, int]
    places: Mapping[str, int]
    value: int  # hundredths of a point

    @property
    def must(self) -> bool:
        return self.fixed or any(topic.candidate.must for topic in self.topics)

    @property
    def fixed(self) -> bool:
        return any(topic.fixed for topic in self.topics)

    @property
    def missing_document(self) -> bool:
        return any(topic.candidate.missing_document for topic in self.topics)

    @property
    def without_quorum(self) -> bool:
        return not self.fixed and any(topic.without_quorum for topic in self.topics)

    @property
    def presenter(self):
        """Who presents it; None for variants presented by several people, which weigh on none of them."""
        return _only({topic.candidate.presenter for topic in self.topics})

    @property
    def site(self):
        return _only({topic.site for topic in self.topics})

    @property
    def poles(self) -> frozenset:
        return frozenset().union(*(topic.poles for topic in self.topics))

    @property
    def is_contribution(self) -> bool:
        return any(topic.is_contribution for topic in self.topics)


def _bundle(topics: Sequence[Topic], problem: SessionProblem) -> Bundle:
    asked = {
        block.code: sum(topic.places[block.code] for topic in topics)
        for block in problem.blocks
        if all(block.code in topic.places for topic in topics)
    }
    bundle = Bundle(tuple(topics), asked, asked, sum(_hundredths(topic) for topic in topics))
    if bundle.fixed:
        return bundle
    missed = frozenset().union(*(problem.absent.get(topic.candidate.presenter, frozenset()) for topic in topics))
    places = {code: time for code, time in asked.items() if code not in missed and not bundle.without_quorum}
    return Bundle(bundle.topics, asked, places, bundle.value)


def over_share(of_site: int, of_all: int) -> bool:
    """Whether one site has more than its share of the topics."""
    part, whole = SITE_SHARE
    return of_site > 1 and whole * of_site > part * of_all


def _hundredths(topic: Topic) -> int:
    return round(utility(topic.candidate) * 100)


def _only(found: set):
    return next(iter(found)) if len(found) == 1 else None


def _whole(number) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= 0
