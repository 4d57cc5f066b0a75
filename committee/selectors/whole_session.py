"""A session as the planner of whole sessions wants it: blocks, contributions with their places, points that stay."""

import hashlib
import json
from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from committee.enums import Answer, Block, CollegeCode
from committee.expected import poles_lost
from committee.models import AgendaItem, Session
from committee.planning import Candidate
from committee.selectors.expected import words_of
from committee.selectors.people import attendance_of
from committee.selectors.pool import (
    ALONE,
    Past,
    PoolEntry,
    agenda_candidates,
    default_duration,
    held_lately,
    natural_block,
)
from committee.selectors.preparing import missing_documents
from committee.session_problem import BlockSpec, SessionProblem, Topic
from ideas.enums import IdeaKind
from ideas.models import Authorship, Idea

FILLED = (Block.DECISION, Block.BIG_TOPIC, Block.WORKSHOP)
STAYING = (Block.REPORT, Block.CONSENT)  # filled by hand; their points count for presenters and for the balance


@dataclass(frozen=True)
class WholeSession:
    """`entries`: contributions the planner may place, by reference; `fixed`: points that stay, by block and rank."""

    session: Session
    problem: SessionProblem
    entries: dict[str, PoolEntry]
    fixed: dict[Block, dict[int, AgendaItem]]

    @property
    def fingerprint(self) -> str:
        """The same for the same problem and the same draft agenda."""
        blocks = [[str(block.code), block.capacity] for block in self.problem.blocks]
        topics = [asdict(topic) | {"poles": sorted(topic.poles)} for topic in self.problem.topics]
        topics.sort(key=lambda topic: topic["candidate"]["key"])
        items = [item for ranks in self.fixed.values() for item in ranks.values()]
        items += [entry.item for entry in self.entries.values() if entry.item is not None]
        places = sorted([item.pk, item.block, item.position, item.duration, item.pinned] for item in items)
        absent = sorted(self.problem.absent)
        written = json.dumps([blocks, topics, places, absent], default=str, sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()


def whole_session(session: Session) -> WholeSession:
    """The problem of `session` as it stands now, its draft agenda included. A bounded number of queries."""
    items = AgendaItem.objects.filter(session=session).select_related("idea").order_by("position", "pk")
    by_block: dict[str, list[AgendaItem]] = defaultdict(list)
    for item in items:
        by_block[item.block].append(item)
    fixed = {
        block: {
            rank: item
            for rank, item in enumerate(by_block[block])
            if block in STAYING or item.pinned or item.idea_id is None
        }
        for block in (*STAYING, *FILLED)
    }
    placed = {item.idea_id for rows in by_block.values() for item in rows if item.idea_id}
    held = {item.idea_id for ranks in fixed.values() for item in ranks.values()}
    movable = {item.idea_id for block in FILLED for item in by_block[block]} - held
    past = held_lately()
    entries = {
        entry.idea.reference: entry
        for entry in agenda_candidates(session, past)
        if entry.idea.pk not in placed or entry.idea.pk in movable
    }
    seats = _Seats(session, [entry.idea.pk for entry in entries.values()] + list(held - {None}))
    missing = missing_documents(list(held - {None}))
    # Points that stay break no rule: the first that waits for a document takes the one place there is for such.
    waits = next((i.pk for ranks in fixed.values() for i in ranks.values() if i.idea_id in missing), None)
    topics = [_free(session, entry, seats, past) for entry in entries.values()]
    staying = [(item, block) for block, ranks in fixed.items() for item in ranks.values()]
    topics += [_staying(item, block, seats, item.pk == waits) for item, block in staying]
    blocks = [_spec(session, block, fixed[block].values()) for block in Block if block in fixed]
    return WholeSession(session, SessionProblem(blocks, topics, seats.absent), entries, fixed)


def _spec(session: Session, block: Block, staying) -> BlockSpec:
    capacity = session.time_of(block)
    if block in STAYING:
        return BlockSpec(block, max(capacity, sum(item.duration for item in staying)))
    return BlockSpec(block, capacity, max(1, len(staying)) if block in ALONE else None)


def _free(session: Session, entry: PoolEntry, seats: "_Seats", past: Past) -> Topic:
    idea, may_go_to = entry.idea, {Block.DECISION, natural_block(entry.idea)}
    if idea.kind == IdeaKind.FEEDBACK:
        may_go_to.add(Block.WORKSHOP)
    # A block that this kind of session does not have is no place.
    places = {
        str(block): default_duration(idea, block, session, past=past)
        for block in Block
        if block in may_go_to and (session.time_of(block) or block is Block.DECISION)
    }
    if entry.item is not None:
        places[str(entry.item.block)] = entry.item.duration
    return Topic(
        replace(entry.candidate, duration=min(places.values())),
        places,
        site=idea.site_id,
        poles=seats.poles(idea.pk),
        without_quorum=seats.without_quorum(idea.pk),
    )


def _staying(item: AgendaItem, block: Block, seats: "_Seats", waits: bool) -> Topic:
    key, presenter = f"item:{item.pk}", item.presenter_id
    candidate = Candidate(key, Decimal(0), item.duration, must=True, presenter=presenter, missing_document=waits)
    site, poles, lost = (
        (item.idea.site_id, seats.poles(item.idea_id), seats.without_quorum(item.idea_id))
        if (item.idea_id)
        else (None, frozenset(), ())
    )
    return Topic(candidate, {str(block): item.duration}, site, poles, lost, True, item.idea_id is not None)


class _Seats:
    """Who sits in the poles on the day, what they said of it, and who of them wrote what."""

    def __init__(self, session: Session, ideas: list[int]):
        self.words, self.anyhow = words_of(attendance_of(session, ahead=True)), session.is_reconvened
        self.pole_of = {word.person: word.pole for word in self.words}
        self.authors: dict[int, set[int]] = defaultdict(set)
        for idea, person in Authorship.objects.filter(idea__in=ideas).values_list("idea_id", "person_id"):
            self.authors[idea].add(person)

    @property
    def absent(self) -> dict[int, frozenset]:
        """Members who said that they cannot come present nothing."""
        blocks = frozenset(str(block) for block in FILLED)
        return {word.person: blocks for word in self.words if word.said == Answer.NO}

    def poles(self, idea: int) -> frozenset:
        """The pole of the direction when one of its members wrote it, that of the employees when anybody else did."""
        if not self.words:
            return frozenset()
        of_direction = CollegeCode.DIRECTION.value
        return frozenset(
            of_direction if self.pole_of.get(person) == of_direction else CollegeCode.EMPLOYEES.value
            for person in self.authors[idea]
        )

    def without_quorum(self, idea: int) -> tuple[str, ...]:
        """Poles that could not vote on it once its authors are recused, even if all the silent ones come."""
        return poles_lost(self.words, self.authors[idea], anyhow=self.anyhow)


def ideas_by_reference(references) -> dict[str, Idea]:
    """The contributions of a plan that was kept, whatever became of them since."""
    return {idea.reference: idea for idea in Idea.objects.filter(reference__in=set(references)).select_related("site")}
